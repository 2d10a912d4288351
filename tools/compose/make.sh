#!/usr/bin/env bash
# Makes targets in a bare container of Debian; whatever else is missing, `make` installs.
#
#   tools/compose/make.sh TARGETS...
set -euo pipefail

apt-get update -qq
apt-get install -y -qq --no-install-recommends ca-certificates git make >/dev/null
exec make "$@"
