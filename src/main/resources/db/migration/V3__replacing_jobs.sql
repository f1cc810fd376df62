-- Jobs that take rows away run alone on their table; segments that they took away keep their rows
-- here, so that files are not swept while queries read them.

alter table job add column replaces boolean not null default false;

alter table segment add column replaced_at timestamptz;

create index segment_visible on segment (table_id, chunk_start_ms) where replaced_at is null;
