-- Versions are compared as texts, so all of them say milliseconds: without, one of a whole second
-- would come after all others of that second.
update segment set version = left(version, length(version) - 1) || '.000Z'
  where version ~ ':[0-9]{2}Z$';
