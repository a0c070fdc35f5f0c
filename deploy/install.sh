#!/usr/bin/env bash
# Fills .venv from the hashed lock: with uv where it is (or can be had from the lock itself), else with plain pip.
set -u
python=.venv/bin/python
log=.venv/install.log
: >"$log"

with_uv() {
  "$1" pip sync -q --python "$python" --require-hashes requirements.lock >>"$log" 2>&1
}

from_lock() { # the lock's own lines for one package, hashes and all
  awk -v name="$1==" 'index($0, name) == 1 { on = 1 } on { print } on && !/\\$/ { exit }' requirements.lock
}

echo "· packages from requirements.lock (about 1 GB; one to three minutes)"
installed=no
if command -v uv >/dev/null 2>&1 && with_uv uv; then
  installed=yes
elif "$python" -m pip --version >/dev/null 2>&1; then
  from_lock uv >.venv/uv.txt
  if "$python" -m pip install -q --require-hashes -r .venv/uv.txt >>"$log" 2>&1; then
    cp .venv/bin/uv .venv/uv-bootstrap && with_uv .venv/uv-bootstrap && installed=yes
  fi
elif [ -x .venv/uv-bootstrap ] && with_uv .venv/uv-bootstrap; then # an earlier run: uv removed pip
  installed=yes
fi
if [ "$installed" = no ]; then
  echo "· uv could not be used; plain pip (slower)"
  "$python" -m ensurepip >>"$log" 2>&1
  "$python" -m pip install -q --require-hashes -r requirements.lock >>"$log" 2>&1 || {
    tail -15 "$log"
    echo "The packages could not be installed; the whole log is $log. Is a package index in reach (PIP_INDEX_URL)?"
    exit 1
  }
fi
echo "· market-copilot itself, editable"
if [ -x .venv/bin/uv ]; then
  .venv/bin/uv pip install -q --python "$python" --no-deps --no-build-isolation -e . >>"$log" 2>&1 && exit 0
fi
"$python" -m pip install -q --no-deps --no-build-isolation -e . >>"$log" 2>&1 || { tail -15 "$log"; exit 1; }
