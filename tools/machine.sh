#!/usr/bin/env bash
# See to it that this machine has what is needed beside Python. machine.sh: what the tests need, a browser, fonts,
# Node, Java, PostgreSQL. machine.sh drill: LibreOffice, too, for the long drills. machine.sh fonts: only what the poster's
# PDF is set in; the demo runs without, so that never fails.
set -euo pipefail
only=${1:-}
missing=()
need() { # need PACKAGE COMMAND...: is there any of these commands?
  local package=$1 command
  shift
  for command in "$@"; do
    if command -v "$command" >/dev/null; then return; fi
  done
  missing+=("$package")
}
# grep reads to the end: with -q it would break the pipe, and a found font would count as missing.
font() { if ! fc-list 2>/dev/null | grep -i "$2" >/dev/null; then missing+=("$1"); fi; }

font fonts-morisawa-bizud-gothic 'BIZ UDPGothic'
font fonts-noto-cjk 'Noto Sans CJK'
font fonts-noto-core 'Noto Sans Myanmar'
if [ "$only" = drill ]; then need libreoffice-calc-nogui soffice; fi
if [ "$only" != fonts ]; then
  need chromium chromium
  need nodejs node
  need npm npm
  need default-jre-headless java
  need poppler-utils pdftotext
  if ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && ! (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; then
    missing+=(postgresql)
  fi
fi

if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
if [ "$only" = fonts ]; then
  echo "The poster needs fonts: ${missing[*]}"
  give_up() { echo "Without them the demo runs, but makes no posters. On Debian and Ubuntu: sudo apt install ${missing[*]}"; exit 0; }
else
  echo "The tests need: ${missing[*]}"
  give_up() { echo "They cannot be installed from here. On Debian and Ubuntu: sudo apt install ${missing[*]}" >&2; exit 1; }
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
  give_up
fi
"${as_root[@]}" apt-get update -qq || give_up
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || give_up
