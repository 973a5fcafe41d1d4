"""Training, held-out and test pictures of a model family."""

import numpy as np

import corruption
import idx
import make_dataset

HELD_OUT = 5_000
SHIFT = 2


def split_indices() -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the 55,000 training and the 5,000 held-out images; RandomState's stream never changes."""
    order = np.random.RandomState(7).permutation(60_000)
    return order[:-HELD_OUT], order[-HELD_OUT:]


def held_out(dataset: str) -> tuple[np.ndarray, np.ndarray]:
    images, labels = _published(dataset, "train")
    chosen = split_indices()[1]
    return images[chosen], labels[chosen]


def test(dataset: str) -> tuple[np.ndarray, np.ndarray]:
    return _published(dataset, "test")


def _published(dataset: str, split: str) -> tuple[np.ndarray, np.ndarray]:
    return make_dataset.hard_split(split) if dataset == "fashion-hard" else idx.load(split)


class Training:
    """The 55,000 training images, each epoch in a new order with new shifts, flips and corruptions."""

    def __init__(self, dataset: str, seed: int):
        images, labels = idx.load("train")
        self.indices = split_indices()[0]
        self.images, self.labels = images[self.indices], labels[self.indices]
        self.dataset, self.seed = dataset, seed

    def epoch(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Depends on the seed and the epoch alone, so a resumed run sees the same pictures."""
        chance = np.random.RandomState(self.seed * 1_000 + number)
        order = chance.permutation(len(self.images))
        x = _shift_and_flip(self.images[order], chance)
        if self.dataset == "fashion-hard":
            x = corruption.corrupt(x, self.indices[order], seed=self.seed * 1_000 + number)
        else:
            _cut_out(x, chance)
        return x, self.labels[order]


def _shift_and_flip(images: np.ndarray, chance: np.random.RandomState) -> np.ndarray:
    side = images.shape[1]
    padded = np.pad(images, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)))
    where = chance.randint(0, 2 * SHIFT + 1, (2, len(images)))
    result = np.empty_like(images)
    for top in range(2 * SHIFT + 1):
        for left in range(2 * SHIFT + 1):
            chosen = (where[0] == top) & (where[1] == left)
            result[chosen] = padded[chosen, top:top + side, left:left + side]
    flipped = chance.rand(len(images)) < 0.5
    result[flipped] = result[flipped, :, ::-1]
    return result


def _cut_out(images: np.ndarray, chance: np.random.RandomState, side: int = 8) -> None:
    """Blackens a square in half of the images, in place, so that no single detail decides."""
    count, size = images.shape[:2]
    top, left = chance.randint(-side // 2, size - side // 2, (2, count, 1, 1))
    line = np.arange(size)
    rows, columns = line.reshape(1, -1, 1), line.reshape(1, 1, -1)
    inside = (rows >= top) & (rows < top + side) & (columns >= left) & (columns < left + side)
    images[inside & (chance.rand(count, 1, 1) < 0.5)] = 0
