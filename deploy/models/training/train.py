#!/usr/bin/env python3
"""Trains one model family on the CPU and leaves checkpoints of the averaged weights.

    train.py FAMILY --schedule 20x6,28x12 --out DIR

A schedule is a list of RESOLUTIONxEPOCHS: the first epochs see reduced pictures, which cost a fraction of the time.
"""

import argparse
import copy
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

import pictures
from network import FAMILIES, SIZE, Family, MultiExit

BATCH = 128
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4
WARM_UP = 0.15
AVERAGING = 0.998
DISTILLATION = 0.5
"""Share of an early exit's loss that follows the last exit's opinion instead of the label."""


def parse_schedule(text: str) -> list[int]:
    """The resolution of every epoch."""
    parts = [part.split("x") for part in text.split(",")]
    return [int(side) for side, epochs in parts for _ in range(int(epochs))]


def learning_rate(progress: float, peak: float) -> float:
    """One cycle: linear up, linear down to zero. `progress` is the share of all steps done."""
    return peak * (progress / WARM_UP if progress < WARM_UP else (1 - progress) / (1 - WARM_UP))


def prepare(images: np.ndarray, family: Family, side: int = SIZE) -> Tensor:
    x = torch.from_numpy(images).unsqueeze(1).float().div_(255).sub_(family.mean).div_(family.std)
    if side != SIZE:
        x = F.interpolate(x, size=side, mode="bilinear", antialias=True, align_corners=False)
    return x.contiguous(memory_format=torch.channels_last)


def joint_loss(logits: tuple[Tensor, ...], labels: Tensor, weights: tuple[float, ...]) -> Tensor:
    teacher = logits[-1].detach().softmax(1)
    loss = weights[-1] * F.cross_entropy(logits[-1], labels)
    for weight, z in zip(weights[:-1], logits[:-1]):
        told = F.cross_entropy(z, labels)
        followed = F.cross_entropy(z, teacher)
        loss = loss + weight * ((1 - DISTILLATION) * told + DISTILLATION * followed)
    return loss


def make_optimizer(net: MultiExit) -> torch.optim.Optimizer:
    matrices = [p for p in net.parameters() if p.ndim > 1]
    vectors = [p for p in net.parameters() if p.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.SGD(groups, lr=0.0, momentum=MOMENTUM, nesterov=True)


def update_average(average: MultiExit, net: MultiExit, step: int) -> None:
    """Running mean of weights and statistics; short at first so that early checkpoints are useful too."""
    rate = 1 - min(AVERAGING, (1 + step) / (10 + step))
    with torch.no_grad():
        for mean, now in zip(average.state_dict().values(), net.state_dict().values()):
            if mean.is_floating_point():
                mean.lerp_(now, rate)


def accuracy(net: MultiExit, x: Tensor, labels: np.ndarray) -> list[float]:
    """Percent right at each exit."""
    net.eval()
    with torch.no_grad():
        chunks = [torch.stack(net(x[i:i + 250])).argmax(2) for i in range(0, len(x), 250)]
    return [round(100 * float((row.numpy() == labels).mean()), 2) for row in torch.cat(chunks, 1)]


class Run:
    """One training run with everything a checkpoint must hold."""

    def __init__(self, options: argparse.Namespace):
        torch.manual_seed(options.seed)
        self.options, self.family = options, FAMILIES[options.family]
        self.sides = parse_schedule(options.schedule)
        self.data = pictures.Training(self.family.dataset, options.seed)
        self.net = MultiExit(self.family).to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.net)
        self.optimizer = make_optimizer(self.net)
        self.done = 0
        self.checkpoint = options.out / f"{options.family}.pt"
        self.per_epoch = len(self.data.labels) // BATCH

    def resume(self) -> None:
        saved = torch.load(self.checkpoint)
        self.net.load_state_dict(saved["net"])
        self.average.load_state_dict(saved["average"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.done = saved["epoch"]

    def save(self) -> None:
        state = {
            "net": self.net.state_dict(), "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(), "epoch": self.done, "family": self.options.family,
            "seed": self.options.seed, "examples": len(self.data.labels), "schedule": self.options.schedule,
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def train_epoch(self) -> float:
        images, labels = self.data.epoch(self.done)
        self.net.train()
        total = 0.0
        for batch in range(self.per_epoch):
            step = self.done * self.per_epoch + batch
            rate = learning_rate((step + 0.5) / (self.per_epoch * len(self.sides)), self.options.rate)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            part = slice(batch * BATCH, (batch + 1) * BATCH)
            x = prepare(images[part], self.family, self.sides[self.done])
            loss = joint_loss(self.net(x), torch.from_numpy(labels[part].astype(np.int64)), self.family.loss)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
            update_average(self.average, self.net, step)
            total += loss.item()
        self.done += 1
        return total / self.per_epoch

    def train(self) -> None:
        images, labels = pictures.held_out(self.family.dataset)
        x = prepare(images, self.family)
        while self.done < len(self.sides):
            start = time.monotonic()
            loss = self.train_epoch()
            self.save()
            print(json.dumps({
                "epoch": self.done, "side": self.sides[self.done - 1], "loss": round(loss, 4),
                "held_out": accuracy(self.average, x, labels), "seconds": round(time.monotonic() - start),
            }), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=sorted(FAMILIES))
    parser.add_argument("--schedule", required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0.1, help="peak learning rate")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    run = Run(options)
    if options.resume:
        run.resume()
    run.train()


if __name__ == "__main__":
    main()
