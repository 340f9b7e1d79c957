#!/usr/bin/env bash
# Builds the server of the release before this one and prints where it is, for the row of the fault
# suite that runs both on one store. Which revision that is stands in
# src/tests/faults/previous-release.txt. Prints nothing, and says so, where it cannot be built.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
revision=$(cat "$top/src/tests/faults/previous-release.txt")
target=${CARGO_TARGET_DIR:-$top/target}
program=$target/previous/$revision/parlor
if [ -x "$program" ]; then
  echo "$program"
  exit 0
fi
if ! git -C "$top" cat-file -e "$revision^{commit}" 2>/dev/null; then
  echo "previous-release: $revision is not in this clone" >&2
  exit 0
fi
sources=$(mktemp -d "${TMPDIR:-/tmp}/parlor-previous.XXXXXX")
trap 'rm -rf "$sources"' EXIT
git -C "$top" archive "$revision" | tar -x -C "$sources"
echo "previous-release: building $revision" >&2
# With a target folder of its own inside ours: the same dependencies are compiled once.
(cd "$sources" && CARGO_TARGET_DIR="$target/previous/build" cargo build --locked -q -p parlor --bin parlor >&2)
mkdir -p "$(dirname "$program")"
cp "$target/previous/build/debug/parlor" "$program"
echo "$program"
