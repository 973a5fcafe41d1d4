#!/usr/bin/env python3
"""Exports a checkpoint to model.onnx and model.json, calibrated on held-out images and measured on the test set.

    export.py CHECKPOINT --out deploy/models/NAME/1
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import measure
import pictures
from evaluate import infer
from network import FAMILIES, SIZE, Family, MultiExit, exit_mflop
from train import parse_schedule, prepare

OPSET = 17
OPERATORS = {"Conv", "Relu", "Add", "MaxPool", "AveragePool", "GlobalAveragePool", "Flatten", "Gemm"}
CLASSES = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]
TOLERANCE = 1e-3


def write_onnx(net: MultiExit, path: Path) -> None:
    names = [f"exit{i}" for i in range(len(net.exits))]
    torch.onnx.export(
        net, (torch.zeros(2, 1, SIZE, SIZE),), str(path), input_names=["x"], output_names=names,
        dynamic_axes={name: {0: "n"} for name in ["x", *names]}, opset_version=OPSET, dynamo=False,
    )
    model = onnx.load(str(path))
    onnx.checker.check_model(model, full_check=True)
    foreign = {node.op_type for node in model.graph.node} - OPERATORS
    if foreign:
        raise SystemExit(f"{path}: operators outside the agreed set: {sorted(foreign)}")


def check_against_torch(net: MultiExit, path: Path, family: Family, images: np.ndarray) -> None:
    with torch.no_grad():
        expected = net(prepare(images, family))
    worst = max(
        float(np.abs(a.numpy() - b).max())
        for a, b in zip(expected, infer(path, images, family.mean, family.std))
    )
    print(f"largest difference of logits, torch and onnxruntime {onnxruntime.__version__}: {worst:.2e}")
    if worst > TOLERANCE:
        raise SystemExit("the exported model does not compute what was trained")


def describe(saved: dict, net: MultiExit, path: Path) -> dict:
    """The content of model.json."""
    name = saved["family"]
    family = FAMILIES[name]
    images, labels = pictures.held_out(family.dataset)
    logits = infer(path, images, family.mean, family.std)
    temperatures = [measure.fit_temperature(z, labels) for z in logits]
    images, labels = pictures.test(family.dataset)
    logits = infer(path, images, family.mean, family.std)
    mflop = [round(value, 3) for value in exit_mflop(net)]
    figures = measure.exit_figures(logits, labels, temperatures)
    return {
        "name": name, "version": path.parent.name, "family": "rubato-residual", "description": family.description,
        "input": {
            "name": "x", "shape": [1, SIZE, SIZE], "datatype": "FP32", "layout": "NCHW",
            "mean": [family.mean], "std": [family.std], "scale": 1 / 255,
        },
        "classes": CLASSES, "mandatory_exit": 0, "default_deadline_ms": 100, "default_threshold": 0.9,
        "exits": [
            {"name": f"exit{i}", "temperature": temperature, **figure, "mflop": work}
            for i, (temperature, figure, work) in enumerate(zip(temperatures, figures, mflop))
        ],
        "dataset": family.dataset,
        "training": {
            "seed": saved["seed"], "epochs": len(parse_schedule(saved["schedule"])),
            "command": f"train.py {name} --schedule {saved['schedule']} --seed {saved['seed']} --out DIR",
            "examples": saved["examples"],
        },
        "threshold_table": measure.threshold_table(logits, labels, temperatures, mflop),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder NAME/VERSION of the model")
    options = parser.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(options.checkpoint)
    family = FAMILIES[saved["family"]]
    net = MultiExit(family)
    net.load_state_dict(saved["average"])
    net.eval().fold()
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "model.onnx"
    write_onnx(net, path)
    check_against_torch(net, path, family, pictures.test(family.dataset)[0][:256])
    description = describe(saved, net, path)
    (options.out / "model.json").write_text(json.dumps(description, indent=2) + "\n")
    print(json.dumps(description["exits"], indent=2))


if __name__ == "__main__":
    main()
