# SPDX-License-Identifier: BSL-1.0
"""torch_agrees.py TRAVEL: PyTorch loads what ctnn saved and computes the same to 1e-6, and the other way round.
What torch saved as half, bfloat16 or double is converted as torch does it, bit for bit.

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


ODD_NAME = 'a "block"\n\t\x1b[1m1 /* ??/ \\'


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def network():
    block = nn.Sequential(OrderedDict(fc=nn.Linear(5, 5), act=nn.SiLU()))
    return nn.Sequential(OrderedDict([
        ('0', nn.Linear(3, 5)), ('1', nn.BatchNorm1d(5)), ('2', Residual(OrderedDict({ODD_NAME: block}))), ('3', nn.LayerNorm(5)),
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


def bits(tensor):   # numpy has no bfloat16
    return tensor.detach().contiguous().view({2: torch.int16, 4: torch.int32, 8: torch.int64}[tensor.element_size()])


def save(path, state):
    types = {torch.float16: 'F16', torch.bfloat16: 'BF16', torch.float32: 'F32', torch.float64: 'F64', torch.int64: 'I64'}
    header, data = {'__metadata__': {'format': 'pt'}}, b''
    for name, tensor in sorted(state.items(), key=lambda item: (-item[1].element_size(), item[0])):   # as safetensors sorts
        raw = bits(tensor).numpy().tobytes()
        header[name] = {'dtype': types[tensor.dtype], 'shape': list(tensor.shape), 'data_offsets': [len(data), len(data) + len(raw)]}
        data += raw
    header = json.dumps(header, separators=(',', ':')).encode()
    header += b' ' * (-len(header) % 8)
    path.write_bytes(struct.pack('<Q', len(header)) + header + data)


def run(what, path):
    return subprocess.run([sys.argv[1], what, path], check=True, capture_output=True, text=True).stdout.split()


def ours(what, path):
    return torch.tensor([float.fromhex(line) for line in run(what, path)[1:]]).reshape(4, 2)


def checksum(state):
    """As travel's, of all numbers as floats."""
    total = 0xcbf29ce484222325
    for name, tensor in state.items():
        if not name.endswith('num_batches_tracked'):
            for number in bits(tensor.float()).flatten().tolist():
                total = (total ^ number & 0xffffffff) * 0x100000001b3 & 0xffffffffffffffff
    return f'{total:x}'


def any_numbers(like, dtype):
    """Of all kinds, also denormal and infinite ones and NaN; doubles are floats, or lie half way between two, or nearly."""
    if dtype != torch.float64:
        return torch.randint(-2 ** 15, 2 ** 15, like.shape, dtype=torch.int16).view(dtype)
    floats = torch.randint(-2 ** 31, 2 ** 31, like.shape).int().view(torch.float32).double()
    halfway = torch.tensor([0, 2 ** 28, 2 ** 28 - 1, 2 ** 28 + 1])[torch.randint(4, like.shape)]
    return (floats.view(torch.int64) | halfway).view(torch.float64)


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

    converted = {}
    for dtype in torch.float16, torch.bfloat16, torch.float64:
        state = OrderedDict((name, tensor.to(dtype) if tensor.is_floating_point() else tensor)
                            for name, tensor in net.state_dict().items())
        save(path, {'module.' + name: tensor for name, tensor in state.items()})   # as DataParallel names them
        net.load_state_dict(state)   # converts too
        converted[dtype] = distance(net, ours('convert', path))
        for _ in range(50):
            state = OrderedDict((name, any_numbers(tensor, dtype)) for name, tensor in state.items() if tensor.dim())
            save(path, state)
            assert run('convert', path)[0] == checksum(state), f'{dtype} is converted otherwise'
print(f'from ctnn to torch {there:.2g}, from torch to ctnn {back:.2g}, converted', converted)
sys.exit(not all(d < 1e-6 for d in (there, back, *converted.values())))
