// SPDX-License-Identifier: BSL-1.0
// One program of units built for different instruction sets and arithmetic: each keeps its own code, so that none runs
// what its processor lacks, and all agree but for rounding: sums in another order, products with and without FMA.
#include <doctest/doctest.h>

#include "network.hpp"

Outputs isa_default(), isa_native(), isa_scalar(), isa_fast();
#ifdef __x86_64__
Outputs isa_x86_64(), isa_x86_64_v3();
#endif

static void check_alike(const Outputs& a, const Outputs& b) {
  for (int i = 0; i < 3; ++i) CHECK(a.loss[i] == doctest::Approx(b.loss[i]).epsilon(1e-6));
  for (int i = 0; i < 100; ++i) CHECK(a.y[i] == doctest::Approx(b.y[i]).epsilon(1e-6));
}

TEST_CASE("units for different instruction sets agree") {
  const Outputs expected = isa_default();
  CHECK(expected.loss[2] < expected.loss[0]);
  SUBCASE("-march=native") { check_alike(isa_native(), expected); }
  SUBCASE("no vectors") { check_alike(isa_scalar(), expected); }
  SUBCASE("-ffast-math") { check_alike(isa_fast(), expected); }
#ifdef __x86_64__
  SUBCASE("-march=x86-64") { check_alike(isa_x86_64(), expected); }
  SUBCASE("-march=x86-64-v3") {
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) check_alike(isa_x86_64_v3(), expected);
  }
#endif
}
