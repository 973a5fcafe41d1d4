#!/usr/bin/env bash
# Runs all tests of what is built, in three goes: what computes, what waits for sockets, processes and clocks, and whole
# clusters. Real deadlines are not held beside property tests that use every core. Says at the end what failed, because a
# long log is read from there.
#
#   run.sh SWIFT [OPTIONS OF swift test]
set -uo pipefail
cd "$(dirname "$0")/.."
swift=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT

run() { "$swift" test --skip-build "$@" 2>&1 | tee -a "$log"; }

waiting='^(BudgetStore|ControlService|Gateway|HTTP2|Telemetry|Transport|Worker)Tests\.'
clusters='^EndToEndTests\.'
failed=0
run "$@" --skip "$waiting" --skip "$clusters" || failed=1
run "$@" --filter "$waiting" || failed=1
run "$@" --filter "$clusters" || failed=1
if ((failed)); then
    printf '\n==== What failed\n'
    grep -a -E '✘|recorded an issue|error:|Fatal' "$log" | head -40
fi
exit $failed
