// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>
#include <ctnn/simd/vector.hpp>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <utility>

// How far an elementary function is from the truth, in units in the last place, for scalars and for vectors as wide as
// the machine's and twice as wide.

namespace accuracy {

namespace simd = ctnn::internals::simd;

// Results below the smallest normal number may be 0.
template <class T>
double ulps(T value, long double exact) {
  if (value == static_cast<T>(exact) || (value != value && exact != exact)) return 0;
  if (value == 0 && std::fabs(exact) < static_cast<long double>(std::numeric_limits<T>::min())) return 0;
  int exponent = 0;
  std::frexp(exact, &exponent);
  if (exponent < std::numeric_limits<T>::min_exponent) exponent = std::numeric_limits<T>::min_exponent;
  const long double ulp = std::ldexp(1.0L, exponent - std::numeric_limits<T>::digits);
  return static_cast<double>(std::fabs(static_cast<long double>(value) - exact) / ulp);
}

struct Worst {
  double scalar = 0, vector = 0, apart = 0;
  static void raise(double& worst, double error) {
    if (!(error <= worst)) worst = error;  // NaN is worst of all
  }
};

template <class V>
void measure(Worst& worst, const auto& function, const auto& reference, const simd::element_t<V>* inputs) {
  using T = simd::element_t<V>;
  const V results = function(simd::load<V>(inputs));
  for (int i = 0; i < simd::lanes<V>; ++i) {
    const T x = inputs[i], vector = simd::lane(results, i), scalar = function(x);
    // float's are compared with double's functions, double's with those of long double
    const auto exact = [&] {
      if constexpr (sizeof(T) == 4) return reference(static_cast<double>(x));
      else return reference(static_cast<long double>(x));
    }();
    Worst::raise(worst.vector, ulps(vector, exact));
    Worst::raise(worst.scalar, ulps(scalar, exact));
    Worst::raise(worst.apart, ulps(scalar, vector));
  }
}

// next() yields count inputs.
template <class T>
void check(const auto& function, const auto& reference, double bound, int count, auto next) {
  constexpr int L = simd::native_lanes<T>;
  Worst worst;
  T inputs[2 * L];
  for (int i = 0; i < count; i += 2 * L) {
    for (T& x : inputs) x = next();
    measure<simd::vec<T, L>>(worst, function, reference, inputs);
    measure<simd::vec<T, 2 * L>>(worst, function, reference, inputs);
  }
  CHECK(worst.vector <= bound);
  CHECK(worst.scalar <= bound);
  CHECK(worst.apart <= 2);
}

// All 2^32 floats, in vectors: some minutes a function, where CTNN_EVERY_FLOAT is set in the environment.
template <class Function, class Reference>
void check_every_float(double bound, Function function, Reference reference) {
  constexpr int L = simd::native_lanes<float>;
  using V = simd::vec<float, L>;
  double worst = 0;
  for (std::uint64_t first = 0; first < (std::uint64_t(1) << 32); first += L) {
    V x{};
    for (int i = 0; i < L; ++i)
      simd::set_lane(x, i,
                     __builtin_bit_cast(float, static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(i)));
    const V y = function(x);
    for (int i = 0; i < L; ++i) {
      const double exact = reference(static_cast<double>(simd::lane(x, i)));
      const float value = simd::lane(y, i);
      const double error =
          std::fabs(static_cast<double>(value) - exact);  // a unit in the last place is at least 2^-24 of the number
      if (!(error <= worst * 0x1p-24 * std::fabs(exact)))
        Worst::raise(worst, ulps(value, static_cast<long double>(exact)));
    }
  }
  MESSAGE("the worst of all floats: " << worst << " ulp");
  CHECK(worst <= bound);
}

// Every 4099th float, subnormals, infinities and NaN included: once around the 2^32.
template <class Function, class Reference>
void check_some_floats(double bound, Function function, Reference reference) {
  std::uint32_t bits = 0;
  check<float>(function, reference, bound, 1 << 20, [&] { return __builtin_bit_cast(float, bits += 4099); });
}
template <class Function, class Reference>
void check_floats(double bound, Function function, Reference reference) {
  if (const char* every = std::getenv("CTNN_EVERY_FLOAT"); every && *every)
    check_every_float(bound, function, reference);
  check_some_floats(bound, function, reference);
}

// Evenly spaced between two numbers, and as many spread over the exponents around 1.
template <class Function, class Reference>
void check_doubles(double bound, Function function, Reference reference, double from, double to) {
  constexpr int count = 1 << 16;
  std::uint64_t bits = 0;
  const auto mantissa = [&] { return (bits += 0x9e3779b97f4a7c15) >> 12; };
  check<double>(function, reference, bound, count,
                [&] { return from + (to - from) * static_cast<double>(mantissa()) * 0x1p-52; });
  check<double>(function, reference, bound, count, [&] {
    const std::uint64_t m = mantissa(), exponent = 1023 - 12 + m % 16;
    const double x = __builtin_bit_cast(double, m | exponent << 52);
    return from < 0 && m / 16 % 2 == 1 ? -x : x;
  });
}

// f(x) for a scalar and in each lane of a vector, all of which must satisfy the condition.
template <class T>
bool everywhere(const auto& function, T x, const auto& condition) {
  using V = simd::vec<T, simd::native_lanes<T>>;
  const V results = simd::rounded(function(simd::splat<V>(x)));
  bool all = condition(simd::rounded(function(x)));
  for (int i = 0; i < simd::lanes<V>; ++i) all = all && condition(simd::lane(results, i));
  return all;
}
constexpr auto is_nan = [](auto y) { return y != y; };
constexpr auto is(auto value) {
  return [value](auto y) { return y == value && std::signbit(y) == std::signbit(value); };
}

}  // namespace accuracy
