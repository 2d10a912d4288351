#!/usr/bin/env bash
# Imports a stand-in for the Dockerfile's base image, made by debootstrap from Debian's own packages: for machines that
# reach no image registry. It takes over how this machine reaches its package sources.
#
#   tests/pipelines/stand_in_base.sh IMAGE
set -euo pipefail

readonly image=$1 tree=build/pipelines/bookworm

if [[ ! -e $tree.done ]]; then
    rm -rf "$tree"
    mkdir -p "$tree"
    debootstrap --variant=minbase bookworm "$tree" >"$tree.log" 2>&1 || { tail -n 20 "$tree.log" >&2; exit 1; }
    rm -rf "$tree"/var/cache/apt/archives/*.deb "$tree"/var/lib/apt/lists/*
    cp -a /etc/apt/sources.list* /etc/apt/apt.conf.d "$tree/etc/apt/"
    mkdir -p "$tree/usr/local/share/ca-certificates" "$tree/etc/ssl/certs"
    cp -a /usr/local/share/ca-certificates/. "$tree/usr/local/share/ca-certificates/"
    cp -L /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/"
    cafile=$(npm config get cafile 2>/dev/null || true)
    case $cafile in /*) echo "cafile=/etc/ssl/certs/ca-certificates.crt" >"$tree/root/.npmrc" ;; esac
    touch "$tree.done"
fi
tar -C "$tree" --numeric-owner -c . | podman import --quiet - "$image" >/dev/null
