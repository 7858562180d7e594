// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <cstdint>
#include <ctnn/engine/kernels/update.hpp>
#include <ctnn/engine/memory/parameter.hpp>
#include <ctnn/nets/composition.hpp>
#include <ctnn/nets/names.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

template <class T>
struct Stored {
  template <int, int... E>
  using parameter = Parameter<T, E...>;
  template <int, int... E>
  using buffer = Parameter<T, E...>;
};
// Small ones stand in where one has too many numbers, of which CheckComposition tells.
template <class T>
struct Small {};
template <class T>
struct Stored<Small<T>> {
  template <int, int... E>
  using parameter = Parameter<T, int(E > 0)...>;
  template <int, int... E>
  using buffer = Parameter<T, int(E > 0)...>;
};
template <class Net, class T>
using stored_type = std::conditional_t<walked<Net>.misfit.fault == Fault::too_large, Small<T>, T>;

// What a leaf layer stores: its parameters, and in a model its buffers too.
template <class L, class T, bool Buffers>
struct members {};
template <HasParameters L, class T, bool Buffers>
struct members<L, T, Buffers> : L::template parameters<Stored<T>> {};
template <HasBuffers L, class T>
struct members<L, T, true> : members<L, T, false>, L::template buffers<Stored<T>> {};

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

// What collects pointers, and sizes: functors rather than lambdas, so that equal layers share what is instantiated.
template <class P>
struct Pointers {
  P*& to;
  constexpr void operator()(const char*, auto& member) const { *to++ = member.storage(); }
};
template <class T>
struct Sizes {
  template <int, int... E>
  struct parameter {
    using P = typename Stored<T>::template parameter<0, E...>;
    static constexpr StoredRows rows{P::stored, P::stride, P::width};
  };
  template <int K, int... E>
  using buffer = parameter<K, E...>;
};
template <class Table>
struct Sizing {
  Table& t;
  constexpr void operator()(const char*, auto& member) const { t.rows[t.count++] = member.rows; }
};
template <class T, class L, bool Buffers, class Table>
constexpr void add_sizes(Table& t, int& leaf) {
  t.first[leaf++] = t.count;
  if constexpr (Buffers) {
    if constexpr (HasBuffers<L>) {
      typename L::template buffers<Sizes<T>> members;
      L::for_each_buffer(Sizing<Table>{t}, members);
    }
  } else if constexpr (HasParameters<L>) {
    typename L::template parameters<Sizes<T>> members;
    L::for_each_parameter(Sizing<Table>{t}, members);
  } else
    for (int k = 0; k < absent_parameters<L>; ++k) t.rows[t.count++] = {0, 1, 0};
}
template <class T, class Table, bool Buffers, class... L>
constexpr Table make_table(list<L...>) {
  Table t{};
  int leaf = 0;
  (add_sizes<T, L, Buffers>(t, leaf), ...);
  t.first[leaf] = t.count;
  return t;
}
template <class L, int I, class P>
constexpr void collect_parameters_of(auto& values, P*& to) {
  if constexpr (HasParameters<L>) L::for_each_parameter(Pointers<P>{to}, get_leaf<I>(values));
  else
    for (int k = 0; k < absent_parameters<L>; ++k) *to++ = nullptr;
}
template <class P, class... L, int... I>
constexpr void collect_parameters(auto& values, P* to, list<L...>, std::integer_sequence<int, I...>) {
  (collect_parameters_of<L, I>(values, to), ...);
}
template <class L, int I, class P>
constexpr void collect_buffers_of(auto& values, P*& to) {
  if constexpr (HasBuffers<L>) L::for_each_buffer(Pointers<P>{to}, get_leaf<I>(values));
}
template <class P, class... L, int... I>
constexpr void collect_buffers(auto& values, P* to, list<L...>, std::integer_sequence<int, I...>) {
  (collect_buffers_of<L, I>(values, to), ...);
}

// The words of errors.
template <int Index>
struct index {};
template <int Count>
struct layers {};
template <fixed_string Text>
struct name {};
template <fixed_string... Text>
struct known {};
template <class Index, class Layers>
struct no_layer_of_that_index;
template <class Name, class Known>
struct no_layer_of_that_name;
template <class Index>
struct a_layer_is_chosen_at_compile_time_write_0_c_not_0;
template <class Index>
struct a_layer_is_chosen_by_0_c_or_by_its_name_n;

// Which of a container's layers an index or a name means; the first, after having said so, where it means none.
template <class Layers, class Index>
struct chosen_layer {
  static constexpr int number = 0;
  using words = std::conditional_t<std::is_integral_v<Index>, a_layer_is_chosen_at_compile_time_write_0_c_not_0<Index>,
                                   a_layer_is_chosen_by_0_c_or_by_its_name_n<Index>>;
  static_assert(sizeof(check<false, words>) > 0);
};
template <class Layers, class Index>
requires requires { Index::value; }
struct chosen_layer<Layers, Index> {
  static constexpr int wanted = int(Index::value);
  static constexpr bool there = wanted >= 0 && wanted < length<Layers>;
  static constexpr int number = there ? wanted : 0;
  static_assert(sizeof(check<there, no_layer_of_that_index<index<wanted>, layers<length<Layers>>>>) > 0);
};
template <class... L>
struct known_names;
template <fixed_string... Known>
struct known_names<known<Known...>> {
  using type = known<Known...>;
};
template <fixed_string... Known, class L, class... R>
struct known_names<known<Known...>, L, R...> : known_names<known<Known...>, R...> {};
template <fixed_string... Known, fixed_string N, class L, class... R>
struct known_names<known<Known...>, Named<N, L>, R...> : known_names<known<Known..., N>, R...> {};
template <class Words, bool There, class... L>
struct unknown_name {
  using type = Passed;
};
template <class Name, class... L>
struct unknown_name<Name, false, L...> {
  using type = no_layer_of_that_name<Name, typename known_names<known<>, L...>::type>;
};
template <class... L, fixed_string Text>
struct chosen_layer<list<L...>, Name<Text>> {
  static constexpr int found = find_name(Text.text, child_names<list<L...>>::own, sizeof...(L));
  static constexpr bool there = found < int(sizeof...(L));
  static constexpr int number = there ? found : 0;
  static_assert(sizeof(check<there, typename unknown_name<name<Text>, there, L...>::type>) > 0);
};

template <class Layers, int First, class Index, class Owner>
constexpr decltype(auto) layer_of(Owner& owner);

// A container's values: [2_c] is its third layer, ["hidden"_n] the layer of that name: a container again, or the leaf's
// members.
template <class Layers, int First, class Owner>
class LayerAccess {
 public:
  constexpr explicit LayerAccess(Owner& o) : owner(o) {}
  template <class Index>
  constexpr decltype(auto) operator[](Index) const {
    return layer_of<Layers, First, Index>(owner);
  }

 private:
  Owner& owner;
};

// What is tied is the layer of that name.
template <class Net, fixed_string N, class Owner>
constexpr decltype(auto) tied_layer(Owner& owner, Tied<N>) {
  using L = typename layer_at<Net, tie<Net, N>.way>::type;
  constexpr int first = tie<Net, N>.first.leaf;
  if constexpr (is_tied<L>) return tied_layer<Net>(owner, L{});
  else if constexpr (Container<L>) return LayerAccess<typename container<L>::layers, first, Owner>(owner);
  else return get_leaf<first>(owner);
}

template <class Layers, int First, class Index, class Owner>
constexpr decltype(auto) layer_of(Owner& owner) {
  using C = child<Layers, chosen_layer<Layers, Index>::number>;
  if constexpr (is_tied<unnamed<typename C::type>>)
    return tied_layer<typename Owner::network>(owner, unnamed<typename C::type>{});
  else if constexpr (Container<typename C::type>) {
    return LayerAccess<typename container<typename C::type>::layers, First + C::first, Owner>(owner);
  } else return get_leaf<First + C::first>(owner);
}

// One value for every parameter of a network, and in a model for every buffer, in the network's own structure.
template <class Net, class T, bool Buffers>
struct NetValues : pack_of<leaves<Net>, stored_type<Net, T>, Buffers>::type {
  using element = T;
  using network = Net;
  using stored = stored_type<Net, T>;
  using leaf_layers = typename pack_of<leaves<Net>, stored, Buffers>::layers;
  static constexpr int leaf_size = length<leaves<Net>>;

  template <class Index>
  constexpr decltype(auto) operator[](Index) {
    return layer_of<typename container<Net>::layers, 0, Index>(*this);
  }
  template <class Index>
  constexpr decltype(auto) operator[](Index) const {
    return layer_of<typename container<Net>::layers, 0, Index>(*this);
  }

  // The parameters one after the other, leaf by leaf: how many there are before each leaf's, how each is stored; and
  // where, in this object.
  struct Table {
    int count = 0, first[std::size_t(leaf_size) + 1] = {};
    StoredRows rows[std::size_t(walked<Net>.members) + 1] = {};
  };
  static constexpr Table parameter_table = make_table<stored, Table, false>(leaves<Net>{});
  static constexpr Table buffer_table = make_table<stored, Table, true>(leaves<Net>{});

  template <class P>
  constexpr void parameters(P* to) {
    collect_parameters(*this, to, leaves<Net>{}, std::make_integer_sequence<int, leaf_size>{});
  }
  template <class P>
  constexpr void parameters(P* to) const {
    collect_parameters(*this, to, leaves<Net>{}, std::make_integer_sequence<int, leaf_size>{});
  }
  template <class P>
  constexpr void buffers(P* to) const {
    collect_buffers(*this, to, leaves<Net>{}, std::make_integer_sequence<int, leaf_size>{});
  }
};

// f(name, parameter) for every parameter of a network, in order.

template <class L, int I>
constexpr void for_each_parameter_of(auto& f, auto& values) {
  if constexpr (HasParameters<L>) L::for_each_parameter(f, get_leaf<I>(values));
}
template <class... L, int... I>
constexpr void for_each_parameter_in(auto& f, auto& values, list<L...>, std::integer_sequence<int, I...>) {
  (for_each_parameter_of<L, I>(f, values), ...);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

template <class Values>
constexpr void for_each_parameter(auto f, Values& values) {
  internals::for_each_parameter_in(f, values, internals::leaves<typename Values::network>{},
                                   std::make_integer_sequence<int, Values::leaf_size>{});
}

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::model {

struct Counted {
  template <int, int... E>
  struct parameter {
    static constexpr std::int64_t count = (std::int64_t{1} * ... * E);
  };
};
template <class L>
constexpr std::int64_t parameters_in() {
  std::int64_t count = 0;
  if constexpr (HasParameters<L>) {
    typename L::template parameters<Counted> p;
    L::for_each_parameter([&](const char*, auto& member) { count += member.count; }, p);
  }
  return count;
}
template <class... L>
constexpr std::int64_t parameters_in_all(list<L...>) {
  return (parameters_in<L>() + ... + std::int64_t{0});
}

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

// How many numbers a network learns, and the same in bytes, without padding.
template <class Net>
inline constexpr std::int64_t parameter_count = internals::parameters_in_all(internals::leaves<Net>{});
template <class Net, class T = float>
inline constexpr std::int64_t parameter_bytes = parameter_count<Net>* std::int64_t(sizeof(T));

}  // namespace ctnn::inline CTNN_TARGET
