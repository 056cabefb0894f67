#!/bin/sh
# Everything that can be found wrong without running the place, and without asking anybody outside: see audit.sh.
set -eu
. "$(dirname "$0")/environment.sh"

environment dev
# Settings as of a real installation, whatever this machine's own say.
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
export SECRET_KEY SITE_URL=https://assess.example DATABASE_URL=sqlite:///:memory:

bin=.venv/bin
# Half of the time is mypy's: it runs beside the rest.
$bin/mypy . &
types=$!
$bin/ruff check .
$bin/ruff format --check .
git ls-files -z 'templates/*.html' | xargs -0 $bin/djade --check --target-version 5.2
# What builds a statement of SQL or writes to /tmp is ruff's to judge (S608, S108), where each place says why it may.
$bin/bandit --quiet --severity-level medium --skip B108,B608 --recursive --exclude "*/migrations/*" \
    accounts api assessments competency config evidence frameworks history home inspections maturity outbox records reports scripts
$bin/python scripts/settings_table.py --check
$bin/python scripts/bill.py --check
$bin/python manage.py makemigrations --check --dry-run
$bin/python manage.py check --deploy --fail-level WARNING
wait "$types"
echo "Nothing found. Whether a package is unsafe is asked by make audit."
