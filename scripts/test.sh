#!/usr/bin/env bash
# test.sh [cargo test arguments…] runs every test beside a throw-away PostgreSQL cluster and ends with
# one line: how many passed, failed, and were skipped because something they need is not here.
set -uo pipefail
. "$(dirname "$0")/env.sh"
cd "$ROOT"

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$TOBIUME_CACHE/target}
export TOBIUME_BIN=$CARGO_TARGET_DIR/debug/tobiume
export TOBIUME_WORKER=$CARGO_TARGET_DIR/debug/tobiume-worker
scripts/stage.sh program cargo build --locked -p tobiume-backend -p tobiume-worker || exit 1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "== test: cargo test …"
start=$(date +%s)
scripts/with-postgres.sh cargo test --workspace --locked --no-fail-fast "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[0]}

sum() { sed -n "s/^test result: .* \([0-9]*\) $1;.*/\1/p" "$log" | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(sum passed) failed=$(sum failed) skipped=$(grep -c '^SKIPPED: ' "$log")
echo "== test: $(($(date +%s) - start)) s"
[ "$skipped" -eq 0 ] || { echo; echo "Skipped, for what they need is not here:"; grep '^SKIPPED: ' "$log" | sort -u; }
echo
echo "$((passed - skipped)) passed, $failed failed, $skipped skipped"
exit "$code"
