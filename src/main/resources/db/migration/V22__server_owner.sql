-- Which server writes: a server that was cut off from the database, and another one has taken over meanwhile,
-- must not commit what it still holds. Servers call their sessions lodestar/<id>; sessions of people are let pass.
create table server_owner (
  only_row boolean primary key default true check (only_row),
  application text not null
);

create function require_owner() returns trigger language plpgsql as $$
begin
  if current_setting('application_name') like 'lodestar/%' and exists (
      select from server_owner where application <> current_setting('application_name')) then
    raise exception 'another server has taken over this database' using errcode = 'object_not_in_prerequisite_state';
  end if;
  return null;
end
$$;

create trigger segment_owner before insert or update or delete on segment
  for each statement execute function require_owner();
create trigger job_owner before insert or update or delete on job
  for each statement execute function require_owner();
