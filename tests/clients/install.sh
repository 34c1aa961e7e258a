#!/bin/sh
# Installs the clients that the tests use, unmodified and each by itself, under .clients/ of the checkout.
# Usage: install.sh PYTHON
set -eu
cd "$(dirname "$0")/../.."
python=$1
mkdir -p .clients

venv() { # venv FOLDER PACKAGE
    [ -e ".clients/$1/.installed" ] && return
    "$python" -m venv --without-pip ".clients/$1"
    "$python" -m pip --python ".clients/$1/bin/python" install --quiet --disable-pip-version-check "$2"
    touch ".clients/$1/.installed"
}

venv official-python callfire-api-client-python==0.0.9
venv python-callfire python-callfire==0.10.0
if command -v npm >/dev/null; then
    if [ ! -e .clients/js/.installed ]; then
        mkdir -p .clients/js
        # by --prefix: npm would else install where it finds the next node_modules above
        npm install --silent --no-audit --no-fund --prefix .clients/js callfire-api-client-js@0.0.4
        touch .clients/js/.installed
    fi
else
    echo "there is no npm: the tests of the JavaScript client are skipped, or fail in CI" >&2
fi
