#!/bin/sh
# Runs the tests on SQLite, at SQLITE_URL, and on PostgreSQL, at DATABASE_URL: by scripts/test.sh.
set -eu

# Runs the suite on the engine that a URL names, and keeps what it says. That no test is left counts as said.
suite() {
    printf '\n== %s ==\n' "$1" >&2
    report=var/test/$2
    url=$3
    none_left=$4
    shift 4
    { DATABASE_URL=$url .venv/bin/python -m pytest -n 2 "$@" && echo 0 >"$report.status" ||
        echo $? >"$report.status"; } 2>&1 | tee "$report.log"
    case $(cat "$report.status") in
    0) ;;
    5) [ "$none_left" = passes ] || failed=1 ;;
    *) failed=1 ;;
    esac
}

# Making a database keeps one processor busy: both are made at once.
DATABASE_URL=$SQLITE_URL .venv/bin/python -m tests.databases &
.venv/bin/python -m tests.databases
wait $!

failed=0
suite SQLite sqlite "$SQLITE_URL" fails "$@"
suite PostgreSQL postgresql "$DATABASE_URL" passes "$@"
echo
.venv/bin/python scripts/totals.py SQLite=var/test/sqlite.log PostgreSQL=var/test/postgresql.log
exit "$failed"
