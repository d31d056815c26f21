#!/usr/bin/env bash
# clippy-wasm.sh lints what runs in the browser, for the browser.
set -euo pipefail
. "$(dirname "$0")/env.sh"
. "$ROOT/scripts/wasm-way.sh"
cd "$ROOT"
way=$(wasm_way) || fail "nothing compiles for $WASM_TARGET here: run 'make setup'"
use_wasm_way "$way"
[ "$way" = debian ] || unset RUSTC_BOOTSTRAP CARGO_UNSTABLE_BUILD_STD CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS
cargo clippy --locked -p tobiume-common -p tobiume-frontend --target "$WASM_TARGET" -- -D warnings
