#!/bin/sh
# Makes .venv: uv from the package index, a real Python 3.10, the locked dependencies, the `coach` script.
# Does nothing when the lock has not changed since. $COACH_PYTHON names a Python 3.10 to use.
set -eu
cd "$(dirname "$0")/.."
UV_VERSION=0.13.9
stamp=.venv/.lock.sum
sum=$(cat requirements.lock pyproject.toml | cksum)
[ -x .venv/bin/coach ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && exit 0

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 1; }

uv=.tools/bin/uv
if ! "$uv" --version 2>/dev/null | grep -q "$UV_VERSION"; then
  say "Getting uv $UV_VERSION …"
  base=$(command -v python3 || command -v python) || fail "no Python 3 is on PATH; install one"
  if "$base" -m venv .tools >/dev/null 2>&1; then
    .tools/bin/python -m pip install -q --disable-pip-version-check "uv==$UV_VERSION" || fail "uv could not be installed from the package index"
  else
    mkdir -p .tools/bin
    "$base" -m pip install -q --disable-pip-version-check --target .tools/lib "uv==$UV_VERSION" || fail "uv could not be installed; install python3-venv or pip"
    ln -sf ../lib/bin/uv .tools/bin/uv
  fi
fi

is_310() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }
python=
for candidate in "${COACH_PYTHON:-}" "$(command -v python3.10 || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python; do
  [ -n "$candidate" ] && is_310 "$candidate" && { python=$candidate; break; }
done
if [ -z "$python" ]; then
  say "Getting Python 3.10 …"
  "$uv" python install -q 3.10 && python=$("$uv" python find 3.10) || fail "no Python 3.10 was found and none could be fetched; install one and set COACH_PYTHON to it"
fi

say "Installing the locked dependencies into .venv (about a minute, once) …"
"$uv" venv -q --allow-existing --python "$python" .venv
"$uv" pip sync -q --compile-bytecode --python .venv/bin/python --require-hashes requirements.lock
"$uv" pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
printf '%s' "$sum" >"$stamp"
