#!/usr/bin/env python3
"""Writes the data set `fashion-hard` from Debian's Fashion-MNIST (numpy only).

    make_dataset.py fashion-hard --out DIR [--split train]   write one split (default: test)
    make_dataset.py fashion-hard --check DIR [--split train] compare a written split with the known checksums
"""

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np

import corruption
import idx

SEEDS = {"test": corruption.TEST_SEED, "train": corruption.TRAIN_SEED}

CHECKSUMS = {
    "test": "1aeafad94e26e600f37544610d798c0c4a77dad711fef86d5b5f44c4952ee625",
    "train": "1d6e73a90cf6242f13f15646152d2938c442a08fb6e5e94b1684e6c4843841cc",
}
"""SHA-256 over the uncompressed image file: compressed bytes differ between versions of zlib."""


def hard_split(split: str, source: Path = idx.FASHION_MNIST) -> tuple[np.ndarray, np.ndarray]:
    """Corrupted images and unchanged labels of one split."""
    images, labels = idx.load(split, source)
    return corruption.corrupt(images, np.arange(len(images)), SEEDS[split]), labels


def digest(images: np.ndarray) -> str:
    return hashlib.sha256(idx.encode(images)).hexdigest()


def verify(split: str, images: np.ndarray, origin: str) -> int:
    found = digest(images)
    good = found == CHECKSUMS[split]
    print(f"{origin}: sha256 {found} {'ok' if good else 'expected ' + CHECKSUMS[split]}")
    return 0 if good else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=["fashion-hard"])
    parser.add_argument("--split", choices=sorted(SEEDS), default="test")
    parser.add_argument("--source", type=Path, default=idx.FASHION_MNIST, help="folder of the clean idx files")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--out", type=Path, help="folder to write")
    action.add_argument("--check", type=Path, metavar="DIR", help="folder written before")
    options = parser.parse_args()
    if options.check:
        path = idx.image_file(options.check, options.split)
        return verify(options.split, idx.read(path), str(path))
    images, labels = hard_split(options.split, options.source)
    options.out.mkdir(parents=True, exist_ok=True)
    idx.write(idx.image_file(options.out, options.split), images)
    idx.write(idx.label_file(options.out, options.split), labels)
    return verify(options.split, images, str(idx.image_file(options.out, options.split)))


if __name__ == "__main__":
    sys.exit(main())
