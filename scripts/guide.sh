#!/usr/bin/env bash
# guide.sh makes the pictures of docs/事務局の手引き.md anew from the real pages: a walk through the console
# in Chromium (tests/journeys/guide.rs) takes them.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ROOT"

rm -rf target/guide
scripts/test.sh --test journeys -- guide::
[ -d target/guide ] || fail "no picture was made: Chromium and its driver are needed ('make setup')"
mkdir -p docs/images/office
rm -f docs/images/office/*.png
cp target/guide/*.png docs/images/office/
say "$(ls docs/images/office | wc -l) pictures, $(du -ch docs/images/office/*.png | tail -1 | cut -f1)"
