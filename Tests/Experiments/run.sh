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
explore="npu explore resnet50 inception3 --batch 1,4,8 --device zcu104"
{
    printf '# Designs within the resources of deploy/npu/zcu104.yaml\n\nMade by `rubato %s`; ' "$explore"
    printf 'times are those of the analytic cycle model.\n\n![best designs](explore.svg)\n\n```\n'
    "$rubato" $explore --plot "$out/explore.svg"
    printf '```\n'
} > "$out/explore.md"
"$rubato" $explore --json > "$out/explore.json"
for days in days compiled; do "$rubato" day --out "$out" "$@" Tests/Experiments/$days.yaml; done
exec "$rubato" experiment --out "$out" "$@" \
    Tests/Experiments/mixed.yaml Tests/Experiments/rtdeepiot.yaml Tests/Experiments/deeprt.yaml Tests/Experiments/fluid.yaml \
    Tests/Experiments/wan.yaml Tests/Experiments/npu.yaml
