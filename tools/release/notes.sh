#!/usr/bin/env bash
# Release notes of a tag: its section of CHANGELOG.md when there is one, else the subjects of the commits since the tag
# before it.
#
#   tools/release/notes.sh v1.2.3
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly tag=$1
section=$(awk -v version="${tag#v}" '
    /^## / { wanted = index($0, "[" version "]") || $2 == version; next }
    wanted' CHANGELOG.md 2>/dev/null || true)
if [[ -n ${section//[[:space:]]/} ]]; then
    printf '%s\n' "$section"
    exit
fi
previous=$(git describe --tags --abbrev=0 --match 'v*' "$tag^" 2>/dev/null || true)
printf '## Changes%s\n\n' "${previous:+ since $previous}"
git log --no-merges --format='- %s (%h)' "${previous:+$previous..}$tag"
