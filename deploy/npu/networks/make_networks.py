#!/usr/bin/env python3
"""Writes the network files of this folder: shapes of layers, no weights.

ResNet-50 (v1.5, the stride in the 3x3 convolution), Inception-v3 and MobileNetV2 are laid out as torchvision's
definitions have them. Where exits stand and how many samples leave there is ours, stated and not measured.
"""

import pathlib

FOLDER = pathlib.Path(__file__).parent


def picture(shape):
    return "x".join(str(side) for side in shape)


class Net:
    def __init__(self, name, size, source):
        self.name, self.source = name, source
        self.shape = self.input = (3, size, size)
        self.stages = []
        self.layers = []

    def line(self, name, **values):
        text = ", ".join(f"{key}: {value}" for key, value in values.items())
        self.layers.append(f"      - {{name: {name}, {text}}}")

    def conv(self, name, channels, kernel, stride=1, pad=None, groups=1, at=None):
        """A convolution of `at`, or of what the layer before left; returns what it leaves."""
        height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
        source = at or self.shape
        sides = []
        for side, taps in zip(source[1:], (height, width)):
            around = taps // 2 if pad is None else pad
            sides.append((side + 2 * around - taps) // stride + 1)
        self.shape = (channels, *sides)
        more = {"groups": groups} if groups > 1 else {}
        self.line(name, conv=f"{picture(source)} -> {picture(self.shape)}", kernel=f"{height}x{width}", **more)
        return self.shape

    def pool(self, name, kernel, stride=1, pad=0, at=None):
        source = at or self.shape
        side = (source[1] + 2 * pad - kernel) // stride + 1
        self.shape = (source[0], side, side)
        self.line(name, pool=f"{picture(source)} -> {picture(self.shape)}", kernel=f"{kernel}x{kernel}")
        return self.shape

    def global_pool(self, name, at=None):
        source = at or self.shape
        return self.pool(name, source[1], at=source)

    def fc(self, name, inputs, outputs=1000):
        self.line(name, fc=f"{inputs} -> {outputs}")

    def add(self, name):
        self.line(name, add=picture(self.shape))

    def exit(self, name, leaves, head=None):
        """Ends a stage; `head` writes the layers that only its exit needs."""
        trunk, carried = self.layers, self.shape
        self.layers = []
        if head:
            head(carried)
        self.stages.append((name, leaves, carried, trunk, self.layers))
        self.layers, self.shape = [], carried

    def write(self):
        lines = [f"# Written by make_networks.py. {self.source}", f"name: {self.name}"]
        lines += [f"input: {picture(self.input)}", "stages:"]
        for name, leaves, carried, trunk, head in self.stages:
            lines += [f"  - exit: {name}", f"    leaves: {leaves}"]
            if head:
                lines.append(f"    carries: {picture(carried)}")
            lines += ["    layers:", *trunk]
            if head:
                lines += ["    head:", *head]
        (FOLDER / f"{self.name}.yaml").write_text("\n".join(lines) + "\n")


def plain_head(net, name):
    def head(shape):
        net.global_pool(f"{name}.pool", at=shape)
        net.fc(f"{name}.fc", shape[0])

    return head


def resnet50():
    net = Net("resnet50", 224, "He et al. 2016 with the stride in the 3x3 convolution, as torchvision's resnet50.")
    net.conv("conv1", 64, 7, 2)
    net.pool("pool1", 3, 2, 1)
    for part, (width, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], start=2):
        for block in range(blocks):
            name = f"conv{part}{'abcdef'[block]}"
            stride = 2 if part > 2 and block == 0 else 1
            before = net.shape
            net.conv(f"{name}.1", width, 1)
            net.conv(f"{name}.2", width, 3, stride)
            if block == 0:
                net.conv(f"{name}.skip", 4 * width, 1, stride, at=before)
                net.conv(f"{name}.3", 4 * width, 1, at=(width, *net.shape[1:]))
            else:
                net.conv(f"{name}.3", 4 * width, 1)
            net.add(f"{name}.add")
        if part < 5:
            net.exit(f"conv{part}", {2: 0.2, 3: 0.35, 4: 0.4}[part], plain_head(net, f"exit{part - 1}"))
    plain_head(net, "end")(net.shape)
    net.exit("end", 1)
    net.write()


def inception3():
    net = Net("inception3", 299, "Szegedy et al. 2016, as torchvision's inception_v3; its auxiliary classifier is an exit.")
    net.conv("1a", 32, 3, 2, 0)
    net.conv("2a", 32, 3, 1, 0)
    net.conv("2b", 64, 3)
    net.pool("pool1", 3, 2)
    net.conv("3b", 80, 1)
    net.conv("4a", 192, 3, 1, 0)
    net.pool("pool2", 3, 2)

    def branches(name, leaves, *lists):
        """Every branch begins with what the module is given; the module leaves `leaves` channels."""
        source = net.shape
        for number, branch in enumerate(lists, start=1):
            at = source
            for step, layer in enumerate(branch, start=1):
                label = f"{name}.{number}{'abcdefg'[step - 1]}"
                kind, *values = layer
                at = net.pool(label, *values, at=at) if kind == "pool" else net.conv(label, *values, at=at)
        net.shape = (leaves, *net.shape[1:])

    def c(channels, kernel, stride=1, pad=None):
        return ("conv", channels, kernel, stride, pad)

    def c_(channels, height, width):
        return c(channels, (height, width))

    for name, features, leaves in (("5b", 32, 256), ("5c", 64, 288), ("5d", 64, 288)):
        branches(
            name, leaves, [c(64, 1)], [c(48, 1), c(64, 5)], [c(64, 1), c(96, 3), c(96, 3)],
            [("pool", 3, 1, 1), c(features, 1)],
        )
    net.exit("5d", 0.3, plain_head(net, "exit1"))
    branches("6a", 768, [c(384, 3, 2, 0)], [c(64, 1), c(96, 3), c(96, 3, 2, 0)], [("pool", 3, 2, 0)])
    for name, width in (("6b", 128), ("6c", 160), ("6d", 160), ("6e", 192)):
        branches(
            name, 768, [c(192, 1)], [c(width, 1), c_(width, 1, 7), c_(192, 7, 1)],
            [c(width, 1), c_(width, 7, 1), c_(width, 1, 7), c_(width, 7, 1), c_(192, 1, 7)],
            [("pool", 3, 1, 1), c(192, 1)],
        )

    def auxiliary(shape):
        net.pool("exit2.pool", 5, 3, at=shape)
        net.conv("exit2.1", 128, 1)
        net.conv("exit2.2", 768, 5, 1, 0)
        net.fc("exit2.fc", 768)

    net.exit("6e", 0.5, auxiliary)
    branches(
        "7a", 1280, [c(192, 1), c(320, 3, 2, 0)],
        [c(192, 1), c_(192, 1, 7), c_(192, 7, 1), c(192, 3, 2, 0)], [("pool", 3, 2, 0)],
    )
    for name in ("7b", "7c"):
        source = net.shape
        net.conv(f"{name}.1a", 320, 1, at=source)
        middle = net.conv(f"{name}.2a", 384, 1, at=source)
        net.conv(f"{name}.2b", 384, (1, 3), at=middle)
        net.conv(f"{name}.2c", 384, (3, 1), at=middle)
        net.conv(f"{name}.3a", 448, 1, at=source)
        middle = net.conv(f"{name}.3b", 384, 3)
        net.conv(f"{name}.3c", 384, (1, 3), at=middle)
        net.conv(f"{name}.3d", 384, (3, 1), at=middle)
        net.pool(f"{name}.4a", 3, 1, 1, at=source)
        net.conv(f"{name}.4b", 192, 1)
        net.shape = (2048, *net.shape[1:])
    plain_head(net, "end")(net.shape)
    net.exit("end", 1)
    net.write()


def mobilenet2():
    net = Net("mobilenet2", 224, "Sandler et al. 2018, width 1, as torchvision's mobilenet_v2; it has no exits but its end.")
    net.conv("conv1", 32, 3, 2)
    number = 0
    for factor, channels, blocks, first in (
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ):
        for block in range(blocks):
            number += 1
            before = net.shape
            width = factor * before[0]
            if factor > 1:
                net.conv(f"{number}.expand", width, 1)
            net.conv(f"{number}.depthwise", width, 3, first if block == 0 else 1, groups=width)
            net.conv(f"{number}.project", channels, 1)
            if net.shape == before:
                net.add(f"{number}.add")
    net.conv("conv2", 1280, 1)
    plain_head(net, "end")(net.shape)
    net.exit("end", 1)
    net.write()


if __name__ == "__main__":
    resnet50()
    inception3()
    mobilenet2()
