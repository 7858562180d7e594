// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// The numbers of symbols, by which kernels know what to load: a kind, and which of that kind.
namespace symbol {

inline constexpr int kind = 256;  // so many of each
// A value for every sample, along the axes of a layer's values: its input, its result, adjoints
// (engine/stages/cells.hpp).
inline constexpr int cell = 0 * kind;
// What a layer learns and what it keeps, by number; the class of a sample; random numbers.
inline constexpr int parameter = 1 * kind, buffer = 2 * kind, classes = 3 * kind, noise = 4 * kind;
// Counts of elements and their inverses, by the axes (whose extents only run time knows: the first two of a graph); the
// number of an element.
inline constexpr int extent = 6 * kind, inverse_extent = 7 * kind, position = 8 * kind;
// A vector by itself whose length (the node's value) is not that of the last axis, or a value of more extents (0).
inline constexpr int unfit = 1 << 16;
// What is computed before the lanes are: reductions of a row, and over the batch.
inline constexpr int row = 9 * kind, statistic = 10 * kind;
// Parameters and buffers of one number, and results of reductions that are one.
inline constexpr int one_parameter = 11 * kind, one_buffer = 12 * kind, one_statistic = 13 * kind;
// Numbers that only run time knows: the last kind, of which there may be more than others have.
inline constexpr int uniform = 64 * kind;

constexpr int kind_of(int number) { return number >= uniform ? uniform : number / kind * kind; }

}  // namespace symbol

// A layer's K-th parameter, as its formula sees it. Called with an axis for each of its extents it is a value along
// these: p.weight(o, i). By itself a vector lies along the last axis of the layer's input, and one number beside more
// is the same for all.
template <int Number, int... Extents>
struct Parameter : Value {
  static constexpr int rank = sizeof...(Extents), extents[sizeof...(Extents) + 1] = {Extents..., 0};

  constexpr Parameter() = default;
  constexpr explicit Parameter(Graph& g) : Value(&g, -1) {
    if constexpr (rank == 1) {
      constexpr int length = extents[0];
      const int last = g.extent(g.last);
      Order along;
      if (length != 1 || last == 1) along.add(g.last);
      const bool fits = length == 1 || length == last || last == 0;
      id = fits ? g.symbol(Number + g.first_parameter, along) : unfit(g, along, length);
    } else id = unfit(g, {}, 0);
  }
  template <std::same_as<Axis>... A>
  constexpr Value operator()(A... axes) const {
    static_assert(sizeof...(A) == rank, "a parameter is called with an axis for each of its extents");
    return in(*graph, axes...);
  }

 private:
  // (What does not fit need not be used by itself: whoever traces a formula looks whether it is.)
  static constexpr int unfit(Graph& g, Order along, int length) {
    return g.add({.op = Op::symbol,
                  .axes = along.axes(),
                  .order = along,
                  .info = Number | symbol::unfit,
                  .value = static_cast<double>(length)});
  }
  template <class... A>
  static constexpr Value in(Graph& g, A... axes) {
    Order order;
    (order.add(axes), ...);
    // Does each length fit the axis that it meets? (One whose length is not known yet fits all.)
    const int own[] = {Extents...}, met[] = {axes.id...};
    for (int d = 0; d < rank; ++d) {
      const int extent = g.extents[met[d]];
      if (extent != 0 && extent != own[d] && g.misfit.parameter < 0)
        g.misfit = {Number, d, own[d], extent, (g.growth.axes >> met[d] & 1) != 0};
    }
    return {&g, g.symbol(Number + g.first_parameter, order)};
  }
};

}  // namespace ctnn::inline CTNN_TARGET::graph
