#!/usr/bin/env bash
# serve.sh serves the built network on http://127.0.0.1:$PORT. An empty database is filled with the
# invented demo network; one with a network of its own is only brought up to date.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ROOT"

tobiume=${CARGO_TARGET_DIR:-$TOBIUME_CACHE/target}/release/tobiume
# The server looks for its worker in the folder of its own program.
[ -x "$tobiume" ] && [ -x "$tobiume-worker" ] || fail "the server is not built: run 'make server'"
: "${PORT:=8080}" "${DATA:=.data}" "${DATABASE_URL:=sqlite:$DATA/tobiume.sqlite}"
export DATABASE_URL

[ "$DATABASE_URL" = "${DATABASE_URL#sqlite:}" ] || mkdir -p "$(dirname "${DATABASE_URL#sqlite:}")"

# `tobiume demo` brings the database up to date, fills an empty one, succeeds where the demo network is, and leaves a network of one's own alone.
if said=$("$tobiume" demo 2>&1); then
  accounts="
   Demo accounts (password tobiume-demo-2026):
     001@4011123454.fukuoka   doctor, 梅の木医院 (family doctor)
     002@4011123454.fukuoka   clerk of the same
     001@4011123462.fukuoka   doctor, 博多中央クリニック
     001@4011199017.fukuoka   doctor, 県央救急病院 (emergency hospital)
     001@4031300011.fukuoka   dentist, さくら歯科
     001@4041400019.fukuoka   pharmacist, みどり薬局
     001@kango.fukuoka        visiting nurse
     001@caremane.fukuoka     care manager
     001@kaigo.fukuoka        helper
     001@kyukyu.fukuoka       ambulance crew
     001@city.fukuoka         city clerk (北九州市)
     001@office.fukuoka       secretariat
     009@4011123462.fukuoka   new doctor; the password is still the initial one, hajimete-2026
"
elif [[ $said == *"holds a real network"* ]]; then
  accounts=
else
  fail "the database could not be made ready: $said"
fi

cat <<TEXT

   http://127.0.0.1:$PORT   (stop with Ctrl+C)
$accounts
TEXT
exec "$tobiume" serve --listen "127.0.0.1:$PORT" --dist "$ROOT/dist"
