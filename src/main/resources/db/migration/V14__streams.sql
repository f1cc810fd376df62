-- Streams: how far the rows of each table's stream are published, where each stream is to be read
-- on, and the events that were pushed.

-- Rows of a stream are visible before they are published; each batch of them has a number within
-- its table. The batches up to this number are in segments.
create table published_stream (
  table_id uuid primary key references data_table on delete cascade,
  sequence bigint not null
);

-- The next offset of each partition of each stream that a table was filled from. It changes only in
-- the transaction that publishes the rows before it. They outlive jobs.
create table stream_checkpoint (
  table_id uuid not null references data_table on delete cascade,
  stream text not null,
  partition_number int not null,
  next_offset bigint not null,
  primary key (table_id, stream, partition_number)
);

-- Of streaming jobs: rows that came too late or too early, which are among the filtered ones.
alter table job add column rows_late bigint;
alter table job add column rows_early bigint;

-- Pushed events: each row is one request, with as many lines as it had. A reader never sees a
-- position before all smaller ones of its stream are committed, as one writer numbers them.
create table event (
  stream text not null,
  position bigint not null,
  received_at timestamptz not null,
  body bytea not null,
  primary key (stream, position)
);

-- Bodies are random bytes, compressed or not: do not try again.
alter table event alter column body set storage external;

create index event_age on event (received_at);
