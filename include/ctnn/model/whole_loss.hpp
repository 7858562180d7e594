// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/loss_formula.hpp>
#include <ctnn/nets/stages.hpp>

// Losses that derive by the network's input: what they ask of a network, and which stages it becomes for them.
namespace ctnn::inline CTNN_TARGET::internals::model {

// What keeps a network from being derived by its input, sample by sample, as one formula with its loss.
enum class Hindrance { none, modes, axes, scan, mixing, depth, coordinate };

template <class Because, class Net>
struct derivatives_by_the_input_cannot_be_had_of_a_network_with;
struct modes_or_noise;
struct values_that_are_more_than_features;
struct recurrence;
struct samples_that_mix;
struct too_many_layers;
template <class Loss, class Net>
struct the_loss_asks_for_a_coordinate_that_there_is_not;

template <class Net, class L>
constexpr Hindrance hindrance_of() {
  using Whole = nets::WholeNet<Net>;
  if constexpr (depends_on_mode<Net>) return Hindrance::modes;
  else if constexpr (Whole::in_shape.rank != 1) return Hindrance::axes;
  else {
    lower::Trace t;
    const graph::Graph& g = t.g;
    const auto values = plan::trace_network(t, typename Whole::network{});
    if (g.scans.size() > 0) return Hindrance::scan;
    for (int id = 0; id < g.size(); ++id)
      if (graph::is_reduction(g[id].op) && graph::Axes(g[id].info) & graph::batch_axis) return Hindrance::mixing;
    constexpr int spare = 6;  // axes that derivatives may take, and their adjoints
    if (g.extents.size() > graph::most_axes - spare) return Hindrance::depth;
    const auto target = has_class_targets<L> ? lower::SampleShape{} : Whole::out_shape;
    lower::trace_loss_of<L>(t, {}, target, values[values.size() - 1], values[0]);
    return g.asked.coordinate ? Hindrance::coordinate : Hindrance::none;
  }
}
template <class Net, class L>
inline constexpr Hindrance hindrance = hindrance_of<Net, L>();

template <class Net, class L>
constexpr auto words_of_hindrance() {
  constexpr Hindrance h = hindrance<Net, L>;
  if constexpr (h == Hindrance::coordinate)
    return std::type_identity<the_loss_asks_for_a_coordinate_that_there_is_not<L, Net>>{};
  else {
    using Because = std::conditional_t<
        h == Hindrance::modes, modes_or_noise,
        std::conditional_t<
            h == Hindrance::axes, values_that_are_more_than_features,
            std::conditional_t<h == Hindrance::scan, recurrence,
                               std::conditional_t<h == Hindrance::mixing, samples_that_mix, too_many_layers>>>>;
    return std::type_identity<derivatives_by_the_input_cannot_be_had_of_a_network_with<Because, Net>>{};
  }
}

// Can a loss derive through a network? If not, that is said in words.
template <class Net, class L>
inline constexpr bool derives_through = true;
template <class Net, TakesInput L>
requires(composes<Net>&& loss_is_scalar<L>) inline constexpr bool derives_through<Net, L> =
    hindrance<Net, L> == Hindrance::none;
template <class Net, class L, bool Derives = derives_through<Net, L>>
struct CheckDerivatives {};
template <class Net, class L>
struct CheckDerivatives<Net, L, false> {
  static_assert(sizeof(check<false, typename decltype(words_of_hindrance<Net, L>())::type>) > 0);
};

// The stages of a network for a loss.
template <class Net, class Mode, class L>
struct stages_with_loss {
  using type = stages_of<Net, Mode>;
};
template <class Net, class Mode, TakesInput L>
requires composes<Net>
struct stages_with_loss<Net, Mode, L> {
  using type =
      std::conditional_t<derives_through<Net, L>, nets::WholeNet<Net>, FaultyGraph<walked<Net>.in, walked<Net>.width>>;
};
template <class Net, class Mode, class L>
using stages_for = typename stages_with_loss<Net, Mode, L>::type;

}  // namespace ctnn::inline CTNN_TARGET::internals::model
