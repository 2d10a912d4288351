#!/usr/bin/env bash
# clang-tidy over our own sources, warnings as errors.
#
#   tools/check_tidy.sh changed   files that differ from the commit in TIDY_BASE (default: the last one before HEAD)
#   tools/check_tidy.sh all
#
# A file that has passed before with the same headers is not looked at again.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly scope=${1:?usage: tools/check_tidy.sh changed|all}
readonly base=${TIDY_BASE:-HEAD~1}
export build=build/cmake/asan passed=build/tidy
cmake -S server --preset asan >/dev/null
# What the sources include and the build makes: the precompiled header and the embedded files.
cmake --build "$build" --target conduit_core >/dev/null
mkdir -p "$passed"

sources() {
    if [[ $scope == all ]]; then
        git ls-files -z 'server/src/*.cpp'
    elif ! git rev-parse --quiet --verify "$base^{commit}" >/dev/null; then
        echo "tidy: there is no $base to compare with; \`make tidy\` looks at everything" >&2
    else
        {
            git diff -z --name-only --diff-filter=d "$base" -- 'server/src/*.cpp'
            git ls-files -z --others --exclude-standard -- 'server/src/*.cpp'
        } | sort -zu
    fi
}

headers=$(git ls-files -z --cached --others --exclude-standard 'server/src/*.hpp' 'server/src/*.ipp' |
    sort -z | xargs -0 cat .clang-tidy | sha256sum | cut -c1-16)
export headers

check_one() {
    local file=$1 output state
    state=$passed/$headers-$(sha256sum "$file" | cut -c1-32)
    [[ -e $state ]] && return 0
    if output=$(clang-tidy-19 -p "$build" --quiet "$file" 2>/dev/null); then
        touch "$state"
    else
        printf '%s\n' "$output"
        return 1
    fi
}
export -f check_one

# shellcheck disable=SC2016 # the inner shell expands it
sources | xargs -0 -r -P "$(nproc)" -I{} bash -c 'check_one "$1"' _ {}
