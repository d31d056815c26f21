# Sourced. How this machine compiles for wasm32: found out once, written down in the cache, and
# looked at again on every run, because toolchains come and go.
#
#   rustup-src  rustup's toolchain with its sources: std is compiled with the program, which makes it a fifth smaller
#   rustup      rustup's toolchain with the std it ships
#   debian      Debian's rustc-web with its sources (where rustup is missing or cannot download the target)
#
# TOBIUME_WASM=<way> forces one.

debian_src() { compgen -G '/usr/lib/rust*/src/rust/library/std/Cargo.toml' | head -n 1 || true; }
wasm_ld() { compgen -G '/usr/bin/wasm-ld-[0-9]*' | sort -V | tail -n 1 || true; }
rustup_lib() { echo "$(rustc --print sysroot 2>/dev/null)/lib/rustlib"; }

# Does the way named stand on this machine, now?
way_stands() {
  local lib
  case $1 in
    rustup-src | rustup)
      lib=$(rustup_lib)
      ls "$lib/$WASM_TARGET"/lib/libstd-*.rlib >/dev/null 2>&1 || return 1
      [ "$1" = rustup ] || [ -f "$lib/src/rust/library/std/Cargo.toml" ]
      ;;
    debian)
      /usr/bin/rustc --version >/dev/null 2>&1 && /usr/bin/cargo --version >/dev/null 2>&1 &&
        [ -n "$(debian_src)" ] && [ -n "$(wasm_ld)" ]
      ;;
    *) return 1 ;;
  esac
}

# The environment in which cargo (and trunk) compile for wasm32 the given way.
use_wasm_way() {
  unset RUSTC_BOOTSTRAP RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_UNSTABLE_BUILD_STD CARGO_UNSTABLE_BUILD_STD_FEATURES
  export CARGO_TARGET_DIR=$TOBIUME_CACHE/target-wasm
  # wasm-split-cli cuts along the relocations; wasm-opt removes them and the names later.
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Clink-args=--emit-relocs" CARGO_PROFILE_WASM_STRIP=false
  case $1 in
    debian)
      export PATH="/usr/bin:$PATH"
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(wasm_ld)
      export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER
      ;;
    rustup) return 0 ;;
  esac
  # An abort that formats no message, no debug texts, a std compiled for size: a fifth of the bytes.
  export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS+=" -Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none"
}

recorded_way() { cut -d' ' -f1 "$WASM_WAY_FILE" 2>/dev/null || true; }

# The way of this machine: the one recorded, if it still stands, else the best that stands.
wasm_way() {
  local way
  for way in ${TOBIUME_WASM:-$(recorded_way) rustup-src rustup debian}; do
    if way_stands "$way"; then echo "$way"; return 0; fi
  done
  return 1
}

# Makes a way stand, installing what it needs, and writes down which.
ensure_wasm_way() {
  local way
  if way=$(wasm_way); then
    [ "$way" = "$(recorded_way)" ] || record_way "$way"
    return 0
  fi
  case ${TOBIUME_WASM:-} in
    '') way=$(install_rustup_way || install_debian_way) || no_way ;;
    debian) way=$(install_debian_way) || no_way ;;
    *) way=$(install_rustup_way) || no_way ;;
  esac
  record_way "$way"
}

record_way() {
  mkdir -p "$TOBIUME_CACHE"
  say "compiling for $WASM_TARGET the '$1' way (see scripts/wasm-way.sh)"
  printf '%s\n' "$1" >"$WASM_WAY_FILE"
}

install_rustup_way() {
  have rustup || return 1
  say "rustup target add $WASM_TARGET" >&2
  timeout 300 rustup target add "$WASM_TARGET" >&2 || { say "rustup cannot download the target here" >&2; return 1; }
  way_stands rustup || return 1
  timeout 300 rustup component add rust-src >&2 || say "no rust-src: the program will be a little larger" >&2
  if way_stands rustup-src; then echo rustup-src; else echo rustup; fi
}

install_debian_way() {
  local lld
  have apt-get || return 1
  update_packages >&2
  # The newest linker: it must be of the LLVM that Debian's rustc-web was built with.
  lld=$(apt-cache search --names-only '^lld-[0-9]+$' 2>/dev/null | cut -d' ' -f1 | sort -V | tail -n 1)
  install_packages rustc-web cargo-web rust-web-src rust-web-llvm ${lld:-lld} >&2
  way_stands debian && echo debian
}

no_way() {
  fail "no way to compile for $WASM_TARGET: run 'rustup target add $WASM_TARGET', or on Debian 'apt-get install rustc-web cargo-web rust-web-src rust-web-llvm lld'"
}

# rustfmt and clippy for the host and for wasm32.
ensure_lint_tools() {
  if have rustup; then
    cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt || fail "'rustup component add rustfmt' failed"
    cargo clippy --version >/dev/null 2>&1 || rustup component add clippy || fail "'rustup component add clippy' failed"
  fi
  [ "$(wasm_way)" = debian ] && install_packages rust-web-clippy
  have rustup || install_packages rustfmt-web rust-web-clippy
}
