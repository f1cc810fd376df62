-- The leaves of JSON columns that a segment's file holds once more, as columns of their own: a JSON
-- array with an array of the column's name and the keys for each.
alter table segment add column leaves text not null default '[]';
