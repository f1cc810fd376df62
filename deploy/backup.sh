#!/usr/bin/env bash
# Copies a running Lodestar: first its database, then its files, so that each row of the copy finds its file.
# Usage: LODESTAR_DATA_DIR=… LODESTAR_DATABASE_URL=postgresql://… deploy/backup.sh TARGET_DIRECTORY
# Needs pg_dump of the server's version or newer. Restore: docs/OPERATIONS.md.
set -euo pipefail
target=${1:?usage: backup.sh TARGET_DIRECTORY}
data=${LODESTAR_DATA_DIR:?set LODESTAR_DATA_DIR to the server\'s data directory}
url=${LODESTAR_DATABASE_URL:?set LODESTAR_DATABASE_URL; an embedded database is copied while the server is stopped}
[ ! -e "$target" ] || { echo "backup.sh: $target is there already; name a new directory." >&2; exit 1; }

mkdir -p "$target.unfinished"
trap 'rm -f "$data/backup.hold"' EXIT
touch "$data/backup.hold"
# The server answers within seconds that it deletes nothing.
for _ in $(seq 60); do
  [ ! -e "$data/backup.held" ] || break
  sleep 1
done
[ -e "$data/backup.held" ] || { echo "backup.sh: no server uses $data, or it does not answer." >&2; exit 1; }

${PG_DUMP:-pg_dump} --format=custom --no-owner --file="$target.unfinished/database.dump" "$url"
for part in segments files connections.keys admin-api-key; do
  [ ! -e "$data/$part" ] || cp -a "$data/$part" "$target.unfinished/"
done
[ -e "$data/backup.held" ] || { echo "backup.sh: the server was stopped or gave up waiting; begin again." >&2; exit 1; }
sync
mv "$target.unfinished" "$target"
echo "backup.sh: database and files are in $target."
