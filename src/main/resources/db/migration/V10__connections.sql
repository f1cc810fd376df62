-- Connections to systems outside. What may be shown of one is JSON text; its secrets are sealed, each
-- by itself, in a JSON object from the path of their member to the sealed text.

create table connection (
  id uuid primary key,
  name text not null constraint connection_name_taken unique,
  type text not null,
  document text not null,
  sealed_secrets text not null,
  submitted_by_id text not null,
  submitted_by_name text not null,
  submitted_at timestamptz not null,
  modified_by_id text not null,
  modified_by_name text not null,
  modified_at timestamptz not null
);

-- The connections that a job uses, by name, as a JSON array: its source, its registry of schemas.
alter table job add column connection_names text not null default '[]';

-- The few unfinished jobs that have any.
create index job_unfinished_connections on job (created_at, id)
  where state in ('pending', 'running', 'idle', 'suspended') and connection_names <> '[]';
