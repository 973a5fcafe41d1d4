#!/usr/bin/env python3
"""Measures a committed model again and compares with its model.json (numpy and onnxruntime only).

    evaluate.py deploy/models/fashion/1 [FOLDER...]

Exit status 1 if an accuracy or calibration error differs by more than 0.1 points.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

import measure
import pictures

TOLERANCE = 0.001
BATCH = 200


def infer(path: Path, images: np.ndarray, mean: float, std: float, scale: float = 1 / 255) -> list[np.ndarray]:
    """Logits of every exit for images of bytes."""
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), settings, providers=["CPUExecutionProvider"])
    parts = []
    for start in range(0, len(images), BATCH):
        x = (images[start:start + BATCH, None].astype(np.float32) * np.float32(scale) - mean) / std
        parts.append(session.run(None, {"x": x.astype(np.float32)}))
    return [np.concatenate(part) for part in zip(*parts)]


def evaluate(folder: Path) -> bool:
    """Prints the table of one model; false if its model.json says something else."""
    stated = json.loads((folder / "model.json").read_text())
    images, labels = pictures.test(stated["dataset"])
    form = stated["input"]
    logits = infer(folder / "model.onnx", images, form["mean"][0], form["std"][0], form["scale"])
    exits = stated["exits"]
    found = measure.exit_figures(logits, labels, [e["temperature"] for e in exits])
    good = True
    print(f"{stated['name']} version {stated['version']}, {len(labels)} test images of {stated['dataset']}")
    print("exit   MFLOP    accuracy  stated   ECE     stated")
    for claim, fact in zip(exits, found, strict=True):
        same = all(abs(claim[key] - fact[key]) <= TOLERANCE for key in ("accuracy", "ece"))
        good = good and same
        print(
            f"{claim['name']}  {claim['mflop']:7.2f}  {fact['accuracy']:.4f}    {claim['accuracy']:.4f}   "
            f"{fact['ece']:.4f}  {claim['ece']:.4f}{'' if same else '  DIFFERS'}"
        )
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="folders with model.onnx and model.json")
    return 0 if all([evaluate(folder) for folder in parser.parse_args().folders]) else 1


if __name__ == "__main__":
    sys.exit(main())
