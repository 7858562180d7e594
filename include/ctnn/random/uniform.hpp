// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstdint>

#include "ctnn/core/fma.hpp"
#include "ctnn/core/target.hpp"
#include "ctnn/random/generator.hpp"

namespace ctnn::inline CTNN_TARGET {

// A number from [from, to), bit for bit that of torch's uniform_(from, to). A float takes one draw and keeps its low 24
// bits, a double takes two and keeps 53. Rounding may reach `to` itself, as it may in torch; from 0 to 1 it does not.
// torch's kernels for AVX2 contract x * (to - from) + from into one operation with one rounding; here that is said, not
// left to flags.
template <std::floating_point T>
requires(std::same_as<T, float> || std::same_as<T, double>) constexpr T uniform(Generator& rng, T from, T to) {
  if constexpr (std::same_as<T, float>) {
    const float x = static_cast<float>(rng.random() & 0xffffffu) * 0x1p-24f;
    return internals::fused_multiply_add(x, to - from, from);
  } else {
    constexpr std::uint64_t low_bits = (1ull << 53) - 1;
    const double x = static_cast<double>(rng.random64() & low_bits) * 0x1p-53;
    return internals::fused_multiply_add(x, to - from, from);
  }
}

}  // namespace ctnn::inline CTNN_TARGET
