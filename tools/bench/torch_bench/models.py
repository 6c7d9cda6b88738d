"""The five networks, as a PyTorch user writes them; layer names are those of the TensorFlow.js side.

Student and teacher are the same class at two sizes. `exact` pads a strided convolution as TensorFlow's "same" does, which is
one row and column at the end instead of one on each side: used to compare losses, not to measure.
"""

import torch
import torch.nn.functional as F
from torch import nn

EPSILON = 1e-5


class Conv(nn.Conv2d):
    """A 3×3 or 1×1 convolution of the size-preserving kind."""

    exact = False

    def __init__(self, inputs, outputs, size=3, stride=1, groups=1, bias=False):
        super().__init__(inputs, outputs, size, stride, padding=size // 2, groups=groups, bias=bias)

    def forward(self, x):
        if Conv.exact and self.stride[0] == 2 and self.kernel_size[0] == 3:
            return F.conv2d(F.pad(x, (0, 1, 0, 1)), self.weight, self.bias, self.stride, 0, 1, self.groups)
        return super().forward(x)


class Mlp(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.hidden1 = nn.Linear(784, hidden)
        self.hidden2 = nn.Linear(hidden, hidden)
        self.logits = nn.Linear(hidden, 10)

    def forward(self, x):
        return self.logits(F.relu(self.hidden2(F.relu(self.hidden1(x)))))


class Cnn(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = Conv(1, width, bias=True)
        self.conv2 = Conv(width, 2 * width, bias=True)
        self.hidden = nn.Linear(49 * 2 * width, 4 * width)
        self.hidden.flattened = (2 * width, 7, 7)
        self.logits = nn.Linear(4 * width, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.logits(F.relu(self.hidden(x.flatten(1))))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = Conv(inputs, outputs, 3, stride)
        self.norm1 = nn.BatchNorm2d(outputs, EPSILON)
        self.conv2 = Conv(outputs, outputs)
        self.norm2 = nn.BatchNorm2d(outputs, EPSILON)
        self.projects = stride != 1 or inputs != outputs
        if self.projects:
            self.projection = Conv(inputs, outputs, 1, stride)
            self.norm3 = nn.BatchNorm2d(outputs, EPSILON)

    def forward(self, x):
        shortcut = self.norm3(self.projection(x)) if self.projects else x
        return F.relu(self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x))))) + shortcut)


class ResNet(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.stem = Conv(3, 16)
        self.norm = nn.BatchNorm2d(16, EPSILON)
        self.names = []
        inputs = 16
        for stage, outputs in enumerate((16, 32, 64), start=1):
            for block in range(1, blocks + 1):
                stride = 2 if stage > 1 and block == 1 else 1
                self.names.append(f"stage{stage}-{block}")
                self.add_module(self.names[-1], BasicBlock(inputs, outputs, stride))
                inputs = outputs
        self.logits = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.norm(self.stem(x)))
        for name in self.names:
            x = getattr(self, name)(x)
        return self.logits(x.mean((2, 3)))


class Separable(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.depthwise = Conv(inputs, inputs, 3, stride, groups=inputs)
        self.norm1 = nn.BatchNorm2d(inputs, EPSILON)
        self.pointwise = Conv(inputs, outputs, 1)
        self.norm2 = nn.BatchNorm2d(outputs, EPSILON)

    def forward(self, x):
        x = F.relu(self.norm1(self.depthwise(x)))
        return F.relu(self.norm2(self.pointwise(x)))


class Depthwise(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.stem = Conv(3, width, 3, 2)
        self.norm = nn.BatchNorm2d(width, EPSILON)
        self.names = []
        inputs = width
        for index, (factor, stride) in enumerate(((2, 1), (4, 2), (4, 1), (8, 2)), start=1):
            self.names.append(f"block{index}")
            self.add_module(self.names[-1], Separable(inputs, factor * width, stride))
            inputs = factor * width
        self.logits = nn.Linear(inputs, 10)

    def forward(self, x):
        x = F.relu(self.norm(self.stem(x)))
        for name in self.names:
            x = getattr(self, name)(x)
        return self.logits(x.mean((2, 3)))


class EncoderLayer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width, EPSILON)
        self.qkv = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width, EPSILON)
        self.expand = nn.Linear(width, 4 * width)
        self.contract = nn.Linear(4 * width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(batch, tokens, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        heads = F.scaled_dot_product_attention(q, k, v)
        x = x + self.attended(heads.transpose(1, 2).reshape(batch, tokens, width))
        return x + self.contract(F.relu(self.expand(self.norm2(x))))


class Encoder(nn.Module):
    def __init__(self, width, heads, layers=4, tokens=64, vocabulary=1000):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.positions = nn.Parameter(torch.randn(tokens, width) * 0.02)
        self.names = [f"layer{index}" for index in range(1, layers + 1)]
        for name in self.names:
            self.add_module(name, EncoderLayer(width, heads))
        self.norm = nn.LayerNorm(width, EPSILON)
        self.logits = nn.Linear(width, 10)

    def forward(self, x):
        x = self.embedding(x) + self.positions
        for name in self.names:
            x = getattr(self, name)(x)
        return self.logits(self.norm(x).mean(1))


# (student, teacher, shape of one example as TensorFlow.js has it)
NETWORKS = {
    "mlp": (lambda: Mlp(1200), lambda: Mlp(2400), (784,)),
    "cnn": (lambda: Cnn(32), lambda: Cnn(64), (28, 28, 1)),
    "resnet8": (lambda: ResNet(1), lambda: ResNet(3), (32, 32, 3)),
    "depthwise": (lambda: Depthwise(32), lambda: Depthwise(64), (32, 32, 3)),
    "transformer": (lambda: Encoder(128, 4), lambda: Encoder(256, 8), (64,)),
}
