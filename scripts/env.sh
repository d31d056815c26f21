# Sourced by the other scripts: where things are kept and which versions of the tools are used.
# Nothing here installs or builds.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
: "${TOBIUME_CACHE:=$HOME/.cache/tobiume}"
export TOBIUME_CACHE
TOOLS=$TOBIUME_CACHE/tools
WASM_WAY_FILE=$TOBIUME_CACHE/wasm-way
WASM_TARGET=wasm32-unknown-unknown

TRUNK_VERSION=0.21.14
WASM_SPLIT_VERSION=0.2.4
BINARYEN_VERSION=132.0.0
AXE_VERSION=4.14.1
CARGO_DENY_VERSION=0.18.9

# Tools that cargo and npm put into the cache come before whatever else the machine has.
export PATH="$TOOLS/bin:$TOOLS/node_modules/.bin:$PATH"

# The wasm-bindgen command line must be of the version that the code was compiled with.
wasm_bindgen_version() {
  awk '$1 == "name" { name = $3 } $1 == "version" && name == "\"wasm-bindgen\"" { gsub("\"", "", $3); print $3; exit }' \
    "$ROOT/Cargo.lock"
}

have() { command -v "$1" >/dev/null 2>&1; }
say() { printf '   %s\n' "$*"; }
fail() { printf '!! %s\n' "$*" >&2; exit 1; }
