#!/usr/bin/env bash
# Fails, naming the places, when a C++ file is not as .clang-format wants it. `make fmt` mends it.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files -z --cached --others --exclude-standard 'server/src/*.hpp' 'server/src/*.cpp' 'server/src/*.ipp' |
    xargs -0 clang-format-19 --dry-run --Werror
