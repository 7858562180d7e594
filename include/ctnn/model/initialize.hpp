// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/values.hpp>
#include <ctnn/random/linear_init.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

// Every layer starts as torch's does, drawing from the generator in the order of the layers: a layer that has a rule of
// its own follows it (initialize), and what has a weight matrix is drawn as torch.nn.Linear.
template <class L>
constexpr void initialize_leaf(auto&& members, Generator& rng) {
  if constexpr (requires { L::initialize(members, rng); }) L::initialize(members, rng);
  else if constexpr (requires { L::initialize(members); }) L::initialize(members);
  else if constexpr (requires { members.weight(0, 0); }) {
    using W = std::remove_reference_t<decltype(members.weight)>;
    using T = typename W::value_type;
    auto put_weight = [&](int j, int i, T v) { members.weight(j, i) = v; };
    if constexpr (requires { members.bias(0); })
      linear_init<T, W::shape[1], W::shape[0]>(rng, put_weight, [&](int j, T v) { members.bias(j) = v; });
    else linear_init<T, W::shape[1], W::shape[0]>(rng, put_weight);
  }
}

}  // namespace detail

template <class Net, class T>
constexpr void initialize(NetValues<Net, T, true>& values, Generator& rng) {
  [&]<int... I>(std::integer_sequence<int, I...>) {
    (detail::initialize_leaf<type_at<I, typename NetValues<Net, T, true>::leaf_layers>>(get_leaf<I>(values), rng), ...);
  }
  (std::make_integer_sequence<int, length<leaves<Net>>>{});
}

}  // namespace ctnn::inline CTNN_TARGET
