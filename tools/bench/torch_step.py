"""The PyTorch side of the step benchmark: one training step per network, driven over standard input and output.

    python tools/bench/torch_step.py 2        # threads

Each line in is one command, each line out its answer, both JSON, as lib/process.mjs says:

    {"command": "start"}                                                         → {"version": "…"}
    {"command": "prepare", "network": "cnn", "mode": "distill", "batch": 128}    → {}
    {"command": "run", "steps": 5}                                               → {"times": […], "losses": […]}

Eager mode, default layouts, `torch.optim.Adam`. While it waits for a line it does nothing.
"""

import json
import sys
import time

import torch
import torch.nn.functional as F

from torch_bench.data import batches
from torch_bench.models import NETWORKS, Conv
from torch_bench.weights import load

TEMPERATURE = 4.0


class Step:
    """One training step over batches in rotation."""

    def __init__(self, network, mode, batch, weights=None, exact=False):
        Conv.exact = exact
        torch.manual_seed(1)
        student, teacher, shape = NETWORKS[network]
        self.student = student().train()
        self.teacher = teacher().eval() if mode == "distill" else None
        if weights:
            load(self.student, weights, "student")
            if self.teacher:
                load(self.teacher, weights, "teacher")
        self.optimizer = torch.optim.Adam(self.student.parameters(), lr=1e-3, eps=1e-7)
        self.batches = batches(network, shape, batch)
        self.count = 0

    def loss(self, x, labels):
        logits = self.student(x)
        hard = F.cross_entropy(logits, labels)
        if self.teacher is None:
            return hard
        with torch.inference_mode():
            target = F.log_softmax(self.teacher(x) / TEMPERATURE, 1)
        soft = F.kl_div(F.log_softmax(logits / TEMPERATURE, 1), target, reduction="batchmean", log_target=True)
        return 0.9 * TEMPERATURE**2 * soft + 0.1 * hard

    def __call__(self):
        x, labels = self.batches[self.count % len(self.batches)]
        self.count += 1
        self.optimizer.zero_grad()
        loss = self.loss(x, labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def run(self, steps):
        times, losses = [], []
        for _ in range(steps):
            started = time.perf_counter()
            losses.append(self())
            times.append((time.perf_counter() - started) * 1000)
        return {"times": times, "losses": losses}


def answer(request, state):
    command = request.pop("command")
    if command == "start":
        return {"version": f"torch {torch.__version__}"}
    if command == "prepare":
        state["step"] = Step(**request)
        return {}
    if command == "run":
        return state["step"].run(request["steps"])
    raise ValueError(f"no command is called {command}")


def busy():
    """Milliseconds of processor time that this process has used, on all its threads."""
    return time.process_time() * 1000


def main():
    torch.set_num_threads(int(sys.argv[1]))
    state = {}
    for line in sys.stdin:
        before = busy()
        try:
            reply = {**answer(json.loads(line), state), "busy": [before, busy()]}
        except Exception as error:  # the parent says what went wrong
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
