-- Asynchronous statements; the rows of their results are files of the data directory.

create table sql_statement (
  id uuid primary key,
  query_id text not null constraint sql_statement_query_id_taken unique,
  state text not null,
  -- grows with each move of the state; a move names the value it saw
  revision bigint not null,
  request text not null,
  result_columns text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  pages text,
  fault_code text,
  fault_message text,
  fault_line int,
  fault_column int
);

create index sql_statement_waiting on sql_statement (created_at, id) where state = 'ACCEPTED';
create index sql_statement_ended on sql_statement (ended_at) where ended_at is not null;
