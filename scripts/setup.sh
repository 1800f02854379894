#!/bin/sh
# Makes the environment that everything here runs in, and finds or installs a browser. Says what it does; does nothing twice.
#   scripts/setup.sh run    what the console needs
#   scripts/setup.sh dev    and what its tests need
set -eu
cd "$(dirname "$0")/.."
kind=${1:-run}
venv=.venv
case $kind in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: scripts/setup.sh run|dev" >&2; exit 2 ;;
esac

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or with sudo where there is one.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; elif have sudo; then sudo "$@"; else return 1; fi
}

can_be_root() { [ "$(id -u)" -eq 0 ] || have sudo; }

apt_updated=
apt_install() {
    if [ -z "$apt_updated" ]; then
        as_root apt-get update -qq || true
        apt_updated=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        if have "$name" && "$name" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return 0
        fi
    done
    return 1
}

make_venv() {
    python=$(find_python) || fail "Python 3.11 or newer is needed; on Debian: apt-get install python3 python3-venv"
    say "making $venv with $("$python" --version)"
    if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
        rm -rf "$venv"
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if have apt-get && can_be_root; then
            say "Python's venv module is missing: installing python$version-venv"
            apt_install "python$version-venv" || apt_install python3-venv
        fi
        "$python" -m venv "$venv" || fail "cannot make $venv: install Python's venv module (Debian: python3-venv)"
    fi
}

# What pip says is shown when it fails; otherwise it is noise in front of the console.
pip_install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >"$venv/install.log" 2>&1 ||
        { cat "$venv/install.log" >&2; return 1; }
}

install_packages() {
    stamp=$venv/.installed-$kind
    wanted=$(cat "$lock" pyproject.toml | cksum)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return 0; fi
    say "installing packages from $lock (once; about half a minute)"
    pip_install --require-hashes -r "$lock" ||
        fail "the packages could not be installed; is the package index within reach?"
    pip_install --no-deps --no-build-isolation -e . || fail "the checkout could not be installed into $venv"
    printf '%s' "$wanted" >"$stamp"
}

find_chromium() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if have "$name"; then return 0; fi
    done
    [ -f "$venv/.playwright-chromium" ] && return 0
    [ "$(uname)" = Darwin ] && [ -d "/Applications/Google Chrome.app" ] && return 0
    return 1
}

install_chromium() {
    if have apt-get && can_be_root; then
        say "no Chromium on PATH: installing Debian's package (once; a minute or so)"
        if apt_install chromium fonts-dejavu-core && find_chromium; then return 0; fi
        say "Debian's package could not be installed; trying Playwright's own"
    else
        say "no Chromium on PATH: fetching Playwright's own (once; a minute or so)"
    fi
    if "$venv/bin/playwright" install chromium; then
        : >"$venv/.playwright-chromium"
        return 0
    fi
    fail "no Chromium could be installed; install chromium or google-chrome yourself, then run this again"
}

# Tests type into the program in a real terminal, and run what it exports as shell scripts.
install_test_tools() {
    missing=
    for name in tmux curl jq; do have "$name" || missing="$missing $name"; done
    [ -z "$missing" ] && return 0
    if have apt-get && can_be_root; then
        say "installing what the tests run:$missing"
        # shellcheck disable=SC2086  # one word a tool
        apt_install $missing && return 0
    fi
    fail "the tests need$missing: install that, then run this again"
}

# A checkout that was moved or copied brings an environment that points elsewhere.
if [ -x "$venv/bin/python" ] && ! "$venv/bin/python" -c '' 2>/dev/null; then
    say "$venv does not work any more: making it anew"
    rm -rf "$venv"
fi
[ -x "$venv/bin/python" ] || make_venv
install_packages
find_chromium || install_chromium
[ "$kind" = dev ] && install_test_tools
exit 0
