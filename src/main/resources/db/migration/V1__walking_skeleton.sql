-- All control state. Documents that no query looks into are JSON text; times within data are
-- milliseconds since the epoch (their range is wider than timestamptz in Java).

create table project (
  id uuid primary key,
  name text not null unique,
  created_at timestamptz not null
);

insert into project (id, name, created_at) values (gen_random_uuid(), 'default', now());

create table data_table (
  id uuid primary key,
  name text not null constraint data_table_name_taken unique,
  type text not null,
  version bigint not null,
  description text,
  schema_mode text not null,
  partitioning text not null,
  clustering_columns text not null,
  declared_columns text not null,
  discovered_columns text not null,
  storage_policy text,
  created_by_id text not null,
  created_by_name text not null,
  created_at timestamptz not null,
  modified_by_id text not null,
  modified_by_name text not null,
  modified_at timestamptz not null
);

create table uploaded_file (
  id uuid primary key,
  name text not null constraint uploaded_file_name_taken unique,
  size_bytes bigint not null,
  data_format text not null,
  compression_format text not null,
  md5 text not null,
  uploaded_by_id text not null,
  uploaded_by_name text not null,
  uploaded_at timestamptz not null
);

create table job (
  id uuid primary key,
  type text not null,
  state text not null,
  -- grows with each move of the state; a move names the value it saw
  revision bigint not null,
  desired_state text not null,
  spec text not null,
  query text not null,
  source_type text,
  source_name text,
  target_table text not null,
  created_by_id text not null,
  created_by_name text not null,
  created_at timestamptz not null,
  modified_by_id text not null,
  modified_by_name text not null,
  modified_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz,
  health_status text not null,
  health_code text,
  health_message text,
  rows_processed bigint,
  rows_processed_with_warning bigint,
  rows_skipped_by_filter bigint,
  rows_skipped_by_error bigint,
  rows_persisted bigint,
  bytes_processed bigint
);

create index job_waiting on job (created_at, id) where state = 'pending';
create index job_modified on job (modified_at desc, id);

create table job_log (
  id bigint generated always as identity primary key,
  job_id uuid not null references job on delete cascade,
  logged_at timestamptz not null,
  health_status text not null,
  code text not null,
  message text not null
);

create index job_log_of_job on job_log (job_id, id);

create table segment (
  id uuid primary key,
  table_id uuid not null references data_table on delete cascade,
  job_id uuid not null,
  chunk_start_ms bigint not null,
  chunk_end_ms bigint not null,
  version text not null,
  partition_number int not null,
  row_count bigint not null,
  size_bytes bigint not null,
  min_time_ms bigint not null,
  max_time_ms bigint not null,
  columns text not null,
  created_at timestamptz not null,
  constraint segment_position_taken
    unique (table_id, chunk_start_ms, chunk_end_ms, version, partition_number)
);
