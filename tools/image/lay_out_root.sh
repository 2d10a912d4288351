#!/usr/bin/env bash
# Lays out the root file system of the runtime image: the program, the libraries it loads, certificates, and the
# client's files. No shell, no package manager. What scanners and lawyers look for is there: the packages' records and
# their copyright files.
#
#   tools/image/lay_out_root.sh shell|full DIRECTORY      after `make build`
#
# DATABASE_CA_URL names a bundle of certificates for a database whose authority no system knows (DocumentDB).
set -euo pipefail
umask 022 # modes are part of the image, and the caller's are not
cd "$(dirname "$0")/../.."

readonly client=$1 root=$2
readonly program=build/conduit
readonly uid=65532 # "nonroot" in the images people know

case $client in shell | full) ;; *) echo "CLIENT is $client; it must be shell or full" >&2; exit 2 ;; esac
mkdir -p "$root"/{etc/ssl/certs,tmp,data,usr/{bin,lib,lib64},usr/share/conduit,var/lib/dpkg/status.d}
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"

if [[ -n ${DATABASE_CA_URL:-} ]]; then
    bundle=$root/etc/conduit/rds-global-bundle.pem # where infra/documentdb has the server look
    mkdir -p "${bundle%/*}"
    python3 - "$DATABASE_CA_URL" "$bundle" <<'PYTHON'
import sys, urllib.request

url, bundle = sys.argv[1:]
try:
    with urllib.request.urlopen(url, timeout=60) as answer:
        content = answer.read()
except OSError as error:
    sys.exit(f"{url}: {error}")
if b"-----BEGIN CERTIFICATE-----" not in content:
    sys.exit(f"{url} holds no certificates")
with open(bundle, "wb") as file:
    file.write(content)
PYTHON
fi

install -m 755 "$program" "$root/usr/bin/conduit"
strip "$root/usr/bin/conduit"

# dpkg knows a file by the path it was packed under, which is /lib or /usr/lib; one is a link to the other.
package_of() {
    local path=$1 real
    real=$(realpath "$path")
    { dpkg-query -S "$real" || dpkg-query -S "${real#/usr}" || dpkg-query -S "/usr$real"; } 2>/dev/null | sed -n '1s/: .*//p'
}

record() {
    local package=$1 name=${1%%:*}
    [[ -e $root/var/lib/dpkg/status.d/$name ]] && return
    dpkg-query -s "$package" >"$root/var/lib/dpkg/status.d/$name"
    install -D -m 644 "/usr/share/doc/$name/copyright" "$root/usr/share/doc/$name/copyright"
}

# Whatever the loader would load, one thing that it would not find included.
loaded=$(ldd "$program")
if grep -F 'not found' <<<"$loaded" >&2; then
    echo "libraries of $program are missing" >&2
    exit 1
fi
while read -r library; do
    package=$(package_of "$library")
    [[ -n $package ]] || { echo "no package owns $library" >&2; exit 1; }
    record "$package"
    install -D -m 755 "$(realpath "$library")" "$root/usr/${library#/usr/}"
done < <(grep -o '/[^ ]*' <<<"$loaded")

for package in base-files ca-certificates; do record "$package"; done
install -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
# Where OpenSSL looks when nobody tells it: without this no certificate of MongoDB or Valkey can be verified.
mkdir -p "$root/usr/lib/ssl"
ln -s /etc/ssl/certs/ca-certificates.crt "$root/usr/lib/ssl/cert.pem"
install -m 644 "$(realpath /etc/os-release)" "$root/etc/os-release"
printf 'root:x:0:0::/:/none\nconduit:x:%d:%d::/:/none\n' $uid $uid >"$root/etc/passwd"
printf 'root:x:0:\nconduit:x:%d:\n' $uid >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
chmod 1777 "$root/tmp"
chown $uid:$uid "$root/data"
chmod 700 "$root/data"

case $client in
    shell) install -D -m 644 build/client/index.html "$root/usr/share/conduit/client/index.html" ;;
    full) cp -r --no-preserve=mode,ownership build/client "$root/usr/share/conduit/client" ;;
esac

# One time for all: the same source makes the same layer.
find "$root" -exec touch -h -d "@${SOURCE_DATE_EPOCH:-0}" {} +
