#!/usr/bin/env bash
# Installs what the named purposes need from Debian 12, and nothing that is there already.
#
#   deploy/install.sh build demo test containers
set -euo pipefail

packages() {
    case "$1" in
    build) echo libnghttp2-dev libssl-dev libdnnl-dev libsqlite3-dev zlib1g-dev pkg-config g++ make git ca-certificates ;;
    demo) echo dataset-fashion-mnist curl gzip ;;
    test) echo python3 python3-venv libonnx-testdata nghttp2-client nghttp2-server openssl prometheus procps ;;
    containers)
        echo podman buildah runc netavark aardvark-dns iptables uidmap mmdebstrap slirp4netns fuse-overlayfs iproute2 \
            util-linux python3-venv
        ;;
    *)
        echo "install.sh: unknown purpose '$1' (build, demo, test, containers)" >&2
        exit 64
        ;;
    esac
}

[ $# -gt 0 ] || set -- build demo
missing=()
for purpose in "$@"; do
    for package in $(packages "$purpose"); do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
done
[ ${#missing[@]} -gt 0 ] || exit 0

sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
echo "installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# The daemons that some packages bring are not wanted here, only their programs.
printf '#!/bin/sh\nexit 101\n' | $sudo tee /usr/sbin/policy-rc.d >/dev/null
$sudo chmod +x /usr/sbin/policy-rc.d
trap '$sudo rm -f /usr/sbin/policy-rc.d' EXIT
$sudo apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
