#!/usr/bin/env bash
# Install the project from its folder, in the versions of constraints.txt: install.sh VENV WHAT
set -euo pipefail
venv=$1 what=$2
pip=("$venv/bin/python" -m pip --disable-pip-version-check -q)
# uv is ten times quicker; where it cannot be had, pip does the same.
if [ -x "$venv/bin/uv" ] || "${pip[@]}" install -c constraints.txt uv 2>/dev/null; then
  VIRTUAL_ENV=$venv "$venv/bin/uv" pip install -q -c constraints.txt -e "$what"
else
  "${pip[@]}" install -c constraints.txt -e "$what"
fi
