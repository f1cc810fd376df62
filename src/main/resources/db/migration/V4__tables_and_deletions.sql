-- A table that a drop_table job is about to remove takes no new jobs.
alter table data_table add column is_deleting boolean not null default false;

-- A table that was dropped but can come back: its row keeps the name and its hidden segments. It
-- does not exist for anybody until a table of this name is made again, which takes the row over.
alter table data_table add column dropped_at timestamptz;

-- Jobs that delete or restore have no query.
alter table job alter column query drop not null;

-- What a job needs for itself while it runs: the tables that it reads (a JSON array of names) and
-- the times whose rows it takes away.
alter table job add column read_tables text not null default '[]';
alter table job add column exclusive_start_ms bigint;
alter table job add column exclusive_end_ms bigint;

create index job_unfinished on job (target_table, created_at, id)
  where state in ('pending', 'running', 'idle', 'suspended');

create index job_running on job (target_table) where state = 'running';
create index job_replacing on job (target_table, created_at, id)
  where state = 'pending' and replaces;

create index segment_unused on segment (table_id, replaced_at) where replaced_at is not null;
