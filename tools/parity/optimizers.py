"""Writes packages/trainer/src/optimizers/testing/goldens.json: twenty updates of two variables by each optimizer, float64.

    python tools/parity/optimizers.py && npx prettier --write packages/trainer/src/optimizers/testing/goldens.json

PyTorch's own optimizers where it has them. lamb, lion and dot are written out below from the papers: arXiv:1904.00962,
algorithm 2, with the identity for phi; arXiv:2302.06675; and arXiv:2307.08436 with weight decay at the gradient of the
task. The learning rate is another at each update. Needs torch 2.13; the tests read the file, never this program.

Two terms, hard and soft, of variables a and b:
    hard = sum_w 0.5 * sum(scale_w * (w - target_w)^2)
    soft = 0.1 * sum(a) * sum(b) + sum_w 0.25 * sum((w - taught_w)^2)
"""

import json
import math
import pathlib

import torch

STEPS = 20
DECAY = 0.05
VARIABLES = {
    "a": {
        "shape": [3],
        "start": [0.5, -1.25, 2.0],
        "target": [1.5, 1.0, -1.0],
        "scale": [1.0, 0.1, 3.0],
        "taught": [2.0, 0.5, -2.0],
    },
    "b": {
        "shape": [2, 2],
        "start": [0.25, 3.5, -0.75, 1.0],
        "target": [0.75, -0.5, 2.0, 3.0],
        "scale": [2.0, 0.5, 0.2, 1.0],
        "taught": [-1.0, 0.5, 1.0, 2.5],
    },
}
FACTORS = [0.25 + 0.75 * (1 + math.cos(math.pi * step / STEPS)) / 2 for step in range(STEPS)]


class Adapter:
    """An optimizer of PyTorch, which is given the gradient of the sum."""

    def __init__(self, make):
        self.make = make
        self.optimizer = None

    def update(self, weights, hard, soft, rate, step):
        if self.optimizer is None:
            self.optimizer = self.make(list(weights.values()))
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        for name, weight in weights.items():
            weight.grad = hard[name] + soft[name]
        self.optimizer.step()


class Own:
    """A rule for one variable; `rule(weight, hard, soft, state, rate, step)` gives the new weight."""

    def __init__(self, rule):
        self.rule = rule
        self.states = {}

    def update(self, weights, hard, soft, rate, step):
        for name, weight in weights.items():
            state = self.states.setdefault(name, {})
            weight.copy_(self.rule(weight, hard[name], soft[name], state, rate, step))


def lamb(beta1=0.9, beta2=0.999, epsilon=1e-6, decay=0.0):
    def rule(weight, hard, soft, state, rate, step):
        gradient = hard + soft
        state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * gradient
        state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * gradient**2
        mean, square = state["m"] / (1 - beta1**step), state["v"] / (1 - beta2**step)
        move = mean / (square.sqrt() + epsilon) + decay * weight
        return weight - rate * weight.norm() / move.norm() * move

    return rule


def lion(beta1=0.9, beta2=0.99, decay=0.0):
    def rule(weight, hard, soft, state, rate, step):
        gradient, kept = hard + soft, state.get("m", torch.zeros_like(weight))
        mixed = beta1 * kept + (1 - beta1) * gradient
        # A sign that float32 could see otherwise would be no reference.
        assert mixed.abs().min() > 1e-4, (step, mixed)
        state["m"] = beta2 * kept + (1 - beta2) * gradient
        return weight - rate * (mixed.sign() + decay * weight)

    return rule


def dot(momentum=0.9, delta=0.075, decay=0.0):
    def rule(weight, hard, soft, state, rate, step):
        state["task"] = (momentum - delta) * state.get("task", 0) + hard + decay * weight
        state["taught"] = (momentum + delta) * state.get("taught", 0) + soft
        return weight - rate * (state["task"] + state["taught"])

    return rule


def torch_case(name, options, make):
    return name, options, lambda: Adapter(make)


def own_case(name, options, rule, **given):
    return name, options, lambda: Own(rule(**given))


SGD, RMS = torch.optim.SGD, torch.optim.RMSprop
CASES = [
    torch_case("sgd", {"learningRate": 0.05}, lambda w: SGD(w, lr=1)),
    torch_case("sgd", {"learningRate": 0.05, "weightDecay": DECAY}, lambda w: SGD(w, lr=1, weight_decay=DECAY)),
    torch_case("momentum", {"learningRate": 0.05}, lambda w: SGD(w, lr=1, momentum=0.9)),
    torch_case(
        "momentum",
        {"learningRate": 0.05, "momentum": 0.5, "weightDecay": DECAY},
        lambda w: SGD(w, lr=1, momentum=0.5, weight_decay=DECAY),
    ),
    torch_case(
        "nesterov",
        {"learningRate": 0.05, "momentum": 0.9, "weightDecay": DECAY},
        lambda w: SGD(w, lr=1, momentum=0.9, nesterov=True, weight_decay=DECAY),
    ),
    torch_case("rmsprop", {"learningRate": 0.01}, lambda w: RMS(w, lr=1)),
    torch_case(
        "rmsprop",
        {"learningRate": 0.01, "alpha": 0.9, "epsilon": 0.001, "weightDecay": DECAY},
        lambda w: RMS(w, lr=1, alpha=0.9, eps=0.001, weight_decay=DECAY),
    ),
    torch_case(
        "rmsprop",
        {"learningRate": 0.01, "momentum": 0.8, "weightDecay": DECAY},
        lambda w: RMS(w, lr=1, momentum=0.8, weight_decay=DECAY),
    ),
    torch_case(
        "rmsprop",
        {"learningRate": 0.01, "centered": True, "weightDecay": DECAY},
        lambda w: RMS(w, lr=1, centered=True, weight_decay=DECAY),
    ),
    torch_case(
        "rmsprop",
        {"learningRate": 0.005, "centered": True, "momentum": 0.8, "weightDecay": DECAY},
        lambda w: RMS(w, lr=1, centered=True, momentum=0.8, weight_decay=DECAY),
    ),
    torch_case("adam", {"learningRate": 0.05}, lambda w: torch.optim.Adam(w, lr=1)),
    torch_case(
        "adam",
        {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.001, "weightDecay": DECAY},
        lambda w: torch.optim.Adam(w, lr=1, betas=(0.8, 0.95), eps=0.001, weight_decay=DECAY),
    ),
    torch_case(
        "adamw",
        {"learningRate": 0.05, "weightDecay": DECAY},
        lambda w: torch.optim.AdamW(w, lr=1, weight_decay=DECAY),
    ),
    own_case("lamb", {"learningRate": 0.05, "weightDecay": DECAY}, lamb, decay=DECAY),
    own_case(
        "lamb",
        {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.001, "weightDecay": 0},
        lamb,
        beta1=0.8,
        beta2=0.95,
        epsilon=0.001,
    ),
    own_case("lion", {"learningRate": 0.011, "weightDecay": DECAY}, lion, decay=DECAY),
    own_case("lion", {"learningRate": 0.0303, "beta1": 0.7, "beta2": 0.9}, lion, beta1=0.7, beta2=0.9),
    own_case("dot", {"learningRate": 0.02, "weightDecay": DECAY}, dot, decay=DECAY),
    own_case("dot", {"learningRate": 0.02, "momentum": 0.8, "delta": -0.1}, dot, momentum=0.8, delta=-0.1),
]


def tensors(key):
    return {
        name: torch.tensor(given[key], dtype=torch.float64).reshape(given["shape"]) for name, given in VARIABLES.items()
    }


def gradients(weights):
    target, scale, taught = tensors("target"), tensors("scale"), tensors("taught")
    hard = {name: scale[name] * (weight - target[name]) for name, weight in weights.items()}
    other = {"a": weights["b"].sum(), "b": weights["a"].sum()}
    soft = {name: 0.5 * (weight - taught[name]) + 0.1 * other[name] for name, weight in weights.items()}
    return hard, soft


def run(options, make):
    weights, optimizer, rows = tensors("start"), make(), []
    for step, factor in enumerate(FACTORS, 1):
        optimizer.update(weights, *gradients(weights), options["learningRate"] * factor, step)
        rows.append([weight for tensor in weights.values() for weight in tensor.flatten().tolist()])
    return rows


def main():
    document = {
        "note": "Weights of a, then b, after each update, float64, by tools/parity/optimizers.py: PyTorch %s; lamb, lion and "
        "dot by the papers. learningRate is multiplied by a factor at each update." % torch.__version__.split("+")[0],
        "variables": VARIABLES,
        "factors": FACTORS,
        "cases": [{"optimizer": name, "options": options, "weights": run(options, make)} for name, options, make in CASES],
    }
    root = pathlib.Path(__file__).resolve().parents[2]
    path = root / "packages" / "trainer" / "src" / "optimizers" / "testing" / "goldens.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
