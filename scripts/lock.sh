#!/bin/sh
# Writes the lock files: names, versions and hashes for all platforms, and no index addresses.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet uv
lock() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url pyproject.toml "$@"
}
lock --extra build -o requirements.lock
lock --extra build --extra dev -o requirements-dev.lock
