// SPDX-License-Identifier: BSL-1.0
// Steps are taken for a lane or for a vector of them: each once, masks as masks or as 0 and 1.
#include <doctest/doctest.h>

#include <ctnn/graph/lanes.hpp>

#include "evaluator.hpp"
#include "steps_of.hpp"

using namespace ctnn;
using namespace ctnn::internals;

namespace {

// x is 3 and y is 5 in every lane, a row's value 7; how often each is loaded is counted.
template <class V>
struct Counting {
  int* loaded;
  template <int Number>
  constexpr V load() const {
    constexpr int k = Number == symbol::row ? 2 : Number;
    static_assert(k < 3);
    return ++loaded[k], simd::splat<V>(k == 0 ? 3 : k == 1 ? 5 : 7);
  }
};
template <class F, class V = double>
constexpr double value(int k = 0) {
  int loaded[3] = {};
  const auto results = graph::evaluate<steps_of<F>, V>(Counting<V>{loaded});
  return double(simd::lane(results.value[k], simd::lanes<V> - 1));
}

#define FORMULA(...)                               \
  decltype([](Symbols& s) {                        \
    [[maybe_unused]] const Value x = s.x, y = s.y; \
    return Several{__VA_ARGS__};                   \
  })

static_assert(value<FORMULA((x + y) * (x + y) - x / y)>() == 64 - 3.0 / 5);
static_assert(value<FORMULA(where(x < y, 2 * x, y))>() == 6);
static_assert(value<FORMULA(where(x > y, 2 * x, y))>() == 5);
static_assert(value<FORMULA(where(x - 3, y, -y))>() == -5);  // a number chooses as a condition: 0 does not hold
static_assert(value<FORMULA((x <= y) + 2 * (x == y) + 4 * (y < x))>() == 1);
static_assert(value<FORMULA(where((x < y) * (y < 6), x, y))>() == 3);
static_assert(value<FORMULA(where(x < y, x == 3, y))>() == 1 && value<FORMULA(where(x > y, y, x == 4))>() == 0);
static_assert(value<FORMULA((x < y) < (x == y))>() == 0 && value<FORMULA((x == y) < (x < y))>() == 1);
static_assert(value<FORMULA(x < y)>() == 1 && value<FORMULA(x <= 3)>() == 1 && value<FORMULA(x == y)>() == 0);
static_assert(value<FORMULA(-(x < y), square(y == 5), (max)(x < y, y < x))>(2) == 1);
static_assert(value<FORMULA(clamp(x < y, 0.25, y < 6), clamp(y, x < y, 4))>() == 1);
static_assert(value<FORMULA(clamp(x < y, 0.25, y < 6), clamp(y, x < y, 4))>(1) == 4);
static_assert(value<FORMULA(sum(square(x), features) + x)>() == 10);  // a reduction is loaded
static_assert(value<FORMULA(x, Value(&s.g, -1))>(1) == 0 && value<FORMULA(s.constant(4))>() == 4);
static_assert(value<FORMULA(clamp(y, x, 4) + (max)(x, y) + (min)(x, y) + abs(x - y))>() == 4 + 5 + 3 + 2);
static_assert(value<FORMULA(x, y, x - y, y)>(2) == -2 && value<FORMULA(x, y, x - y, y)>(3) == 5);

// Each step is taken once, and only what is asked for is loaded.
constexpr bool once() {
  int loaded[3] = {};
  graph::evaluate<steps_of<FORMULA(tanh(x) * tanh(x) + x + sum(x, features) + sum(x, features))>, double>(
      Counting<double>{loaded});
  return loaded[0] == 1 && loaded[1] == 0 && loaded[2] == 1;
}
static_assert(once());
static_assert(cost<steps_of<FORMULA(tanh(x) * tanh(x) + x)>> == cost_of(Op::tanh) + 2);
// What results share counts once, and a reduction that a formula only reads counts nothing.
static_assert(cost<steps_of<FORMULA(tanh(x), tanh(x) * y)>> == cost_of(Op::tanh) + 1);
static_assert(cost<steps_of<FORMULA(x + sum(tanh(x), features))>> == 1);

// Operations on the numbers of an array, lane by lane.
template <class V>
struct Leaves {
  V x, y, z;
  template <int Number>
  constexpr V load() const {
    return Number == 0 ? x : Number == 1 ? y : z;
  }
};
constexpr double inf = naive::infinity, nan = std::numeric_limits<double>::quiet_NaN();
constexpr double samples[] = {0.3, -0.7, 1.5, 0, -0.0, 2, -3, inf, -inf, nan, 0.3};

bool agree(double found, double expected, double tolerance) {
  if (std::isnan(expected) || std::isnan(found)) return std::isnan(expected) && std::isnan(found);
  if (std::isinf(expected) || found == expected) return found == expected;
  return std::fabs(found - expected) <= tolerance * (1 + std::fabs(expected));
}
// All operations of x, y and z, as one formula of as many results.
constexpr int operations = int(Op::detach) - int(Op::add) + 1;
using all_operations = decltype([](Symbols& s) {
  Several all;
  for (; all.count < operations; ++all.count)
    all.value[all.count] = call_of(Op(int(Op::add) + all.count), s.x, s.y, s.z);
  return all;
});
// Of all triples of samples: what the plain evaluator computes.
template <class V>
void check_operations() {
  using T = simd::element_t<V>;
  constexpr int count = int(sizeof samples / sizeof *samples);
  CAPTURE(simd::lanes<V>);
  for (int n = 0; n < count * count * count; n += simd::lanes<V>) {
    T x[simd::lanes<V>], y[simd::lanes<V>], z[simd::lanes<V>];
    for (int l = 0; l < simd::lanes<V>; ++l) {
      x[l] = T(samples[(n + l) % count]), y[l] = T(samples[(n + l) / count % count]);
      z[l] = T(samples[(n + l) / count / count % count]);
    }
    const Leaves<V> in{simd::load<V>(x), simd::load<V>(y), simd::load<V>(z)};
    const auto found = graph::evaluate<steps_of<all_operations>, V>(in);
    for (int k = 0; k < operations; ++k)
      for (int l = 0; l < simd::lanes<V>; ++l) {
        const Op op = Op(int(Op::add) + k);
        const double expected = naive::Evaluator::computed(op, double(x[l]), double(y[l]), double(z[l])),
                     got = double(simd::lane(found.value[k], l));
        if (!agree(got, expected, sizeof(T) == 4 ? 1e-6 : 1e-14))
          FAIL_CHECK(naive::name(op) << " of " << x[l] << ", " << y[l] << ", " << z[l] << ": " << got << " and not "
                                     << expected);
      }
  }
}

}  // namespace

TEST_CASE("vectors of lanes give what one lane gives") {
  using V = simd::vec<float, 8>;
  CHECK(value<FORMULA(where(x < y, 2 * x, y) + (x == 3)), V>() == 7);
  CHECK(value<FORMULA(where(x - 3, y, (y > x) * 2)), V>() == 2);
  CHECK(value<FORMULA(square(x + y) / 2), V>() == 32);
  CHECK(value<FORMULA(x, x <= y), V>(1) == 1);
  CHECK(value<FORMULA(where(x < y, x == 3, y)), V>() == 1);
}

TEST_CASE("several results share their steps") {
  int loaded[3] = {};
  const auto both = graph::evaluate<steps_of<FORMULA(square(x + y), x + y)>, double>(Counting<double>{loaded});
  CHECK(both.value[0] == 64);
  CHECK(both.value[1] == 8);
  CHECK(loaded[0] == 1);
  CHECK(loaded[1] == 1);
}

TEST_CASE("each operation computes what the plain evaluator does") {
  check_operations<double>();
  check_operations<float>();
  check_operations<simd::vec<float, 4>>();
  check_operations<simd::vec<double, 8>>();
}
