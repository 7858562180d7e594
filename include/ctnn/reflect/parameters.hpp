// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>
#include <ctnn/model/model.hpp>
#include <ctnn/nets/frozen.hpp>
#include <ctnn/reflect/parameter_name.hpp>

namespace ctnn::inline CTNN_TARGET::internals::reflect {

// A parameter with its name: auto [name, parameter] = ..., where parameter is a reference.
template <class P>
struct NamedParameter {
  ParameterName name;
  P& parameter;
};

template <class L>
inline constexpr int parameters_in_leaf = lower::parameters_of<L>();
template <class L>
inline constexpr int buffers_in_leaf = lower::buffers_of<L>();

// (The names of what a gradient leaves out are passed over.)
template <class L>
inline constexpr int buffers_in_leaf<plan::Frozen<L>> = parameters_in_leaf<L> + buffers_in_leaf<L>;

// Where a parameter of a network is: its leaf layer, which of the layer's Members, and the number of its name.
struct ParameterPlace {
  int leaf, member, members, name;
};
template <class Leaves>
struct ParameterPlaces;
template <class... L>
struct ParameterPlaces<list<L...>> {
  static constexpr int count = (0 + ... + parameters_in_leaf<L>);
  ParameterPlace at[std::size_t(count) + 1] = {};

  constexpr ParameterPlaces() {
    const int parameters[] = {parameters_in_leaf<L>..., 0}, buffers[] = {buffers_in_leaf<L>..., 0};
    for (int leaf = 0, k = 0, name = 0; leaf < int(sizeof...(L)); name += buffers[leaf++])
      for (int member = 0; member < parameters[leaf]; ++member) at[k++] = {leaf, member, parameters[leaf], name++};
  }
};
template <class Net>
inline constexpr ParameterPlaces<leaves<Net>> parameter_places{};

// The I-th of the members of a layer, which are an aggregate of N.
template <int I>
constexpr auto& pick(auto& first, auto&... rest) {
  if constexpr (I == 0) return first;
  else return pick<I - 1>(rest...);
}
template <int N, int I>
constexpr auto& member(auto& members) {
  static_assert(N <= 12, "parameters(model) goes through layers of at most twelve parameters");
  if constexpr (N == 1) {
    auto& [a] = members;
    return pick<I>(a);
  } else if constexpr (N == 2) {
    auto& [a, b] = members;
    return pick<I>(a, b);
  } else if constexpr (N == 3) {
    auto& [a, b, c] = members;
    return pick<I>(a, b, c);
  } else if constexpr (N == 4) {
    auto& [a, b, c, d] = members;
    return pick<I>(a, b, c, d);
  } else if constexpr (N == 5) {
    auto& [a, b, c, d, e] = members;
    return pick<I>(a, b, c, d, e);
  } else if constexpr (N == 6) {
    auto& [a, b, c, d, e, f] = members;
    return pick<I>(a, b, c, d, e, f);
  } else if constexpr (N == 7) {
    auto& [a, b, c, d, e, f, g] = members;
    return pick<I>(a, b, c, d, e, f, g);
  } else if constexpr (N == 8) {
    auto& [a, b, c, d, e, f, g, h] = members;
    return pick<I>(a, b, c, d, e, f, g, h);
  } else if constexpr (N == 9) {
    auto& [a, b, c, d, e, f, g, h, i] = members;
    return pick<I>(a, b, c, d, e, f, g, h, i);
  } else if constexpr (N == 10) {
    auto& [a, b, c, d, e, f, g, h, i, j] = members;
    return pick<I>(a, b, c, d, e, f, g, h, i, j);
  } else if constexpr (N == 11) {
    auto& [a, b, c, d, e, f, g, h, i, j, k] = members;
    return pick<I>(a, b, c, d, e, f, g, h, i, j, k);
  } else {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l] = members;
    return pick<I>(a, b, c, d, e, f, g, h, i, j, k, l);
  }
}
template <class T, class L>
constexpr auto& parameters_of_leaf(typename L::template parameters<Stored<T>>& members) {
  return members;
}
template <class T, class L>
constexpr auto& parameters_of_leaf(const typename L::template parameters<Stored<T>>& members) {
  return members;
}
template <int K, class Values>
constexpr auto& parameter(Values& values) {
  constexpr ParameterPlace place = parameter_places<typename Values::network>.at[K];
  using Leaf = type_at<place.leaf, typename Values::leaf_layers>;
  return member<place.members, place.member>(
      parameters_of_leaf<typename Values::element, Leaf>(get_leaf<place.leaf>(values)));
}

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect

namespace ctnn::inline CTNN_TARGET::internals::reflect::detail {

template <class Values, int... K>
constexpr auto parameters(Values& values, std::integer_sequence<int, K...>) {
  return boost::hana::tuple<decltype(parameter<K>(values))...>(parameter<K>(values)...);
}
template <class Net, class Values, int... K>
constexpr auto named_parameters(Values& values, std::integer_sequence<int, K...>) {
  return boost::hana::make_tuple(NamedParameter<std::remove_reference_t<decltype(parameter<K>(values))>>{
      name_table<Net>.name(parameter_places<Net>.at[K].name), parameter<K>(values)}...);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect::detail

namespace ctnn::inline CTNN_TARGET::internals::reflect {

template <class Values>
using parameter_numbers = std::make_integer_sequence<int, parameter_places<typename Values::network>.count>;

// What has parameters: a model, or a gradient, which has one number for each of the model's.
template <class Values>
concept HasNamedParameters = requires(Values& values) {
  typename Values::network;
  values.parameter_table;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect

namespace ctnn::inline CTNN_TARGET {

// All parameters of a model or of a gradient, as references, in torch's order: a Boost.Hana sequence.
template <internals::HasNamedParameters Values>
constexpr auto parameters(Values& values) {
  return internals::reflect::detail::parameters(values, internals::parameter_numbers<Values>{});
}
// The same with their names: a Hana sequence of NamedParameter.
template <internals::HasNamedParameters Values>
constexpr auto named_parameters(Values& values) {
  return internals::reflect::detail::named_parameters<typename Values::network>(values,
                                                                                internals::parameter_numbers<Values>{});
}

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::reflect {

template <class F>
struct ApplyToEach {
  F& f;
  template <class X>
  constexpr void one(X& x) const {
    f(x);
  }
  template <class P>
  constexpr void one(const NamedParameter<P>& x) const {
    f(x.name, x.parameter);
  }
  constexpr void operator()(auto&... x) const { (one(x), ...); }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect

namespace ctnn::inline CTNN_TARGET {

// for_each(parameters(model), [](auto& p) { ... }) and for_each(named_parameters(model), [](auto name, auto& p) { ...
// }).
template <class... X, class F>
constexpr void for_each(const boost::hana::tuple<X...>& xs, F&& f) {
  boost::hana::unpack(xs, internals::ApplyToEach<std::remove_reference_t<F>>{f});
}

}  // namespace ctnn::inline CTNN_TARGET
