-- How fine the times of an aggregate table are: a name, and a JSON object that takes precedence.
-- Both are null for detail tables. The roles of columns stand in declared_columns.
alter table data_table add column time_resolution text;
alter table data_table add column query_granularity text;
