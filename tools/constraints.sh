#!/usr/bin/env bash
# Print the installed versions without addresses or folders.
set -euo pipefail
echo "# The exact versions that the checks ran with; requirements stand in pyproject.toml. Renew: make constraints"
.venv/bin/python -m pip --disable-pip-version-check freeze --exclude-editable | grep -vE ' @ |^(pip|setuptools|outreach)=='
