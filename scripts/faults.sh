#!/bin/sh
# Breaks what the service stands on while people write, on SQLite and then on PostgreSQL, and counts what was lost.
# sh scripts/faults.sh [sqlite|postgresql|both] [--rounds N] [--only NAME]. All of it takes up to fifteen minutes.
set -eu
. "$(dirname "$0")/environment.sh"

engine=${1:-both}
case "$engine" in sqlite | postgresql | both) ;; *) stop "Name an engine, sqlite or postgresql, or both." ;; esac
[ $# -eq 0 ] || shift

environment dev
rm -rf var/load
mkdir -p var/load
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
export SECRET_KEY SITE_URL=http://127.0.0.1 DJANGO_SETTINGS_MODULE=bench.rooms.settings DEBUG=off BEHIND_PROXY=off
failed=0

if [ "$engine" != postgresql ]; then
    DATABASE_URL="sqlite:///$PWD/var/load/db.sqlite3" .venv/bin/python -m bench.faults "$@" || failed=1
fi
if [ "$engine" != sqlite ]; then
    .venv/bin/python scripts/with_postgresql.py --durable .venv/bin/python -m bench.faults "$@" || failed=1
fi
exit "$failed"
