#!/bin/sh
# Measures rooms full of people on the production server and prints what holds, on SQLite and then on PostgreSQL.
# sh scripts/load.sh [live|votes|killed|all] [sqlite|postgresql|both]. All of it takes up to eight minutes.
set -eu
. "$(dirname "$0")/environment.sh"

part=${1:-all}
engine=${2:-both}
case "$part" in live | votes | killed | all) ;; *) stop "Name a part, live, votes or killed, or all." ;; esac
case "$engine" in sqlite | postgresql | both) ;; *) stop "Name an engine, sqlite or postgresql, or both." ;; esac

environment dev
rm -rf var/load
mkdir -p var/load
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
export SECRET_KEY SITE_URL=http://127.0.0.1 DJANGO_SETTINGS_MODULE=bench.rooms.settings DEBUG=off BEHIND_PROXY=off
# A thousand screens are two thousand connections.
ulimit -n "$(ulimit -Hn)"
failed=0

if [ "$engine" != postgresql ]; then
    DATABASE_URL="sqlite:///$PWD/var/load/db.sqlite3" .venv/bin/python -m bench.rooms "$part" || failed=1
fi
if [ "$engine" != sqlite ]; then
    .venv/bin/python scripts/with_postgresql.py --durable .venv/bin/python -m bench.rooms "$part" || failed=1
fi
exit "$failed"
