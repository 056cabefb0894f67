# Sourced by the other scripts: the virtual environment in .venv, made from a locked list of requirements.

cd "$(dirname "$0")/.." || exit 1

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

python_is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if python_is_new_enough "$candidate"; then
            # The interpreter itself, not a launcher that may answer differently from another folder.
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    found=$(${PYTHON:-python3} -V 2>&1) ||
        stop "${PYTHON:-python3} is not installed. On Debian or Ubuntu, as root: apt-get install python3 python3-venv"
    stop "Python 3.11 or newer is needed; here is $found. Where there is a newer one, name it: PYTHON=python3.12 make run"
}

# Wherever this is set, each program would be compiled anew at each start, and here many start.
unset PYTHONDONTWRITEBYTECODE

# Prints the uv to use: this machine's, or the one of .venv. A launcher may stand in for one that isn't there: ask it.
find_uv() {
    for candidate in uv .venv/bin/uv; do
        "$candidate" --version >/dev/null 2>&1 && echo "$candidate" && return
    done
    return 1
}

new_environment() {
    rm -rf .venv
    python=$(find_python) || exit 1
    if uv=$(find_uv) && "$uv" venv --quiet --no-python-downloads --python "$python" .venv 2>/dev/null; then
        return
    fi
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        stop "$python can't make virtual environments. On Debian or Ubuntu, as root: apt-get install python3-venv"
    "$python" -m venv .venv || stop "The virtual environment could not be made in $PWD/.venv."
}

# Sound: it starts, is new enough, and is still the version whose packages lie there.
environment_is_sound() {
    .venv/bin/python -c 'import os, sys, sysconfig
sys.exit(sys.version_info < (3, 11) or not os.path.isdir(sysconfig.get_path("purelib")))' 2>/dev/null
}

pip_install() {
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null 2>&1 || return 1
    .venv/bin/python -m pip install --quiet --no-input --no-compile --disable-pip-version-check \
        --require-hashes --requirement "$1"
}

uv_install() {
    # Fetched first where there is none: it brings the rest in a third of the time that pip takes.
    uv=$(find_uv) || { pip_install requirements/installer.txt 2>/dev/null && uv=.venv/bin/uv; } || return 1
    # The certificates that this machine trusts: many networks have one of their own.
    UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 "$uv" pip install --quiet --no-progress --python .venv/bin/python \
        --require-hashes --requirement "$1" 2>.venv/uv.log
}

# environment run|dev: make .venv hold at least what requirements/run.txt or dev.txt lists.
environment() {
    environment_is_sound || new_environment
    lock=requirements/$1.txt
    stamp=.venv/installed-$1.txt
    cmp -s "$lock" "$stamp" && return
    say "Installing what $lock lists."
    uv_install "$lock" || pip_install "$lock" ||
        stop "The installation stopped: the reason is above. Run the same command again to go on."
    cp "$lock" "$stamp"
}
