"""The synthetic batches of data.mjs: the same numbers from the same counter, as arrays."""

import numpy
import torch

BATCHES = 4
VOCABULARY = 1000


def uniform(seed, count):
    """`count` numbers in [0, 1): mulberry32, whose state is a counter, so that all can be drawn at once."""
    with numpy.errstate(over="ignore"):
        t = (numpy.arange(1, count + 1, dtype=numpy.uint32) * numpy.uint32(0x6D2B79F5)) + numpy.uint32(seed)
        t = (t ^ (t >> numpy.uint32(15))) * (t | numpy.uint32(1))
        t ^= t + (t ^ (t >> numpy.uint32(7))) * (t | numpy.uint32(61))
        return (t ^ (t >> numpy.uint32(14))) / 4294967296.0


def batches(model, shape, batch):
    """Inputs and labels [B] of each batch; images are turned from [B, h, w, c] to PyTorch's [B, c, h, w]."""
    result = []
    for index in range(BATCHES):
        values = uniform(1000 + index, batch * int(numpy.prod(shape)))
        labels = torch.tensor(numpy.floor(uniform(2000 + index, batch) * 10).astype(numpy.int64))
        if model == "transformer":
            x = torch.tensor(numpy.floor(values * VOCABULARY).astype(numpy.int64)).view(batch, *shape)
        else:
            x = torch.tensor(values.astype(numpy.float32)).view(batch, *shape)
            x = x.permute(0, 3, 1, 2).contiguous() if len(shape) == 3 else x
        result.append((x, labels))
    return result
