// SPDX-License-Identifier: BSL-1.0
// Networks as stages: what opens one, what becomes part of the one that is open, where shortcuts start and end.
#include <ctnn/activations/identity.hpp>
#include <ctnn/activations/relu.hpp>
#include <ctnn/activations/softmax.hpp>
#include <ctnn/activations/tanh.hpp>
#include <ctnn/layers/batch_norm.hpp>
#include <ctnn/layers/layer_norm.hpp>
#include <ctnn/layers/linear.hpp>
#include <ctnn/nets/graph.hpp>

using namespace ctnn;
namespace op = ctnn::primitive;
using symbols::Skip, symbols::X, symbols::Z;

namespace {

template <class A, class B>
inline constexpr bool same = std::is_same_v<A, B>;
template <class Net>
using stages_of = graph<Net, Training>;
template <int In, class... S>
using stages = Graph<list<S...>, In>;

using tanh_z = Call<op::Tanh, Z>;
using relu_z = Call<op::Max, Z, Const<0.0>>;

// An activation is part of the stage before it; Identity is nothing.
static_assert(same<stages_of<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>,
                   stages<1, Stage<0, Affine<1, 13, 0, 1>, tanh_z>, Stage<2, Affine<13, 1, 0, 1>, Z>>>);
static_assert(same<stages_of<Seq<Linear<2, 3, false>, Tanh, Identity, ReLU>>,
                   stages<2, Stage<0, Affine<2, 3, 0, -1>, Call<op::Max, tanh_z, Const<0.0>>>>>);
// Without one before it, it is a stage of its own.
static_assert(same<stages_of<Seq<Input<2, 3>, Tanh, Linear<6, 1>>>,
                   stages<6, Stage<0, Pointwise<6>, Call<op::Tanh, X>>, Stage<1, Affine<6, 1, 0, 1>, Z>>>);

// A network nests, and an empty one is nothing. Leaves are numbered through.
static_assert(same<stages_of<Seq<Seq<Linear<1, 2>>, Seq<>, Seq<Seq<Tanh>, Linear<2, 3>>>>,
                   stages_of<Seq<Linear<1, 2>, Tanh, Linear<2, 3>>>>);
static_assert(same<stages_of<Linear<1, 2>>, stages_of<Seq<Linear<1, 2>>>>);

// Equal layers in one network are equal stages but for the leaf's number.
using Deep = stages_of<Seq<Linear<5, 5>, Tanh, Linear<5, 5>, Tanh, Linear<5, 5>, Tanh>>;
static_assert(same<Deep::stage<0>::formula, Deep::stage<2>::formula> &&
              same<Deep::stage<0>::opening, Deep::stage<1>::opening>);
static_assert(Deep::stage<1>::leaf == 2 && Deep::stage<2>::leaf == 4 && Deep::size == 3);

// A reduction opens a stage, and what follows is part of it.
using Rows = stages_of<Seq<Linear<2, 5>, ReLU, LayerNorm<5>, Tanh, Softmax>>;
static_assert(Rows::size == 3 && same<Rows::stage<0>, Stage<0, Affine<2, 5, 0, 1>, relu_z>>);
static_assert(Rows::pointwise[1] && Rows::pointwise[2] && Rows::stage<1>::leaf == 2 && Rows::stage<2>::leaf == 4);
static_assert(reduces<Rows::stage<1>::formula> && mentions<Rows::stage<1>::formula, symbols::Vector<1>>);
template <class F>
inline constexpr bool is_tanh = false;
template <class A>
inline constexpr bool is_tanh<Call<op::Tanh, A>> = true;
static_assert(is_tanh<Rows::stage<1>::formula> && !is_tanh<Rows::stage<2>::formula> && Rows::width[3] == 5);

// The mode matters where there are buffers: in training the batch's statistics and an update of the buffers, in
// evaluation the buffers.
using Norm = Seq<Linear<2, 5>, BatchNorm1d<5>>;
using InTraining = graph<Norm, Training>::stage<1>;
using InEvaluation = graph<Norm, Evaluation>::stage<1>;
static_assert(reduces<InTraining::formula> && !mentions<InTraining::formula, symbols::Buffer<0>> &&
              length<InTraining::update> == 2);
static_assert(!reduces<InEvaluation::formula> && mentions<InEvaluation::formula, symbols::Buffer<1>> &&
              length<InEvaluation::update> == 0);
static_assert(same<graph<Seq<Linear<1, 2>>, Training>, graph<Seq<Linear<1, 2>>, Evaluation>> && depends_on_mode<Norm> &&
              !depends_on_mode<Seq<Tanh>>);

// A shortcut starts at a finished value and ends in the formula of the stage that is open; what follows applies to the
// sum.
static_assert(
    same<stages_of<Seq<Linear<1, 3>, Residual<Linear<3, 3>, Tanh>, ReLU>>,
         stages<1, Stage<0, Affine<1, 3, 0, 1>, Z>,
                Stage<1, Affine<3, 3, 0, 1>, Call<op::Max, Call<op::Add, tanh_z, Skip<0>>, Const<0.0>>, list<>, 1>>>);
// Two that end at one place; the outer one starts at the input.
static_assert(
    same<stages_of<Residual<Linear<3, 3>, Residual<Linear<3, 3>>>>,
         stages<3, Stage<0, Affine<3, 3, 0, 1>, Z>,
                Stage<1, Affine<3, 3, 0, 1>, Call<op::Add, Call<op::Add, Z, Skip<0>>, Skip<1>>, list<>, 1, 0>>>);
// Around a map the shortcut is the stage's own input.
static_assert(
    same<stages_of<Seq<Linear<1, 3>, Residual<Tanh>>>,
         stages<1, Stage<0, Affine<1, 3, 0, 1>, Z>, Stage<1, Pointwise<3>, Call<op::Add, Call<op::Tanh, X>, X>>>>);

// What the engine reads off a graph.
using Read = stages_of<Seq<Linear<2, 3>, Residual<Linear<3, 3, false>, Residual<Linear<3, 3>>>, Linear<3, 4>>>;
static_assert(Read::size == 4 && Read::in == 2 && Read::out == 4 && Read::width[1] == 3 && !Read::any_pointwise &&
              Read::any_joins);
static_assert(Read::shortcuts(1) == 1 && Read::shortcuts(2) == 1 && Read::shortcuts(0) == 0 && Read::joins[2] == 2);
static_assert(Read::joined[2][0] == 2 && Read::joined[2][1] == 1 && Read::bias[1] == -1 && Read::bias[2] == 1 &&
              Read::leaf[3] == 3);

}  // namespace
