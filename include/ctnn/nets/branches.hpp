// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/views.hpp>
#include <ctnn/lower/shape.hpp>

namespace ctnn::inline CTNN_TARGET {

// A container that is a formula of its branches: F is called with the results of all of them, each a layer or a Seq on
// the same input. struct Gate { constexpr auto operator()(auto a, auto b) const { return tanh(a) * sigmoid(b); } };
// Branches<Gate, Linear<8, 8>, Linear<8, 8>>
template <class F, class... Layers>
struct Branches {};

// Their results beside each other: along the channels of images (B x C x H x W), else along the last axis.
template <class... Layers>
struct Concat {};
// Their results added up, or multiplied, element by element.
template <class... Layers>
struct Sum {};
template <class... Layers>
struct Product {};

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::nets {

// The same axes for all: what a formula of branches is called with. (Each branch has axes of its own.)
constexpr graph::Value along(graph::Value of, graph::Value like) {
  graph::View v;
  for (int d = 1; d < like.rank() && d < of.rank(); ++d) v.put[v.count++] = {of[d], like[d]};
  return graph::view(of, v);
}
template <class F>
struct Joined {
  static constexpr int rank = 0;
  constexpr auto operator()(std::same_as<graph::Value> auto first, std::same_as<graph::Value> auto... more) const {
    return F{}(first, nets::along(more, first)...);
  }
};
struct Plus {
  constexpr auto operator()(auto... x) const { return (x + ...); }
};
struct Times {
  constexpr auto operator()(auto... x) const { return (x * ...); }
};
struct Beside {
  static constexpr int rank = 0;
  constexpr auto operator()(std::same_as<graph::Value> auto first, std::same_as<graph::Value> auto... more) const {
    const int dim = first.rank() == 4 ? 1 : first.rank() - 1;
    const graph::Value all[] = {first, more...};
    int length = 0;
    for (const graph::Value v : all) length += v.extent(v[dim]);
    const graph::Axis joined = first.axis(length);
    graph::Value sum;
    int before = 0;
    for (const graph::Value v : all) {
      graph::View there;
      for (int d = 1; d < first.rank(); ++d)
        there.put[there.count++] =
            d == dim ? graph::Put{v[d], graph::Index(joined) - before} : graph::Put{v[d], first[d]};
      const graph::Value placed = graph::view(v, there);
      sum = sum.nothing() ? placed : sum + placed;
      before += v.extent(v[dim]);
    }
    graph::Order order;
    for (int d = 0; d < first.rank(); ++d) order.add(d == dim ? joined : first[d]);
    return graph::ordered(sum, order);
  }
};

// May two branches return values of these shapes? Beside each other all extents but one are the same.
template <class Formula>
constexpr bool fit_together(const lower::SampleShape& a, const lower::SampleShape& b) {
  if (!std::is_same_v<Formula, Beside>) return a == b;
  bool fit = a.rank == b.rank;
  for (int d = 0; d < a.rank && fit; ++d) fit = a.extent[d] == b.extent[d] || d == (a.rank == 3 ? 0 : a.rank - 1);
  return fit;
}

// The formula of a container's branches.
template <class L>
struct formula_of_branches {
  using type = void;
};
template <class F, class... L>
struct formula_of_branches<Branches<F, L...>> {
  using type = Joined<F>;
};
template <class... L>
struct formula_of_branches<Concat<L...>> {
  using type = Beside;
};
template <class... L>
struct formula_of_branches<Sum<L...>> {
  using type = Joined<Plus>;
};
template <class... L>
struct formula_of_branches<Product<L...>> {
  using type = Joined<Times>;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
