// SPDX-License-Identifier: BSL-1.0
// The network that travels between programs; torch_agrees.py has it in Python. Its input is x(s, i) = sin(s + 3 i). One
// of its names is all that needs care in JSON, in C++ and in a comment.
#pragma once

#include <cmath>
#include <cstdio>

#include <ctnn/ctnn.hpp>

inline constexpr char odd_name[] = "a \"block\"\n\t\x1b[1m1 /* ?\?/ \\";
using Block = ctnn::Seq<ctnn::Named<"fc", ctnn::Linear<5, 5>>, ctnn::Named<"act", ctnn::SiLU>>;
using Net = ctnn::Seq<ctnn::Linear<3, 5>, ctnn::BatchNorm1d<5>, ctnn::Residual<ctnn::Named<odd_name, Block>>,
                      ctnn::LayerNorm<5>, ctnn::Named<"out", ctnn::Linear<5, 2, false>>>;

// A checksum (FNV-1a) of all numbers' bits; then what the model gives for four samples, a number a line.
inline void print_output(const ctnn::Model<Net>& model) {
  unsigned long long sum = 0xcbf29ce484222325u;
  ctnn::internals::for_each_state(model, [&](auto, const auto& parameter) {
    for (const float number : parameter.tensor()) sum = (sum ^ __builtin_bit_cast(unsigned, number)) * 0x100000001b3u;
  });
  std::printf("%llx\n", sum);
  ctnn::Tensor<float, 4, 3> x;
  for (int s = 0; s < 4; ++s)
    for (int i = 0; i < 3; ++i) x(s, i) = float(std::sin(s + 3 * i));
  for (const float y : model.eval()(x)) std::printf("%a\n", double(y));
}
