#!/usr/bin/env bash
# Make the virtual environment that everything here runs in: venv.sh PYTHON FOLDER
set -euo pipefail
python=$1 folder=$2
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Outreach needs Python 3.11 or newer; '$python' is not. Install one and say which: make PYTHON=python3.12" >&2
  exit 1
fi
if ! "$python" -m venv "$folder"; then
  rm -rf "$folder"
  echo "Python cannot make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv" >&2
  exit 1
fi
