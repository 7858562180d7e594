// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/parameter.hpp>
#include <ctnn/nets/layers.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

template <class T>
struct Stored {
  template <int, int... E>
  using parameter = Parameter<T, E...>;
  template <int, int... E>
  using buffer = Parameter<T, E...>;
};

// What a leaf layer stores: its parameters, and in a model its buffers too.
template <class L, class T, bool Buffers>
struct members {};
template <HasParameters L, class T, bool Buffers>
struct members<L, T, Buffers> : L::template parameters<Stored<T>> {};
template <HasBuffers L, class T>
struct members<L, T, true> : L::template parameters<Stored<T>>, L::template buffers<Stored<T>> {};

template <class Leaves, class T, bool Buffers>
struct pack_of;
template <class... L, class T, bool Buffers>
struct pack_of<list<L...>, T, Buffers> {
  using type = leaf_pack<members<L, T, Buffers>...>;
  using layers = leaf_pack<type_leaf<L>...>;
};

template <class L>
inline constexpr int leaf_count = length<leaves<L>>;

// The I-th layer of a container, and the number of its first leaf.
template <class Layers, int I>
struct child;
template <class First, class... R, int I>
struct child<list<First, R...>, I> {
  using next = child<list<R...>, I - 1>;
  using type = typename next::type;
  static constexpr int first = leaf_count<First> + next::first;
};
template <class First, class... R>
struct child<list<First, R...>, 0> {
  using type = First;
  static constexpr int first = 0;
};

template <int Index, int Count>
struct no_layer_of_that_index;   // the words of an error

}  // namespace detail

// A container's values: [2_c] is its third layer, which is a container again or the leaf's members.
template <class Layers, int First, class Owner>
class LayerAccess {
 public:
  constexpr explicit LayerAccess(Owner& o) : owner(o) {}
  template <class Index>
  constexpr decltype(auto) operator[](Index) const {
    return layer_of<Layers, First, Index::value>(owner);
  }

 private:
  Owner& owner;
};
template <class Layers, int First, int I, class Owner>
constexpr decltype(auto) layer_of(Owner& owner) {
  if constexpr (I < 0 || I >= length<Layers>) return detail::no_layer_of_that_index<I, length<Layers>>::ok;
  else {
    using C = detail::child<Layers, I>;
    if constexpr (Container<typename C::type>) {
      return LayerAccess<typename container<typename C::type>::layers, First + C::first, Owner>(owner);
    } else return get_leaf<First + C::first>(owner);
  }
}

// One value for every parameter of a network, and in a model for every buffer, in the network's own structure.
template <class Net, class T, bool Buffers>
struct NetValues : detail::pack_of<leaves<Net>, T, Buffers>::type {
  using element = T;
  using network = Net;
  using leaf_layers = typename detail::pack_of<leaves<Net>, T, Buffers>::layers;
  static constexpr int leaf_size = length<leaves<Net>>;

  template <class Index>
  constexpr decltype(auto) operator[](Index) {
    return layer_of<typename container<Net>::layers, 0, int(Index::value)>(*this);
  }
  template <class Index>
  constexpr decltype(auto) operator[](Index) const {
    return layer_of<typename container<Net>::layers, 0, int(Index::value)>(*this);
  }

  // Where a leaf's parameters, or its buffers, are stored, one pointer each.
  template <int Leaf, class P>
  constexpr void parameters(P* to) {
    using L = type_at<Leaf, leaf_layers>;
    if constexpr (HasParameters<L>) L::for_each_parameter([&](const char*, auto& p) { *to++ = p.storage(); }, get_leaf<Leaf>(*this));
  }
  template <int Leaf, class P>
  constexpr void parameters(P* to) const {
    using L = type_at<Leaf, leaf_layers>;
    if constexpr (HasParameters<L>) L::for_each_parameter([&](const char*, auto& p) { *to++ = p.storage(); }, get_leaf<Leaf>(*this));
  }
  template <int Leaf, class P>
  constexpr void buffers(P* to) const {
    using L = type_at<Leaf, leaf_layers>;
    if constexpr (HasBuffers<L>) L::for_each_buffer([&](const char*, auto& p) { *to++ = p.storage(); }, get_leaf<Leaf>(*this));
  }
};

namespace detail {

template <class L, int I>
constexpr void for_each_parameter_of(auto& f, auto&... values) {
  if constexpr (HasParameters<L>) L::for_each_parameter(f, get_leaf<I>(values)...);
}
template <class Layers, int... I>
constexpr void for_each_parameter_in(std::integer_sequence<int, I...>, auto& f, auto&... values) {
  (for_each_parameter_of<type_at<I, Layers>, I>(f, values...), ...);
}

}  // namespace detail

// f(name, parameter, ...) for every parameter of a network, with the same parameter of several sets of values at once.
template <class First, class... Rest>
constexpr void for_each_parameter(auto f, First& first, Rest&... rest) {
  detail::for_each_parameter_in<typename First::leaf_layers>(std::make_integer_sequence<int, First::leaf_size>{}, f, first, rest...);
}

namespace detail {

struct Counted {
  template <int, int... E>
  struct parameter {
    static constexpr long count = (long(E) * ...);
  };
};
template <class L>
constexpr long parameters_in() {
  long count = 0;
  if constexpr (HasParameters<L>) {
    typename L::template parameters<Counted> p;
    L::for_each_parameter([&](const char*, auto& member) { count += member.count; }, p);
  }
  return count;
}
template <class... L>
constexpr long parameters_in_all(list<L...>) {
  return (parameters_in<L>() + ... + 0L);
}

}  // namespace detail

// How many numbers a network learns, and the same in bytes, without padding.
template <class Net>
inline constexpr long parameter_count = detail::parameters_in_all(leaves<Net>{});
template <class Net, class T = float>
inline constexpr long parameter_bytes = parameter_count<Net> * long(sizeof(T));

}  // namespace ctnn::inline CTNN_TARGET
