#!/bin/sh
# Installs what the tests need, then runs all of them on SQLite and all of them on PostgreSQL.
# What is added goes to pytest: sh scripts/test.sh tests/accounts -x
set -eu
. "$(dirname "$0")/environment.sh"

# Whether what the tests drive is here already: a browser with its letters, and what the shipped nginx file needs.
has_programs() {
    [ -x "${CHROMIUM:-/usr/bin/chromium}" ] && fc-list 2>/dev/null | grep -qi liberation || return 1
    for program in nginx ip openssl curl; do
        PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null || return 1
    done
}

install_programs() {
    has_programs && return
    packages="chromium fonts-liberation fontconfig nginx-light iproute2 openssl curl"
    root=
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || stop "The tests need Debian's packages $packages. As root: apt-get install $packages"
        root=sudo
    fi
    command -v apt-get >/dev/null ||
        stop "The tests need Chromium, the Liberation fonts, nginx, ip, openssl and curl, and apt-get is not here to install them."
    say "Installing $packages."
    $root apt-get -qq update </dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $root apt-get -qq install --yes --no-install-recommends $packages </dev/null >/dev/null
}

# Runs the suite on the engine that DATABASE_URL names and keeps its last line.
suite() {
    say ""
    say "== $1 =="
    report=var/test/$2
    status=0
    shift 2
    { "$@" && echo 0 >"$report.status" || echo $? >"$report.status"; } 2>&1 | tee "$report.log"
    status=$(cat "$report.status")
    [ "$status" -eq 0 ] || failed=1
}

environment dev
install_programs
mkdir -p var/test
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
# pytest reads the settings before any of the tests' own files, so the engine is chosen here.
# A connection kept open would stop the test database from being removed.
export SECRET_KEY SITE_URL=http://localhost:8000 ALLOWED_HOSTS=127.0.0.1 DATABASE_KEEP_SECONDS=0 PYTHONWARNINGS=default
failed=0

suite SQLite sqlite env DATABASE_URL="sqlite:///$PWD/var/test/db.sqlite3" .venv/bin/python -m pytest -n 2 "$@"
suite PostgreSQL postgresql .venv/bin/python scripts/with_postgresql.py .venv/bin/python -m pytest -n 2 "$@"

say ""
.venv/bin/python scripts/totals.py SQLite=var/test/sqlite.log PostgreSQL=var/test/postgresql.log
exit "$failed"
