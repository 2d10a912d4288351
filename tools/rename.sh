#!/usr/bin/env bash
# Renames the product in one step: the program and its settings, namespaces, images, stacks, file names and pages.
#
#   tools/rename.sh acme
#
# conduit → acme, Conduit → Acme, CONDUIT → ACME. Works on the files that git tracks, wants a clean checkout, and leaves
# the result for you to look at and commit.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly name=${1:?usage: tools/rename.sh acme}
# It becomes a C++ namespace, an environment prefix and part of AWS names: letters and digits serve all of them.
[[ $name =~ ^[a-z][a-z0-9]{1,19}$ ]] || {
    printf 'rename: "%s" is not a name of 2 to 20 lower-case letters and digits\n' "$name" >&2
    exit 2
}
[[ -z $(git status --porcelain) ]] || {
    echo 'rename: the checkout has changes that are not committed' >&2
    exit 2
}

git ls-files -z ':!tools/rename.sh' | xargs -0 grep -lIZi conduit |
    xargs -0 sed -i -e "s/conduit/$name/g" -e "s/Conduit/${name^}/g" -e "s/CONDUIT/${name^^}/g"
git ls-files -z | grep -z conduit | while IFS= read -r -d '' file; do
    renamed=${file//conduit/$name}
    mkdir -p "$(dirname "$renamed")"
    git mv "$file" "$renamed"
done
echo "rename: done; look at \`git diff\`, then run \`make test\`"
