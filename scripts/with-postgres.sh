#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL cluster: scripts/with-postgres.sh [--durable] COMMAND…
# The command finds the cluster's URL in TOBIUME_TEST_POSTGRES. The cluster ends with the command.
set -euo pipefail

durable=off
if [ "${1:-}" = --durable ]; then durable=on; shift; fi

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then bin=$(dirname "$(command -v initdb || true)"); fi
[ -x "$bin/initdb" ] || { echo "with-postgres: no PostgreSQL server programs found; run scripts/setup.sh test" >&2; exit 1; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/tobiume-postgres.XXXXXX")
as_postgres() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  # The server refuses to run as root.
  chown postgres "$dir"
  as_postgres() { runuser -u postgres -- "$@"; }
fi
cleanup() {
  as_postgres "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

cd "$dir"
as_postgres "$bin/initdb" -D "$dir/data" -A trust -E UTF8 --locale=C.UTF-8 -U tobiume >"$dir/initdb.log" 2>&1 \
  || { cat "$dir/initdb.log" >&2; echo "with-postgres: initdb failed" >&2; exit 1; }
as_postgres "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/data/server.log" \
  -o "-c listen_addresses='' -c unix_socket_directories='$dir' -c fsync=$durable -c full_page_writes=$durable -c max_connections=200 -c shared_buffers=256MB" start >/dev/null \
  || { cat "$dir/data/server.log" >&2; echo "with-postgres: the server did not start" >&2; exit 1; }
cd - >/dev/null

export TOBIUME_TEST_POSTGRES="postgres://tobiume@/postgres?host=$dir"
"$@"
