#!/usr/bin/env bash
# build-web.sh [--record] builds the browser's half into dist/: Trunk, then wasm-split-cli (parts that are
# loaded on demand), wasm-opt, and `xtask dist` (hashed names, brotli and gzip, no inline script, size
# budget). Does nothing when nothing changed since the last time.
set -euo pipefail
. "$(dirname "$0")/env.sh"
. "$ROOT/scripts/wasm-way.sh"
cd "$ROOT"

way=$(wasm_way) || fail "nothing compiles for $WASM_TARGET here: run 'make setup'"
dist=$ROOT/dist
staging=$TOBIUME_CACHE/web-staging
stamp=$TOBIUME_CACHE/web-$(printf %s "$ROOT" | cksum | cut -d' ' -f1).stamp

# Everything the result depends on: the sources, the tools, and the result itself.
inputs() {
  echo "$way"
  (use_wasm_way "$way" && rustc --version)
  trunk --version
  wasm-bindgen --version
  echo "wasm-split $WASM_SPLIT_VERSION"
  echo "binaryen $BINARYEN_VERSION"
  find frontend common/src common/Cargo.toml assets xtask/src xtask/Cargo.toml Cargo.toml Cargo.lock Trunk.toml \
    scripts/build-web.sh scripts/wasm-way.sh -type f ! -path '*/.*' -print0 | sort -z | xargs -0 sha256sum
}
result() { [ -f "$dist/index.html" ] && find "$dist" -type f -print0 | sort -z | xargs -0 sha256sum; }

# Trunk knows no parts, so its program is made again in several files, each optimised for size.
# Never `-all`: no browser can parse the result.
wasm_opt_flags="-Oz --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
  --enable-reference-types --enable-multivalue"

split() {
  local parts=$staging.parts file
  rm -rf "$parts"
  mkdir -p "$parts"
  wasm-split-cli --out-name tobiume-frontend "$1" "$parts"
  wasm-bindgen --target web --keep-lld-exports --no-typescript --out-name tobiume-frontend --out-dir "$parts/main" "$parts/tobiume-frontend.wasm"
  cp "$parts"/*.js "$parts"/main/*.js "$staging"
  # What two parts have in common is a file of its own, if there is anything.
  for file in "$parts"/main/*.wasm "$parts"/split_*.wasm $(compgen -G "$parts/chunk_*.wasm"); do
    wasm-opt $wasm_opt_flags "$file" -o "$staging/$(basename "$file")"
  done
  rm -rf "$parts"
}

before=$(inputs | sha256sum)
if [ "${1:-}" != --record ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$before $(result | sha256sum)" ]; then
  say "dist/ is up to date"
  exit 0
fi

say "compiling for $WASM_TARGET ('$way' way)"
rm -rf "$staging"
mkdir -p "$TOBIUME_CACHE"
(
  use_wasm_way "$way"
  # Trunk works offline, so that it never downloads tools; what cargo needs is fetched before.
  cargo fetch --quiet --locked
  [ -z "${CARGO_UNSTABLE_BUILD_STD:-}" ] || cargo fetch --quiet --locked --target "$WASM_TARGET"
  trunk --log error build --release --cargo-profile wasm --features split --offline --filehash false --dist "$staging" --skip-version-check
  split "$CARGO_TARGET_DIR/$WASM_TARGET/wasm/tobiume-frontend.wasm"
)
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$TOBIUME_CACHE/target} cargo run --quiet --release -p xtask -- \
  dist --from "$staging" --to "$dist" --budget assets/size-budget.txt --way "$way" "$@"
echo "$(inputs | sha256sum) $(result | sha256sum)" >"$stamp"
