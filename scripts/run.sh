#!/bin/sh
# Installs what is missing, prepares the database and serves. `sh scripts/run.sh --no-demo` for a real installation.
set -eu
. "$(dirname "$0")/environment.sh"

# Makes the ignored file `.env` on a first start, for its owner's eyes only; one that is there is never touched.
write_local_settings() {
    [ -e .env ] && return
    key=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
    (
        umask 077
        set -C
        cat >.env <<END
# Settings of this installation: see README.md. Keep this file to yourself.
SECRET_KEY=$key
SITE_URL=http://localhost:8000
ALLOWED_HOSTS=127.0.0.1
END
    )
}

environment run
write_local_settings
.venv/bin/python manage.py prepare "$@"
exec .venv/bin/python -m config.serve
