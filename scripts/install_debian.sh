#!/usr/bin/env bash
# Installs the Debian packages that this project needs and that are missing. Nothing else is needed.
#   bash scripts/install_debian.sh        what every verb but one needs
#   bash scripts/install_debian.sh ceph   and Ceph, for `make test-storage SERVER=ceph` (290 MB)
set -euo pipefail

missing=()
command -v make >/dev/null || missing+=(make)
command -v python3 >/dev/null || missing+=(python3)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
case "$*" in
  "") ;;
  ceph)
    command -v ceph >/dev/null || missing+=(ceph-common)
    for program in ceph-mon ceph-osd radosgw; do
      command -v "$program" >/dev/null || missing+=("$program")
    done
    ;;
  *)
    echo "unknown: $*; the one thing besides is: ceph" >&2
    exit 2
    ;;
esac

if [ "${#missing[@]}" -gt 0 ]; then
  echo "installing: ${missing[*]}"
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
