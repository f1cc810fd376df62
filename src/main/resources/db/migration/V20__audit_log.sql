-- The audit log: one row for each change that was asked for over the API.
create table audit_entry (
  id uuid primary key,
  happened_at timestamptz not null,
  user_id text not null,
  user_name text not null,
  -- the operation, by its id in the OpenAPI document
  action text not null,
  -- the path of what was changed or made
  resource text not null,
  status int not null,
  address text not null
);

create index audit_entry_happened_at on audit_entry (happened_at desc, id);
create index audit_entry_user on audit_entry (user_id, happened_at desc);
