// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/view.hpp>
#include <ctnn/nets/stages.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

// What users pass in: tensors and views, with or without a first extent that counts samples.

template <int... E>
struct extents {};

// The words of errors. A number of samples that may be any is any::samples.
enum class any { samples };
template <class Receives, class Expects>
struct input_does_not_fit;
template <class Receives, class Expects>
struct targets_do_not_fit;
template <class Receives, class Expects>
struct output_does_not_fit;
template <class T>
struct elements_of_type {};
template <class Receives, class Expects>
struct input_is_of_another_type_than_the_model;
template <class Receives, class Expects>
struct targets_are_of_another_type_than_the_model;

template <class Net>
struct input_extents {
  using type = extents<stages_of<Net, Evaluation>::in>;
};
template <int... E, class... L>
struct input_extents<Seq<Input<E...>, L...>> {
  using type = extents<E...>;
};
template <class L>
inline constexpr bool any_fixes_shape = false;
template <class... L>
inline constexpr bool any_fixes_shape<list<L...>> = (FixesShape<L> || ...);
// A shape as extents.
template <lower::SampleShape S>
struct extents_of_shape {
  template <int... I>
  static auto make(std::integer_sequence<int, I...>) -> extents<(S.grows(I) ? dynamic : S.extent[I])...>;
  using type = decltype(make(std::make_integer_sequence<int, S.rank>{}));
};
template <class Net, bool IsShaped = is_shaped<stages_of<Net, Evaluation>>>
struct output_extents_of;
template <class Net>
struct output_extents_of<Net, true> : extents_of_shape<stages_of<Net, Evaluation>::out_shape> {};
template <class Net>
struct output_extents_of<Net, false> {
  using type = std::conditional_t<any_fixes_shape<leaves<Net>>, extents<stages_of<Net, Evaluation>::out>,
                                  typename input_extents<Net>::type>;
};
template <class Net>
using output_extents = typename output_extents_of<Net>::type;

template <class T, int... E>
constexpr TensorView<const T, E...> const_view(const Tensor<T, E...>& t) {
  return TensorView<const T, E...>(t);
}
template <class T, int... E>
constexpr TensorView<const std::remove_const_t<T>, E...> const_view(TensorView<T, E...> t) {
  return t;
}

// Is a view of these extents one sample of the shape (Sample), or a batch of them? Where it is neither, one may take it
// for either.
template <class View, class Sample>
struct neither;
template <class T, int N, int... E, int... S>
struct neither<TensorView<T, N, E...>, extents<S...>> {
  static constexpr bool fits = false, single = sizeof...(E) != sizeof...(S);
  static constexpr int samples = single ? 1 : N;
  using element = std::remove_const_t<T>;
  using received = receives<N, E...>;
};
template <class View, class Sample>
struct batch_of : neither<View, Sample> {};
template <class T, int... E>
struct batch_of<TensorView<T, E...>, extents<E...>> {
  static constexpr bool fits = true, single = true;
  static constexpr int samples = 1;
  using element = std::remove_const_t<T>;
  using received = receives<E...>;
};
template <class T, int N, int... E>
struct batch_of<TensorView<T, N, E...>, extents<E...>> {
  static constexpr bool fits = true, single = false;
  static constexpr int samples = N;
  using element = std::remove_const_t<T>;
  using received = receives<N, E...>;
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
template <class E>
inline constexpr bool any_dynamic = false;
template <int... E>
inline constexpr bool any_dynamic<extents<E...>> = ((E == dynamic) || ...);
// What is expected, in words: N samples of the extents.
template <int N, class E>
struct expected_batch;
template <int N, int... E>
struct expected_batch<N, extents<E...>> {
  using type = std::conditional_t<N == dynamic, expects<any::samples, E...>, expects<N, E...>>;
};

template <class E>
struct expected_single_of;
template <int... E>
struct expected_single_of<extents<E...>> {
  using type = expects<E...>;
};

template <class X>
concept TensorLike = requires(const X& x) {
  const_view(x);
};

}  // namespace ctnn::inline CTNN_TARGET::internals::model
