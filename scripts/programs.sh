#!/bin/sh
# Installs what the tests drive, where it is missing: a browser with its letters, and what the shipped nginx file needs.
set -eu
. "$(dirname "$0")/environment.sh"

is_there() {
    [ -x "${CHROMIUM:-/usr/bin/chromium-headless-shell}" ] || [ -x /usr/bin/chromium ] || return 1
    fc-list 2>/dev/null | grep -qi liberation || return 1
    for program in nginx ip openssl curl; do
        PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null || return 1
    done
}

! is_there || exit 0
packages="chromium-headless-shell fonts-liberation fontconfig nginx-light iproute2 openssl curl"
root=
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || stop "The tests need Debian's packages $packages. As root: apt-get install $packages"
    root=sudo
fi
command -v apt-get >/dev/null ||
    stop "The tests need Chromium, the Liberation fonts, nginx, ip, openssl and curl, and apt-get is not here to install them."
$root apt-get -qq update </dev/null
# Older systems have the whole browser alone, which takes twice the time.
apt-cache show chromium-headless-shell >/dev/null 2>&1 || packages="chromium ${packages#* }"
say "Installing $packages."
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $root apt-get -qq install --yes --no-install-recommends $packages </dev/null >/dev/null
