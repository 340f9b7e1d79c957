#!/usr/bin/env bash
# Runs a command of the load tool beside a private Postgres and Redis, ahead of what else the
# machine does: scripts/bench.sh target/release/parlor-load --parlor target/release/parlor bench
# The stores run on the first core, where the tool puts the server; the tool takes the second one.
# Where it may (as root), all of them are a scheduling group that comes first.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || { echo "usage: $0 command [argument...]" >&2; exit 64; }
# Everybody has two cores, or nobody is pinned.
pinned=()
if [ "$(nproc)" -gt 1 ]; then pinned=(taskset -c 0); fi

# A session of its own is a scheduling group of its own (autogroup).
setsid bash -c 'echo -20 2>/dev/null >/proc/self/autogroup || true; exec "$@"' bench \
  "${pinned[@]}" "$top/scripts/with-servers.sh" bash -c '
    export DATABASE_URL=$PARLOR_TEST_DATABASE_URL REDIS_URL=$PARLOR_TEST_REDIS_URL
    exec "$@"' bench "$@" &
command_pid=$!
trap 'kill -TERM "$command_pid" 2>/dev/null || true' INT TERM HUP
code=0
while kill -0 "$command_pid" 2>/dev/null; do
  code=0
  wait "$command_pid" || code=$?
done
exit "$code"
