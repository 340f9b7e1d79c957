#!/usr/bin/env bash
# Finds what the tests need beside Rust, or fetches it into .test-tools/: Postgres, Redis, two
# WebSocket clients that we did not write, Chromium for the tests of pages, and libfaketime for
# servers whose clock is wrong. It changes nothing outside that folder: Debian packages
# are downloaded and unpacked there, not installed, so no service is started and no root is needed.
# Writes .test-tools/env, which scripts/with-servers.sh reads. Safe to run again; then it is quick.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
tools=$top/.test-tools
python_websockets=17.4 # Versions are pinned: a test that changes by itself is no test.
node_ws=8.23.0
mkdir -p "$tools/bin"

say() { echo "test-tools: $*" >&2; }
die() { say "$*"; exit 1; }

command -v python3 >/dev/null || die "python3 is missing; install it (3.9 or newer)"
command -v node >/dev/null || die "node is missing; install Node 20 or newer"
command -v npm >/dev/null || die "npm is missing; it comes with Node"

# Prints the newest folder with Postgres' server programs, if there is one.
postgres_bin() {
  ls -d "$tools"/debian/usr/lib/postgresql/*/bin /usr/lib/postgresql/*/bin 2>/dev/null |
    while read -r bin; do [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && echo "$bin"; done |
    sort -V | tail -n 1
  return 0
}

find_servers() {
  postgres=$(postgres_bin)
  if [ -z "$postgres" ]; then
    postgres=$(pg_config --bindir 2>/dev/null || true)
    [ -x "$postgres/initdb" ] || postgres=
  fi
  redis=$tools/debian/usr/bin/redis-server
  [ -x "$redis" ] || redis=$(type -P redis-server || true)
  [ -x "$redis" ] || redis=
  chromium=$tools/debian/usr/lib/chromium/chromium
  [ -x "$chromium" ] || chromium=$(type -P chromium || type -P google-chrome || true)
  faketime=$(ls "$tools"/debian/usr/lib/*/faketime/libfaketime.so.1 \
    /usr/lib/*/faketime/libfaketime.so.1 2>/dev/null | head -n 1 || true)
}

# Downloads packages with all that they need and is not installed, and unpacks them. apt keeps its
# lists and locks in a folder of its own, which is what lets a user without rights do it.
unpack() {
  command -v apt-get >/dev/null || die "install $* with your package manager and run this again"
  say "fetching $* from the Debian archive into .test-tools/debian"
  mkdir -p "$tools"/apt/{lists,archives}/partial "$tools/debian"
  local apt=(apt-get -qq -o Debug::NoLocking=1 -o APT::Sandbox::User=
    -o "Dir::State::lists=$tools/apt/lists" -o "Dir::Cache=$tools/apt"
    -o "Dir::Cache::archives=$tools/apt/archives" -o Acquire::Retries=3)
  "${apt[@]}" update >&2 || die "apt-get update failed"
  "${apt[@]}" install --download-only --no-install-recommends -y "$@" >&2 ||
    die "apt-get could not download $*"
  local package
  for package in "$tools"/apt/archives/*.deb; do dpkg -x "$package" "$tools/debian"; done
  rm -rf "$tools/apt"
}

find_servers
wanted=()
[ -n "$postgres" ] || wanted+=(postgresql)
[ -n "$redis" ] || wanted+=(redis-server)
[ -n "$chromium" ] || wanted+=(chromium fonts-dejavu-core)
[ -n "$faketime" ] || wanted+=(libfaketime)
if [ ${#wanted[@]} -gt 0 ]; then
  unpack "${wanted[@]}"
  find_servers
fi
[ -n "$postgres" ] || die "no Postgres server found, even after fetching it"
[ -n "$redis" ] || die "no Redis server found, even after fetching it"
[ -n "$chromium" ] || die "no Chromium found, even after fetching it"
[ -n "$faketime" ] || die "no libfaketime found, even after fetching it"

if [ "$(cat "$tools/python/.version" 2>/dev/null)" != "$python_websockets" ]; then
  say "fetching the Python package websockets $python_websockets"
  rm -rf "$tools/python"
  python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-deps \
    --target "$tools/python" "websockets==$python_websockets" >&2 || die "pip failed"
  echo "$python_websockets" >"$tools/python/.version"
fi
if [ "$(cat "$tools/node/.version" 2>/dev/null)" != "$node_ws" ]; then
  say "fetching the Node package ws $node_ws"
  rm -rf "$tools/node" && mkdir -p "$tools/node"
  npm install --silent --no-save --no-package-lock --ignore-scripts --no-audit --no-fund \
    --prefix "$tools/node" "ws@$node_ws" >&2 || die "npm failed"
  echo "$node_ws" >"$tools/node/.version"
fi

# Interpreters that see these packages, so that a test only has to run them.
cat >"$tools/bin/python" <<TEXT
#!/bin/sh
PYTHONPATH='$tools/python' PYTHONDONTWRITEBYTECODE=1 exec python3 "\$@"
TEXT
cat >"$tools/bin/node" <<TEXT
#!/bin/sh
NODE_PATH='$tools/node/node_modules' exec '$(command -v node)' "\$@"
TEXT
chmod +x "$tools/bin/python" "$tools/bin/node"

# Libraries of the unpacked servers; empty where the system has its own.
# Sound has a folder of its own, which its library looks for where Debian would install it.
libraries=$(ls -d "$tools"/debian/usr/lib/*-linux-gnu* \
  "$tools"/debian/usr/lib/*-linux-gnu*/pulseaudio 2>/dev/null | paste -sd: || true)
{
  printf 'PARLOR_TEST_POSTGRES_BIN=%q\n' "$postgres"
  printf 'PARLOR_TEST_REDIS_SERVER=%q\n' "$redis"
  printf 'PARLOR_TEST_FAKETIME=%q\n' "$faketime"
  printf 'PARLOR_TEST_LIBRARIES=%q\n' "$libraries"
  printf 'PARLOR_TEST_CHROMIUM=%q\n' "$chromium"
  printf 'PARLOR_TEST_PYTHON=%q\n' "$tools/bin/python"
  printf 'PARLOR_TEST_NODE=%q\n' "$tools/bin/node"
  printf 'PARLOR_TEST_NODE_MODULES=%q\n' "$tools/node/node_modules"
} >"$tools/env"
