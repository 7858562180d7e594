// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/execute.hpp>
#include <ctnn/model/initialize.hpp>
#include <ctnn/model/loss_formula.hpp>
#include <ctnn/model/shapes.hpp>
#include <ctnn/nets/misfit.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

// The words of errors: a network that behaves differently in training and in evaluation has to be told.
template <class Net>
struct network_depends_on_the_mode_write_model_eval;
// And a number of samples that only run time knows makes no Tensor.
template <class Expects>
struct pass_a_view_for_the_result_of_a_run_time_number_of_samples;

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

template <class Net, class T = float>
class EvaluationView;

// A gradient: one number for every parameter of the network, reached like a model. May live anywhere.
template <class Net, class T = float>
struct Gradient : internals::NetValues<Net, T, false> {
  // All zeros, padding included.
  constexpr void clear() {
    constexpr const auto& table = Gradient::parameter_table;
    T* p[table.count + 1];
    this->parameters(p);
    for (int k = 0; k < table.count; ++k)
      for (int i = 0; i < table.rows[k].stored; ++i) p[k][i] = 0;
  }
};

// The values of a network: its parameters and buffers, and nothing else. Trivially copyable. Model<Net> model{} is all
// zeros, running variances included; Model<Net> model{rng} starts as torch does.
//
// model(x): B x In -> B x Out, or one sample without a batch dimension. Where the number of samples is known at run
// time only, the result goes to a view: model(TensorView<const T, dynamic, In>{p, n}, TensorView<T, dynamic, Out>{q,
// n}). A last argument lends scratch memory (Workspace) to networks too big for the stack.
//
// By itself a model means training. Where that makes a difference (BatchNorm1d), everything that only evaluates asks
// for model.eval().
template <class Net, class T = float>
struct Model : internals::NetValues<Net, T, true> {
  static_assert(sizeof(internals::CheckComposition<Net>) > 0);

  constexpr Model() = default;
  constexpr explicit Model(Generator& rng) { internals::initialize<Net, T>(*this, rng); }

  // The same values in evaluation mode: a view, for as long as the model lives.
  constexpr EvaluationView<Net, T> eval() const { return EvaluationView<Net, T>(*this); }

  template <internals::TensorLike X, class... More>
  constexpr auto operator()(const X& x, More&&... more) const {
    static_assert(sizeof(internals::check<!internals::depends_on_mode<Net>,
                                          internals::network_depends_on_the_mode_write_model_eval<Net>>) > 0);
    return eval()(x, more...);
  }
};

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::model {

template <class Net, class T>
using evaluation_values = const NetValues<Net, T, true>;

template <class Net, class X>
using input_batch = batch_of<decltype(const_view(std::declval<const X&>())), typename input_extents<Net>::type>;

// A network that begins with a table takes the numbers of its rows, so many: as integers, or as whole numbers of its
// own type. 0: another one.
template <class L>
struct first_layer {
  static constexpr int make_index_count() {
    if constexpr (requires { L::indices_below; }) return L::indices_below;
    else return 0;
  }
  static constexpr int index_count = make_index_count();
};
template <fixed_string N, class L>
struct first_layer<Named<N, L>> : first_layer<L> {};
template <class L, class... R>
struct first_layer<Seq<L, R...>> : first_layer<L> {};
template <plan::OnlyReshapes L, class... R>
struct first_layer<Seq<L, R...>> : first_layer<Seq<R...>> {};
template <class... L>
struct first_layer<Residual<L...>> : first_layer<Seq<L...>> {};
// Of several branches: what is a row of all their tables.
template <class Layers>
struct first_layers;
template <class... L>
struct first_layers<list<L...>> {
  static constexpr int make_index_count() {
    int least = 0;
    for (const int count : {first_layer<L>::index_count...})
      if (count > 0 && (least == 0 || count < least)) least = count;
    return least;
  }
  static constexpr int index_count = make_index_count();
};
template <class B>
requires(!std::is_void_v<typename nets::formula_of_branches<B>::type>) struct first_layer<B>
    : first_layers<typename container<B>::layers> {
};
template <int... E, class... L>
struct first_layer<Seq<Input<E...>, L...>> : first_layer<Seq<L...>> {};
template <class Net>
inline constexpr int index_count = first_layer<Net>::index_count;
template <class X>
constexpr bool is_index(X x, int count) {
  if constexpr (std::is_integral_v<X>)  // (a negative number becomes a huge one)
    return static_cast<unsigned long long>(x) < static_cast<unsigned long long>(count);
  else return x >= 0 && x < static_cast<X>(count) && static_cast<X>(static_cast<int>(x)) == x;
}
template <class Net, class X>
constexpr void check_indices([[maybe_unused]] const X* x, [[maybe_unused]] int samples, [[maybe_unused]] int steps) {
  constexpr int count = index_count<Net>;
  if constexpr (count > 0) {
    int each = stages_of<Net, Evaluation>::in;
    if constexpr (grows<Net>) each = stages_of<Net, Evaluation>::in_shape.at(steps).units();
    for (int s = 0; s < samples; ++s)
      for (int k = 0; k < each; ++k, ++x)
        if (!is_index(*x, count))
          fail<index_error>("input: ", *x, ", number ", k, " of sample ", s, ", is none of the whole numbers 0 to ",
                            count - 1);
  }
}

// Is X what the network takes?
template <class Net, class T, class X>
struct InputFacts {
  using network = Net;
  using Batch = input_batch<Net, X>;
  static constexpr bool same_type = std::is_same_v<typename Batch::element, T> ||
                                    (index_count<Net> > 0 && std::is_integral_v<typename Batch::element>),
                        ok = Batch::fits && same_type && composes<Net>;
};
// A network whose number of steps is the tensor's is another one for each number that is a constant.
template <int... E, class... L, class T, class X>
requires(grows<Seq<Input<E...>, L...>>&& composes<Seq<Input<E...>, L...>>&&
             network_of_steps<Seq<Input<E...>, L...>, decltype(const_view(std::declval<const X&>()))>::steps !=
         dynamic) struct InputFacts<Seq<Input<E...>, L...>, T, X>
    : InputFacts<
          typename network_of_steps<Seq<Input<E...>, L...>, decltype(const_view(std::declval<const X&>()))>::type, T,
          X> {
};
// If not, it is said in words: once for each X, as a class is instantiated once. (A network that is wrong itself has
// said so already.)
template <class Net, class T, class X>
struct CheckInput {
  using Facts = InputFacts<Net, T, X>;
  using network = typename Facts::network;
  static_assert(sizeof(CheckComposition<network>) > 0);
  static_assert(sizeof(check < Facts::Batch::fits || !composes<network>,
                       input_does_not_fit < typename Facts::Batch::received,
                       typename expected_batch<dynamic, typename input_extents<network>::type>::type >>) > 0);
  static_assert(sizeof(check < Facts::same_type || !Facts::Batch::fits || !composes<network>,
                       input_is_of_another_type_than_the_model < elements_of_type<typename Facts::Batch::element>,
                       elements_of_type < T >>>) > 0);
};

// The number of samples of several views: a constant where one of them knows it.
constexpr int known_samples(int a, int b) { return a == dynamic ? b : a; }
constexpr void same_samples(int expected, int came, const char* what) {
  if (expected != came) fail<shape_error>(what, ": expected ", expected, " samples, as the input has, and came ", came);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

template <class Net, class T>
class EvaluationView {
 public:
  using network = Net;
  using element = T;
  constexpr explicit EvaluationView(const Model<Net, T>& m) : model(m) {}
  constexpr const Model<Net, T>& values() const { return model; }
  constexpr EvaluationView eval() const { return *this; }

  template <internals::TensorLike X>
  constexpr auto operator()(const X& x) const {
    internals::StackScratch stack;
    return result(x, stack);
  }
  template <internals::TensorLike X, class W>
  requires(!internals::TensorLike<W>) constexpr auto operator()(const X& x, W& space) const { return result(x, space); }
  template <internals::TensorLike X, class U, int... E>
  constexpr void operator()(const X& x, TensorView<U, E...> y) const {
    internals::StackScratch stack;
    into(x, y, stack);
  }
  template <internals::TensorLike X, class U, int... E, class W>
  constexpr void operator()(const X& x, TensorView<U, E...> y, W& space) const {
    into(x, y, space);
  }

 private:
  const Model<Net, T>& model;

  template <class Network, int N, class Scratch, class X>
  constexpr void run(internals::Counts count, const X* x, T* y, Scratch& space) const {
    internals::check_indices<Network>(x, count.samples, count.steps);
    internals::execute<internals::stages_of<Network, Evaluation>, internals::NoLoss, internals::Goal::output, N,
                       internals::NoRule, internals::evaluation_values<Net, T>, void, Scratch, T, T>(
        model, nullptr, space, nullptr, count, x, nullptr, y, internals::NoRuleValues{});
  }
  template <class X, class Scratch>
  constexpr auto result(const X& x, Scratch& space) const {
    static_assert(sizeof(internals::CheckInput<Net, T, X>) > 0);
    using Input = internals::InputFacts<Net, T, X>;
    using Batch = typename Input::Batch;
    using Network = typename Input::network;
    using Out = internals::output_extents<Network>;
    constexpr bool known = Batch::samples != dynamic && !internals::any_dynamic<Out>;
    static_assert(sizeof(internals::check < known || !Input::ok,
                         internals::pass_a_view_for_the_result_of_a_run_time_number_of_samples <
                             typename internals::expected_batch<dynamic, Out>::type >>) > 0);
    typename internals::result_tensor<T, Batch::single, known ? Batch::samples : 1,
                                      std::conditional_t<known, Out, internals::extents<1>>>::type y;
    if constexpr (Input::ok && known) {
      const auto view = internals::const_view(x);
      int steps = 0;
      if constexpr (internals::grows<Network>) {
        static_assert(sizeof(internals::check<internals::has_room<Scratch>, internals::no_room_for_steps<Network>>) >
                      0);
        steps = internals::checked_steps<Network, Scratch, Batch::single>(view);
      }
      run<Network, Batch::samples>({Batch::samples, steps}, view.data(), y.data(), space);
    }
    return y;
  }
  template <class X, class U, int... E, class Scratch>
  constexpr void into(const X& x, TensorView<U, E...> y, Scratch& space) const {
    static_assert(sizeof(internals::CheckInput<Net, T, X>) > 0);
    using Input = internals::InputFacts<Net, T, X>;
    using Batch = typename Input::Batch;
    using Network = typename Input::network;
    using Out = internals::batch_of<TensorView<U, E...>, internals::output_extents<Network>>;
    static_assert(
        sizeof(internals::check < Out::fits || !Input::ok, internals::output_does_not_fit < typename Out::received,
               typename internals::expected_batch<Batch::samples, internals::output_extents<Network>>::type >>) > 0);
    if constexpr (Input::ok && Out::fits) {
      const auto view = internals::const_view(x);
      const int samples = internals::count_samples<Batch::single>(view);
      internals::same_samples(samples, internals::count_samples<Out::single>(y), "the result's view");
      int steps = 0;
      if constexpr (internals::grows<Network>) {
        static_assert(sizeof(internals::check<internals::has_room<Scratch>, internals::no_room_for_steps<Network>>) >
                      0);
        steps = internals::checked_steps<Network, Scratch, Batch::single>(view);
        internals::same_steps<internals::stages_of<Network, Evaluation>::out_shape, Out::single>(steps, y,
                                                                                                 "the result's view");
      }
      run<Network, internals::known_samples(Batch::samples, Out::samples)>({samples, steps}, view.data(), y.data(),
                                                                           space);
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::model {

template <class M>
inline constexpr bool is_evaluation_view = false;
template <class Net, class T>
inline constexpr bool is_evaluation_view<EvaluationView<Net, T>> = true;

}  // namespace ctnn::inline CTNN_TARGET::internals::model
