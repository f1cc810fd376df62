-- API keys. A key's text is stored nowhere: what is stored is a keyed digest of it, with a salt for each
-- key. The keys of digests are sealed like the secrets of connections.

create table digest_key (
  id uuid primary key,
  sealed text not null,
  made_at timestamptz not null
);

create table api_key (
  id uuid primary key,
  name text not null,
  description text,
  -- the beginning and the end of the key, for people
  redacted text not null,
  digest_key_id uuid not null references digest_key,
  salt bytea not null,
  digest bytea not null,
  -- a JSON array: names of permissions, or objects with a name and resources
  permissions text not null,
  created_by_id text not null,
  created_by_name text not null,
  created_at timestamptz not null,
  modified_by_id text not null,
  modified_by_name text not null,
  modified_at timestamptz not null
);

-- One row, which every change of keys locks and counts up: changes have an order, and the number of keys a bound.
create table api_key_list (
  id int primary key check (id = 1),
  revision bigint not null
);
insert into api_key_list (id, revision) values (1, 0);

-- Whose a statement is; older ones are nobody's.
alter table sql_statement add column submitted_by_id text not null default '00000000-0000-0000-0000-000000000000';
alter table sql_statement add column submitted_by_name text not null default 'anonymous';
