// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/whole_loss.hpp>
#include <ctnn/model/workspace.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

template <class Net>
struct cannot_train_in_evaluation_mode_pass_the_model_itself;
template <class Net>
struct training_changes_the_buffers_of_this_network_pass_a_model_that_is_not_const;
template <class Receives>
struct class_targets_are_integers;

// A loss and a gradient of the parameters: auto [loss, grad] = value_and_grad(...).
template <class Net, class T>
struct ValueAndGrad {
  T loss;
  Gradient<Net, T> grad;
};

// Class numbers: one a sample, or one for each of its steps or pixels, which have the classes as features or channels.
template <class Net, bool IsShaped = is_shaped<stages_of<Net, Evaluation>>>
struct class_extents {
  using type = extents<>;
};
template <class Net>
struct class_extents<Net, true> {
  static constexpr lower::SampleShape out = stages_of<Net, Evaluation>::out_shape;
  using type = typename extents_of_shape<out.without(out.channels())>::type;
};
template <class Net, bool Classes>
struct target_extents {
  using type = output_extents<Net>;
};
template <class Net>
struct target_extents<Net, true> : class_extents<Net> {};

// The targets of a loss: values like the network's result, or class numbers. Of one sample, a batch of one.
template <class Net, class T, class L, class X, class Y>
struct DataFacts {
  using Input = InputFacts<Net, T, X>;
  using network = typename Input::network;
  using View = decltype(const_view(std::declval<const Y&>()));
  using In = typename Input::Batch;
  static constexpr bool classes = has_class_targets<L>;
  using Shape = typename target_extents<network, classes>::type;
  using Targets = batch_of<View, Shape>;
  static constexpr int samples = known_samples(In::samples, Targets::samples);
  static constexpr bool targets_fit =
      Targets::fits && (!classes || std::is_integral_v<typename View::value_type>)&&(
                           In::samples == dynamic || Targets::samples == dynamic || In::samples == Targets::samples);
  static constexpr bool same_type = classes || std::is_same_v<typename View::value_type, T>;
  static constexpr bool ok = Input::ok && targets_fit && same_type && loss_is_scalar<L> && derives_through<Net, L>;
};
// What does not fit is said in words, once.
template <class Net, class T, class L, class X, class Y>
struct CheckData : CheckInput<Net, T, X>, CheckLoss<L>, CheckDerivatives<Net, L> {
  using Facts = DataFacts<Net, T, L, X, Y>;
  using network = typename Facts::network;
  static constexpr bool input_ok = Facts::Input::ok;
  // (One sample's targets have no batch, but the class of one is a batch of one.)
  using batch = typename expected_batch<Facts::In::samples, typename Facts::Shape>::type;
  using expected =
      typename std::conditional_t<Facts::In::single && !std::is_same_v<typename Facts::Shape, extents<>>,
                                  expected_single_of<typename Facts::Shape>, std::type_identity<batch>>::type;
  using target = typename Facts::View::value_type;
  static constexpr bool classes_ok = !input_ok || !Facts::classes || std::is_integral_v<target>;
  static_assert(sizeof(check<classes_ok, class_targets_are_integers<elements_of_type<target>>>) > 0);
  static_assert(sizeof(check < Facts::targets_fit || !classes_ok || !input_ok,
                       targets_do_not_fit < typename Facts::Targets::received, expected >>) > 0);
  static_assert(sizeof(check < Facts::same_type || !Facts::targets_fit || !input_ok,
                       targets_are_of_another_type_than_the_model < elements_of_type<typename Facts::View::value_type>,
                       elements_of_type < T >>>) > 0);
};

template <class G>
constexpr int class_count() {
  if constexpr (is_shaped<G>) return G::out_shape[G::out_shape.channels()];
  else return G::out;
}
template <class G, class C>
constexpr void check_classes(const C* classes, int samples, [[maybe_unused]] int steps) {
  constexpr int count = class_count<G>();
  int each = G::out / count;  // choices of a class in a sample
  if constexpr (is_shaped<G>)
    if constexpr (G::grows) each = G::out_shape.at(steps).units() / count;
  for (int s = 0; s < samples; ++s)
    for (int k = 0; k < each; ++k, ++classes) {
      // (a negative number becomes a huge one)
      if (static_cast<unsigned long long>(*classes) < static_cast<unsigned long long>(count)) continue;
      if (each == 1)
        fail<index_error>("targets: class ", *classes, " of sample ", s, " is out of range, expected 0 to ", count - 1);
      fail<index_error>("targets: class ", *classes, ", number ", k, " of sample ", s,
                        ", is out of range, expected 0 to ", count - 1);
    }
}
template <class L>
constexpr int least_batch_of() {
  if constexpr (requires { L::least_batch; }) return L::least_batch;
  else return 0;
}
template <class... L>
constexpr int least_batch(list<L...>) {
  int least = 0;
  ((least = least_batch_of<L>() > least ? least_batch_of<L>() : least), ...);
  return least;
}

// Where each sample has many values of what is normalised, less of them are enough.
template <class Net>
constexpr int least_samples() {
  if constexpr (is_shaped<stages_of<Net, Training>>) return walked<Net>.least_batch;
  else return least_batch(leaves<Net>{});
}

// The network that is run: that of the data, of so many steps, but where a gradient of a part is wanted, that part.
template <class Net, class OfData, class Gradients>
struct learning {
  using type = OfData;
};
template <class Net, class OfData, class Part, class T>
requires(!std::is_same_v<Net, Part>) struct learning<Net, OfData, Gradient<Part, T>> {
  using type = Part;
};

// What the functions of this file have in common: check what came, then run.
template <Goal goal, class Mode, class Net, class T, class Rule = NoRule, class Values, class L, class X, class Y,
          class Gradients, class Scratch, class With = NoRuleValues>
constexpr T run_loss(const L& loss, Values& values, const X& x, const Y& t, Gradients* gradients, T* out,
                     Scratch& space, const With& with = {}) {
  using Checked = DataFacts<Net, T, L, X, Y>;
  using Network = typename Checked::network;
  using G = stages_for<typename learning<Net, Network, Gradients>::type, Mode, L>;
  if constexpr (!Checked::ok) return T();
  else {
    const auto input = const_view(x);
    const auto targets = const_view(t);
    const int samples = count_samples<Checked::In::single>(input);
    same_samples(samples, count_samples<Checked::Targets::single>(targets), "the targets");
    int steps = 0;
    if constexpr (grows<Network>) {
      static_assert(sizeof(check<has_room<Scratch>, no_room_for_steps<Network>>) > 0);
      steps = checked_steps<Network, Scratch, Checked::In::single>(input);
      same_steps<target_shape<G, loss_formula<L>>(), Checked::Targets::single>(steps, targets, "the targets");
    }
    if constexpr (requires { loss.check(); }) loss.check();
    check_indices<Network>(input.data(), samples, steps);
    if constexpr (Checked::classes) check_classes<G>(targets.data(), samples, steps);
    if constexpr (std::is_same_v<Mode, Training> && least_samples<Network>() > 0) {
      int least = least_samples<Network>();
      if constexpr (grows<Network>) least = walked<Network>.least_batch_of(steps);
      if (samples < least)
        fail<value_error>("a layer that normalises over the batch cannot train on ", samples,
                          " samples: expected at least ", least);
    }
    if constexpr (goal == Goal::gradient)
      if (samples == 0) gradients->clear();  // no block will store one
    const auto uniforms = loss_uniforms<T>(loss);
    return execute<G, loss_formula<L>, goal, Checked::samples, Rule>(
        values, gradients, space, uniforms.data, {samples, steps}, input.data(), targets.data(), out, with);
  }
}

template <class Net, class T>
constexpr auto& training_values(Model<Net, T>& m) {
  if constexpr (depends_on_mode<Net>) return static_cast<NetValues<Net, T, true>&>(m);
  else return static_cast<const NetValues<Net, T, true>&>(m);
}
template <class Net, class T>
constexpr auto& training_values(const Model<Net, T>& m) {
  static_assert(sizeof(check<!depends_on_mode<Net>,
                             training_changes_the_buffers_of_this_network_pass_a_model_that_is_not_const<Net>>) > 0);
  return static_cast<const NetValues<Net, T, true>&>(m);
}

template <class Net, class T>
constexpr const NetValues<Net, T, true>& evaluation_values_of(EvaluationView<Net, T> m) {
  return m.values();
}
template <class Net, class T>
constexpr const NetValues<Net, T, true>& evaluation_values_of(const Model<Net, T>& m) {
  static_assert(sizeof(check<!depends_on_mode<Net>, network_depends_on_the_mode_write_model_eval<Net>>) > 0);
  return m;
}

// A model that may be trained, and one that may be evaluated.
template <class M>
concept Trainable = requires(M& m) {
  []<class Net, class T>(const Model<Net, T>&) {}(m);
};
template <class M>
concept Evaluable = Trainable<M> || is_evaluation_view<std::remove_const_t<M>>;

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

// The loss alone: no gradient, and nothing is kept for one. x is B x In, t what the loss compares with.
template <class L, internals::Evaluable M, internals::TensorLike X, internals::TensorLike Y,
          class Scratch = internals::StackScratch>
constexpr auto evaluate(const L& loss, const M& model, const X& x, const Y& t, Scratch&& space = {}) {
  using Net = typename M::network;
  using T = typename M::element;
  static_assert(sizeof(internals::CheckData<Net, T, L, X, Y>) > 0);
  return internals::run_loss<internals::Goal::loss, Evaluation, Net, T>(
      loss, internals::evaluation_values_of(model), x, t, static_cast<void*>(nullptr), static_cast<T*>(nullptr), space);
}

// The loss, and its gradient with respect to every parameter, into what the caller owns. In one fused forward and
// backward; a layer with running statistics updates them, as torch's forward in training mode does.
template <class L, class M, internals::TensorLike X, internals::TensorLike Y, class Net, class T,
          class Scratch = internals::StackScratch>
requires(!std::is_same_v<std::remove_cvref_t<Scratch>, Generator>) constexpr T
    value_and_grad(const L& loss, M&& model, const X& x, const Y& t, Gradient<Net, T>& grad, Scratch&& space = {}) {
  constexpr bool trains = !internals::is_evaluation_view<std::remove_cvref_t<M>>;
  static_assert(
      sizeof(internals::check<trains, internals::cannot_train_in_evaluation_mode_pass_the_model_itself<Net>>) > 0);
  static_assert(sizeof(internals::check<!internals::draws_noise<Net>,
                                        internals::network_draws_random_numbers_pass_a_Generator_last<Net>>) > 0);
  static_assert(sizeof(internals::CheckData<Net, T, L, X, Y>) > 0);
  if constexpr (!trains || internals::draws_noise<Net>) return T();
  else {
    return internals::run_loss<internals::Goal::gradient, Training, Net, T>(loss, internals::training_values(model), x,
                                                                            t, &grad, static_cast<T*>(nullptr), space);
  }
}
// Where the network draws random numbers, from a generator.
template <class L, class Net, class T, internals::TensorLike X, internals::TensorLike Y, class Scratch>
constexpr T value_and_grad(const L& loss, Model<Net, T>& model, const X& x, const Y& t, Gradient<Net, T>& grad,
                           Scratch&& space, Generator& rng) {
  static_assert(sizeof(internals::CheckData<Net, T, L, X, Y>) > 0);
  return internals::run_loss<internals::Goal::gradient, Training, Net, T>(
      loss, static_cast<internals::NetValues<Net, T, true>&>(model), x, t, &grad, static_cast<T*>(nullptr), space,
      internals::NoiseSource{&rng});
}
template <class L, class Net, class T, internals::TensorLike X, internals::TensorLike Y>
constexpr T value_and_grad(const L& loss, Model<Net, T>& model, const X& x, const Y& t, Gradient<Net, T>& grad,
                           Generator& rng) {
  return value_and_grad(loss, model, x, t, grad, internals::StackScratch{}, rng);
}
template <class L, class Net, class T, internals::TensorLike X, internals::TensorLike Y>
constexpr auto value_and_grad(const L& loss, Model<Net, T>& model, const X& x, const Y& t, Generator& rng) {
  internals::ValueAndGrad<Net, T> result;
  result.loss = value_and_grad(loss, model, x, t, result.grad, internals::StackScratch{}, rng);
  return result;
}
template <class L, class M, internals::TensorLike X, internals::TensorLike Y>
constexpr auto value_and_grad(const L& loss, M&& model, const X& x, const Y& t) {
  using Net = typename std::remove_cvref_t<M>::network;
  using T = typename std::remove_cvref_t<M>::element;
  static_assert(sizeof(internals::CheckData<Net, T, L, X, Y>) > 0);
  internals::ValueAndGrad<Net, T> result;
  result.loss = value_and_grad(loss, model, x, t, result.grad);
  return result;
}

// The gradient of the loss with respect to the input: in the input's shape, or, as for a number of samples that only
// run time knows, written to a view of that shape.
template <class L, internals::Evaluable M, internals::TensorLike X, internals::TensorLike Y, class U, int... E,
          class Scratch = internals::StackScratch>
constexpr void input_gradient(const L& loss, const M& model, const X& x, const Y& t, TensorView<U, E...> dx,
                              Scratch&& space = {}) {
  using Net = typename M::network;
  using T = typename M::element;
  static_assert(sizeof(internals::CheckData<Net, T, L, X, Y>) > 0);
  using Checked = internals::InputFacts<Net, T, X>;
  using Batch = typename Checked::Batch;
  using Shape = typename internals::input_extents<typename Checked::network>::type;
  using Out = internals::batch_of<TensorView<U, E...>, Shape>;
  static_assert(sizeof(internals::check < Out::fits || !Checked::ok,
                       internals::output_does_not_fit < typename Out::received,
                       typename internals::expected_batch<Batch::samples, Shape>::type >>) > 0);
  if constexpr (Checked::ok && Out::fits) {
    internals::same_samples(internals::count_samples<Batch::single>(internals::const_view(x)),
                            internals::count_samples<Out::single>(dx), "the gradient's view");
    if constexpr (internals::grows<typename Checked::network>) {
      constexpr auto shape = internals::stages_of<typename Checked::network, Evaluation>::in_shape;
      internals::same_steps<shape, Out::single>(internals::steps_of<shape, Batch::single>(internals::const_view(x)), dx,
                                                "the gradient's view");
    }
    internals::run_loss<internals::Goal::input_gradient, Evaluation, Net, T>(
        loss, internals::evaluation_values_of(model), x, t, static_cast<void*>(nullptr), dx.data(), space);
  }
}
template <class L, internals::Evaluable M, internals::TensorLike X, internals::TensorLike Y,
          class Scratch = internals::StackScratch>
requires(!internals::TensorLike<std::remove_cvref_t<Scratch>>) constexpr auto input_gradient(const L& loss,
                                                                                             const M& model, const X& x,
                                                                                             const Y& t,
                                                                                             Scratch&& space = {}) {
  using Net = typename M::network;
  using T = typename M::element;
  static_assert(sizeof(internals::CheckData<Net, T, L, X, Y>) > 0);
  using Checked = internals::InputFacts<Net, T, X>;
  using Batch = typename Checked::Batch;
  using Shape = typename internals::input_extents<typename Checked::network>::type;
  static_assert(Batch::samples != dynamic && !internals::any_dynamic<Shape>,
                "input_gradient of a run-time number of samples wants a view to write to, after the targets");
  typename internals::result_tensor<T, Batch::single, Batch::samples, Shape>::type dx;
  internals::run_loss<internals::Goal::input_gradient, Evaluation, Net, T>(
      loss, internals::evaluation_values_of(model), x, t, static_cast<void*>(nullptr), dx.data(), space);
  return dx;
}

}  // namespace ctnn::inline CTNN_TARGET
