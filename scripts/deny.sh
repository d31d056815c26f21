#!/usr/bin/env bash
# deny.sh checks licences, sources and bans, and known vulnerabilities where their list can be fetched.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ROOT"
cargo deny --log-level error check bans licenses sources
if ! report=$(cargo deny --log-level error check advisories 2>&1); then
  printf '%s\n' "$report"
  grep -q 'failed to fetch advisory database' <<<"$report" || exit 1
  say "known vulnerabilities were NOT checked: their list cannot be fetched from here"
fi
