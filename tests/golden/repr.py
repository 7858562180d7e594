# SPDX-License-Identifier: BSL-1.0
"""repr.py > repr.hpp: what torch prints of networks, and what it calls their parameters and buffers.

Debian's python3-torch. tests/reflect spells the same networks in C++.
"""
from collections import OrderedDict

import torch
from torch import nn


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def named(**layers):
    return nn.Sequential(OrderedDict(layers))


def block():
    return named(fc=nn.Linear(4, 4), act=nn.Tanh())


networks = {
    'document': nn.Sequential(nn.Linear(1, 13), nn.Tanh(), nn.Linear(13, 1)),
    'document_named': named(hidden_linear=nn.Linear(1, 12), hidden_activation=nn.Tanh(), output_linear=nn.Linear(12, 1)),
    'line': nn.Linear(1, 1),
    'nested': nn.Sequential(nn.Linear(3, 4, bias=False), nn.Sequential(named(block=block()), nn.ReLU()), Residual(block()),
                            nn.BatchNorm1d(4), nn.Sequential(), nn.LayerNorm(4), nn.Softmax(dim=1)),
    'arguments': nn.Sequential(
        nn.Identity(), nn.Sigmoid(), nn.Hardtanh(), nn.Hardtanh(0, 10), nn.Hardtanh(-0.25, 1e-7), nn.Hardtanh(-1e15, 1e16), nn.Hardtanh(1e-4, 1.5e-4),
        nn.Hardtanh(1 / 3, 123.456), nn.LogSoftmax(dim=1), nn.BatchNorm1d(4, 1e-3, 0.01), nn.LayerNorm(4, 0.5)),
    'more_arguments': nn.Sequential(*sum([[nn.Linear(2, 2), activation] for activation in (
        nn.LeakyReLU(), nn.LeakyReLU(1), nn.ELU(), nn.ELU(2), nn.Softplus(), nn.Softplus(0.5, 3), nn.SiLU(), nn.GELU(),
        nn.GELU('tanh'))], [])),
    'images': nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2, bias=False),
        nn.Conv2d(4, 4, 3, padding='same'), nn.BatchNorm2d(4, momentum=0.2), nn.PReLU(4), nn.PReLU(), nn.MaxPool2d(2),
        nn.MaxPool2d((3, 2), stride=(1, 2), padding=1, dilation=(1, 1)), nn.AvgPool2d(2, stride=1), nn.AvgPool2d((1, 3), padding=(0, 1)), nn.GLU(1),
        nn.Softmax(2), nn.LayerNorm((2, 3, 1)), nn.Dropout(), nn.Dropout(0.25), nn.Flatten(), nn.Linear(6, 2)),
    'steps': nn.Sequential(
        nn.Conv1d(2, 4, 3), nn.Conv1d(4, 4, 3, stride=2, padding=1, groups=4, bias=False), nn.Conv1d(4, 6, 3, dilation=2, padding='same'),
        nn.BatchNorm1d(4), nn.LSTM(4, 20, batch_first=True), nn.GLU()),
    'words': nn.Sequential(nn.Embedding(10, 3), nn.LSTM(3, 5, batch_first=True), nn.Softmax(-1)),
    'eleven': nn.Sequential(*[nn.Tanh() for _ in range(10)], nn.Linear(2, 2)),
}

print('// SPDX-License-Identifier: BSL-1.0\n#pragma once\n')
print(f'// Written by repr.py with torch {torch.__version__}. state: name, shape of all that state_dict holds, and whether it is a parameter.\n')
print('namespace golden {\n')
for name, network in networks.items():
    print(f'inline constexpr char {name}[] = R"({network})";')
    parameters = dict(network.named_parameters())
    state = ''.join(f'{key} {list(value.shape)} {"parameter" if key in parameters else "buffer"}\n'
                    for key, value in network.state_dict().items() if not key.endswith('num_batches_tracked'))
    print(f'inline constexpr char {name}_state[] = R"({state})";')
    print(f'inline constexpr long {name}_count = {sum(p.numel() for p in network.parameters())};\n')
print('}  // namespace golden')
