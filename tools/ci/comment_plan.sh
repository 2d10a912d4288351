#!/usr/bin/env bash
# Plans every root of a stage and puts the result on a pull request, in the comment of the run before if there is one.
#
#   tools/ci/comment_plan.sh STAGE NUMBER        GH_TOKEN: a token that may comment
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly stage=$1 number=$2
readonly comment=build/infra/plan.md
mkdir -p build/infra
{
    echo "### Plan for \`$stage\`"
    for root in server client; do
        printf '<details><summary>%s</summary>\n\n```\n' "$root"
        # The plan role may not write the lock, and a plan that is thrown away needs none.
        infra/tf plan "$stage" "$root" -lock=false -no-color 2>&1 | tail -c 25000 || true
        printf '\n```\n</details>\n\n'
    done
} >"$comment"
gh pr comment "$number" --edit-last --create-if-none --body-file "$comment"
