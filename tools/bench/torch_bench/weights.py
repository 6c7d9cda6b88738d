"""Reads the initial weights that the TensorFlow.js side wrote, in PyTorch's layouts."""

import json
import pathlib

import numpy
import torch
from torch import nn


def load(network, folder, role):
    """Copies `{role}.json` (name, shape) and `{role}.bin` (float32, one after another) into the network."""
    folder = pathlib.Path(folder)
    listed = json.loads((folder / f"{role}.json").read_text())
    values = numpy.fromfile(folder / f"{role}.bin", dtype="<f4")
    targets = dict(named_targets(network))
    if set(targets) != {entry["name"] for entry in listed}:
        raise ValueError(f"weights differ by name: {sorted(set(targets) ^ {entry['name'] for entry in listed})}")
    offset = 0
    with torch.no_grad():
        for entry in listed:
            count = int(numpy.prod(entry["shape"]))
            array = torch.from_numpy(values[offset : offset + count].reshape(entry["shape"]).copy())
            offset += count
            target, turn = targets[entry["name"]]
            target.copy_(turn(array))


def named_targets(network):
    """(TensorFlow.js name, (parameter, how to turn the array)) of all that is trained."""
    for path, module in network.named_modules():
        name = path.replace(".", "-")
        if isinstance(module, nn.Linear):
            yield f"{name}/kernel", (module.weight, lambda array, module=module: dense(array, module))
            yield f"{name}/bias", (module.bias, same)
        elif isinstance(module, nn.Conv2d):
            depthwise = module.groups > 1
            yield (
                f"{name}/{'depthwise_kernel' if depthwise else 'kernel'}",
                (module.weight, depthwise_kernel if depthwise else convolution_kernel),
            )
            if module.bias is not None:
                yield f"{name}/bias", (module.bias, same)
        elif isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            yield f"{name}/gamma", (module.weight, same)
            yield f"{name}/beta", (module.bias, same)
        elif isinstance(module, nn.Embedding):
            yield f"{name}/embeddings", (module.weight, same)
    if hasattr(network, "positions"):
        yield "positions/table", (network.positions, same)


def same(array):
    return array


def dense(array, module):
    """[in, out] → [out, in]; after a flatten the inputs are in the order c, h, w instead of h, w, c."""
    if hasattr(module, "flattened"):
        channels, height, width = module.flattened
        array = array.view(height, width, channels, -1).permute(2, 0, 1, 3).reshape(array.shape)
    return array.T


def convolution_kernel(array):
    """[h, w, in, out] → [out, in, h, w]"""
    return array.permute(3, 2, 0, 1)


def depthwise_kernel(array):
    """[h, w, in, 1] → [in, 1, h, w]"""
    return array.permute(2, 3, 0, 1)
