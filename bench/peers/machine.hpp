// SPDX-License-Identifier: BSL-1.0
#pragma once

// What the machine can do, measured beside the contenders: multiply-adds, and reading memory of some size again and
// again.

#include <benchmark/benchmark.h>

#include <vector>

namespace bench {

#if defined(__AVX512F__)
inline constexpr int register_bytes = 64;
#elif defined(__AVX__)
inline constexpr int register_bytes = 32;
#else
inline constexpr int register_bytes = 16;
#endif
typedef float Register __attribute__((vector_size(register_bytes)));

inline constexpr int chains = 12, links = 1000;
inline constexpr double products_of_a_call = double(chains) * links * register_bytes / sizeof(float);

// Multiply-adds that do not wait for each other; one call is products_of_a_call of them.
inline void multiply_adds(benchmark::State& state) {
  Register sum[chains] = {}, a = Register{} + 1.0f, b = Register{} + 1e-9f;
  for (auto _ : state)
    for (int i = 0; i < links; ++i) {
      asm volatile("" : "+v"(a), "+v"(b));  // else their product were the same each time
#pragma GCC unroll 12
      for (int k = 0; k < chains; ++k) sum[k] += a * b;
    }
  for (Register& s : sum) benchmark::DoNotOptimize(s);
}

// One call reads so many bytes.
inline void read(benchmark::State& state, std::size_t bytes) {
  const std::size_t count = bytes / sizeof(Register) / 8 * 8 + 8;
  std::vector<float> memory(count * sizeof(Register) / sizeof(float) + 16, 1.0f);
  const float* p = memory.data();
  p += (64 - reinterpret_cast<std::uintptr_t>(p) % 64) % 64 / sizeof(float);
  for (auto _ : state) {
    const Register* r = reinterpret_cast<const Register*>(p);
    for (std::size_t i = 0; i < count; i += 8)
#pragma GCC unroll 8
      for (std::size_t k = 0; k < 8; ++k) {
        Register v = r[i + k];
        asm volatile("" : "+v"(v));
      }
    benchmark::ClobberMemory();
  }
}

}  // namespace bench
