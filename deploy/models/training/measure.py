"""Calibration and early-exit figures from logits (numpy only)."""

import numpy as np

BINS = 15
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99, 1.0)


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    z = logits.astype(np.float64) / temperature
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature, in steps of 0.01, that makes held-out labels most likely."""
    def loss(t: float) -> float:
        return -np.log(softmax(logits, t)[np.arange(len(labels)), labels] + 1e-12).mean()

    return float(min((round(0.5 + 0.01 * step, 2) for step in range(251)), key=loss))


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Expected calibration error over 15 equal bins of confidence."""
    confidence, correct = probabilities.max(1), probabilities.argmax(1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - correct[bins == b].mean()) * (bins == b).mean()
        for b in range(BINS)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def exit_figures(logits: list[np.ndarray], labels: np.ndarray, temperatures: list[float]) -> list[dict]:
    """Accuracy (fraction), calibration error and mean confidence of each exit at its temperature."""
    figures = []
    for z, temperature in zip(logits, temperatures):
        p = softmax(z, temperature)
        figures.append({
            "accuracy": round(float((p.argmax(1) == labels).mean()), 4),
            "ece": round(calibration_error(p, labels), 4),
            "mean_confidence": round(float(p.max(1).mean()), 4),
        })
    return figures


def threshold_table(
    logits: list[np.ndarray], labels: np.ndarray, temperatures: list[float], mflop: list[float]
) -> list[dict]:
    """What leaving at the first exit with confidence >= threshold gives; at 1.0 nearly all go to the end."""
    last = len(logits) - 1
    rows = []
    for threshold in THRESHOLDS:
        taken = np.full(len(labels), last)
        answer = logits[last].argmax(1)
        for i in reversed(range(last)):
            p = softmax(logits[i], temperatures[i])
            leaves = p.max(1) >= threshold
            taken[leaves] = i
            answer = np.where(leaves, p.argmax(1), answer)
        rows.append({
            "threshold": threshold,
            "accuracy": round(float((answer == labels).mean()), 4),
            "mean_mflop": round(float(np.asarray(mflop)[taken].mean()), 3),
            "exit_share": [round(float((taken == i).mean()), 4) for i in range(last + 1)],
        })
    return rows
