#!/usr/bin/env bash
# common-is-pure.sh fails when the crate that both halves share depends on a database, a web server or a browser.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ROOT"
tree=$(cargo tree --locked -p tobiume-common -e normal --prefix none --target all)
if grep -E '^(axum|diesel|tokio|hyper|tower|web-sys|js-sys|wasm-bindgen|yew)[^ ]* ' <<<"$tree"; then
  fail "tobiume-common depends on the crate above"
fi
