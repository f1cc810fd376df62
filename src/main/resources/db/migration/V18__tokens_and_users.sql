-- Clients that get bearer tokens, the keys that sign these, and the people and groups of the organization.

-- A list of the organization that is held in memory as a whole: every change locks its row and counts it up, so that
-- changes have an order and the list a bound.
create table auth_list (
  name text primary key,
  revision bigint not null
);
insert into auth_list (name, revision) values ('clients', 0), ('users', 0);

create table oauth_client (
  id uuid primary key,
  -- what a client calls itself when it asks for a token
  client_id text not null unique,
  name text not null,
  description text,
  enabled boolean not null,
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

create table signing_key (
  id uuid primary key,
  -- the private key (PKCS #8 in Base64), sealed like the secrets of connections
  sealed text not null,
  made_at timestamptz not null
);

create table organization_user (
  id uuid primary key,
  -- an e-mail address in lower case
  username text not null unique,
  first_name text,
  last_name text,
  enabled boolean not null,
  email_verified boolean not null,
  permissions text not null,
  -- JSON arrays: providers that know the user, and what the user has yet to do
  identities text not null,
  actions text not null,
  created_at timestamptz not null
);

create table user_group (
  id uuid primary key,
  name text not null,
  permissions text not null,
  created_at timestamptz not null
);
create unique index user_group_name on user_group (lower(name));

-- The predefined groups are part of the program and have no rows, hence no reference to groups.
create table group_member (
  id uuid primary key,
  group_id uuid not null,
  user_id uuid not null references organization_user on delete cascade,
  unique (group_id, user_id)
);
create index group_member_user on group_member (user_id);
