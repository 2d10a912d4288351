#!/usr/bin/env bash
# Renames the product in one step: the program and its settings, namespaces, images, stacks, file names and pages.
#
#   tools/rename.sh my-product
#
# conduit → my-product (in C++ names my_product), Conduit → MyProduct, CONDUIT → MYPRODUCT. Works on the files that git
# tracks, wants a clean checkout, and leaves the result for you to look at and commit.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly name=${1:?usage: tools/rename.sh my-product}
[[ $name =~ ^[a-z][a-z0-9-]{1,30}$ ]] || {
    printf 'rename: "%s" is not a name of lower-case letters, digits and hyphens\n' "$name" >&2
    exit 2
}
[[ -z $(git status --porcelain) ]] || {
    echo 'rename: the checkout has changes that are not committed' >&2
    exit 2
}

readonly identifier=${name//-/_}
pascal=$(sed -E 's/(^|-)([a-z0-9])/\U\2/g' <<<"$name")
upper=$(tr -d - <<<"${name^^}")

# In C and C++ a hyphen cannot stand in a name; everywhere else the name is text.
git ls-files -z '*.cpp' '*.hpp' '*.ipp' '*.cmake' '*CMakeLists.txt' |
    xargs -0 sed -i -e "s/conduit/$identifier/g"
git ls-files -z ':!*.cpp' ':!*.hpp' ':!*.ipp' ':!*.cmake' ':!*CMakeLists.txt' ':!tools/rename.sh' |
    xargs -0 grep -lIZ conduit | xargs -0 -r sed -i -e "s/conduit/$name/g"
git ls-files -z ':!tools/rename.sh' | xargs -0 grep -lIZ -e Conduit -e CONDUIT |
    xargs -0 -r sed -i -e "s/Conduit/$pascal/g" -e "s/CONDUIT/$upper/g"
git ls-files -z | grep -z conduit | while IFS= read -r -d '' file; do
    renamed=${file//conduit/$name}
    mkdir -p "$(dirname "$renamed")"
    git mv "$file" "$renamed"
done
echo "rename: done; look at \`git diff\`, then run \`make test\`"
