#!/bin/sh
# Runs the tests on SQLite, at SQLITE_URL, and on PostgreSQL, at DATABASE_URL: by scripts/test.sh.
set -eu

# Runs the suite on the engine that a URL names, and keeps what it says and how it ended.
suite() {
    report=var/test/$1
    url=$2
    shift 2
    { DATABASE_URL=$url .venv/bin/python -m pytest -n 2 "$@" && echo 0 >"$report.status" ||
        echo $? >"$report.status"; } 2>&1 | tee "$report.log"
}

# Making a database keeps one processor busy: both are made at once.
DATABASE_URL=$SQLITE_URL .venv/bin/python -m tests.databases &
.venv/bin/python -m tests.databases
wait $!

# A story waits for a server or a browser for half of its time, so both suites run beside each other.
suite postgresql "$DATABASE_URL" "$@" >/dev/null &
printf '\n== SQLite ==\n' >&2
suite sqlite "$SQLITE_URL" "$@"
printf '\n== PostgreSQL ==\n' >&2
wait $!
cat var/test/postgresql.log

echo
.venv/bin/python scripts/totals.py SQLite=var/test/sqlite.log PostgreSQL=var/test/postgresql.log
# 5 says that no test was left, which is so where all that was asked for run on SQLite alone.
case "$(cat var/test/sqlite.status) $(cat var/test/postgresql.status)" in
"0 0" | "0 5") ;;
*) exit 1 ;;
esac
