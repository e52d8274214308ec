#!/usr/bin/env bash
# Install the calendar clients that subscribe to our feeds in the tests, apart from the project: calendar_clients.sh PYTHON FOLDER
set -euo pipefail
python=$1 folder=$2
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
"$folder/bin/python" -m pip --disable-pip-version-check -q install -r "$(dirname "$0")/calendar_clients.txt"
