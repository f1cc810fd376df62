#!/usr/bin/env bash
# Lays out what an image holds: the packaged server with this platform's native code only.
#   build-layout.sh QUARKUS_APP LAYOUT
# QUARKUS_APP is what "mvn package" leaves in target/quarkus-app; LAYOUT must not exist yet. Needs a
# JDK (for its program "jar"), no container engine and no rights. deploy/Dockerfile.jvm runs it.
set -euo pipefail

fail() {
  echo "build-layout: $*" >&2
  exit 1
}

[ $# -eq 2 ] || fail "usage: build-layout.sh QUARKUS_APP LAYOUT"
app=$1 layout=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ -f "$app/quarkus-run.jar" ] || fail "$app has no quarkus-run.jar; run 'mvn package' first."
[ ! -e "$layout" ] || fail "$layout is there already."
jar=${JAVA_HOME:+$JAVA_HOME/bin/}jar
command -v "$jar" >/dev/null || fail "no program 'jar'; set JAVA_HOME to a JDK."

# Names of this platform: DuckDB's and those of PostgreSQL's archives.
case $(uname -m) in
  x86_64 | amd64) duckdb=amd64 postgres=amd64 ;;
  aarch64 | arm64) duckdb=arm64 postgres=arm64v8 ;;
  *) fail "no native code for $(uname -m)." ;;
esac
duckdb=libduckdb_java.so_linux_$duckdb
postgres=embedded-postgres-binaries-linux-$postgres

mkdir -p "$layout"
cp -R "$app/." "$layout/"

# Other platforms' programs of PostgreSQL. The class path still names them; Java ignores that.
find "$layout/lib" -name '*embedded-postgres-binaries-*' ! -name "*.$postgres-[0-9]*" -delete
[ -n "$(find "$layout/lib" -name "*.$postgres-[0-9]*")" ] ||
  echo "build-layout: no PostgreSQL for this platform; the image needs LODESTAR_DATABASE_URL." >&2

# DuckDB looks beside its jar when the jar has no library. So nothing is unpacked at each start into a
# folder for temporary files, which in a container may be memory, or forbid to run what is in it.
library_jar=$(find "$layout/lib" -name '*duckdb_jdbc-*.jar')
[ -f "$library_jar" ] || fail "no duckdb_jdbc in $app."
unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
library_path=$(cd "$(dirname "$library_jar")" && pwd)/$(basename "$library_jar")
(cd "$unpacked" && "$jar" --extract --file "$library_path")
[ -f "$unpacked/$duckdb" ] || fail "$library_jar has no $duckdb."
mv "$unpacked/$duckdb" "$(dirname "$library_path")/$duckdb"
rm -f "$unpacked"/libduckdb_java.so_*
"$jar" --create --file "$library_path" --manifest "$unpacked/META-INF/MANIFEST.MF" \
  -C "$unpacked" org -C "$unpacked" META-INF

mkdir -p "$layout/bin"
cp "$here/lodestar-server" "$here/lodestar-health" "$layout/bin/"
chmod -R u=rwX,go=rX "$layout"
chmod 755 "$layout/bin/"* "$(dirname "$library_path")/$duckdb"

# The JVM refuses a cache of classes when a jar's time differs, and layers of images keep whole seconds only.
find "$layout" -exec touch -h -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" {} +
