#!/usr/bin/env python3
"""Runs policies live at one rate above full-depth capacity, then replays what each run received in virtual time.

One worker on loopback with every job admitted, so that the policies alone differ. The replays take the worker's speed from
what its stages took live; all else is overload.yaml's. Rounds of all policies follow each other, and the table shows medians.
Prints Markdown (standard library only).

    compare.py --data DIR [--policies p1,p2:OPTION=VALUE] [--factor 1.2] [--seconds S] [--rounds N]
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RUBATO = str(Path(os.environ.get("RUBATO_BIN", ROOT / ".build/release")) / "rubato")
PROFILE = ROOT / "deploy/profiles/epyc-f32.json"
MODEL = "fashion-hard"
DEADLINE_MS = 60
POLICIES = "rubato,rtdeepiot,fluid,adaptive,edf,rr,lcf"


def live(policy: str, options: argparse.Namespace, rate: float, folder: Path) -> dict:
    name, _, options_of_policy = policy.partition(":")
    chosen = {"RUBATO_POLICY_OPTION": options_of_policy.replace(":", ",")} if options_of_policy else {}
    environment = {**os.environ, "RUBATO_ADMISSION_TEST": "none", **chosen}
    arguments = ["--models", str(ROOT / "deploy/models"), "--port", "0", "--workers", "cpu", "--model", MODEL]
    cluster = subprocess.Popen(
        [RUBATO, "up", *arguments, "--policy", name, "--log-dir", str(folder / "log"), "--stop-on-eof"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    )
    try:
        line = cluster.stdout.readline()
        if not line.startswith("READY "):
            sys.exit("compare.py: the cluster did not come up")
        ready = json.loads(line.removeprefix("READY "))
        url = ready["url"]
        report = folder / f"{policy}-report.json"
        subprocess.run(
            [RUBATO, "load", "--url", url, "--model", MODEL, "--data", f"{MODEL}:{options.data}", "--rate", f"{rate:.0f}",
             "--duration", str(options.seconds), "--deadline", str(DEADLINE_MS), "--seed", "7", "--quiet",
             "--record", str(folder / f"{policy}-arrivals.csv"), "--report", str(report)],
            check=True,
        )
        port = next(service["port"] for service in ready["services"] if service["name"] == "worker1")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
            share, taken = stage_times(page.read().decode())
        return {**json.loads(report.read_text()), "share_of_bounds": share, "utilization": taken / options.seconds}
    finally:
        cluster.stdin.close()
        cluster.wait(timeout=20)


def stage_times(metrics: str) -> tuple[float, float]:
    """What the worker's stages took, of what the replayed profile bounds batches of their mean size by, and in seconds."""
    bounds = json.loads(PROFILE.read_text())["models"][f"{MODEL}/1"]["bound_us"]
    found = dict(re.findall(r'^rubato_worker_stage_(\w+\{.*\}) (\S+)$', metrics, re.MULTILINE))
    taken = bound = 0.0
    for stage, row in enumerate(bounds):
        cell = f'{{model="{MODEL}/1",stage="{stage}"}}'
        runs = float(found.get(f"duration_seconds_count{cell}", 0))
        if runs == 0:
            continue
        mean = min(len(row), max(1, float(found[f"batch_size_sum{cell}"]) / runs))
        low = int(mean)
        bound += runs * (row[low - 1] + (mean - low) * (row[min(low, len(row) - 1)] - row[low - 1])) / 1e6
        taken += float(found[f"duration_seconds_sum{cell}"])
    return taken / bound, taken


def replayed(policy: str, share: float, folder: Path) -> dict:
    command = [RUBATO, "simulate", str(HERE / "overload.yaml"), "--policy", policy, "--json"]
    command += ["--set", f"workers.0.share={0.85 * share:.3f}..{1.15 * share:.3f}"]
    command += ["--replay", str(folder / f"{policy}-arrivals.csv")]
    command += ["--models", str(ROOT / "deploy/models"), "--profiles", str(ROOT / "deploy/profiles")]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)[0]


def capacity() -> float:
    command = [RUBATO, "model", "bench", MODEL, "--models", str(ROOT / "deploy/models"), "--seconds", "0.5", "--json"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return max(entry["samples_per_second"] for entry in json.loads(output))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that make dataset has written")
    parser.add_argument("--policies", default=POLICIES)
    parser.add_argument("--factor", type=float, default=1.2, help="of the bare model's samples per second at full depth")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    bare = capacity()
    names = options.policies.split(",")
    pairs: dict[str, list[tuple[dict, dict]]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(options.rounds):
            for name in names:
                measured = live(name, options, options.factor * bare, Path(scratch))
                pairs[name].append((measured, replayed(name, measured["share_of_bounds"], Path(scratch))))
    print(f"{options.factor * bare:.0f} requests/s, {options.factor:.0%} of the bare model's {bare:.0f} samples/s.\n")
    print("| policy | accuracy of offered live, replayed | in time | p50 ms | p99 ms | busy | stage time of bound |")
    print("| --- |" + " ---: |" * 6)
    for name in sorted(names, key=lambda name: -middle(pairs[name], 0, lambda run: run["accuracy_of_offered"])):
        print_row(name, pairs[name])


def middle(pairs: list[tuple[dict, dict]], side: int, value) -> float:
    return statistics.median(value(pair[side]) for pair in pairs)


def print_row(name: str, pairs: list[tuple[dict, dict]]) -> None:
    def both(form: str, value) -> str:
        return ", ".join(form.format(middle(pairs, side, value)) for side in (0, 1))

    cells = [
        both("{:.1%}", lambda run: run["accuracy_of_offered"]),
        both("{:.1%}", lambda run: run["in_deadline"] / run["offered"]),
        both("{:.1f}", lambda run: run["latency_ms"]["p50"]),
        both("{:.1f}", lambda run: run["latency_ms"]["p99"]),
        both("{:.0%}", lambda run: run["utilization"]),
        f"{middle(pairs, 0, lambda run: run['share_of_bounds']):.2f}",
    ]
    print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
