#!/usr/bin/env bash
# serve.sh serves the built network on http://127.0.0.1:$PORT. A database that does not exist yet is
# filled with the invented demo network; one that exists is only brought up to date.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ROOT"

tobiume=${CARGO_TARGET_DIR:-$TOBIUME_CACHE/target}/release/tobiume
[ -x "$tobiume" ] || fail "the server is not built: run 'make server'"
: "${PORT:=8080}" "${DATA:=.data}" "${DATABASE_URL:=sqlite:$DATA/tobiume.sqlite}"
export DATABASE_URL

database=${DATABASE_URL#sqlite:}
if [ "$database" != "$DATABASE_URL" ] && [ -f "$database" ]; then
  "$tobiume" migrate || fail "the database $database could not be brought up to date: see the message above"
elif [ "$database" != "$DATABASE_URL" ]; then
  mkdir -p "$(dirname "$database")"
  # Half a demo network would look like a database with data in it.
  "$tobiume" demo || { rm -f "$database" "$database-wal" "$database-shm"; fail "the demo network could not be made: see the message above"; }
else
  "$tobiume" demo || "$tobiume" migrate || fail "the database could not be reached: check DATABASE_URL and that PostgreSQL runs"
fi

cat <<TEXT

   http://127.0.0.1:$PORT

   Demo accounts (password tobiume-demo-2026):
     001@4011123454.fukuoka  doctor, 梅の木医院           001@4011199017.fukuoka  doctor, 県央救急病院
     001@kyukyu.fukuoka      ambulance crew               001@office.fukuoka      secretariat
     009@4011123462.fukuoka  new doctor with the initial password hajimete-2026
   README.md lists them all. Stop with Ctrl+C.

TEXT
exec "$tobiume" serve --listen "127.0.0.1:$PORT" --dist "$ROOT/dist"
