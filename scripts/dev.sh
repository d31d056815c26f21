#!/usr/bin/env bash
# dev.sh: Trunk serves the pages on $PORT and reloads them on change, passing /api on to the server on
# $PORT+1, which this script rebuilds and restarts when its sources change. No optimisation, quick builds.
set -euo pipefail
. "$(dirname "$0")/env.sh"
. "$ROOT/scripts/wasm-way.sh"
cd "$ROOT"

: "${PORT:=8080}" "${DATA:=.data}" "${DATABASE_URL:=sqlite:$DATA/tobiume.sqlite}"
export DATABASE_URL
target=${CARGO_TARGET_DIR:-$TOBIUME_CACHE/target}
api=$((PORT + 1))
server=
watcher=
mkdir -p "$DATA"

stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  server=
}

start() {
  cargo build -p tobiume-backend -p tobiume-worker || { say "the server did not build; waiting for the next change"; return 0; }
  stop
  "$target/debug/tobiume" demo
  "$target/debug/tobiume" serve --listen "127.0.0.1:$api" --dist dist &
  server=$!
}

changed() { [ -n "$(find backend common/src formats/src worker Cargo.toml Cargo.lock -type f -newer "$1" -print -quit)" ]; }

watch_server() {
  local stamp
  trap stop EXIT
  stamp=$(mktemp)
  start
  while sleep 1; do
    changed "$stamp" || continue
    touch "$stamp"
    start
  done
}

watch_server &
watcher=$!
pages=
trap 'kill "$watcher" $pages 2>/dev/null || true' EXIT
way=$(wasm_way) || fail "nothing compiles for $WASM_TARGET here: run 'make setup'"
# For quick builds and panics with words: the std that rustup ships, in a folder of its own.
[ "$way" = debian ] || way=rustup
use_wasm_way "$way"
export CARGO_TARGET_DIR=$TOBIUME_CACHE/target-wasm-dev
cargo fetch --quiet
[ -z "${CARGO_UNSTABLE_BUILD_STD:-}" ] || cargo fetch --quiet --target "$WASM_TARGET"
trunk --log warn serve --offline --skip-version-check --dist "$TOBIUME_CACHE/web-dev" --port "$PORT" --address 127.0.0.1 \
  --proxy-backend "http://127.0.0.1:$api/api" --proxy-rewrite /api &
pages=$!
wait "$pages"
