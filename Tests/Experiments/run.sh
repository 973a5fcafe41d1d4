#!/bin/sh
# Runs every experiment, or with --quick a short form of each; results go to Tests/Experiments/results (quick: .build-experiments).
set -eu
cd "$(dirname "$0")/../.."
rubato=${RUBATO:-$(swift build -c release --show-bin-path --static-swift-stdlib)/rubato}
out=Tests/Experiments/results
case " $* " in *" --quick "*) out=.build-experiments ;; esac
for network in resnet50 inception3 mobilenet2; do
    "$rubato" npu report "$network" --batch 1,2,4,8,16 --write "$out"
done
"$rubato" npu explore resnet50 inception3 --batch 1,4,8 --plot "$out/explore.svg" > "$out/explore.txt"
exec "$rubato" experiment --out "$out" "$@" \
    Tests/Experiments/mixed.yaml Tests/Experiments/rtdeepiot.yaml Tests/Experiments/deeprt.yaml Tests/Experiments/fluid.yaml \
    Tests/Experiments/npu.yaml
