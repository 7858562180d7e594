// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/functions.hpp>
#include <limits>

namespace ctnn::inline CTNN_TARGET {

// Which axis a reduction runs along: sum(x, features) leaves a value a sample, sum(x, batch) a value a feature, sum(x)
// a scalar.
template <Axis Along>
struct Dimension {};
inline constexpr Dimension<Axis::features> features{};
inline constexpr Dimension<Axis::batch> batch{};
inline constexpr Dimension<Axis::both> everything{};

namespace primitive {

struct Sum {
  template <class V>
  static constexpr V neutral() {
    return simd::splat<V>(0);
  }
  static constexpr auto value(auto a, auto b) { return a + b; }
  static constexpr auto adjoint(auto g, auto, auto, auto) { return g; }  // broadcast
};
// Ties share the gradient, as torch.amax.
struct Maximum {
  template <class V>
  static constexpr V neutral() {
    using Limits = std::numeric_limits<simd::element_t<V>>;
    return simd::splat<V>(__FINITE_MATH_ONLY__ ? Limits::lowest()
                                               : -Limits::infinity());  // -ffast-math has no infinity
  }
  static constexpr auto value(auto a, auto b) { return simd::max(a, b); }
  template <Axis Along>
  static constexpr auto adjoint(auto g, auto r, auto a, Dimension<Along>) {
    auto hit = call<Where>(a == r, 1, 0);
    return g * hit / Reduce<Sum, Along, decltype(hit)>{{}, hit};
  }
};

}  // namespace primitive

// Along an axis that e does not vary along, the sum is e as often as there are lanes, and the mean is e itself.
template <Expr E, Axis Along>
constexpr auto sum(E e, Dimension<Along>) {
  constexpr Axis reduced = E::axes & Along, missing = without(Along, E::axes);
  if constexpr (missing != Axis::none) return sum(e, Dimension<reduced>{}) * Extent<missing>{};
  else if constexpr (reduced == Axis::none) return e;
  else return Reduce<primitive::Sum, reduced, E>{{}, e};
}
template <Expr E, Axis Along>
constexpr auto mean(E e, Dimension<Along>) {
  constexpr Axis reduced = E::axes & Along;
  if constexpr (reduced == Axis::none) return e;
  else return sum(e, Dimension<reduced>{}) * InverseExtent<reduced>{};
}
template <Expr E>
constexpr auto max(E e, Dimension<Axis::features>) {
  return Reduce<primitive::Maximum, Axis::features, E>{{}, e};
}

// Over all that the expression varies along: what ends a loss.
template <Expr E>
constexpr auto sum(E e) {
  return sum(e, Dimension<E::axes>{});
}
template <Expr E>
constexpr auto mean(E e) {
  return mean(e, Dimension<E::axes>{});
}

// x - log(sum(exp(x))) over the features. The greatest x is subtracted first, so that exp cannot overflow; the result
// does not depend on it, so neither does the gradient.
template <Expr X>
constexpr auto log_softmax(X x) {
  auto shifted = x - detach(max(x, features));
  return shifted - log(sum(exp(shifted), features));
}

// The lane of x that holds class t: x[t] of each sample. A selection, so that an infinite value in another lane does no
// harm.
template <Expr X, Expr T>
constexpr auto gather(X x, T index) {
  return sum(where(FeatureIndex{} == index, x, 0), features);
}

}  // namespace ctnn::inline CTNN_TARGET
