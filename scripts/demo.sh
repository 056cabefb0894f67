#!/bin/sh
# A throw-away demonstration beside the installation: its own database, new at every start, at port 8001.
set -eu
. "$(dirname "$0")/environment.sh"

rm -rf var/demo
mkdir -p var/demo
export DATABASE_URL="sqlite:///$PWD/var/demo/db.sqlite3"
export DEMO_PASSWORD_FILE="$PWD/var/demo/password"
export PORT="${PORT:-8001}"
# Another host name than the installation's: a browser keeps cookies by name, whatever the port.
export SITE_URL="http://127.0.0.1:$PORT"
exec sh scripts/run.sh
