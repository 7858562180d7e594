// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/nets/layers.hpp>

namespace ctnn::inline CTNN_TARGET::detail {

// A layer called with symbols: for its input, its parameters and its buffers.

// Members of a layer as symbols.
struct Symbolic {
  template <int K, int... E>
  struct symbol;
  template <int K, int N>
  struct symbol<K, N> {
    using type = symbols::Vector<K>;
  };
  template <int K, int Rows, int Columns>
  struct symbol<K, Rows, Columns> {
    using type = symbols::Matrix<K, Rows, Columns>;
  };
  template <int K, int... E>
  using parameter = typename symbol<K, E...>::type;
  template <int K, int... E>
  using buffer = symbols::Buffer<K>;
};
template <class L>
using symbolic_parameters = typename L::template parameters<Symbolic>;
template <class L>
using symbolic_buffers = typename L::template buffers<Symbolic>;

template <class L, class E, class Mode>
struct formula_of {
  static constexpr auto make() { return L{}(E{}); }
};
template <HasParameters L, class E, class Mode>
requires(!HasBuffers<L>) struct formula_of<L, E, Mode> {
  static constexpr auto make() { return L{}(E{}, symbolic_parameters<L>{}); }
};
template <HasBuffers L, class E, class Mode>
struct formula_of<L, E, Mode> {
  static constexpr auto make() { return L{}(E{}, symbolic_parameters<L>{}, symbolic_buffers<L>{}, Mode{}); }
};
template <class L, class Mode>
struct buffer_updates {
  using type = list<>;
};
template <class L>
struct update_of {
  static constexpr auto make() { return as_updates(L::update(symbols::X{}, symbolic_buffers<L>{})); }
};
template <HasBuffers L>
struct buffer_updates<L, Training> {
  using type = lift_updates<update_of<L>>;
};

}  // namespace ctnn::inline CTNN_TARGET::detail
