#!/usr/bin/env bash
# setup.sh PURPOSE… installs what is missing for run, dev, test, check and bench, and nothing else.
# Quick and silent when nothing is missing. Everything but Debian packages and rustup's own parts
# goes below $TOBIUME_CACHE (default ~/.cache/tobiume).
set -euo pipefail
. "$(dirname "$0")/env.sh"
. "$ROOT/scripts/wasm-way.sh"

purposes=" ${*:-run} "
wants() { case $purposes in *" $1 "* | *" all "*) return 0 ;; *) return 1 ;; esac; }

# --- Debian packages --------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Missing packages among the arguments, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' || echo "$package"
  done
}

update_packages() {
  [ -z "${APT_UPDATED:-}" ] || return 0
  as_root apt-get update -qq || fail "'apt-get update' failed: check the network and /etc/apt/sources.list, then run this again"
  APT_UPDATED=1
}

install_packages() {
  local missing
  if ! have dpkg-query || ! have apt-get; then
    PACKAGES_UNCHECKED=1
    return 0
  fi
  missing=$(missing_packages "$@")
  [ -z "$missing" ] && return 0
  say "installing Debian packages:" $missing
  [ "$(id -u)" -eq 0 ] || have sudo ||
    fail "missing Debian packages, and neither root nor sudo to install them. Run as root: apt-get install $(echo $missing)"
  update_packages
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    fail "'apt-get install $(echo $missing)' failed: see its message above"
}

packages() {
  local list=()
  have cc || list+=(gcc libc6-dev)
  have make || list+=(make)
  have pkg-config || list+=(pkg-config)
  # The worker: libheif is compiled (C++) and linked to libde265, and documents are typeset in Noto Sans CJK.
  have c++ || list+=(g++)
  have cmake || list+=(cmake)
  list+=(libpq-dev libde265-dev fonts-noto-cjk)
  have npm || list+=(nodejs npm)
  have cargo || list+=(cargo-web rustc-web)
  if wants test; then
    list+=(xvfb locales webkit2gtk-driver procps libheif-examples poppler-utils qpdf)
    have chromium || have google-chrome || list+=(chromium)
    have chromedriver || list+=(chromium-driver)
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || have initdb || list+=(postgresql)
  fi
  if wants bench; then
    list+=(wrk)
    have chromium || list+=(chromium)
    have chromedriver || list+=(chromium-driver)
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || have initdb || list+=(postgresql)
  fi
  install_packages "${list[@]}"
  if [ -n "${PACKAGES_UNCHECKED:-}" ]; then
    have cc && have c++ && have cmake && have pkg-config && have npm && have cargo ||
      fail "this is no Debian system: install compilers of C and C++, CMake, pkg-config, libpq and libde265 (development files), Noto Sans CJK, Node.js with npm, and Rust, then run this again"
  fi
}

# --- Tools built or fetched into the cache ----------------------------------------------------

# install_crate COMMAND CRATE VERSION [OPTION…]: unless COMMAND runs and is of that version.
install_crate() {
  local command=$1 crate=$2 version=$3
  shift 3
  is_installed "$command" "$crate" "$version" && return 0
  say "installing $crate $version (compiled once, takes some minutes)"
  cargo_install "$crate" "$version" --locked "$@" || cargo_install "$crate" "$version" "$@" ||
    fail "'cargo install $crate --version $version' failed: see $TOBIUME_CACHE/$crate.log"
  is_installed "$command" "$crate" "$version" ||
    fail "$crate was installed but '$command' does not run or is not $version: remove $TOOLS and run this again"
}

# wasm-split-cli tells no version: for it, cargo's list of what it installed has to do.
is_installed() {
  case $2 in
    wasm_split_cli_support) "$1" --help >/dev/null 2>&1 && grep -q "^\"$2 $3 " "$TOOLS/.crates.toml" 2>/dev/null ;;
    *) "$1" --version 2>/dev/null | grep -qwF "$3" ;;
  esac
}

cargo_install() {
  local crate=$1 version=$2
  shift 2
  mkdir -p "$TOBIUME_CACHE"
  # A folder of its own for the compiler's output, so that a run that was interrupted goes on where it stopped.
  CARGO_TARGET_DIR=$TOBIUME_CACHE/target-tools \
    cargo install --quiet --force --root "$TOOLS" --version "$version" "$@" "$crate" >"$TOBIUME_CACHE/$crate.log" 2>&1
}

npm_version() { sed -n 's/^ *"version": *"\([^"]*\)".*/\1/p' "$TOOLS/node_modules/$1/package.json" 2>/dev/null | head -n 1; }

npm_tools() {
  [ "$(npm_version binaryen)" = "$BINARYEN_VERSION" ] && [ "$(npm_version axe-core)" = "$AXE_VERSION" ] &&
    wasm-opt --version 2>/dev/null | grep -q "version ${BINARYEN_VERSION%%.*}" && return 0
  say "installing binaryen $BINARYEN_VERSION (wasm-opt) and axe-core $AXE_VERSION from npm"
  mkdir -p "$TOOLS"
  printf '{ "private": true, "dependencies": { "binaryen": "%s", "axe-core": "%s" } }\n' \
    "$BINARYEN_VERSION" "$AXE_VERSION" >"$TOOLS/package.json"
  rm -rf "$TOOLS/package-lock.json"
  npm install --prefix "$TOOLS" --no-audit --no-fund --silent ||
    fail "'npm install binaryen@$BINARYEN_VERSION axe-core@$AXE_VERSION' failed: check the network and npm's configuration, then run this again"
  wasm-opt --version >/dev/null 2>&1 || fail "wasm-opt does not run: it needs Node.js 18 or newer ('node --version')"
}

# --- All --------------------------------------------------------------------------------------

packages
ensure_wasm_way
npm_tools & npm_job=$!
install_crate trunk trunk "$TRUNK_VERSION"
version=$(wasm_bindgen_version)
[ -n "$version" ] || fail "Cargo.lock names no wasm-bindgen: restore Cargo.lock from git"
install_crate wasm-bindgen wasm-bindgen-cli "$version"
install_crate wasm-split-cli wasm_split_cli_support "$WASM_SPLIT_VERSION" --features build-binary
if wants check; then
  install_crate cargo-deny cargo-deny "$CARGO_DENY_VERSION"
  ensure_lint_tools
fi
wait "$npm_job"
