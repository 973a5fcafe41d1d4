#!/usr/bin/env bash
# Runs all benchmarks on release builds: parts against their peers first, then the running cluster.
set -euo pipefail
cd "$(dirname "$0")/../.."
make --no-print-directory release PRODUCTS=Benchmarks
.build/release/Benchmarks "$@"
[ $# -gt 0 ] || Tests/Benchmarks/cluster.sh
