"""What a cheap camera in poor light makes of a 28x28 picture (numpy only).

All arithmetic is on integers and all chance comes from a hash of (seed, image index, draw), so every machine
and every numpy version makes the same bytes, whatever the batch an image is corrupted in.

Order as in the world: something stands in front of the garment (occlusion), the lens is out of focus (blur),
there is little light and some glare (contrast), and the sensor adds its own grain (noise).
"""

import numpy as np

SIZE = 28
SCALE = 16
"""Fixed-point steps per gray level, so that repeated rounding stays below a gray level."""

TEST_SEED = 20_001
TRAIN_SEED = 20_002

OCCLUDED_OF_8 = 6
OCCLUDER_SIDE = (6, 14)
OCCLUDER_START = (-4, 24)
BLUR_PASSES = (0, 3)
GAIN_OF_256 = (64, 192)
BLACK_LEVEL = (0, 80)
NOISE_SIGMA = (4, 28)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_NOISE_DRAW = 64
_BYTE_SUM_SIGMA = 209
"""Standard deviation of the sum of 8 uniform bytes, sqrt(8 * (256^2 - 1) / 12), rounded."""
_CHUNK = 2_000
"""Images at a time; bounds the memory of the noise draws (8 bytes per pixel)."""


def _mix(z: np.ndarray) -> np.ndarray:
    """The finalizer of SplitMix64: turns a counter into 64 well mixed bits."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _keys(seed: int, indices: np.ndarray) -> np.ndarray:
    base = _mix(np.array([seed], np.uint64) * _GOLDEN)
    return _mix(base + indices.astype(np.uint64) * _GOLDEN)


def _integer(keys: np.ndarray, draw: int, low: int, high: int) -> np.ndarray:
    """One uniform integer in low...high per image, shaped to broadcast over its pixels."""
    bits = _mix(keys + np.array([draw], np.uint64) * _GOLDEN) >> np.uint64(33)
    return (low + (bits % np.uint64(high - low + 1)).astype(np.int32)).reshape(-1, 1, 1)


def _occlude(x: np.ndarray, keys: np.ndarray) -> np.ndarray:
    present = _integer(keys, 0, 0, 7) < OCCLUDED_OF_8
    height, width = (_integer(keys, draw, *OCCLUDER_SIDE) for draw in (1, 2))
    top, left = (_integer(keys, draw, *OCCLUDER_START) for draw in (3, 4))
    gray = _integer(keys, 5, 0, 255) * SCALE
    row, column = np.arange(SIZE).reshape(1, -1, 1), np.arange(SIZE).reshape(1, 1, -1)
    inside = (row >= top) & (row < top + height) & (column >= left) & (column < left + width)
    return np.where(present & inside, gray, x)


def _blur(x: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Up to three passes of the binomial kernel [1 2 1] / 4 along both axes, edges repeated."""
    passes = _integer(keys, 6, *BLUR_PASSES)
    for done in range(BLUR_PASSES[1]):
        p = np.pad(x, ((0, 0), (1, 1), (0, 0)), "edge")
        y = (p[:, :-2] + 2 * p[:, 1:-1] + p[:, 2:] + 2) >> 2
        p = np.pad(y, ((0, 0), (0, 0), (1, 1)), "edge")
        y = (p[:, :, :-2] + 2 * p[:, :, 1:-1] + p[:, :, 2:] + 2) >> 2
        x = np.where(passes > done, y, x)
    return x


def _dim(x: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Less contrast (gain) over a lifted black level (glare)."""
    return _integer(keys, 8, *BLACK_LEVEL) * SCALE + ((x * _integer(keys, 7, *GAIN_OF_256)) >> 8)


def _add_noise(x: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Near-normal grain: the sum of 8 bytes of one hash per pixel."""
    counters = np.arange(_NOISE_DRAW, _NOISE_DRAW + SIZE * SIZE, dtype=np.uint64) * _GOLDEN
    bits = _mix(keys[:, None] + counters[None, :])
    sums = bits.view(np.uint8).reshape(len(keys), SIZE, SIZE, 8).sum(-1, dtype=np.int32)
    return x + ((sums - 1020) * _integer(keys, 9, *NOISE_SIGMA) * SCALE) // _BYTE_SUM_SIGMA


def corrupt(images: np.ndarray, indices: np.ndarray, seed: int) -> np.ndarray:
    """Corrupted copies of images [n, 28, 28]; `indices` are their numbers in the data set they come from."""
    result = np.empty_like(images)
    for start in range(0, len(images), _CHUNK):
        part = slice(start, start + _CHUNK)
        keys = _keys(seed, np.asarray(indices[part]))
        x = images[part].astype(np.int32) * SCALE
        for step in (_occlude, _blur, _dim, _add_noise):
            x = step(x, keys)
        result[part] = np.clip((x + SCALE // 2) // SCALE, 0, 255)
    return result
