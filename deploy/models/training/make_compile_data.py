#!/usr/bin/env python3
"""Writes the three data sets that `rubato model compile` takes, from Debian's Fashion-MNIST (numpy only).

    make_compile_data.py fashion-hard --out DIR [--calibration N]

The fits see `calibration` (training images), variants are chosen by `validation` (the 5,000 images that training held
out), and `t10k` (the test set) is for the figures that are reported.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

import corruption
import idx
import make_dataset
import pictures

CALIBRATION = 2_048


def indices(split: str, calibration: int) -> np.ndarray:
    """Numbers of the training file's images."""
    training, held_out = pictures.split_indices()
    return training[:calibration] if split == "calibration" else held_out


def load(dataset: str, split: str, source: Path, calibration: int) -> tuple[np.ndarray, np.ndarray]:
    if split == "test":
        return make_dataset.hard_split("test", source) if dataset == "fashion-hard" else idx.load("test", source)
    images, labels = idx.load("train", source)
    chosen = indices(split, calibration)
    picked = images[chosen]
    if dataset == "fashion-hard":
        picked = corruption.corrupt(picked, chosen, corruption.TRAIN_SEED)
    return picked, labels[chosen]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", choices=["fashion", "fashion-hard"])
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--source", type=Path, default=idx.FASHION_MNIST, help="folder of the clean idx files")
    parser.add_argument("--calibration", type=int, default=CALIBRATION, help="training images to fit on (%(default)s)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for split in ("calibration", "validation", "test"):
        images, labels = load(options.dataset, split, options.source, options.calibration)
        idx.write(idx.image_file(options.out, split), images)
        idx.write(idx.label_file(options.out, split), labels)
        print(f"{split}: {len(labels)} images")
    return 0


if __name__ == "__main__":
    sys.exit(main())
