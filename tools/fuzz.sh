#!/usr/bin/env bash
# Runs every fuzz target for a number of seconds, starting from the corpus that is checked in. What it finds on the way
# stays in build/fuzz-corpus for the next run; a crash leaves its input in build/fuzz-crashes and fails.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly build=${1:?usage: tools/fuzz.sh BUILD_FOLDER SECONDS}
readonly seconds=${2:?usage: tools/fuzz.sh BUILD_FOLDER SECONDS}
mkdir -p build/fuzz-crashes

failed=0
for target in "$build"/fuzz/*_fuzz; do
    name=$(basename "$target")
    found=build/fuzz-corpus/$name
    mkdir -p "$found"
    corpora=("$found")
    [[ -d server/fuzz/corpus/$name ]] && corpora+=("server/fuzz/corpus/$name")
    if "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix=build/fuzz-crashes/ \
        -print_final_stats=1 "${corpora[@]}" >"build/fuzz-crashes/$name.log" 2>&1; then
        printf '%-28s %s\n' "$name" "$(grep -E 'number_of_executed_units' "build/fuzz-crashes/$name.log" | tr -s ' ')"
    else
        printf '%-28s FAILED, see build/fuzz-crashes/%s.log\n' "$name" "$name"
        tail -n 40 "build/fuzz-crashes/$name.log"
        failed=1
    fi
done
exit "$failed"
