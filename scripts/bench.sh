#!/usr/bin/env bash
# bench.sh: builds the server and the bench in release, and prints `name value unit` lines. README.md explains them.
# QUICK=1: 74,564 persons only. N=…: so many persons only. ONLY=browser|server|imports: one part only.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ROOT"

for tool in wrk taskset; do
  have "$tool" || fail "$tool is missing: run scripts/setup.sh bench (packages wrk and util-linux)"
done
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$TOBIUME_CACHE/target}
cargo build --release --locked -p tobiume-backend -p tobiume-worker -p tobiume-bench >&2
export TOBIUME_BIN=$CARGO_TARGET_DIR/release/tobiume
# Filled databases are large: PostgreSQL's are put beside SQLite's.
mkdir -p "$TOBIUME_CACHE/bench"
exec scripts/with-postgres.sh --durable "$CARGO_TARGET_DIR/release/bench"
