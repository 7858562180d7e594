// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/values.hpp>
#include <ctnn/random/linear_init.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

template <class Layer, class Matrix>
struct a_matrix_that_nobody_initialises_write_initialize;  // words of an error

// Every layer starts as torch's does, drawing from the generator in the order of the layers: a layer that has a rule of
// its own follows it (initialize), and what has a weight matrix is drawn as torch.nn.Linear. Vectors may start at zero,
// but no other matrix: neurons behind a matrix of zeros are all the same, and learn the same.
struct MatrixVisit {
  int drawn, &undrawn;
  const char*& name;
  template <int K, int... E>
  constexpr void operator()(const char* text, const Numbered::parameter<K, E...>&) const {
    if (sizeof...(E) > 1 && K != drawn && undrawn < 0) undrawn = K, name = text;
  }
};
template <int K, int... E>
constexpr int number_of(const Numbered::parameter<K, E...>&) {
  return K;
}
struct UndrawnMatrix {
  int number = -1;
  const char* name = "";
};
template <class L, bool DrawsWeight>
constexpr UndrawnMatrix undrawn_matrix() {
  UndrawnMatrix found;
  if constexpr (HasParameters<L>) {
    typename L::template parameters<Numbered> members;
    int drawn = -1;
    if constexpr (DrawsWeight) drawn = number_of(members.weight);
    L::for_each_parameter(MatrixVisit{drawn, found.number, found.name}, members);
  }
  return found;
}
// Is there a `weight` of two extents or more?
template <class M>
concept has_weight = requires(M& members) {
  requires std::remove_reference_t<decltype(members.weight)>::rank >= 2;
};
enum class Start { drawn, ruled, as_linear, as_linear_without_bias, zero, undrawn };
template <class L, class M>  // its members
constexpr Start start_of() {
  if constexpr (requires(M & members, Generator & rng) { L::initialize(members, rng); }) return Start::drawn;
  else if constexpr (requires(M & members) { L::initialize(members); }) return Start::ruled;
  else if constexpr (HasParameters<L> && has_weight<M>) {
    constexpr bool bias = requires(M & members) { members.bias(0); };
    if constexpr (sizeof(typename L::template parameters<Numbered>) != 1 + bias)
      if (undrawn_matrix<L, true>().number >= 0) return Start::undrawn;
    return bias ? Start::as_linear : Start::as_linear_without_bias;
  } else return undrawn_matrix<L, false>().number < 0 ? Start::zero : Start::undrawn;
}
template <class L, class M>
constexpr void initialize_leaf(M&& members, Generator& rng) {
  constexpr Start start = start_of<L, std::remove_reference_t<M>>();
  if constexpr (start == Start::drawn) L::initialize(members, rng);
  else if constexpr (start == Start::ruled) L::initialize(members);
  else if constexpr (start == Start::as_linear || start == Start::as_linear_without_bias) {
    using W = std::remove_reference_t<decltype(members.weight)>;
    using T = typename W::value_type;
    // all extents but the first feed one result, as a convolution's do
    constexpr int fan_in = W::size() / W::shape[0];
    auto put_weight = [&](int j, int i, T v) {
      if constexpr (W::rank == 2) members.weight(j, i) = v;
      else members.weight.storage()[j * fan_in + i] = v;
    };
    if constexpr (start == Start::as_linear)
      linear_init<T, fan_in, W::shape[0]>(rng, put_weight, [&](int j, T v) { members.bias(j) = v; });
    else linear_init<T, fan_in, W::shape[0]>(rng, put_weight);
  }
}

// What is wrong, in words: the first such layer.
template <class L, bool DrawsWeight>
consteval auto name_of_undrawn_matrix() {
  constexpr UndrawnMatrix matrix = undrawn_matrix<L, DrawsWeight>();
  constexpr std::size_t length = [] {
    std::size_t n = 0;
    while (matrix.name[n]) ++n;
    return n;
  }();
  char text[length + 1]{};
  for (std::size_t i = 0; i < length; ++i) text[i] = matrix.name[i];
  return fixed_string<length + 1>(text);
}
template <class T, class... L>
struct undrawn_words {
  using type = Passed;
};
template <class T, class L, class... R>
struct undrawn_words<T, L, R...> : undrawn_words<T, R...> {};
template <class T, class L, class... R>
requires(start_of<L, members<L, T, true>>() == Start::undrawn) struct undrawn_words<T, L, R...> {
  static constexpr bool draws = has_weight<members<L, T, true>>;
  using type = a_matrix_that_nobody_initialises_write_initialize<L, name<name_of_undrawn_matrix<L, draws>()>>;
};
template <class T, class... L>
constexpr bool all_start(list<L...>) {
  return ((start_of<L, members<L, T, true>>() != Start::undrawn) && ...);
}
template <bool AllStart, class T, class Leaves>
struct CheckStart {};
template <class T, class... L>
struct CheckStart<false, T, list<L...>> {
  static_assert(sizeof(typename undrawn_words<T, L...>::type) > 0);
};

template <class Net, class T>
constexpr void initialize(NetValues<Net, T, true>& values, Generator& rng) {
  using Leaves = leaves<Net>;
  using Values = NetValues<Net, T, true>;
  using Stored = typename Values::stored;
  constexpr bool all = !composes<Net> || all_start<Stored>(Leaves{});
  static_assert(sizeof(CheckStart<all, Stored, Leaves>) > 0);
  [&]<int... I>(std::integer_sequence<int, I...>) {
    (initialize_leaf<type_at<I, typename Values::leaf_layers>>(get_leaf<I>(values), rng), ...);
  }
  (std::make_integer_sequence<int, length<Leaves>>{});
}

}  // namespace ctnn::inline CTNN_TARGET::internals::model
