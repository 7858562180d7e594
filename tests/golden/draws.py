#!/usr/bin/python3
# SPDX-License-Identifier: BSL-1.0
"""What PyTorch draws after torch.manual_seed: writes draws.hpp, beside this file, which tests of random/ are held to.

    apt install python3-torch            # Debian 12: PyTorch 1.13.1
    /usr/bin/python3 tests/golden/draws.py

Numbers are written as bit patterns. The kernels are those for AVX2, whose uniform_ has one rounding.
"""
import os
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
import pathlib, struct, textwrap
import torch

torch.set_num_threads(1)

SEEDS = (0, 1, 42, 2**32 + 5)
NORMALS = (1, 5, 15, 16, 17, 31, 32, 33, 100)
LINEAR = ((1, 13), (13, 1), (7, 3))
# Asymmetric, far from zero, and (the last two) such that rounding to double first and to float then goes wrong.
BOUNDS = ((-0.3, 0.7), (1000.0, 1001.0), (1e-20, 0.5625), (-1e-20, 0.5625))
TYPES = (("float", torch.float32, "<f", "<I"), ("double", torch.float64, "<d", "<Q"))


def bits(values, value_format, bits_format):
    return [struct.unpack(bits_format, struct.pack(value_format, v))[0] for v in values.flatten().tolist()]


def checksum(words):
    """FNV-1a over whole words."""
    hash = 0xCBF29CE484222325
    for word in words:
        hash = ((hash ^ word) * 0x100000001B3) % 2**64
    return hash


def linear(inputs, outputs, dtype):
    layer = torch.nn.Linear(inputs, outputs, dtype=dtype)
    return torch.cat([layer.weight.detach().flatten(), layer.bias.detach()])


def table(name, type_name, rows):
    lines = ",\n".join(textwrap.fill("{" + ", ".join(f"0x{word:x}" for word in row) + "}", 120, initial_indent="    ",
                                     subsequent_indent="     ") for row in rows)
    return f"inline constexpr Bits<{type_name}> {name}_{type_name}[][{len(rows[0])}] = {{\n{lines}}};\n"


def per_seed(draw, dtype, value_format, bits_format):
    rows = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        rows.append(bits(draw(dtype), value_format, bits_format))
    return rows


parts = []
for type_name, *how in TYPES:
    parts.append(table("rand", type_name, per_seed(lambda dtype: torch.rand(5, dtype=dtype), *how)))
    # Long enough to renew the state of 624 words twice.
    many = per_seed(lambda dtype: torch.rand(1500, dtype=dtype), *how)
    parts.append(table("rand_1500", type_name, [[row[0], row[-1], checksum(row)] for row in many]).replace(
        f"Bits<{type_name}>", "std::uint64_t"))
    for number, (low, high) in enumerate(BOUNDS):
        rows = per_seed(lambda dtype: torch.empty(5, dtype=dtype).uniform_(low, high), *how)
        parts.append(table(f"uniform_{number}", type_name, rows))
    for inputs, outputs in LINEAR:
        rows = per_seed(lambda dtype: linear(inputs, outputs, dtype), *how)
        parts.append(table(f"linear_{inputs}_{outputs}", type_name, rows))
    large = per_seed(lambda dtype: linear(100, 50, dtype), *how)
    parts.append(table("linear_100_50", type_name, [[row[0], row[-1], checksum(row)] for row in large]).replace(
        f"Bits<{type_name}>", "std::uint64_t"))

for type_name, *how in TYPES:
    rows = per_seed(lambda dtype: torch.randn(20, dtype=dtype), *how)
    parts.append(table("randn_20", type_name, rows))
    # For each size and seed one checksum; then of several calls in a row, between which half a pair is kept.
    sums = [[checksum(row) for row in per_seed(lambda dtype: torch.randn(n, dtype=dtype), *how)] for n in NORMALS]
    parts.append(table("randn_sums", type_name, sums).replace(f"Bits<{type_name}>", "std::uint64_t"))
    several = per_seed(lambda dtype: torch.cat([torch.randn(3, dtype=dtype), torch.randn(20, dtype=dtype),
                                                torch.rand(2, dtype=dtype), torch.randn(4, dtype=dtype)]), *how)
    parts.append(table("randn_several", type_name, several))
    scaled = per_seed(lambda dtype: torch.cat([torch.empty(5, dtype=dtype).normal_(0.1, 0.02),
                                               torch.empty(18, dtype=dtype).normal_(-3.0, 0.7)]), *how)
    parts.append(table("normal", type_name, scaled))


def per_seed_integers(draw):
    rows = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        rows.append([int(i) for i in draw()])
    return rows


def orders(name, draw):
    parts.append(table(name, "int", per_seed_integers(draw)).replace("Bits<int>", "int"))


orders("randperm_11", lambda: torch.randperm(11))
orders("randperm_1", lambda: torch.randperm(1))
orders("split_9_2", lambda: sum([list(part.indices) for part in torch.utils.data.random_split(range(11), [9, 2])], []))
orders("loader_13", lambda: torch.cat(list(torch.utils.data.DataLoader(torch.arange(13), batch_size=4, shuffle=True))))
orders("loader_13_twice", lambda: (list(torch.utils.data.DataLoader(range(13), shuffle=True)),
                                   torch.cat(list(torch.utils.data.DataLoader(torch.arange(13), shuffle=True))))[1])

pathlib.Path(__file__).with_name("draws.hpp").write_text(f"""// SPDX-License-Identifier: BSL-1.0
// Written by draws.py with torch {torch.__version__}: bit patterns of what torch draws, a row for each seed.
#pragma once

#include <cstdint>
#include <type_traits>

namespace golden::draws {{

template <class T>
using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

inline constexpr std::uint64_t seeds[] = {{{", ".join(f"{seed}ull" for seed in SEEDS)}}};
inline constexpr double bounds[][2] = {{{", ".join(f"{{{low!r}, {high!r}}}" for low, high in BOUNDS)}}};

// rand, uniform_<n> (between bounds[n]) and linear_<in>_<out> (weights, then biases) list every value;
// randn_sums has a row for each of normal_sizes and in it the checksum for each seed.
inline constexpr int normal_sizes[] = {{{", ".join(map(str, NORMALS))}}};
// rand_1500 and linear_100_50 the first, the last and the FNV-1a checksum of all.
{chr(10).join(parts)}
}}  // namespace golden::draws
""")
