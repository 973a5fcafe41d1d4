#!/bin/sh
# Runs every experiment, or with --quick a short form of each; results go to Tests/Experiments/results (quick: .build-experiments).
set -eu
cd "$(dirname "$0")/../.."
rubato=${RUBATO:-$(swift build -c release --show-bin-path --static-swift-stdlib)/rubato}
out=Tests/Experiments/results
case " $* " in *" --quick "*) out=.build-experiments ;; esac
exec "$rubato" experiment --out "$out" "$@" \
    Tests/Experiments/mixed.yaml Tests/Experiments/rtdeepiot.yaml Tests/Experiments/deeprt.yaml Tests/Experiments/fluid.yaml
