#!/usr/bin/env bash
# Packs build/client into build/client.tar.gz; the same files make the same archive.
set -euo pipefail
cd "$(dirname "$0")/../.."
tar -C build/client --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -c . | gzip -n9 >build/client.tar.gz
