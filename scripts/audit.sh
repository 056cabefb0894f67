#!/bin/sh
# Asks whether a package that is installed is known to be unsafe. It needs the network, and fails without one.
set -eu
. "$(dirname "$0")/environment.sh"
environment dev
exec .venv/bin/python scripts/audit.py
