#!/usr/bin/env bash
# Trains the JVM's AOT cache of a layout: starts its server on an empty directory with a PostgreSQL of
# its own, loads and asks as users do, stops it; the JVM then writes LAYOUT/lodestar.aot.
#   train.sh LAYOUT
# Must run with the very JVM that will use the cache, and as a user who may write LAYOUT; not as root
# inside a container, where PostgreSQL could not start. Needs bash and JDK or JRE 25 or newer.
set -euo pipefail

fail() {
  [ -z "${scratch:-}" ] || tail -n 30 "$scratch/server.log" >&2 || true
  echo "train: $*" >&2
  exit 1
}

[ $# -eq 1 ] && [ -x "$1/bin/lodestar-server" ] || fail "usage: train.sh LAYOUT"
layout=$(cd "$1" && pwd)
[ -w "$layout" ] || fail "$layout cannot be written."
scratch=$(mktemp -d)
server=
clean_up() {
  # The server takes its database along; it must have ended before its folder goes.
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait
  rm -rf "$scratch"
}
trap clean_up EXIT

# Prints the status of an answer. request METHOD PATH [BODY]
request() {
  local body=${3:-} status
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic %s\r\nConnection: close\r\n' \
    "$1" "$2" "$(printf '%s:' "$key" | base64 -w 0)" >&3
  printf 'Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' ${#body} "$body" >&3
  read -r -t 60 _ status _ <&3
  cat <&3 >"$scratch/answer"
  exec 3<&- 3>&-
  echo "$status"
}

# expect STATUS METHOD PATH [BODY]
expect() {
  local status
  status=$(request "${@:2}") || fail "$2 $3 was not answered."
  [ "$status" = "$1" ] || fail "$2 $3 answered $status, not $1: $(tail -n 3 "$scratch/answer")"
}

# await TEXT: a line of the server's log
await() {
  local tries=0
  until grep -q "$1" "$scratch/server.log"; do
    kill -0 "$server" 2>/dev/null || fail "the server ended."
    tries=$((tries + 1))
    [ $tries -lt 6000 ] || fail "no '$1' within ten minutes."
    sleep 0.1
  done
}

rm -f "$layout/lodestar.aot"
for name in $(compgen -e LODESTAR_ QUARKUS_ || true); do unset "$name"; done
key=training-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
: >"$scratch/server.log"
env LODESTAR_DATA_DIR="$scratch/data" LODESTAR_ADMIN_API_KEY="$key" QUARKUS_HTTP_PORT=0 \
  LODESTAR_AOT_OUTPUT="$layout/lodestar.aot" \
  "$layout/bin/lodestar-server" demo >"$scratch/server.log" 2>&1 &
server=$!

# The demo uploads a file, loads it with a batch job and asks three questions.
await 'Lodestar listens on '
port=$(sed -nE 's|^Lodestar listens on http://[^:]*:([0-9]+);.*|\1|p' "$scratch/server.log")
await 'Try it yourself'
sql=/v1/projects/default/query/sql
for _ in 1 2 3; do
  expect 200 GET /q/health/started
  expect 200 GET /q/health/live
  expect 200 GET /q/health/ready
  expect 200 GET /v1/projects/default/tables
  expect 200 GET /v1/projects/default/jobs
  expect 200 GET /v1/metrics/export
  expect 200 POST $sql '{"query": "SELECT page, COUNT(*) AS edits FROM wikipedia GROUP BY 1 ORDER BY 2 DESC LIMIT 3"}'
  expect 400 POST $sql '{"query": "SELECT nothing FROM nowhere"}'
done

expect 201 POST /v1/projects/default/jobs "$(cat <<'JSON'
{"type": "batch", "createTableIfNotExists": true,
 "source": {"type": "inline", "data": "{\"ts\": \"2026-01-01T00:00:00Z\", \"a\": 1}",
            "inputSchema": [{"name": "ts", "dataType": "string"}, {"name": "a", "dataType": "long"}],
            "formatSettings": {"format": "nd-json"}},
 "target": {"type": "table", "tableName": "trained"},
 "mappings": [{"columnName": "__time", "expression": "TIME_PARSE(\"ts\")"},
              {"columnName": "a", "expression": "\"a\""}]}
JSON
)"
expect 200 POST $sql/statements "$(cat <<'JSON'
{"query": "INSERT INTO \"inserted\" SELECT * FROM (VALUES (TIMESTAMP '2026-01-01 10:00:00', 'a', 1)) AS v(\"__time\", \"k\", \"n\") PARTITIONED BY DAY",
 "context": {"executionMode": "ASYNC"}}
JSON
)"
tries=0
until request POST $sql '{"query": "SELECT (SELECT COUNT(*) FROM trained) + (SELECT COUNT(*) FROM inserted) AS n", "resultFormat": "array"}' >/dev/null &&
  grep -q '\[2\]' "$scratch/answer"; do
  tries=$((tries + 1))
  [ $tries -lt 1500 ] || fail "the rows of the training's jobs do not come: $(tail -n 1 "$scratch/answer")"
  sleep 0.2
done

kill -TERM "$server"
wait "$server" || true
server=
# The JVM has merged what it saw in a process of its own, which it waited for.
[ -s "$layout/lodestar.aot" ] || fail "the JVM has written no cache; it needs to be of version 25 or newer."
chmod 644 "$layout/lodestar.aot"
touch -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" "$layout/lodestar.aot"
