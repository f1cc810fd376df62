-- Streams of Kinesis: partitions have names, and positions in shards are more than a number.

alter table stream_checkpoint alter column partition_number type text using partition_number::text;
alter table stream_checkpoint rename column partition_number to partition_name;
alter table stream_checkpoint alter column next_offset drop not null;

-- In shards: where reading goes on (begin, time, record or end), the sequence number of the last
-- record that was read, and the time in milliseconds up to which nothing is missing.
alter table stream_checkpoint add column shard_state text;
alter table stream_checkpoint add column sequence_number text;
alter table stream_checkpoint add column as_of_ms bigint;
alter table stream_checkpoint add constraint stream_checkpoint_position check (
  (next_offset is not null and shard_state is null)
  or (next_offset is null and shard_state is not null and sequence_number is not null
    and as_of_ms is not null));
