#!/usr/bin/env bash
# Walks through what deploy/Dockerfile.jvm does and what a container then is, without a container
# engine: lays out, trains, starts the server as an unprivileged user who can write its data and
# /tmp only, with a PostgreSQL of its own and with an external one.
#   check.sh QUARKUS_APP
# Started as root it does so as nobody in a mount namespace whose root is read-only; otherwise as the
# user who started it, with a layout that cannot be written. Needs JAVA_HOME of a JDK 25 or newer, util-linux.
set -euo pipefail

[ $# -eq 1 ] || {
  echo "usage: check.sh QUARKUS_APP" >&2
  exit 2
}
app=$(cd "$1" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/lodestar-image.XXXXXX")
chmod 755 "$scratch"
pid=
clean_up() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  wait
  [ ! -d "$scratch/data/external/bin" ] || (unprivileged rw \
    "$files/data/external/bin/bin/pg_ctl" -D "$files/data/external/database" -m immediate stop) >/dev/null 2>&1 || true
  chmod -R u+w "$scratch"
  rm -rf "$scratch"
}
trap clean_up EXIT

fail() {
  [ ! -s "$scratch/server.log" ] || tail -n 30 "$scratch/server.log" >&2
  echo "check: $*" >&2
  exit 1
}

say() { echo "check: $*"; }

# unprivileged rw|ro COMMAND...: becomes what a container is; the mode is that of the layout.
if [ "$(id -u)" = 0 ]; then
  files=/srv
  unprivileged() {
    # shellcheck disable=SC2016 # the inner shell expands them
    exec unshare --mount bash -c '
      mode=$1 scratch=$2
      shift 2
      mount -t tmpfs -o mode=755 tmpfs /srv
      mkdir /srv/layout /srv/data
      mount --bind "$scratch/layout" /srv/layout
      [ "$mode" = rw ] || mount -o remount,bind,ro /srv/layout
      mount --bind "$scratch/data" /srv/data
      mount --bind "$scratch/image" /mnt
      mount --bind "$scratch/tmp" /tmp
      mount -o remount,bind,ro /
      cd /
      exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all \
        --no-new-privs "$@"' - "$1" "$scratch" "${@:2}"
  }
  train=/mnt/train.sh
else
  files=$scratch
  unprivileged() {
    if [ "$1" = rw ]; then chmod -R u+w "$scratch/layout"; else chmod -R a-w "$scratch/layout"; fi
    cd /
    exec "${@:2}"
  }
  train=$here/train.sh
fi

# begin [SETTING=VALUE...]: starts the server and waits until its health says that it is ready.
begin() {
  : >"$scratch/server.log"
  (unprivileged ro env -i PATH="$PATH" JAVA_HOME="$JAVA_HOME" LANG=C.UTF-8 \
    LODESTAR_DATA_DIR="$files/data/lodestar" QUARKUS_HTTP_HOST=0.0.0.0 QUARKUS_HTTP_PORT=0 "$@" \
    "$files/layout/bin/lodestar-server") >"$scratch/server.log" 2>&1 &
  pid=$!
  for _ in $(seq 6000); do
    ! grep -q '^Lodestar listens on ' "$scratch/server.log" || break
    kill -0 "$pid" 2>/dev/null || fail "the server ended."
    sleep 0.1
  done
  port=$(sed -nE 's|^Lodestar listens on http://[^:]*:([0-9]+);.*|\1|p' "$scratch/server.log")
  [ -n "$port" ] || fail "the server does not listen."
  for path in started live ready; do
    QUARKUS_HTTP_PORT=$port "$here/lodestar-health" "/q/health/$path" || fail "not healthy: $path"
  done
  say "$(grep '^Lodestar listens' "$scratch/server.log")"
}

# The exit code of a JVM that SIGTERM ended is 143.
end() {
  local code=0
  kill -TERM "$pid"
  wait "$pid" || code=$?
  pid=
  [ $code = 143 ] || fail "the server ended with $code."
}

! QUARKUS_HTTP_PORT=1 "$here/lodestar-health" 2>/dev/null || fail "health finds a server where none is."
mkdir -p "$scratch/data" "$scratch/tmp" "$scratch/image"
cp "$here"/* "$scratch/image/"
"$here/build-layout.sh" "$app" "$scratch/layout"
[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$scratch/layout" "$scratch/data" "$scratch/tmp"
chmod 1777 "$scratch/tmp"
say "the layout has $(du -sm "$scratch/layout" | cut -f1) MB"

(unprivileged rw env -i PATH="$PATH" JAVA_HOME="$JAVA_HOME" LANG=C.UTF-8 \
  bash "$train" "$files/layout") || fail "the training failed."
say "the cache has $(du -sm "$scratch/layout/lodestar.aot" | cut -f1) MB"
[ "$(id -u)" != 0 ] || chown -R 0:0 "$scratch/layout"

begin LODESTAR_ADMIN_API_KEY=key-of-a-check-without-any-worth
if [ -r "/proc/$pid/status" ]; then
  [ "$(id -u)" != 0 ] || grep -qE '^Uid:[[:space:]]+65534[[:space:]]+65534' "/proc/$pid/status" || fail "the server is root."
  grep -q "/layout/lodestar.aot" "/proc/$pid/maps" || fail "the cache is not used."
  grep -q "/layout/lib/main/libduckdb_java" "/proc/$pid/maps" || fail "DuckDB is not the layout's own."
fi
[ -z "$(find "$scratch/tmp" -name '*duckdb*')" ] || fail "DuckDB was unpacked into /tmp."
end

# The same layout with a database elsewhere: the programs are those that the server has unpacked.
mkdir -p "$scratch/data/external"
cp -R "$scratch"/data/lodestar/postgres/bin-* "$scratch/data/external/bin"
printf 'secret' >"$scratch/data/external/password"
[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$scratch/data/external"
postgres=$files/data/external/bin/bin
port_of_database=$((20000 + RANDOM % 10000))
(unprivileged rw "$postgres/initdb" -D "$files/data/external/database" -U lodestar --auth=scram-sha-256 \
  --pwfile="$files/data/external/password" --encoding=UTF8 --locale=C) >/dev/null || fail "initdb failed."
(unprivileged rw "$postgres/pg_ctl" -D "$files/data/external/database" -w -s -l "$files/data/external/log" \
  -o "-p $port_of_database -c listen_addresses=127.0.0.1 -c unix_socket_directories=" start) ||
  fail "PostgreSQL did not start: $(cat "$scratch/data/external/log")"
rm -rf "$scratch/data/lodestar"
begin "LODESTAR_DATABASE_URL=postgresql://lodestar:secret@127.0.0.1:$port_of_database/postgres" \
  LODESTAR_ADMIN_API_KEY=key-of-a-check-without-any-worth
[ ! -e "$scratch/data/lodestar/postgres" ] || fail "a PostgreSQL of its own was started."
end
(unprivileged rw "$postgres/pg_ctl" -D "$files/data/external/database" -w -s -m fast stop)
rm -rf "$scratch/data/external/bin"
say "all steps hold."
