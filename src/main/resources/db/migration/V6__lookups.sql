-- Lookups: tables that map keys to values. Names of aliases are unique among all lookups, because
-- queries use them alone. A table that a lookup reads cannot be dropped.

create table lookup (
  name text primary key,
  table_id uuid not null references data_table,
  table_name text not null,
  created_at timestamptz not null
);

create index lookup_of_table on lookup (table_id);

create table lookup_alias (
  name text primary key,
  lookup_name text not null references lookup on delete cascade,
  place int not null,
  key_column text not null,
  value_column text not null
);

create index lookup_alias_of_lookup on lookup_alias (lookup_name, place);
