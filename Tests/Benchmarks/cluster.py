#!/usr/bin/env python3
"""Holds the running cluster against the bare model, and shows what it keeps under load.

One CPU worker on loopback; the generator runs on the same machine. Rounds of all measurements follow each other, and the
table shows medians. A hypervisor that gives the machine's cores to others spoils a measurement: one from which it has
taken more than a hundredth is made again, up to three times, and the least disturbed counts. Prints Markdown.

Machines differ in speed, and this one by the hour, so one load is stated in what ONNX Runtime alone does with the model
on one core here (`make .venv-test/bin/python` installs it): twice of that is 8,000/s where it makes 4,000.

    cluster.py [--rounds N] [--seconds S] [--model NAME] [--json FILE]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARIES = Path(os.environ.get("RUBATO_BIN", ROOT / ".build/release"))
RUBATO = str(BINARIES / "rubato")
FULL_DEPTH = ["--threshold", "2"]
DEADLINE_MS = 50
PYTHON = ROOT / ".venv-test/bin/python"
TRIES = 3
PAIRS = 6
# So many that batches form while others run and answers are on their way.
UNDER_WAY = 128
DISTURBED = 0.01
TWICE = "2 × ONNX Runtime alone"


class Cluster:
    """`rubato up` with one worker, for as long as the context lasts."""

    def __init__(self, model: str, folder: str):
        arguments = ["--port", "0", "--workers", "cpu", "--model", model, "--log-dir", folder, "--stop-on-eof"]
        self.process = subprocess.Popen(
            [RUBATO, "up", "--models", str(ROOT / "deploy/models"), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line.startswith("READY "):
            sys.exit("cluster.py: the cluster did not come up")
        ready = json.loads(line.removeprefix("READY "))
        self.url = ready["url"]
        self.services = {service["name"]: service["pid"] for service in ready["services"]}

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=20)

    def usage(self) -> dict[str, tuple[float, float]]:
        """Resident memory in MB and processor seconds so far, by service."""
        ticks = os.sysconf("SC_CLK_TCK")
        found = {}
        for name, pid in self.services.items():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
            found[name] = (resident, (int(fields[11]) + int(fields[12])) / ticks)
        return found


def stolen_seconds() -> float:
    return int(Path("/proc/stat").read_text().split()[8]) / os.sysconf("SC_CLK_TCK")


def undisturbed(measure) -> dict:
    """The result of the least disturbed of a few tries, with the share of all cores' time that was taken from it."""
    best = None
    for _ in range(TRIES):
        began, stolen = time.monotonic(), stolen_seconds()
        found = measure()
        share = (stolen_seconds() - stolen) / (time.monotonic() - began) / os.cpu_count()
        if best is None or share < best["stolen"]:
            best = found | {"stolen": share}
        if share <= DISTURBED:
            break
    return best


def load(cluster: Cluster, model: str, *options: str) -> dict:
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [RUBATO, "load", "--url", cluster.url, "--model", model, "--report", report.name, "--quiet", *options]
        before = cluster.usage()
        subprocess.run(command, check=True)
        after = cluster.usage()
        found = json.load(open(report.name))
    spent = {name: (after[name][1] - before[name][1]) / found["offered"] * 1e6 for name in after}
    return found | {"service_cpu_us": spent}


def bare(model: str, seconds: float, batches: str = "1,4,8,16") -> dict:
    command = [RUBATO, "model", "bench", model, "--models", str(ROOT / "deploy/models")]
    command += ["--batches", batches, "--seconds", str(seconds / len(batches.split(",")))]
    output = subprocess.run([*command, "--json"], check=True, capture_output=True, text=True).stdout
    return {"batches": {entry["batch"]: entry for entry in json.loads(output)}}


def reference(model: str) -> dict:
    """The most samples per second that ONNX Runtime makes of a model by itself, at full depth, on one thread."""
    program = str(Path(__file__).with_name("inference_reference.py"))
    requests = {1: 800, 16: 60}
    output = subprocess.run(
        [PYTHON, program, str(ROOT / f"deploy/models/{model}/1/model.onnx")],
        input="".join(f"{batch} {repetitions}\n" for batch, repetitions in requests.items()),
        env=os.environ | {"OMP_NUM_THREADS": "1"}, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    name, *times = output.splitlines()
    return {"name": name, "rate": max(batch * 1e6 / float(time) for batch, time in zip(requests, times))}


def closed(cluster: Cluster, model: str, count: int, seconds: float) -> dict:
    options = ["--closed", str(count), "--duration", str(seconds), "--deadline", "1000", *FULL_DEPTH]
    return load(cluster, model, *options)


def opened(cluster: Cluster, model: str, rate: float, seconds: float, seed: int, *options: str) -> dict:
    return load(
        cluster, model, "--rate", f"{rate:.0f}", "--duration", str(seconds), "--deadline", str(DEADLINE_MS),
        "--seed", str(seed), *options,
    )


def pairs(cluster: Cluster, model: str, seconds: float) -> dict:
    """One request at a time beside the bare model, by turns: a machine's speed changes within seconds."""
    found = []
    for _ in range(PAIRS):
        alone = bare(model, seconds / 4, "1")["batches"][1]["median_ms"]
        answers = closed(cluster, model, 1, seconds / 2)["latency_ms"]["p50"]
        found.append({"bare_ms": alone, "p50_ms": answers})
    return {"pairs": found}


def measure_round(cluster: Cluster, options: argparse.Namespace, seed: int) -> dict[str, dict]:
    model, seconds = options.model, options.seconds
    found = {"bare": undisturbed(lambda: bare(model, seconds))}
    found["single"] = pairs(cluster, model, seconds)
    found["capacity"] = undisturbed(lambda: closed(cluster, model, UNDER_WAY, seconds))
    capacity = found["capacity"]["answered"] / seconds
    for percent in (70, 100, 300):
        rate = capacity * percent / 100
        found[f"{percent} %"] = undisturbed(lambda: opened(cluster, model, rate, seconds, seed, *FULL_DEPTH))
    found["reference"] = undisturbed(lambda: reference(model))
    exits = {f"{rate}/s": rate for rate in (2_000, 4_000, 8_000)} | {TWICE: 2 * found["reference"]["rate"]}
    for name, rate in exits.items():
        found[name] = undisturbed(lambda: opened(cluster, model, rate, seconds, seed))
    return found


def median(rounds: list[dict], value) -> float:
    return statistics.median(value(found) for found in rounds)


def print_ratios(rounds: list[dict], seconds: float) -> None:
    best = median(rounds, lambda found: max(entry["samples_per_second"] for entry in found["bare"]["batches"].values()))
    turns = [turn for found in rounds for turn in found["single"]["pairs"]]
    one = statistics.median(turn["bare_ms"] for turn in turns)
    capacity = median(rounds, lambda found: found["capacity"]["answered"] / seconds)
    share = median(
        rounds,
        lambda found: found["capacity"]["answered"]
        / seconds
        / max(entry["samples_per_second"] for entry in found["bare"]["batches"].values()),
    )
    single = statistics.median(turn["p50_ms"] for turn in turns)
    over = statistics.median(turn["p50_ms"] - turn["bare_ms"] for turn in turns)
    alone = median(rounds, lambda found: found["reference"]["rate"])
    print("| full depth, f32 | bare model | cluster | |")
    print("| --- | ---: | ---: | ---: |")
    print(f"| samples per second, {UNDER_WAY} under way | {best:.0f} | {capacity:.0f} | {share:.0%} of the bare model |")
    print(f"| one at a time, p50 in ms | {one:.2f} | {single:.2f} | bare + {over:.2f} ms |")
    print(f"| {rounds[0]['reference']['name']} alone, one core | {alone:.0f} | | |")
    print()


def print_loads(rounds: list[dict]) -> None:
    print(
        f"| open loop, {DEADLINE_MS} ms | offered/s | goodput/s | in deadline | refused | late, failed, lost | p99 ms "
        "| refusals p50, p99 ms | accuracy of offered | generator p99 late ms, µs CPU | CPU µs per request | stolen |"
    )
    print("| --- |" + " ---: |" * 11)
    for name in rounds[0]:
        if "latency_ms" not in rounds[0][name] or name == "capacity":
            continue
        runs = [found[name] for found in rounds]
        middle = lambda value: statistics.median(value(run) for run in runs)  # noqa: E731
        cells = [
            f"{middle(lambda run: run['run']['offered_rps']):.0f}",
            f"{middle(lambda run: run['goodput_rps']):.0f}",
            f"{middle(lambda run: run['in_deadline'] / run['offered']):.2%}",
            f"{middle(lambda run: run['refused'] / run['offered']):.2%}",
            f"{middle(lambda run: (run['late'] + run['failed'] + run['lost']) / run['offered']):.2%}",
            f"{middle(lambda run: run['latency_ms']['p99']):.1f}",
            f"{middle(lambda run: run['refusal_ms']['p50']):.1f}, {middle(lambda run: run['refusal_ms']['p99']):.1f}",
            f"{middle(lambda run: run['accuracy_of_offered']):.4f}",
            f"{middle(lambda run: run['generator_lateness_ms']['p99']):.1f}, "
            f"{middle(lambda run: run['run']['generator_cpu_us_per_request']):.0f}",
            ", ".join(
                f"{service} {middle(lambda run: run['service_cpu_us'][service]):.0f}"  # noqa: B023
                for service in runs[0]["service_cpu_us"]
            ),
            f"{middle(lambda run: run['stolen']):.1%}",
        ]
        depth = "full depth" if name.endswith("%") else "early exits"
        print(f"| {name}, {depth} | " + " | ".join(cells) + " |")
    print()


def print_idle(before: dict, after: dict, loaded: dict, seconds: float) -> None:
    print("| idle service | RSS MB | % of a core | RSS MB after the load |")
    print("| --- | ---: | ---: | ---: |")
    for name in before:
        share = (after[name][1] - before[name][1]) / seconds
        print(f"| {name} | {after[name][0]:.0f} | {share:.2%} | {loaded[name][0]:.0f} |")
    print()


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")
    return f"{os.cpu_count()} × {name}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each measurement")
    parser.add_argument("--model", default="fashion")
    parser.add_argument("--json", type=Path, help="write all reports")
    options = parser.parse_args()
    average = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(options.model, folder)
        time.sleep(2)
        before = cluster.usage()
        time.sleep(5)
        after = cluster.usage()
        rounds = [measure_round(cluster, options, seed) for seed in range(1, options.rounds + 1)]
        loaded = cluster.usage()
        status = cluster.stop()
    print(f"Cluster of one worker, model {options.model}, {options.rounds} rounds of {options.seconds:g} s each, medians.")
    print(f"{machine()}; load average {average:.2f} before, {os.getloadavg()[0]:.2f} after.\n")
    print_ratios(rounds, options.seconds)
    print_loads(rounds)
    print_idle(before, after, loaded, 5)
    if options.json:
        options.json.write_text(json.dumps(rounds, indent=1))
    return status


if __name__ == "__main__":
    sys.exit(main())
