#!/usr/bin/env bash
# Packs what `make build` left under build/ as a .tar.gz and a .deb for this machine's architecture.
#
#   tools/release/package.sh VERSION        writes build/release/conduit_VERSION_ARCHITECTURE.{tar.gz,deb}
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly version=${1#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([-~+.][0-9A-Za-z.~+-]+)?$ ]] || { echo "not a version: $1" >&2; exit 2; }
architecture=$(dpkg --print-architecture)
name=conduit_${version}_$architecture
readonly out=build/release tree=build/release/tree
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
rm -rf "$tree"
mkdir -p "$out"

install -D -m 755 build/conduit "$tree/usr/bin/conduit"
strip "$tree/usr/bin/conduit"
mkdir -p "$tree/usr/share/conduit"
cp -r --no-preserve=mode,ownership build/client "$tree/usr/share/conduit/client"
install -D -m 644 LICENSE "$tree/usr/share/doc/conduit/copyright"
install -D -m 644 tools/release/conduit.service "$tree/usr/lib/systemd/system/conduit.service"

# One time and one owner for all: the same source makes the same files.
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
tar -C "$tree" --sort=name --owner=0 --group=0 --numeric-owner --transform "s,^\.,conduit-$version," -c . |
    gzip -n9 >"$out/$name.tar.gz"

# The libraries that the program loads, as packages and versions: dpkg-shlibdeps reads them from the program itself.
mkdir -p "$out/debian"
printf 'Source: conduit\nPackage: conduit\nArchitecture: any\n' >"$out/debian/control"
depends=$(cd "$out" && dpkg-shlibdeps -O -e tree/usr/bin/conduit 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
rm -r "$out/debian"
mkdir "$tree/DEBIAN"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: conduit
Version: $version
Architecture: $architecture
Maintainer: Conduit maintainers <maintainers@conduit.invalid>
Depends: $depends, ca-certificates
Section: web
Priority: optional
Installed-Size: $(du -sk --exclude DEBIAN "$tree" | cut -f1)
Description: publishing site with articles, comments and followers
 The Conduit server with its web client; keeps its data in a SQLite file under /var/lib/conduit.
CONTROL
dpkg-deb --root-owner-group --build "$tree" "$out/$name.deb" >/dev/null
rm -r "$tree"
(cd "$out" && ls "$name".*)
