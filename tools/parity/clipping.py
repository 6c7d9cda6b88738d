"""Writes reference/optimizers/clipping.json: updates with clipped gradients, by PyTorch in float64.

    python tools/parity/clipping.py

One linear layer with cross-entropy, gradient descent with momentum; before each update the gradients go through
clip_grad_value_, clip_grad_norm_, or the two in this order. Needs torch 2.13; the tests read the file, never this program.
"""

import json
import pathlib

import torch

KERNEL = [[0.5, -1.25], [2.0, 0.25], [-0.75, 1.5]]
BIAS = [0.1, -0.2]
INPUTS = [[1.0, 0.5, -1.0], [-1.0, 0.25, 0.5], [0.5, -0.75, 0.25]]
LABELS = [1, 0, 1]
STEPS = 6
CASES = [{"norm": 0.3}, {"norm": 100.0}, {"value": 0.1}, {"value": 0.25, "norm": 0.4}]


def run(clip):
    kernel = torch.tensor(KERNEL, dtype=torch.float64, requires_grad=True)
    bias = torch.tensor(BIAS, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([kernel, bias], lr=0.5, momentum=0.9)
    rows = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        logits = torch.tensor(INPUTS, dtype=torch.float64) @ kernel + bias
        torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS)).backward()
        if "value" in clip:
            torch.nn.utils.clip_grad_value_([kernel, bias], clip["value"])
        if "norm" in clip:
            torch.nn.utils.clip_grad_norm_([kernel, bias], clip["norm"])
        optimizer.step()
        rows.append(kernel.detach().flatten().tolist() + bias.detach().tolist())
    return rows


def main():
    document = {
        "note": "Kernel [3, 2] and bias [2] after each update, PyTorch %s, float64, by tools/parity/clipping.py."
        % torch.__version__.split("+")[0],
        "kernel": KERNEL,
        "bias": BIAS,
        "inputs": INPUTS,
        "labels": LABELS,
        "cases": [{"clip": clip, "weights": run(clip)} for clip in CASES],
    }
    path = pathlib.Path(__file__).resolve().parents[2] / "reference" / "optimizers" / "clipping.json"
    path.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
