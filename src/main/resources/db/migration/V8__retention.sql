-- What hides rows by the clock, and what merges segments.

-- Why a segment is hidden: 'RETENTION' for the table's storage policy, null for a job.
alter table segment add column hidden_by text;

-- Whether it was merged from others instead of being written by a job.
alter table segment add column is_compacted boolean not null default false;

-- When the partitioning granularity was changed last: older segments are converted.
alter table data_table add column partitioned_at timestamptz;

-- What is due to be purged.
create index segment_replaced on segment (replaced_at) where replaced_at is not null;
create index data_table_dropped on data_table (dropped_at) where dropped_at is not null;
