#!/bin/sh
# Takes away each place that keeps one force's rows from another, one at a time: does any test notice? Some minutes.
# What is added goes on: sh scripts/isolation.sh --only=evidence/shelf_views.py
set -eu
. "$(dirname "$0")/environment.sh"

environment dev
mkdir -p var/test
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
export SECRET_KEY SITE_URL=http://localhost:8000 ALLOWED_HOSTS=127.0.0.1 DATABASE_KEEP_SECONDS=0 PYTHONWARNINGS=default
export DATABASE_URL="sqlite:///$PWD/var/test/isolation.sqlite3" DJANGO_SETTINGS_MODULE=config.settings
exec .venv/bin/python -m bench.isolation "$@"
