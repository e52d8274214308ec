#!/usr/bin/env bash
# Run a command with a PostgreSQL at hand: a throw-away cluster on a free port, which need not survive a power
# cut and so makes a database in a tenth of the time; without PostgreSQL's programs, the server on 127.0.0.1:5432.
# The command finds the server in OUTREACH_TEST_POSTGRES.
set -euo pipefail
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
if [ ! -x "$bin/initdb" ]; then
  OUTREACH_TEST_POSTGRES="postgres://postgres@127.0.0.1:${PGPORT:-5432}" exec "$@"
fi

export PGUSER=postgres PGHOST=127.0.0.1
PGPORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PGPORT
folder=$(mktemp -d)
as=()
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
  chown postgres "$folder"
  as=(runuser -u postgres --)
fi
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
"${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
options="-p $PGPORT -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder"
options+=" -c fsync=off -c full_page_writes=off -c max_connections=200"
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "$options" start >/dev/null
OUTREACH_TEST_POSTGRES="postgres://postgres@127.0.0.1:$PGPORT" "$@"
