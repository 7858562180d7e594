// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstdint>

#include "ctnn/core/fma.hpp"
#include "ctnn/core/sqrt.hpp"
#include "ctnn/core/target.hpp"
#include "ctnn/random/generator.hpp"
#include "ctnn/random/uniform.hpp"

namespace ctnn::inline CTNN_TARGET::internals::random {

// One normal number by Box and Muller in double, the other of the pair kept in the generator: what torch draws where
// there are fewer than 16. log, sin and cos are the C library's.
inline double box_muller(Generator& rng) {
  if (rng.has_normal()) return rng.take_normal();
  const double angle = 2 * 3.14159265358979323846 * uniform<double>(rng, 0, 1), u = uniform<double>(rng, 0, 1);
  const double radius = correctly_rounded_sqrt(-2 * __builtin_log(1 - u));
  rng.keep_normal(radius * __builtin_sin(angle));
  return radius * __builtin_cos(angle);
}

// log and sin with cos of the Cephes library (Moshier) in float, operation by operation with the contractions that
// torch's kernel for AVX2 has: other roundings would give other numbers.
constexpr float cephes_log(float x) {
  constexpr float p[]{7.0376836292E-2f,  -1.1514610310E-1f, 1.1676998740E-1f,  -1.2420140846E-1f, 1.4249322787E-1f,
                      -1.6668057665E-1f, 2.0000714765E-1f,  -2.4999993993E-1f, 3.3333331174E-1f};
  const auto bits = __builtin_bit_cast(std::uint32_t, x);
  float e = static_cast<float>(static_cast<int>(bits >> 23) - 126);
  x = __builtin_bit_cast(float, (bits & 0x807fffffu) | 0x3f000000u);  // in [0.5, 1)
  float once_more = 0;
  if (x < 0.707106781186547524f) once_more = x, e -= 1;
  x = x - 1 + once_more;
  const float z = x * x;
  float y = p[0];
  for (int k = 1; k < 9; ++k) y = fused_multiply_add(y, x, p[k]);
  y = y * x;
  const float tail = e * -2.12194440e-4f;
  y = fused_multiply_add(y, z, tail);
  y = fused_multiply_add(-z, 0.5f, y);
  x = x + y;
  return fused_multiply_add(e, 0.693359375f, x);
}
struct SinCos {
  float sin, cos;
};
constexpr SinCos cephes_sincos(float x) {  // x >= 0
  const float turned = x * 1.27323954473516f;
  const int j = (static_cast<int>(turned) + 1) & ~1;
  const auto y = static_cast<float>(j);
  constexpr float parts[]{-0.78515625f, -2.4187564849853515625e-4f, -3.77489497744594108e-8f};  // of -pi / 4
  for (const float part : parts) x = fused_multiply_add(y, part, x);
  const float z = x * x, half = z * 0.5f;
  float c = fused_multiply_add(2.443315711809948E-005f, z, -1.388731625493765E-003f);
  c = fused_multiply_add(c, z, 4.166664568298827E-002f) * z;
  c = fused_multiply_add(c, z, -half) + 1;
  float s = fused_multiply_add(-1.9515295891E-4f, z, 8.3321608736E-3f);
  s = fused_multiply_add(s, z, -1.6666654611E-1f) * z;
  s = fused_multiply_add(s, x, x);
  if ((j & 2) != 0) {
    const float swapped = s;
    s = c, c = swapped;
  }
  return {(j & 4) != 0 ? -s : s, ((j - 2) & 4) == 0 ? -c : c};
}

// Sixteen uniform numbers become normal: the first eight are radii, the others angles.
constexpr void box_muller_16(float* data, float mean, float std) {
  for (int j = 0; j < 8; ++j) {
    const float log = cephes_log(1 - data[j]);
    const float radius = correctly_rounded_sqrt(-2 * log);
    const float angle = static_cast<float>(2 * 3.14159265358979323846) * data[j + 8];
    const auto [sin, cos] = cephes_sincos(angle);
    const float first = radius * cos, second = radius * sin;
    data[j] = fused_multiply_add(first, std, mean);
    data[j + 8] = fused_multiply_add(second, std, mean);
  }
}
inline void box_muller_16(double* data, double mean, double std) {
  for (int j = 0; j < 8; ++j) {
    const double log = __builtin_log(1 - data[j]);
    const double radius = correctly_rounded_sqrt(-2 * log), angle = 2 * 3.14159265358979323846 * data[j + 8];
    const double first = radius * __builtin_cos(angle), second = radius * __builtin_sin(angle);
    data[j] = fused_multiply_add(first, std, mean);
    data[j + 8] = fused_multiply_add(second, std, mean);
  }
}

// Fills data[0, n) with normal numbers as torch.Tensor.normal_(mean, std): bit for bit those of its kernels for AVX2.
// From 16 numbers on they are made in blocks of 16, and where n is no multiple the last 16 are drawn anew. In float
// from 16 numbers on it works in constant expressions; elsewhere log, sin and cos are the C library's.
template <std::floating_point T>
constexpr void draw_normal(Generator& rng, std::ptrdiff_t n, double mean, double std, auto&& put) {
  if (n < 16) {
    for (std::ptrdiff_t i = 0; i < n; ++i) put(i, static_cast<T>(fused_multiply_add(box_muller(rng), std, mean)));
    return;
  }
  const auto sixteen = [&](std::ptrdiff_t at) {
    T block[16] = {};
    for (T& v : block) v = uniform<T>(rng, 0, 1);
    box_muller_16(block, static_cast<T>(mean), static_cast<T>(std));
    for (int i = 0; i < 16; ++i) put(at + i, block[i]);
  };
  std::ptrdiff_t i = 0;
  for (; i + 16 <= n; i += 16) sixteen(i);
  if (i == n) return;
  for (; i < n; ++i) static_cast<void>(uniform<T>(rng, 0, 1));  // drawn, and drawn anew
  sixteen(n - 16);
}
template <std::floating_point T>
constexpr void fill_normal(Generator& rng, T* data, std::ptrdiff_t n, double mean = 0, double std = 1) {
  draw_normal<T>(rng, n, mean, std, [&](std::ptrdiff_t i, T v) { data[i] = v; });
}

}  // namespace ctnn::inline CTNN_TARGET::internals::random
