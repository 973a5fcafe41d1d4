#!/usr/bin/env python3
"""Runs policies live at one rate above full-depth capacity, then replays what each run received in virtual time.

One worker on loopback with every job admitted, so that the policies alone differ. A replay is the scenario that `rubato load
--record --worker` writes beside its record: the worker's profile, its stage times, and all delays as they were measured in that
run; nothing is fitted. Rounds of all policies follow each other, and the table shows medians, in bold what lies more than 20 %
apart. Prints Markdown (standard library only).

    compare.py --data DIR [--policies p1,p2:OPTION=VALUE] [--factor 1.2] [--seconds S] [--rounds N] [--keep FOLDER]
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
        report, record = folder / f"{policy}-report.json", folder / f"{policy}.csv"
        port = next(service["port"] for service in ready["services"] if service["name"] == "worker1")
        subprocess.run(
            [RUBATO, "load", "--url", url, "--model", MODEL, "--data", f"{MODEL}:{options.data}", "--rate", f"{rate:.0f}",
             "--duration", str(options.seconds), "--deadline", str(DEADLINE_MS), "--seed", "7", "--quiet",
             "--record", str(record), "--worker", f"http://127.0.0.1:{port}", "--report", str(report)],
            check=True,
        )
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
            taken = stage_seconds(page.read().decode())
        return {**json.loads(report.read_text()), "utilization": taken / options.seconds}
    finally:
        cluster.stdin.close()
        cluster.wait(timeout=20)


def stage_seconds(metrics: str) -> float:
    return sum(float(sum_) for sum_ in re.findall(r"^rubato_worker_stage_duration_seconds_sum\S* (\S+)$", metrics, re.M))


def replayed(policy: str, folder: Path) -> dict:
    command = [RUBATO, "simulate", str(folder / f"{policy}.csv.yaml"), "--policy", policy, "--json"]
    command += ["--set", "admission=none", "--set", "sources.0.best_effort=true"]
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
    parser.add_argument("--keep", help="folder that exists, for the records and their scenarios")
    options = parser.parse_args()
    bare = capacity()
    names = options.policies.split(",")
    pairs: dict[str, list[tuple[dict, dict]]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.keep or scratch)
        for _ in range(options.rounds):
            for name in names:
                measured = live(name, options, options.factor * bare, folder)
                pairs[name].append((measured, replayed(name, folder)))
    print(f"{options.factor * bare:.0f} requests/s, {options.factor:.0%} of the bare model's {bare:.0f} samples/s.\n")
    print("| policy | accuracy of offered live, replayed | in time | p50 ms | p99 ms | busy |")
    print("| --- |" + " ---: |" * 5)
    for name in sorted(names, key=lambda name: -middle(pairs[name], 0, lambda run: run["accuracy_of_offered"])):
        print_row(name, pairs[name])


def middle(pairs: list[tuple[dict, dict]], side: int, value) -> float:
    return statistics.median(value(pair[side]) for pair in pairs)


def print_row(name: str, pairs: list[tuple[dict, dict]]) -> None:
    def both(form: str, value, limit: float = 0.2) -> str:
        live, again = (middle(pairs, side, value) for side in (0, 1))
        text = f"{form.format(live)}, {form.format(again)}"
        return f"**{text}**" if abs(again - live) > limit * live else text

    cells = [
        both("{:.1%}", lambda run: run["accuracy_of_offered"]),
        both("{:.1%}", lambda run: run["in_deadline"] / run["offered"]),
        both("{:.1f}", lambda run: run["latency_ms"]["p50"]),
        both("{:.1f}", lambda run: run["latency_ms"]["p99"]),
        both("{:.0%}", lambda run: run["utilization"]),
    ]
    print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
