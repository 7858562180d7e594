// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/symbols.hpp>
#include <ctnn/graph/views.hpp>
#include <ctnn/random/normal.hpp>

namespace ctnn::inline CTNN_TARGET {

// Row x of a table for each whole number x, as torch.nn.Embedding(Rows, Width). Shapes: B x ... -> B x ... x Width.
template <int Rows, int Width>
struct Embedding {
  static constexpr int rank = 0;              // any
  static constexpr int indices_below = Rows;  // what it is called with: whole numbers from 0 on
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Rows, Width> weight;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }
  // Normal numbers.
  static constexpr void initialize(auto& p, Generator& rng) {
    using T = typename std::remove_cvref_t<decltype(p.weight)>::value_type;
    internals::draw_normal<T>(rng, Rows * Width, 0, 1,
                              [&](std::ptrdiff_t k, T v) { p.weight(int(k / Width), int(k % Width)) = v; });
  }

  // A sum of which one term is not zero: lowered to a gather, its adjoint to a scatter.
  constexpr auto operator()(auto x, auto p) const {
    const auto v = x.axis(Rows), c = x.axis(Width);
    const auto y = sum(where(position(*x.graph, v) == x, p.weight(v, c), 0), v);
    graph::Order order = x.order();
    order.add(c);
    return graph::ordered(y, order);
  }
  static constexpr void extra_repr(auto& out) { out(Rows), out(Width); }
};

}  // namespace ctnn::inline CTNN_TARGET
