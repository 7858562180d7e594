// SPDX-License-Identifier: BSL-1.0
// Networks as stages: what opens one, what becomes part of the one that is open, where shortcuts start and end.
#include <ctnn/activations/identity.hpp>
#include <ctnn/activations/relu.hpp>
#include <ctnn/activations/softmax.hpp>
#include <ctnn/activations/tanh.hpp>
#include <ctnn/layers/batch_norm.hpp>
#include <ctnn/layers/layer_norm.hpp>
#include <ctnn/layers/linear.hpp>
#include <ctnn/nets/stages.hpp>

using namespace ctnn;
using namespace ctnn::internals;
using graph::Op, nets::InMode, nets::Join, nets::JoinInput, nets::StageFormula;

namespace {

template <class A, class B>
inline constexpr bool same = std::is_same_v<A, B>;
template <class Net>
using of = stages_of<Net, Training>;
using Dense = Linear<2, 2>;  // the formula of all Linear, whatever their sizes
using DenseWithoutBias = Linear<2, 2, false>;

// The stage's numbers: width of input and result, leaf, weight, bias, values that join.
template <class G, int K>
constexpr bool is(bool contracts, int in, int out, int leaf, int weight, int bias, int joins = 0) {
  return G::pointwise[K] == !contracts && G::width[K] == in && G::width[K + 1] == out && G::leaf[K] == leaf &&
         G::weight[K] == weight && G::bias[K] == bias && G::joins[K] == joins;
}

// An activation is part of the stage before it; Identity is nothing.
using Small = of<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>;
static_assert(Small::size == 2 && Small::in == 1 && Small::out == 1);
static_assert(is<Small, 0>(true, 1, 13, 0, 0, 1) && is<Small, 1>(true, 13, 1, 2, 0, 1));
static_assert(same<Small::stage<0>, StageFormula<Dense, Tanh>> && same<Small::stage<1>, StageFormula<Dense>>);
using Chain = of<Seq<Linear<2, 3, false>, Tanh, Identity, ReLU>>;
static_assert(Chain::size == 1 && is<Chain, 0>(true, 2, 3, 0, 0, -1));
static_assert(same<Chain::stage<0>, StageFormula<DenseWithoutBias, Tanh, Identity, ReLU>>);
// Without one before it, it is a stage of its own.
using Mapped = of<Seq<Input<2, 3>, Tanh, Linear<6, 1>>>;
static_assert(Mapped::size == 2 && is<Mapped, 0>(false, 6, 6, 0, -1, -1) && is<Mapped, 1>(true, 6, 1, 1, 0, 1));

// Equal formulas are equal steps, whichever layers they are made of: z, 0, max(tanh(z), 0).
constexpr auto steps = engine::ContractionFormulas<Chain::stage<0>>::forward;
static_assert(steps.size == 4 && graph::Step(steps.word[steps.result[0]]).op == Op::max);
static_assert(graph::cost<steps> == graph::cost_of(Op::tanh) + graph::cost_of(Op::max) && Chain::cost[0] == 22);

// A network nests, and an empty one is nothing. Leaves are numbered through, names make no difference.
using Nested = of<Seq<Seq<Linear<1, 2>>, Seq<>, Seq<Seq<Tanh>, Linear<2, 3>>>>;
using Flat = of<Seq<Linear<1, 2>, Tanh, Linear<2, 3>>>;
static_assert(Nested::size == Flat::size && same<Nested::stage<0>, Flat::stage<0>> && Nested::leaf[1] == Flat::leaf[1]);
static_assert(same<of<Seq<Named<"a", Linear<1, 2>>, Tanh>>, of<Seq<Linear<1, 2>, Named<"b", Tanh>>>>);

// Layers of the same formula are equal stages, whatever their sizes.
using Deep = of<Seq<Linear<5, 6>, Tanh, Linear<6, 7>, Tanh, Linear<7, 8>, Tanh>>;
static_assert(same<Deep::stage<0>, Deep::stage<2>> && same<Deep::stage<0>, Deep::stage<1>>);
static_assert(Deep::leaf[1] == 2 && Deep::leaf[2] == 4 && Deep::size == 3 && Deep::width[2] == 7);

// A reduction opens a stage, and what follows is part of it.
using Rows = of<Seq<Linear<2, 5>, ReLU, LayerNorm<5>, Tanh, Softmax>>;
static_assert(Rows::size == 3 && same<Rows::stage<0>, StageFormula<Dense, ReLU>>);
static_assert(Rows::pointwise[1] && Rows::pointwise[2] && Rows::leaf[1] == 2 && Rows::leaf[2] == 4);
static_assert(same<Rows::stage<1>, StageFormula<LayerNorm<2>, Tanh>> && same<Rows::stage<2>, StageFormula<Softmax>>);
static_assert(Rows::width[3] == 5 && nets::layer_facts<Tanh>().elementwise &&
              !nets::layer_facts<Softmax>().elementwise);

// The mode matters where there are buffers: in training the batch's statistics and an update of the buffers, in
// evaluation the buffers.
using Norm = Seq<Linear<2, 5>, BatchNorm1d<5>>;
template <class Mode>
using NormPlan = engine::StagePlan<typename stages_of<Norm, Mode>::template stage<1>, void, 0, false, false>;
static_assert(NormPlan<Training>::statistics == 2 && NormPlan<Training>::facts.updates == 2);
static_assert(NormPlan<Evaluation>::statistics == 0 && NormPlan<Evaluation>::facts.updates == 0);
static_assert(NormPlan<Training>::facts.parameters == 2 && NormPlan<Evaluation>::facts.buffers == 2);
static_assert(same<stages_of<Seq<Linear<1, 2>>, Training>, stages_of<Seq<Linear<1, 2>>, Evaluation>> &&
              depends_on_mode<Norm> && !depends_on_mode<Seq<Tanh>>);

// A shortcut starts at a finished value and ends in the formula of the stage that is open; what follows applies to the
// sum.
using One = of<Seq<Linear<1, 3>, Residual<Linear<3, 3>, Tanh>, ReLU>>;
static_assert(One::size == 2 && same<One::stage<1>, StageFormula<Dense, Tanh, Join, ReLU>>);
static_assert(is<One, 1>(true, 3, 3, 1, 0, 1, 1) && One::joined(1, 0) == 1);
// Two that end at one place; the outer one starts at the input.
using Two = of<Residual<Linear<3, 3>, Residual<Linear<3, 3>>>>;
static_assert(same<Two::stage<1>, StageFormula<Dense, Join, Join>> && Two::joined(1, 0) == 1 && Two::joined(1, 1) == 0);
// Around a map the shortcut is the stage's own input.
using Around = of<Seq<Linear<1, 3>, Residual<Tanh>>>;
static_assert(same<Around::stage<1>, StageFormula<Tanh, JoinInput>> && is<Around, 1>(false, 3, 3, 1, -1, -1, 0));

// What the engine reads off a network.
using Read = of<Seq<Linear<2, 3>, Residual<Linear<3, 3, false>, Residual<Linear<3, 3>>>, Linear<3, 4>>>;
static_assert(Read::size == 4 && Read::in == 2 && Read::out == 4 && Read::width[1] == 3 && !Read::any_pointwise &&
              Read::any_joins);
static_assert(Read::shortcuts(1) == 1 && Read::shortcuts(2) == 1 && Read::shortcuts(0) == 0 && Read::joins[2] == 2);
static_assert(Read::joined(2, 0) == 2 && Read::joined(2, 1) == 1 && Read::bias[1] == -1 && Read::bias[2] == 1 &&
              Read::leaf[3] == 3);

// A matrix product of one's own is a contraction as well, whatever its words.
struct Own {
  static constexpr int in_features = 3, out_features = 2;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 2> shift;
    typename Make::template parameter<1, 2, 3> kernel;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("shift", p.shift...), f("kernel", p.kernel...); }
  constexpr auto operator()(auto x, auto p) const {
    const auto i = x[-1], o = x.axis(2);
    return tanh(p.shift(o) + sum(p.kernel(o, i) * x, i));
  }
};
static_assert(is<of<Seq<Own>>, 0>(true, 3, 2, 0, 1, 0));
static_assert(graph::Step(engine::ContractionFormulas<of<Seq<Own>>::stage<0>>::forward.word[1]).op == Op::tanh);

}  // namespace
