// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/view.hpp>
#include <ctnn/nets/graph.hpp>

namespace ctnn::inline CTNN_TARGET {

// What users pass in: tensors and views, with or without a first extent that counts samples.

template <int... E>
struct extents {};

template <class Receives, class Expects>
struct input_does_not_fit;
template <class Receives, class Expects>
struct targets_do_not_fit;
template <class Receives, class Expects>
struct output_does_not_fit;

namespace detail {

template <class Net>
struct input_extents {
  using type = extents<graph<Net, Evaluation>::in>;
};
template <int... E, class... L>
struct input_extents<Seq<Input<E...>, L...>> {
  using type = extents<E...>;
};
template <class L>
inline constexpr bool any_fixes_shape = false;
template <class... L>
inline constexpr bool any_fixes_shape<list<L...>> = (FixesShape<L> || ...);
template <class Net>
using output_extents =
    std::conditional_t<any_fixes_shape<leaves<Net>>, extents<graph<Net, Evaluation>::out>, typename input_extents<Net>::type>;

template <class T, int... E>
constexpr TensorView<const T, E...> const_view(const Tensor<T, E...>& t) {
  return TensorView<const T, E...>(t);
}
template <class T, int... E>
constexpr TensorView<const std::remove_const_t<T>, E...> const_view(TensorView<T, E...> t) {
  return t;
}

// Is a view of these extents one sample of the shape (Sample), or a batch of them?
template <class View, class Sample>
struct batch_of {
  static constexpr bool fits = false;
  static constexpr int samples = 0;
  using received = extents<>;
};
template <class T, int... E>
struct batch_of<TensorView<T, E...>, extents<E...>> {
  static constexpr bool fits = true, single = true;
  static constexpr int samples = 1;
  using element = std::remove_const_t<T>;
};
template <class T, int N, int... E>
struct batch_of<TensorView<T, N, E...>, extents<E...>> {
  static constexpr bool fits = true, single = false;
  static constexpr int samples = N;
  using element = std::remove_const_t<T>;
};
template <class View>
struct extents_of;
template <class T, int... E>
struct extents_of<TensorView<T, E...>> {
  using type = extents<E...>;
};

template <bool Single, class View>
constexpr int count_samples(const View& v) {
  if constexpr (Single) return 1;
  else return v.extent(0);
}

// A tensor of results: N samples of the extents, or one without a batch dimension.
template <class T, bool Single, int N, class E>
struct result_tensor;
template <class T, int N, int... E>
struct result_tensor<T, true, N, extents<E...>> {
  using type = Tensor<T, E...>;
};
template <class T, int N, int... E>
struct result_tensor<T, false, N, extents<E...>> {
  using type = Tensor<T, N, E...>;
};
template <bool Single, int N, class E>
struct with_batch;
template <int N, int... E>
struct with_batch<true, N, extents<E...>> {
  using type = extents<E...>;
};
template <int N, int... E>
struct with_batch<false, N, extents<E...>> {
  using type = extents<N, E...>;
};

}  // namespace detail

template <class X>
concept TensorLike = requires(const X& x) { detail::const_view(x); };

}  // namespace ctnn::inline CTNN_TARGET
