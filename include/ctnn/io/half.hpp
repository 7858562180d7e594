// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <bit>
#include <cstdint>
#include <ctnn/core/target.hpp>

// The two formats of 16 bits that weights are published in. Every number of either is one of float, so nothing is
// rounded.
namespace ctnn::inline CTNN_TARGET::internals::io {

// IEEE 754's binary16 (F16, torch.half): 1 bit of sign, 5 of exponent, 10 of fraction. NaN keeps its sign and its
// fraction and becomes quiet, as in torch.
constexpr float float_of_half(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16, exponent = half >> 10 & 31u, fraction = half & 0x3ffu;
  std::uint32_t magnitude = 0;
  if (exponent == 31) magnitude = 0x7f800000u | (fraction != 0 ? 0x400000u | fraction << 13 : 0u);
  else if (exponent != 0) magnitude = (exponent + 127 - 15) << 23 | fraction << 13;
  else if (fraction != 0) {  // denormal, fraction * 2^-24; float has room for its leading bit in the exponent
    const auto leading = static_cast<std::uint32_t>(std::bit_width(fraction)) - 1;
    magnitude = (leading + 127 - 24) << 23 | (fraction << (23 - leading) & 0x7fffffu);
  }
  return std::bit_cast<float>(sign | magnitude);
}

// bfloat16 (BF16, torch.bfloat16): the upper half of a float.
constexpr float float_of_bfloat16(std::uint16_t number) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(number) << 16);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::io
