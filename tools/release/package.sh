#!/usr/bin/env bash
# Packs what `make build` left under build/ as a .tar.gz and a .deb for this machine's Debian and architecture.
#
#   tools/release/package.sh VERSION     writes build/release/conduit_VERSION_debianRELEASE_ARCHITECTURE.{tar.gz,deb}
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly version=${1#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([-~+.][0-9A-Za-z.~+-]+)?$ ]] || { echo "not a version: $1" >&2; exit 2; }
architecture=$(dpkg --print-architecture)
# Libraries have other names in each Debian, so there is a package for each.
# shellcheck source=/dev/null
debian=$(. /etc/os-release && echo "$VERSION_ID")
name=conduit_${version}_debian${debian}_$architecture
readonly out=build/release tree=build/release/tree
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
rm -rf "$tree"
mkdir -p "$out"

# The packages of the libraries that the program loads. OpenTelemetry's have no version in their names, by which
# dpkg-shlibdeps goes: it warns and leaves them out, so they come from who owns them.
depends() {
    local warnings=$out/warnings named library package
    mkdir -p "$out/debian"
    printf 'Source: conduit\nPackage: conduit\nArchitecture: any\n' >"$out/debian/control"
    (cd "$out" && dpkg-shlibdeps -O -e tree/usr/bin/conduit) >"$out/named" 2>"$warnings" || { cat "$warnings" >&2; exit 1; }
    named=$(sed -n 's/^shlibs:Depends=//p' "$out/named")
    while read -r library; do
        package=$(dpkg-query -S "*/$library" | cut -d: -f1)
        [[ $named == *"$package"* ]] || named+=", $package"
    done < <(sed -n "s/.*can't extract name and version from library name '\(.*\)'/\1/p" "$warnings" | sort -u)
    rm -r "$out/debian" "$out/named" "$warnings"
    echo "$named, ca-certificates"
}

umask 022
install -D -m 755 build/conduit "$tree/usr/bin/conduit"
strip "$tree/usr/bin/conduit"
mkdir -p "$tree/usr/share/conduit"
cp -r --no-preserve=mode,ownership build/client "$tree/usr/share/conduit/client"
install -D -m 644 LICENSE "$tree/usr/share/doc/conduit/copyright"
install -D -m 644 tools/release/conduit.service "$tree/usr/lib/systemd/system/conduit.service"
depends=$(depends)
# For those who unpack the .tar.gz.
echo "$depends" | sed -e 's/ ([^)]*)//g' -e 's/, /\n/g' >"$tree/usr/share/doc/conduit/packages"

# One time and one owner for all: the same source makes the same files.
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
tar -C "$tree" --sort=name --owner=0 --group=0 --numeric-owner --transform "s,^\.,conduit-$version," -c . |
    gzip -n9 >"$out/$name.tar.gz"

mkdir "$tree/DEBIAN"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: conduit
Version: $version+deb$debian
Architecture: $architecture
Maintainer: Conduit maintainers <maintainers@conduit.invalid>
Depends: $depends
Section: web
Priority: optional
Installed-Size: $(du -sk --exclude DEBIAN "$tree" | cut -f1)
Description: publishing site with articles, comments and followers
 The Conduit server with its web client; keeps its data in a SQLite file under /var/lib/conduit.
CONTROL
touch -d "@$SOURCE_DATE_EPOCH" "$tree/DEBIAN/control" "$tree/DEBIAN" "$tree"
dpkg-deb --root-owner-group --build "$tree" "$out/$name.deb" >/dev/null
rm -r "$tree"
(cd "$out" && ls "$name".*)
