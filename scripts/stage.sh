#!/usr/bin/env bash
# stage.sh NAME COMMAND… runs one stage of a make target, prints how long it took, and says what to
# do when it fails.
set -u
name=$1
shift
start=$(date +%s)
printf '== %s …\n' "$name"
"$@"
code=$?
took=$(($(date +%s) - start))
if [ "$code" -eq 0 ]; then
  printf '== %s: %d s\n' "$name" "$took"
  exit 0
fi
case $name in
  setup) advice="read the line marked !! above, install what it names, and run the same command again" ;;
  web) advice="the browser's half did not build: mend the error above; 'make setup' repairs the tools" ;;
  server) advice="the server did not build: mend the error above; 'make setup' installs missing libraries" ;;
  fmt) advice="run 'cargo fmt' and commit the result" ;;
  clippy*) advice="mend the warnings above" ;;
  common-is-pure) advice="remove the dependency named above from common/Cargo.toml" ;;
  deny) advice="see deny.toml: replace the crate named above, or add its licence with a reason" ;;
  *) advice="see the message above" ;;
esac
printf '!! %s failed after %d s (exit code %d): %s.\n' "$name" "$took" "$code" "$advice" >&2
exit "$code"
