"""Writes reference/optimizers/torch.json: ten updates of each optimizer on a small quadratic, by PyTorch in float64.

    python tools/parity/optimizers.py

f(w) = 0.5 * sum(scale * (w - target)^2) over six weights; each step uses its exact gradient. The cases cover the
options that change the formula. Needs torch 2.13; the tests read the file, never this program.
"""

import json
import pathlib

import torch

START = [0.5, -1.25, 2.0, 0.0, 3.5, -0.75]
TARGET = [1.0, 1.0, -1.0, 0.25, 0.5, 2.0]
SCALE = [1.0, 0.1, 10.0, 3.0, 0.5, 0.01]
STEPS = 10

CASES = [
    ("sgd", {"learningRate": 0.05}, lambda w: torch.optim.SGD(w, lr=0.05)),
    ("sgd", {"learningRate": 0.05, "weightDecay": 0.01}, lambda w: torch.optim.SGD(w, lr=0.05, weight_decay=0.01)),
    ("momentum", {"learningRate": 0.05, "momentum": 0.9}, lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9)),
    (
        "momentum",
        {"learningRate": 0.05, "momentum": 0.5, "weightDecay": 0.01},
        lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.5, weight_decay=0.01),
    ),
    (
        "nesterov",
        {"learningRate": 0.05, "momentum": 0.9, "weightDecay": 0.01},
        lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    ),
    ("adam", {"learningRate": 0.01}, lambda w: torch.optim.Adam(w, lr=0.01)),
    (
        "adam",
        {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.001, "weightDecay": 0.01},
        lambda w: torch.optim.Adam(w, lr=0.01, betas=(0.8, 0.95), eps=0.001, weight_decay=0.01),
    ),
    ("adamw", {"learningRate": 0.01, "weightDecay": 0.1}, lambda w: torch.optim.AdamW(w, lr=0.01, weight_decay=0.1)),
]


def run(make):
    weights = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    target = torch.tensor(TARGET, dtype=torch.float64)
    scale = torch.tensor(SCALE, dtype=torch.float64)
    optimizer = make([weights])
    rows = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        (0.5 * (scale * (weights - target) ** 2).sum()).backward()
        optimizer.step()
        rows.append(weights.detach().tolist())
    return rows


def main():
    document = {
        "note": "Weights after each update, PyTorch %s, float64, by tools/parity/optimizers.py. "
        "The loss is 0.5 * sum(scale * (w - target)^2)." % torch.__version__.split("+")[0],
        "start": START,
        "target": TARGET,
        "scale": SCALE,
        "cases": [{"optimizer": name, "options": options, "weights": run(make)} for name, options, make in CASES],
    }
    path = pathlib.Path(__file__).resolve().parents[2] / "reference" / "optimizers" / "torch.json"
    path.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
