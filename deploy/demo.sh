#!/usr/bin/env bash
# Starts the whole cluster on loopback, drives real images at it under deadlines, prints what was promised and kept, stops.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly rubato=.build/release/rubato
readonly seconds=${RUBATO_DEMO_SECONDS:-15}
readonly work=$(mktemp -d)

stop() {
    [ -z "${cluster:-}" ] || { kill -TERM "$cluster" 2>/dev/null && wait "$cluster" || true; }
    rm -rf "$work"
}
trap stop EXIT

echo "Starting gateway, admission, scheduler, two workers and the cloud tier; the first start measures the models."
"$rubato" up --workers cpu,cpu --cloud --port "${RUBATO_PORT:-8000}" --log-dir "$work/logs" >"$work/ready" 2>"$work/up.log" &
cluster=$!
for _ in $(seq 1200); do
    grep -q '^READY' "$work/ready" && break
    kill -0 "$cluster" 2>/dev/null || { cat "$work/up.log" "$work"/logs/* >&2; exit 1; }
    sleep 0.1
done
grep -q '^READY' "$work/ready" || { cat "$work/up.log" >&2; echo "demo: the cluster did not become ready" >&2; exit 1; }
url=$(sed -E 's/.*"url" ?: ?"([^"]*)".*/\1/; s#\\/#/#g' "$work/ready")

echo "Sending real Fashion-MNIST images to $url for $seconds s: 200 requests a second, answers due within 100 ms."
"$rubato" load --url "$url" --model fashion --arrivals poisson --rate 200 --duration "$seconds" --deadline 100 \
    --report "$work/report.json"

echo "And four cameras of 20 frames a second, each admitted as a stream, due within 80 ms:"
"$rubato" load --url "$url" --model fashion --arrivals periodic --streams 4 --fps 20 --duration "$((seconds / 3 + 1))" \
    --deadline 80 --report "$work/streams.json"

stop_started=$SECONDS
kill -TERM "$cluster"
wait "$cluster" && code=0 || code=$?
unset cluster
[ "$code" = 0 ] || { echo "demo: the cluster ended with $code" >&2; exit 1; }
echo "All services stopped in order within $((SECONDS - stop_started)) s."
