#!/usr/bin/env bash
# What tools/rename.sh does, to the patches of the worked example. A longer or shorter name breaks lines elsewhere, and a
# patch applies only to lines as they are: so in a copy each step is renamed and formatted, and the patches are what then
# lies between the steps.
#
#   tools/rename_example.sh NAME       after tools/rename.sh, before its result is committed
set -euo pipefail
cd "$(dirname "$0")/.."

readonly name=$1 patches=docs/examples/location copy=build/renamed-example
[[ -d $patches ]] || exit 0
root=$PWD
rm -rf "$copy"
git clone -q . "$copy" # of the commit, where all has its old name
# What formats, of this checkout.
mkdir "$copy/build"
ln -s "$root/build/venv" "$copy/build/venv"
ln -s "$root/client/node_modules" "$copy/client/node_modules"
echo client/node_modules >>"$copy/.git/info/exclude"
cd "$copy"
git config user.name rename
git config user.email rename@localhost

old=$(sed -n 's/^name: //p' compose.yaml)
base=$(git rev-parse HEAD)
tools/example.sh apply >/dev/null
steps=("$root/$patches"/*.patch)
before=""
for commit in "$base" $(git rev-list --reverse "$base..HEAD"); do
    git reset -q --hard "$commit"
    message=$(git log -n 1 --format=%B)
    tools/rename.sh "$name" >/dev/null
    make --no-print-directory fmt >/dev/null
    git add -A
    tree=$(git write-tree)
    if [[ -n $before ]]; then
        {
            sed -e "s/$old/$name/g" -e "s/${old^}/${name^}/g" <<<"$message"
            echo
            git diff --no-color --abbrev=7 "$before" "$tree"
        } >"${steps[0]}"
        steps=("${steps[@]:1}")
    fi
    before=$tree
done
cd "$root" && rm -rf "$copy"
