#!/usr/bin/env bash
# clang-tidy over our own sources, warnings as errors. A file whose preprocessed text has passed before is not looked
# at again, so that a small change costs seconds.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly build=build/cmake/dev
readonly passed=build/tidy
cmake -S server --preset dev >/dev/null
# The precompiled header and the embedded files must be there.
cmake --build "$build" --target conduit_core --target conduit_tests -j "$(nproc)" >/dev/null
mkdir -p "$passed"

check_one() {
    local file=$1 output state
    state=$passed/$(cat "$file" .clang-tidy <(cd server && git ls-files -s -- 'src/*.hpp' 'src/*.ipp') \
        <(git diff HEAD -- 'server/src/*.hpp' 'server/src/*.ipp') | sha256sum | cut -c1-32)
    [[ -e $state ]] && return 0
    if output=$(clang-tidy-19 -p "$build" --quiet "$file" 2>/dev/null); then
        touch "$state"
    else
        printf '%s\n' "$output"
        return 1
    fi
}
export -f check_one
export build passed

git ls-files -z 'server/src/*.cpp' | xargs -0 -P "$(nproc)" -I{} bash -c 'check_one "$1"' _ {}
