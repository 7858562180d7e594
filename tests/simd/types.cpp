// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/simd/types.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

using std::is_same_v;
static_assert(is_same_v<simd::vec<float, 1>, float> && is_same_v<simd::vec<double, 1>, double>);
static_assert(sizeof(simd::vec<float, 4>) == 16 && sizeof(simd::vec<double, 64>) == 512);
static_assert(is_same_v<simd::element_t<simd::vec<float, 4>>, float> && is_same_v<simd::element_t<double>, double>);
static_assert(simd::lanes<float> == 1 && simd::lanes<simd::vec<double, 4>> == 4);
static_assert(simd::native_lanes<float> == (vector_bytes == 0 ? 1 : vector_bytes / 4));
static_assert(simd::native_lanes<double> == (vector_bytes == 0 ? 1 : vector_bytes / 8));

static_assert(is_same_v<simd::mask_t<float>, bool> && is_same_v<simd::bits_t<double>, std::int64_t>);
static_assert(is_same_v<simd::unsigned_t<float>, std::uint32_t>);
static_assert(sizeof(simd::mask_t<simd::vec<double, 4>>) == 32 && simd::lanes<simd::bits_t<simd::vec<float, 8>>> == 8);

template <class V>
concept has_lanes = requires {
  simd::lanes<V>;
};
struct Subscript {
  float operator[](int) const;
};
static_assert(simd::Vector<float> && simd::Vector<simd::vec<std::int32_t, 4>> && !simd::Vector<Subscript>);
static_assert(!simd::Vector<float*> && !simd::Vector<float[4]> && !simd::Vector<void> && !has_lanes<Subscript>);
static_assert(simd::Floating<simd::vec<double, 2>> && !simd::Floating<std::int32_t>);

// The type follows from arguments, and a width from a template's parameter.
template <class T, int L>
constexpr int width() {
  return simd::lanes<simd::vec<T, 2 * L>>;
}
static_assert(width<float, 1>() == 2 && width<double, 8>() == 16);

}  // namespace
