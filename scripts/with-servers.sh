#!/usr/bin/env bash
# Runs a command beside a Postgres and a Redis of its own: scripts/with-servers.sh cargo test
# Both live in a temporary folder, listen on free ports of the loopback only, and are gone when the
# command ends, however it ends. Postgres is as durable as in production (fsync and
# synchronous_commit on); Redis keeps nothing, because Parlor keeps nothing in it that matters.
# The command's exit code is the script's.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || { echo "usage: $0 command [argument...]" >&2; exit 64; }
"$top/scripts/test-tools.sh"
# shellcheck disable=SC1091
. "$top/.test-tools/env"

folder=$(mktemp -d "${TMPDIR:-/tmp}/parlor-test.XXXXXX")
command_pid= redis_pid= postgres_started=
as_user=() # How to become the user that Postgres runs as: it refuses root.

clean_up() {
  code=$?
  trap '' INT TERM HUP
  trap - EXIT
  cd / # Where the server's user may be too.
  # The command has a process group of its own, so its test programs end with it.
  if [ -n "$command_pid" ]; then
    kill -TERM -- "-$command_pid" 2>/dev/null || true
    wait "$command_pid" 2>/dev/null || true
  fi
  [ -z "$redis_pid" ] || { kill -KILL "$redis_pid" && wait "$redis_pid"; } 2>/dev/null || true
  [ -z "$postgres_started" ] || server "$postgres/pg_ctl" -s -m immediate -D "$folder/postgres" stop || true
  rm -rf "$folder"
  exit "$code"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A server program, with the libraries it was unpacked with, as the user it may run as.
server() { "${as_user[@]}" env LD_LIBRARY_PATH="$PARLOR_TEST_LIBRARIES" "$@"; }

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

fail() { echo "with-servers: $1" >&2; cat "$2" >&2; exit 1; }

postgres=$PARLOR_TEST_POSTGRES_BIN
mkdir "$folder/run"
if [ "$(id -u)" = 0 ]; then
  user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups env "HOME=$folder/run")
  chmod 755 "$folder" # That user has to get through, and owns only what is below.
  if ! "${as_user[@]}" test -x "$postgres/initdb"; then
    # Unpacked below a home folder that it cannot enter.
    cp -a "$top/.test-tools/debian" "$folder/debian"
    chmod -R a+rX "$folder/debian"
    postgres=$folder/debian${postgres#"$top/.test-tools/debian"}
    PARLOR_TEST_LIBRARIES=${PARLOR_TEST_LIBRARIES//"$top/.test-tools/debian"/$folder/debian}
  fi
  mkdir "$folder/postgres"
  chown -R "$user" "$folder/postgres" "$folder/run"
fi

cd "$folder/run"
server "$postgres/initdb" -D "$folder/postgres" -U parlor -A trust -E UTF8 --locale=C.UTF-8 \
  >"$folder/initdb.log" 2>&1 || fail "initdb failed" "$folder/initdb.log"
for attempt in 1 2 3; do # Somebody may take the port between the question and its use.
  postgres_port=$(free_port)
  if server "$postgres/pg_ctl" -s -w -D "$folder/postgres" -l "$folder/run/postgres.log" start -o "-c listen_addresses=127.0.0.1 -c port=$postgres_port \
    -c unix_socket_directories='$folder/run' -c max_connections=200 -c fsync=on \
    -c synchronous_commit=on -c shared_buffers=64MB -c jit=off" >/dev/null 2>&1; then
    postgres_started=yes
    break
  fi
  [ "$attempt" != 3 ] || fail "Postgres did not start" "$folder/run/postgres.log"
done
cd "$top"

for attempt in 1 2 3; do
  redis_port=$(free_port)
  env LD_LIBRARY_PATH="$PARLOR_TEST_LIBRARIES" "$PARLOR_TEST_REDIS_SERVER" --bind 127.0.0.1 \
    --port "$redis_port" --save "" --appendonly no --dir "$folder/run" --daemonize no \
    >"$folder/redis.log" 2>&1 &
  redis_pid=$!
  # It says so when it listens; it ends when it cannot.
  while kill -0 "$redis_pid" 2>/dev/null && ! grep -q "Ready to accept" "$folder/redis.log"; do
    sleep 0.05
  done
  ! kill -0 "$redis_pid" 2>/dev/null || break
  redis_pid=
  [ "$attempt" != 3 ] || fail "Redis did not start" "$folder/redis.log"
done

export PARLOR_TEST_DATABASE_URL="postgres://parlor@127.0.0.1:$postgres_port/postgres"
export PARLOR_TEST_REDIS_URL="redis://127.0.0.1:$redis_port"
export PARLOR_TEST_POSTGRES_BIN=$postgres PARLOR_TEST_REDIS_SERVER PARLOR_TEST_LIBRARIES
export PARLOR_TEST_FAKETIME PARLOR_TEST_PYTHON PARLOR_TEST_NODE PARLOR_TEST_NODE_MODULES
# Tests wait for disks and sockets more than they compute.
export RUST_TEST_THREADS="${RUST_TEST_THREADS:-$(($(nproc) * 2))}"

set -m
"$@" &
command_pid=$!
set +m
code=0
wait "$command_pid" || code=$?
command_pid=
exit "$code"
