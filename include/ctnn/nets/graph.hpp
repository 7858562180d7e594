// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/stage.hpp>
#include <ctnn/expr/cost.hpp>
#include <ctnn/nets/composition.hpp>
#include <ctnn/nets/layer_formula.hpp>

namespace ctnn::inline CTNN_TARGET {

// From layers to stages. Layers are called with symbols; a contraction, or a reduction of rows or of the batch, opens a
// stage, and what follows lane by lane becomes part of the formula of the stage that is open.

// Stages done, value after value; the open stage, or Done if the current value is finished; how wide the current value
// is (0: not known yet).
struct Done {};
template <class Stages, class Open, int Leaf, int In, int Width>
struct Building {
  using stages = Stages;
  using open = Open;
  static constexpr int leaf = Leaf, in = In, width = Width, value = length<Stages>;
};

namespace detail {

template <class B>
struct finished;
template <class... S, int Leaf, int In, int Width>
struct finished<Building<list<S...>, Done, Leaf, In, Width>> {
  using type = Building<list<S...>, Done, Leaf, In, Width>;
};
template <class... S, class Open, int Leaf, int In, int Width>
struct finished<Building<list<S...>, Open, Leaf, In, Width>> {
  using type = Building<list<S..., Open>, Done, Leaf, In, Width>;
};
template <class B>
using finish = typename finished<B>::type;

template <class X, class W, class B>
struct affine;
template <int W, int Out, int In>
struct affine<symbols::X, symbols::Matrix<W, Out, In>, symbols::NoBias> {
  using type = Affine<In, Out, W, -1>;
};
template <int W, int Out, int In, int B>
struct affine<symbols::X, symbols::Matrix<W, Out, In>, symbols::Vector<B>> {
  using type = Affine<In, Out, W, B>;
};

// The contraction in a layer's formula, if there is one.
template <class L>
struct contraction_in {
  using type = void;
};
template <class X, class W, class B, class... N>
struct contraction_in<list<Contract<X, W, B>, N...>> {
  using type = Contract<X, W, B>;
};
template <class N, class... R>
struct contraction_in<list<N, R...>> : contraction_in<list<R...>> {};

template <class F, class C>
struct opened_by;
template <class F, class X, class W, class B>
struct opened_by<F, Contract<X, W, B>> {
  using opening = typename affine<X, W, B>::type;
  using formula = substitute<F, Contract<X, W, B>, symbols::Z>;
};

// A stage with one more layer's formula after its own.
template <class S, class L>
struct extend;
template <int Leaf, class O, class F, class U, int... J, class L>
struct extend<Stage<Leaf, O, F, U, J...>, L> {
  using type = Stage<Leaf, O, lift<formula_of<L, F, void>>, U, J...>;
};
// ... or with a shortcut from the value From; the stage's own input is value Source.
template <class S, int From, int Source>
struct join;
template <int Leaf, class O, class F, class U, int... J, int From, int Source>
struct join<Stage<Leaf, O, F, U, J...>, From, Source> {
  static_assert(sizeof...(J) < symbols::shortcuts, "too many Residuals end at one place");
  using type = Stage<Leaf, O, Call<primitive::Add, F, symbols::Skip<sizeof...(J)>>, U, J..., From>;
};
template <int Leaf, int Width, class F, class U, int... J, int From>
struct join<Stage<Leaf, Pointwise<Width>, F, U, J...>, From, From> {
  using type = Stage<Leaf, Pointwise<Width>, Call<primitive::Add, F, symbols::X>, U, J...>;
};

template <class L, class Mode>
inline constexpr bool elementwise = !HasParameters<L> && !reduces<lift<formula_of<L, symbols::X, Mode>>>;

template <class B, class Mode, class L>
struct add_layer;

template <class B, class Mode, class... L>
struct add_layers {
  using type = B;
};
template <class B, class Mode, class L, class... R>
struct add_layers<B, Mode, L, R...> : add_layers<typename add_layer<B, Mode, L>::type, Mode, R...> {};

template <class B, class Mode, class... L>
struct add_layer<B, Mode, Seq<L...>> : add_layers<B, Mode, L...> {};
template <class B, class Mode, fixed_string N, class L>
struct add_layer<B, Mode, Named<N, L>> : add_layer<B, Mode, L> {};
template <class B, class Mode, int... E>
struct add_layer<B, Mode, Input<E...>> {
  using type = Building<list<>, Done, 0, (E * ...), (E * ...)>;
};

// The width that a leaf layer works with.
template <class L, int Width>
inline constexpr int entered_width = Width;
template <FixesShape L, int Width>
inline constexpr int entered_width<L, Width> = L::in_features;
template <class L, int Width>
inline constexpr int width_after = Width;
template <FixesShape L, int Width>
inline constexpr int width_after<L, Width> = L::out_features;

// Lane by lane: part of the open stage, or a map where none is open.
template <class B, class L, int Width>
struct add_elementwise {
  using type = Building<typename B::stages, typename extend<typename B::open, L>::type, B::leaf + 1, B::in, Width>;
};
template <class Stages, int Leaf, int In, int Current, class L, int Width>
struct add_elementwise<Building<Stages, Done, Leaf, In, Current>, L, Width> {
  using type = Building<Stages, Stage<Leaf, Pointwise<Width>, lift<formula_of<L, symbols::X, void>>>, Leaf + 1,
                        In == 0 ? Width : In, Width>;
};

// Anything else opens a stage.
template <class F, class U, int Leaf, int Width, class C>
struct open_stage {
  using type = Stage<Leaf, typename opened_by<F, C>::opening, typename opened_by<F, C>::formula, U>;
};
template <class F, class U, int Leaf, int Width>
struct open_stage<F, U, Leaf, Width, void> {
  using type = Stage<Leaf, Pointwise<Width>, F, U>;
};
template <class N>
struct contraction_among;
template <class... N>
struct contraction_among<list<N...>> : contraction_in<list<N...>> {};

template <class B, class Mode, class L, int Width>
struct add_stage {
  using formula = lift<formula_of<L, symbols::X, Mode>>;
  using stage = typename open_stage<formula, typename buffer_updates<L, Mode>::type, B::leaf, Width,
                                    typename contraction_among<all_nodes<formula>>::type>::type;
  using type =
      Building<typename finish<B>::stages, stage, B::leaf + 1, B::in == 0 ? Width : B::in, width_after<L, Width>>;
};

template <bool Elementwise, class B, class Mode, class L, int Width>
struct add_leaf : add_elementwise<B, L, Width> {};
template <class B, class Mode, class L, int Width>
struct add_leaf<false, B, Mode, L, Width> : add_stage<B, Mode, L, Width> {};

template <class B, class Mode, class L>
struct add_layer : add_leaf<elementwise<L, Mode>, B, Mode, L, entered_width<L, B::width>> {};

// A shortcut starts at a finished value and ends in the formula of the stage that is open behind the inner layers.
template <class B, int From>
struct close_residual {
  using type =
      Building<typename B::stages, typename join<typename B::open, From, B::value>::type, B::leaf, B::in, B::width>;
};
template <class Stages, int Leaf, int First, int Width, int From>
struct close_residual<Building<Stages, Done, Leaf, First, Width>, From> {
  // nothing is open: the shortcut gets a stage of its own
  using type = Building<Stages, typename join<Stage<Leaf, Pointwise<Width>, symbols::X>, From, length<Stages>>::type,
                        Leaf, First, Width>;
};
template <class B, class Mode, class... L>
struct add_layer<B, Mode, Residual<L...>> {
  using start = finish<B>;
  using type = typename close_residual<typename add_layers<start, Mode, L...>::type, start::value>::type;
};

}  // namespace detail

template <class Stages, int In>
struct Graph;
// The stages of a network, one after the other, and the widths of the values between them.
template <class... S, int In>
struct Graph<list<S...>, In> {
  using stages = leaf_pack<type_leaf<S>...>;
  static constexpr int size = sizeof...(S), in = In;
  static constexpr int width[size + 1] = {In, S::out...};
  static constexpr int out = width[size];
  static constexpr bool pointwise[size + 1] = {!S::contracts..., false}, any_pointwise = (!S::contracts || ...),
                                         any_joins = ((S::joins > 0) || ...);
  static constexpr int cost[size + 1] = {lane_cost<typename S::formula>..., 0};
  static constexpr int leaf[size + 1] = {S::leaf..., -1};
  static constexpr int weight[size + 1] = {S::opening::weight..., -1}, bias[size + 1] = {S::opening::bias..., -1};
  static constexpr int joins[size + 1] = {S::joins..., 0};
  static constexpr const int* joined[size + 1] = {S::joined..., nullptr};
  template <int K>
  using stage = type_at<K, stages>;

  // How many shortcuts start at a value.
  static constexpr int shortcuts(int value) {
    int n = 0;
    for (int m = 0; m < size; ++m)
      for (int j = 0; j < joins[m]; ++j) n += joined[m][j] == value;
    return n;
  }
};

namespace detail {

template <class Net, class Mode, bool Composes = composes<Net>>
struct graph_of {
  using done = finish<typename add_layer<Building<list<>, Done, 0, 0, 0>, Mode, Net>::type>;
  using type = Graph<typename done::stages, done::in>;
};
template <class Net, class Mode>
struct graph_of<Net, Mode, false> {
  using type = FaultyGraph<walked<Net>.in, walked<Net>.width>;
};

}  // namespace detail

// The graph of a network in training or in evaluation; where the mode makes no difference it is one and the same type.
template <class Net, class Mode>
using graph = typename detail::graph_of<Net, std::conditional_t<depends_on_mode<Net>, Mode, Evaluation>>::type;

}  // namespace ctnn::inline CTNN_TARGET
