#!/usr/bin/env bash
# Renames the product in one step: the program and its settings, namespaces, images, stages, file names and pages.
#
#   tools/rename.sh acme       `make rename NAME=acme` formats the result besides
#
# With the old name go its capitalised form and its upper-case form. Works on the files that git tracks, wants a clean
# checkout, and leaves the result for you to look at and commit. docs/make-it-yours.md says what comes after it.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly name=${1:-}
# It becomes a C++ namespace, an environment prefix and, with a stage, AWS names of at most 32 characters.
[[ $name =~ ^[a-z][a-z0-9]{1,15}$ ]] || {
    printf 'rename: "%s" is not a name of 2 to 16 lower-case letters and digits\n' "$name" >&2
    exit 2
}
# What infra/ would refuse as a project later on: AWS reserves names that begin so.
[[ ! $name =~ ^(internal|sg|aws|ssm|ecs|fargate|sthree) ]] || {
    printf 'rename: "%s" begins like a name that AWS keeps for itself\n' "$name" >&2
    exit 2
}
# A keyword, std, or what a feature is called cannot be the namespace round all of it.
if git grep -qw "$name" -- server/src; then
    printf 'rename: "%s" is a word of the source already\n' "$name" >&2
    exit 2
fi
[[ -z $(git status --porcelain) ]] || {
    echo 'rename: the checkout has changes that are not committed' >&2
    exit 2
}
# What it is called now, so that a renamed product can be renamed again.
old=$(sed -n 's/^name: //p' compose.yaml)

git ls-files -z | xargs -0 grep -lIZi "$old" |
    xargs -0 sed -i -e "s/$old/$name/g" -e "s/${old^}/${name^}/g" -e "s/${old^^}/${name^^}/g"
git ls-files -z | { grep -z "$old" || true; } | while IFS= read -r -d '' file; do
    renamed=${file//$old/$name}
    mkdir -p "$(dirname "$renamed")"
    git mv "$file" "$renamed"
done
echo "rename: done; look at \`git diff\`, then run \`make test\`"
