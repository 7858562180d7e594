#!/usr/bin/python3
# SPDX-License-Identifier: BSL-1.0
"""The text "torch.nn by example" as PyTorch runs it: writes examples/03_linear.expected and 05_training.expected.

    /usr/bin/python3 tests/golden/document.py       # Debian's python3-torch

The seed is that of the text's own generator. It was found by trying all 2^32 for one whose Linear(1, 1) come out as the
text prints them; everything after that agrees with the text too. Numbers may differ by what TOLERANCE says of four
digits, losses of the network by a thousandth.
"""
import contextlib, io, os, pathlib, re
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
from collections import OrderedDict

import torch
from torch import nn, optim

torch.set_num_threads(1)
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"

torch.manual_seed(3641431170)
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0]).unsqueeze(1)
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4]).unsqueeze(1)


def split():
    order = torch.randperm(11)
    train, val = order[:-2], order[-2:]
    return 0.1 * t_u[train], 0.1 * t_u[val], t_c[train], t_c[val]


def training_loop(n_epochs, model, lr, quiet=False):
    optimizer, loss_fn = optim.SGD(model.parameters(), lr=lr), nn.MSELoss()
    for epoch in range(1, n_epochs + 1):
        loss_train, loss_val = loss_fn(model(x), t), loss_fn(model(x_val), t_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        if not quiet and (epoch == 1 or epoch % 1000 == 0):
            print(f"Epoch {epoch}, Training Loss {loss_train.item():.4f} , Val Loss {loss_val.item():.4f}")


def expected(name, run, tolerance):
    """What run() prints, each number of four digits with its tolerance: text around it must be equal."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run()
    text = re.sub(r", grad_fn=<\w+>", "", out.getvalue())
    text = re.sub(r"-?\d+\.\d{4}", lambda m: f"{{{m[0]} +- {tolerance(float(m[0])):.1g}}}", text)
    (EXAMPLES / name).write_text(text)


split(), nn.Linear(1, 1)
x, x_val, t, t_val = split()
nn.Linear(1, 1)


def linear():
    print(t_u.shape)
    model = nn.Linear(1, 1)
    print(model(x_val), model.weight, model.bias, model(torch.ones(1)), t_u.shape, sep="\n")
    print(*nn.Linear(1, 1).parameters(), sep="\n")
    model = nn.Linear(1, 1)
    training_loop(3000, model, 1e-2)
    print("", model.weight, model.bias, sep="\n")


def network():
    model = nn.Sequential(OrderedDict(hidden_linear=nn.Linear(1, 12), hidden_activation=nn.Tanh(), output_linear=nn.Linear(12, 1)))
    print(model.output_linear.bias)
    training_loop(2 * 5000, model, 1e-3, quiet=True)
    training_loop(5000, model, 1e-3)
    print("output", model(x_val))
    print("answer", t_val)
    print("hidden", model.hidden_linear.weight.grad)


expected("03_linear.expected", linear, lambda value: 1e-4 + 1e-5 * abs(value))
nn.Sequential(nn.Linear(1, 13), nn.Tanh(), nn.Linear(13, 1))
expected("05_training.expected", network, lambda value: max(5e-4, 9e-4 * abs(value)))
