#!/usr/bin/env bash
# Lays out what a native image holds: the program, and DuckDB's library beside it, where
# -Djava.library.path finds it.
#   native-layout.sh NATIVE_SOURCES LAYOUT
# NATIVE_SOURCES is target/native-sources after native-image has run in it.
set -euo pipefail

fail() {
  echo "native-layout: $*" >&2
  exit 1
}

[ $# -eq 2 ] || fail "usage: native-layout.sh NATIVE_SOURCES LAYOUT"
sources=$1 layout=$2
program=$(find "$sources" -maxdepth 1 -name '*-runner' -type f)
[ -x "$program" ] || fail "$sources has no program; run native-image in it first."

mkdir -p "$layout/bin" "$layout/data"
cp "$program" "$layout/bin/lodestar"
# Libraries that native-image puts beside a program which uses AWT and the like.
find "$sources" -maxdepth 1 -name '*.so' -exec cp {} "$layout/bin/" \;
case $(uname -m) in
  x86_64 | amd64) duckdb=amd64 ;;
  aarch64 | arm64) duckdb=arm64 ;;
  *) fail "no native code for $(uname -m)." ;;
esac
duckdb=libduckdb_java.so_linux_$duckdb
library_jar=$(find "$(cd "$sources" && pwd)/lib" -name '*duckdb_jdbc-*.jar')
[ -f "$library_jar" ] || fail "no duckdb_jdbc in $sources/lib."
unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
(cd "$unpacked" && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" --extract --file "$library_jar" "$duckdb")
cp "$unpacked/$duckdb" "$layout/bin/libduckdb_java.so"
cp "$(dirname "${BASH_SOURCE[0]}")/lodestar-health" "$layout/bin/"
chmod -R u=rwX,go=rX "$layout"
chmod 755 "$layout"/bin/*
chmod 750 "$layout/data"
