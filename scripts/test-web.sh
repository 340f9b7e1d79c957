#!/usr/bin/env bash
# Checks web/: types, the client library's tests against the server's debug build, and that what is
# committed (generated types, the built page) is what its sources give. `--build` writes those anew.
set -euo pipefail
cd "$(dirname "$0")/../web"

command -v npm >/dev/null || { echo "web/ needs Node 20.19 or newer with npm" >&2; exit 69; }
export NODE_NO_WARNINGS=1 npm_config_update_notifier=false

# The lock file names what is installed; a stamp of it saves the download where nothing changed.
lock=$(cat package.json package-lock.json app/package.json sdk/package.json | sha256sum | cut -d' ' -f1)
if [ "$(cat node_modules/.parlor-lock 2>/dev/null)" != "$lock" ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  echo "$lock" > node_modules/.parlor-lock
fi
bin=$PWD/node_modules/.bin

if [ "${1:-}" = --build ]; then
  node sdk/scripts/generate.mjs
  (cd sdk && rm -rf dist && "$bin/tsc" -p tsconfig.build.json)
  (cd app && "$bin/vite" build --logLevel warn)
  exit
fi

node sdk/scripts/generate.mjs --check
"$bin/tsc" -p sdk/tsconfig.json
"$bin/tsc" -p app/tsconfig.json

built=$(mktemp -d "${TMPDIR:-/tmp}/parlor-web.XXXXXX")
trap 'rm -rf "$built"' EXIT
(cd app && "$bin/vite" build --logLevel warn --outDir "$built/dist")
diff -r dist "$built/dist" || { echo "web/dist is not what its sources give: make web" >&2; exit 1; }

# The test programs of cargo may live elsewhere than in target/.
export PARLOR_BIN=${PARLOR_BIN:-${CARGO_TARGET_DIR:-$PWD/../target}/debug/parlor}
[ -x "$PARLOR_BIN" ] || { echo "there is no $PARLOR_BIN: cargo build -p parlor" >&2; exit 69; }
(cd sdk && "$bin/vitest" run --reporter=dot)

# The tests of pages open them in a browser, the flows also with Postgres and Redis behind them.
../scripts/test-tools.sh
set -a
# shellcheck disable=SC1091
. ../.test-tools/env
set +a
servers=()
[ -n "${PARLOR_TEST_DATABASE_URL:-}" ] || servers=(../scripts/with-servers.sh)
# The second reporter tells last what failed.
"${servers[@]}" env -C "$PWD/app" "$bin/vitest" run --reporter=dot --reporter=./test/pages/failures.ts
