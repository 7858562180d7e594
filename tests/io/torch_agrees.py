# SPDX-License-Identifier: BSL-1.0
"""torch_agrees.py TRAVEL: PyTorch loads what ctnn saved and computes the same to 1e-6, and the other way round.

Reads and writes the safetensors format by itself: 8 bytes of length, a header in JSON, raw numbers.
"""
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
from collections import OrderedDict

try:
    import torch
    from torch import nn
except ImportError:
    print('no torch here')
    sys.exit(77)


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def network():
    block = nn.Sequential(OrderedDict(fc=nn.Linear(5, 5), act=nn.SiLU()))
    return nn.Sequential(OrderedDict([
        ('0', nn.Linear(3, 5)), ('1', nn.BatchNorm1d(5)), ('2', Residual(OrderedDict(block=block))), ('3', nn.LayerNorm(5)),
        ('out', nn.Linear(5, 2, bias=False))]))


def load(path):
    data = path.read_bytes()
    length, = struct.unpack('<Q', data[:8])
    header, data = json.loads(data[8:8 + length]), data[8 + length:]
    state = OrderedDict()
    for name, tensor in header.items():
        begin, end = tensor['data_offsets']
        assert tensor['dtype'] == 'F32'
        state[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32).reshape(tensor['shape'])
    return state


def save(path, state):
    types = {torch.float32: 'F32', torch.int64: 'I64'}
    header, data = {'__metadata__': {'format': 'pt'}}, b''
    for name, tensor in sorted(state.items(), key=lambda item: (-item[1].element_size(), item[0])):   # as safetensors sorts
        raw = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {'dtype': types[tensor.dtype], 'shape': list(tensor.shape), 'data_offsets': [len(data), len(data) + len(raw)]}
        data += raw
    header = json.dumps(header, separators=(',', ':')).encode()
    header += b' ' * (-len(header) % 8)
    path.write_bytes(struct.pack('<Q', len(header)) + header + data)


def ours(what, path):
    out = subprocess.run([sys.argv[1], what, path], check=True, capture_output=True, text=True).stdout
    return torch.tensor([float.fromhex(line) for line in out.split()[1:]]).reshape(4, 2)


def distance(net, y):
    net.eval()
    x = torch.tensor([[s + 3 * i for i in range(3)] for s in range(4)], dtype=torch.float64).sin().float()
    return (net(x) - y).abs().max().item()


with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, 'model.safetensors')
    net = network()
    y = ours('save', path)
    state = load(path)
    assert list(state) == [name for name in net.state_dict() if not name.endswith('num_batches_tracked')], list(state)
    net.load_state_dict(state, strict=True)
    there = distance(net, y)

    torch.manual_seed(0)
    net = network()
    for _ in range(3):
        net(torch.randn(16, 3))
    save(path, net.state_dict())
    back = distance(net, ours('load', path))
print(f'from ctnn to torch {there:.2g}, from torch to ctnn {back:.2g}')
sys.exit(not (there < 1e-6 and back < 1e-6))
