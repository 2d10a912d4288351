#!/usr/bin/env bash
# Runs a Postman collection of the RealWorld API against a fresh server on a free port.
#
#   tools/run_collection.sh COLLECTION.json
set -euo pipefail
collection=$(realpath "${1:?usage: tools/run_collection.sh COLLECTION.json}")
cd "$(dirname "$0")/.."
export PATH=$PWD/build/venv/bin:$PATH

work=$(mktemp -d)
server=
stop() {
    if [[ -n $server ]] && kill "$server" 2>/dev/null; then
        wait "$server" || true
    fi
    rm -rf "$work"
}
trap stop EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])')
CONDUIT_PORT=$port CONDUIT_DATABASE_URL=sqlite:$work/conduit.db CONDUIT_LOG_FORMAT=json \
    build/conduit serve >"$work/log" 2>&1 &
server=$!
for _ in $(seq 100); do
    CONDUIT_PORT=$port build/conduit healthcheck 2>/dev/null && break
    kill -0 "$server" 2>/dev/null || { cat "$work/log"; exit 1; }
    sleep 0.1
done

npm ci --prefix tests/collection --no-audit --no-fund --loglevel=error
unique=u$(date +%s)
node tests/collection/node_modules/newman/bin/newman.js run "$collection" \
    --global-var "APIURL=http://localhost:$port/api" \
    --global-var "USERNAME=$unique" --global-var "EMAIL=$unique@example.com" --global-var "PASSWORD=password123" \
    --reporters cli --reporter-cli-no-banner --reporter-cli-no-success-assertions --disable-unicode
