-- A table that a drop_table job is about to remove takes no new jobs.
alter table data_table add column is_deleting boolean not null default false;

-- What a job needs for itself while it runs: the tables that it reads (a JSON array of names) and
-- the times whose rows it takes away.
alter table job add column read_tables text not null default '[]';
alter table job add column exclusive_start_ms bigint;
alter table job add column exclusive_end_ms bigint;

create index job_unfinished on job (target_table, created_at, id)
  where state in ('pending', 'running', 'idle', 'suspended');

create index segment_unused on segment (table_id, replaced_at) where replaced_at is not null;
