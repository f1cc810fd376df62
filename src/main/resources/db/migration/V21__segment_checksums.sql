-- What the bytes of a segment's file come to, such as 'crc32c:0a1b2c3d'; null for files that were
-- stored before this was.
alter table segment add column checksum text;
