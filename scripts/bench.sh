#!/bin/sh
# Measures the production server on a large database and prints which limits hold, on SQLite and then on PostgreSQL.
# `sh scripts/bench.sh sqlite` or `sh scripts/bench.sh postgresql` for one of them. It takes some minutes.
# `sh scripts/bench.sh sqlite files` measures only how long Word, Excel, PDF and CSV take, `sqlite register` only the
# register of 5,000 findings, `sqlite shares` only what one person's requests cost the others. `sh scripts/bench.sh
# postgresql growth` measures 1 to 50 forces and 30 to 1,000 people behind nginx, in up to twelve minutes. `short` at the
# end shows in half a minute that it runs. Without any word all is measured.
set -eu
. "$(dirname "$0")/environment.sh"

on_sqlite() {
    DATABASE_URL="sqlite:///$PWD/var/bench/db.sqlite3" .venv/bin/python -m bench "$part" ${short:+--short}
}

on_postgresql() {
    .venv/bin/python scripts/with_postgresql.py --durable .venv/bin/python -m bench "$part" ${short:+--short}
}

# A thousand people are a thousand connections, and behind the proxy there are more.
growth() {
    PATH="$PATH:/usr/sbin" command -v nginx >/dev/null ||
        stop "Growth needs nginx. On Debian or Ubuntu, as root: apt-get install nginx-light"
    ulimit -n "$(ulimit -Hn)"
    .venv/bin/python scripts/with_postgresql.py --durable .venv/bin/python -m bench growth ${short:+--short}
}

part=${2:-all}
short=${3:-}
case "$part" in files | register | shares | growth | all) ;; *) stop "Name a part, files, register, shares or growth, or none." ;; esac
[ "$part" != growth ] || [ "$1" = postgresql ] || stop "Growth is measured on PostgreSQL: name that engine."

environment dev
rm -rf var/bench
mkdir -p var/bench
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
export SECRET_KEY SITE_URL=http://127.0.0.1 DJANGO_SETTINGS_MODULE=bench.settings DEBUG=off BEHIND_PROXY=off

case "${1:-both}" in
sqlite) on_sqlite ;;
postgresql) if [ "$part" = growth ]; then growth; else on_postgresql; fi ;;
both)
    on_sqlite
    on_postgresql
    # A server that was named holds the other parts' rows by now.
    if [ "$part" != all ] || [ -n "${TEST_DATABASE_URL:-}" ]; then exit; fi
    growth
    ;;
*) stop "Name an engine, sqlite or postgresql, or none for both." ;;
esac
