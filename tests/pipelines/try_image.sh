#!/usr/bin/env bash
# Runs an image as ECS runs it (one user without rights, read-only root, no capabilities, little memory) and checks that
# it serves, is healthy, holds nothing that it does not need, and stops in time on SIGTERM while requests run.
#
#   tests/pipelines/try_image.sh docker|podman IMAGE COMMIT [CONTAINER OPTIONS]
set -euo pipefail

readonly engine=$1 image=$2 commit=$3
shift 3
# podman needs systemd to check health by itself, and under runc its limits said.
if [[ $engine == podman ]]; then set -- --health-interval disable --ulimit nproc=4096:4096 "$@"; fi

fail() { echo "try_image: $*" >&2; exit 1; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
readonly port url=http://127.0.0.1:$port name=conduit-try-$$
work=$(mktemp -d)
trap '"$engine" rm -f "$name" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
install -d -m 777 "$work/data"

run() {
    "$engine" run --network host --read-only --cap-drop ALL --security-opt no-new-privileges --memory 256m \
        --user 65532:65532 --ulimit nofile=1024:1024 --tmpfs /tmp:rw,noexec,nosuid,nodev,size=16m \
        -v "$work/data:/data" -e CONDUIT_PORT="$port" -e CONDUIT_ADDRESS=127.0.0.1 "${options[@]}" "$@"
}
options=("$@")

# ── the migration as ECS runs it: the same image, another command ──
run --rm "$image" migrate || fail "migrate failed"

# ── serving ──
run -d --name "$name" "$image" >/dev/null
for _ in $(seq 100); do
    "$engine" exec "$name" /usr/bin/conduit healthcheck 2>/dev/null && break
    sleep 0.1
done
"$engine" exec "$name" /usr/bin/conduit healthcheck || fail "not healthy: $("$engine" logs "$name" 2>&1 | tail -n 5)"
# What the image itself says how to ask: Docker does by itself, podman when told.
if [[ $engine == podman ]]; then podman healthcheck run "$name" || fail "its HEALTHCHECK says that it is not healthy"; fi
grep -q "\"$commit\"" <<<"$(curl -fsS "$url/version")" || fail "/version is not $commit: $(curl -sS "$url/version")"
curl -fsS "$url/api/tags" >/dev/null || fail "the API does not answer"
pid=$("$engine" inspect --format '{{.State.Pid}}' "$name")
if [[ -r /proc/$pid/status ]]; then
    grep -qE '^Uid:\s+65532' "/proc/$pid/status" || fail "not the user 65532"
    grep -qE '^CapEff:\s+0+$' "/proc/$pid/status" || fail "it has capabilities"
    [[ $(tr '\0' ' ' <"/proc/$pid/cmdline") == "/usr/bin/conduit serve " ]] || fail "PID 1 is not the server"
fi
if "$engine" exec "$name" /bin/sh -c true 2>/dev/null; then fail "there is a shell in the image"; fi

# ── stopping: requests that run are answered, and the process ends well inside the grace time ──
(
    failed=0
    for _ in $(seq 2000); do
        curl -sS -o /dev/null --max-time 10 "$url/api/articles" 2>/dev/null || { failed=$?; break; }
    done
    echo "$failed" >"$work/load"
) &
load=$!
sleep 1
before=$(date +%s%N)
"$engine" stop --time 45 "$name" >/dev/null
took=$((($(date +%s%N) - before) / 1000000))
wait "$load"
code=$("$engine" inspect --format '{{.State.ExitCode}}' "$name")
[[ $code == 0 ]] || fail "it exited with $code on SIGTERM"
((took < 40000)) || fail "it took $took ms to stop"
# 7: the port is closed, as it must be in the end. Anything else is a request that was cut.
[[ $(<"$work/load") =~ ^(0|7)$ ]] || fail "a request was cut while it stopped (curl exit $(<"$work/load"))"
echo "try_image: serves $commit, stopped in $took ms"
