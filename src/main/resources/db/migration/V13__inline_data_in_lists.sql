-- The beginning of the data that a job brings itself, which lists of jobs show.
alter table job add column inline_data text;
update job set inline_data = left(spec::json #>> '{source,data}', 1000)
  where source_type = 'inline' and position('\u0000' in spec) = 0;
