"""Multi-exit residual networks: a trunk in stages and a small classifier (exit) after each of them."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIZE = 28
CLASSES = 10


@dataclass(frozen=True)
class Family:
    """Shape of a network. Channels are multiples of 16: the register blocks of the convolution kernels."""

    stem: tuple[int, int]
    """Channels of the two convolutions of stage 0; the second halves the resolution."""
    blocks: tuple[tuple[tuple[int, int], ...], ...]
    """Residual blocks (channels, stride) of stages 1, 2 and 3."""
    grid: tuple[int, int, int, int]
    """Cells per side that each exit averages its features into; 1 is global pooling."""
    mean: float
    std: float
    loss: tuple[float, float, float, float]
    """Weight of each exit in the joint loss: early exits must not bend the trunk to their own ends."""
    dataset: str
    description: str


FAMILIES = {
    "fashion": Family(
        stem=(16, 16),
        blocks=(((32, 1),), ((64, 2), (64, 1)), ((128, 1),)),
        grid=(7, 7, 1, 1),
        mean=0.2860,
        std=0.3530,
        loss=(0.3, 0.4, 0.6, 1.0),
        dataset="fashion-mnist",
        description="Garments of Fashion-MNIST, residual network with 4 exits",
    ),
    "fashion-hard": Family(
        stem=(16, 32),
        blocks=(((48, 1),), ((64, 1), (64, 1)), ((128, 2), (128, 1), (128, 1))),
        # The first exit looks at the picture through 2x2 cells only: a glance, cheap and often unsure.
        grid=(2, 2, 2, 1),
        mean=0.3083,
        std=0.2040,
        loss=(0.2, 0.3, 0.5, 1.0),
        dataset="fashion-hard",
        description="Garments as a cheap camera in poor light sees them, residual network with 4 exits",
    ),
}


class ConvNorm(nn.Module):
    """Convolution and batch normalization; `fold` merges the two for inference."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm: nn.Module = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.conv(x))

    def fold(self) -> None:
        self.conv = nn.utils.fusion.fuse_conv_bn_eval(self.conv, self.norm)
        self.norm = nn.Identity()


class ConvRelu(ConvNorm):
    def forward(self, x: Tensor) -> Tensor:
        return F.relu(super().forward(x), inplace=True)


class Residual(nn.Module):
    """Two 3x3 convolutions beside a shortcut, which is a 1x1 convolution where the shape changes."""

    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.first = ConvRelu(inputs, outputs, 3, stride)
        self.second = ConvNorm(outputs, outputs, 3)
        same = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if same else ConvNorm(inputs, outputs, 1, stride)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.second(self.first(x)) + self.shortcut(x), inplace=True)


class Exit(nn.Module):
    def __init__(self, channels: int, grid: int):
        super().__init__()
        self.grid = grid
        self.linear = nn.Linear(channels * grid * grid, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        # Pooling to a grid, not by a kernel size: training begins at lower resolutions.
        return self.linear(torch.flatten(F.adaptive_avg_pool2d(x, self.grid), 1))


class MultiExit(nn.Module):
    """One tensor crosses each stage boundary, so a served batch can pause, split and merge there."""

    def __init__(self, family: Family):
        super().__init__()
        stem, channels = family.stem, family.stem[1]
        self.stages = nn.ModuleList([nn.Sequential(ConvRelu(1, stem[0], 3), ConvRelu(*stem, 3, 2))])
        self.exits = nn.ModuleList([Exit(channels, family.grid[0])])
        for blocks, grid in zip(family.blocks, family.grid[1:]):
            stage = []
            for outputs, stride in blocks:
                stage.append(Residual(channels, outputs, stride))
                channels = outputs
            self.stages.append(nn.Sequential(*stage))
            self.exits.append(Exit(channels, grid))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        logits = []
        for stage, leave in zip(self.stages, self.exits):
            x = stage(x)
            logits.append(leave(x))
        return tuple(logits)

    def fold(self) -> "MultiExit":
        """Merges every batch normalization into its convolution, in place; call in eval mode."""
        for module in list(self.modules()):
            if isinstance(module, ConvNorm):
                module.fold()
        return self


def exit_mflop(net: MultiExit) -> list[float]:
    """Work for one image up to each exit, its head and those before it included: 2 FLOP per multiply-add."""
    work: list[float] = []
    total = 0.0

    def count(module: nn.Module, _: object, output: Tensor) -> None:
        nonlocal total
        taps = module.weight[0].numel()
        total += 2e-6 * taps * output.numel()
        if isinstance(module, nn.Linear):
            work.append(total)

    layers = [m for m in net.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    hooks = [layer.register_forward_hook(count) for layer in layers]
    with torch.no_grad():
        net(torch.zeros(1, 1, SIZE, SIZE))
    for hook in hooks:
        hook.remove()
    return work
