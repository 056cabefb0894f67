#!/bin/sh
# Installs what the tests need, then runs them on SQLite, and on PostgreSQL what it can answer differently.
# sh scripts/test.sh --only rounds: what is called so, or lies at that path, on SQLite alone.
# What else is added goes to pytest: sh scripts/test.sh tests/accounts -x
set -eu
. "$(dirname "$0")/environment.sh"

# Prints the files of tests that a word is about: it is in their path, or in what a test in them is called.
files_about() {
    find tests -name 'test_*.py' -path "*$1*"
    grep -rliE "(def test_|class Test).*$1" tests --include='test_*.py' || true
}

only=
if [ "${1:-}" = --only ]; then
    only=${2:?Name a path or a word.}
    shift 2
fi
environment dev
sh scripts/programs.sh
mkdir -p var/test
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
# pytest reads the settings before any of the tests' own files, so the engine is chosen here.
# A connection kept open would stop the test database from being removed.
export SECRET_KEY SITE_URL=http://localhost:8000 ALLOWED_HOSTS=127.0.0.1 DATABASE_KEEP_SECONDS=0 PYTHONWARNINGS=default
export SQLITE_URL="sqlite:///$PWD/var/test/db.sqlite3" DJANGO_SETTINGS_MODULE=config.settings

[ -n "$only" ] || exec .venv/bin/python scripts/with_postgresql.py sh scripts/suites.sh "$@"

# A second process takes longer to start than one file takes.
processes=2
if [ -e "${only%%::*}" ]; then
    [ -d "$only" ] || processes=0
    set -- "$only" "$@"
else
    files=$(files_about "$only" | sort -u)
    [ -n "$files" ] || stop "No test is called anything like $only."
    [ "$(echo "$files" | wc -l)" -gt 1 ] || processes=0
    # shellcheck disable=SC2086
    set -- -k "$only" $files "$@"
fi
DATABASE_URL=$SQLITE_URL exec .venv/bin/python -m pytest -n "$processes" "$@"
