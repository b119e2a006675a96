#!/usr/bin/env bash
# Starts a PostgreSQL server of its own for tests, in a folder, on a socket within it and nowhere else, and prints its URL:
#   scripts/postgres.sh start <folder>; scripts/postgres.sh stop <folder>
# A server may not run as root: there the system's user nobody runs it.
set -euo pipefail

command=${1:-}
folder=${2:-}
if [ -z "$folder" ] || { [ "$command" != start ] && [ "$command" != stop ]; }; then
  echo "usage: scripts/postgres.sh start|stop <folder>" >&2
  exit 1
fi

# Debian keeps the server's programs out of the path, by version.
bin=$(dirname "$(command -v pg_ctl || find /usr/lib/postgresql -name pg_ctl 2>/dev/null | sort -V | tail -n 1)")
[ -x "$bin/pg_ctl" ] || { echo "PostgreSQL is not installed: there is no pg_ctl" >&2; exit 1; }

as_server() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && runuser -u nobody -- "$@")
  else
    "$@"
  fi
}

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
if [ "$command" = stop ]; then
  as_server "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop
  exit
fi

if [ "$(id -u)" -eq 0 ]; then chown nobody "$folder"; fi
chmod 700 "$folder"
# Trust stays within the folder: only its owner, and root, can reach the socket.
as_server "$bin/initdb" -D "$folder/data" -U bot4 --auth=trust --encoding=UTF8 --no-sync >"$folder/initdb.log" 2>&1 ||
  { cat "$folder/initdb.log" >&2; exit 1; }
as_server "$bin/pg_ctl" -D "$folder/data" -s -w -t 60 -l "$folder/server.log" \
  -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off" start >&2
encoded=$(printf %s "$folder" | sed 's#/#%2F#g')
echo "postgres://bot4@$encoded/postgres"
