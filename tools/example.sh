#!/usr/bin/env bash
# The worked example of docs/make-it-yours.md: docs/examples/location/, one patch a step.
#
#   tools/example.sh apply [OPTIONS OF git apply]    each patch becomes a commit on a clean checkout
#   tools/example.sh write                           the last commits, as many as there are patches, become the patches
#
# When a patch no longer applies: `apply --3way` on a branch stops at the conflict; mend it, `git add`, `git commit`,
# run it again for the rest, `write`, and take the patches to your own branch.
set -euo pipefail
cd "$(dirname "$0")/.."

action=${1:-}
[[ $# -eq 0 ]] || shift
patches=(docs/examples/location/*.patch)
# What a patch says before its first file is the message of its commit.
message() { sed '/^diff --git/,$d' "$1"; }
title() { message "$1" | sed -n 1p; }

case $action in
    apply)
        [[ -z $(git status --porcelain) ]] || { echo "example: the checkout has changes that are not committed" >&2; exit 2; }
        for patch in "${patches[@]}"; do
            if grep -Fxq "$(title "$patch")" <<<"$(git log -n "${#patches[@]}" --format=%s)"; then continue; fi
            git apply --index "$@" "$patch"
            message "$patch" | git commit --quiet --file=-
            title "$patch"
        done
        ;;
    write)
        count=${#patches[@]}
        for number in $(seq "$count"); do
            commit=$(git rev-parse "HEAD~$((count - number))")
            patch=${patches[number - 1]}
            [[ $(git log -n 1 --format=%s "$commit") == "$(title "$patch")" ]] ||
                { echo "example: commit $commit is not $patch" >&2; exit 1; }
            { git log -n 1 --format=%B "$commit"; git diff --no-color "$commit~" "$commit"; } >"$patch.new"
        done
        for patch in "${patches[@]}"; do mv "$patch.new" "$patch"; done
        ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
