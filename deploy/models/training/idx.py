"""Reads and writes the idx files of the MNIST family (numpy only)."""

import gzip
import struct
from pathlib import Path

import numpy as np

FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
"""Where Debian's package dataset-fashion-mnist puts its files."""

PREFIX = {"train": "train", "test": "t10k", "calibration": "calibration", "validation": "validation"}
"""File name prefix per split; the hard data set keeps the names so that any reader of the family opens it."""


def image_file(folder: Path, split: str) -> Path:
    return Path(folder) / f"{PREFIX[split]}-images-idx3-ubyte.gz"


def label_file(folder: Path, split: str) -> Path:
    return Path(folder) / f"{PREFIX[split]}-labels-idx1-ubyte.gz"


def read(path: Path) -> np.ndarray:
    """The array of unsigned bytes in one gzipped idx file; ValueError if it is anything else."""
    data = gzip.decompress(Path(path).read_bytes())
    zero, kind, rank = struct.unpack_from(">HBB", data)
    if zero != 0 or kind != 8:
        raise ValueError(f"{path}: not an idx file of unsigned bytes")
    shape = struct.unpack_from(f">{rank}I", data, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape).copy()


def encode(array: np.ndarray) -> bytes:
    """The idx bytes of an array of unsigned bytes, not yet compressed (checksums are taken over these)."""
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return header + np.ascontiguousarray(array, np.uint8).tobytes()


def write(path: Path, array: np.ndarray) -> None:
    # A fixed time stamp keeps the file the same from run to run.
    Path(path).write_bytes(gzip.compress(encode(array), compresslevel=6, mtime=0))


def load(split: str, folder: Path = FASHION_MNIST) -> tuple[np.ndarray, np.ndarray]:
    """Images [n, 28, 28] and labels [n] of one split."""
    return read(image_file(folder, split)), read(label_file(folder, split))
