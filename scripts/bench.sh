#!/bin/sh
# Measures the production server on a large database and prints which limits hold, on SQLite and then on PostgreSQL.
# `sh scripts/bench.sh sqlite` or `sh scripts/bench.sh postgresql` for one of them. It takes some minutes.
# `sh scripts/bench.sh sqlite files` measures only how long Word, Excel, PDF and CSV take, `sqlite register` only the
# register of 5,000 findings.
set -eu
. "$(dirname "$0")/environment.sh"

on_sqlite() {
    DATABASE_URL="sqlite:///$PWD/var/bench/db.sqlite3" .venv/bin/python -m tests.load.bench "$part"
}

on_postgresql() {
    .venv/bin/python scripts/with_postgresql.py --durable .venv/bin/python -m tests.load.bench "$part"
}

part=${2:-all}
case "$part" in files | register | all) ;; *) stop "Name a part, files or register, or none for all." ;; esac

environment dev
rm -rf var/bench
mkdir -p var/bench
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
export SECRET_KEY SITE_URL=http://127.0.0.1 DJANGO_SETTINGS_MODULE=tests.load.settings DEBUG=off BEHIND_PROXY=off

case "${1:-both}" in
sqlite) on_sqlite ;;
postgresql) on_postgresql ;;
both)
    on_sqlite
    on_postgresql
    ;;
*) stop "Name an engine, sqlite or postgresql, or none for both." ;;
esac
