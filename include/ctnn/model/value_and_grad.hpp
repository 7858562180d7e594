// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/workspace.hpp>

namespace ctnn::inline CTNN_TARGET {

template <class Net>
struct cannot_train_in_evaluation_mode_pass_the_model_itself;
template <class Net>
struct training_changes_the_buffers_of_this_network_pass_a_model_that_is_not_const;

// A loss and a gradient of the parameters: auto [loss, grad] = value_and_grad(...).
template <class Net, class T>
struct ValueAndGrad {
  T loss;
  Gradient<Net, T> grad;
};

namespace detail {

template <class L, class View>
struct class_batch {
  static constexpr bool fits = false, single = false;
  static constexpr int samples = 0;
};
template <class L, class I, int N>
  requires std::is_integral_v<I>
struct class_batch<L, TensorView<I, N>> {
  static constexpr bool fits = true, single = false;
  static constexpr int samples = N;
};

// The targets of a loss: values like the network's result, or class numbers. Of one sample, a batch of one.
template <class Net, class L, class X, class Y>
struct Targets {
  using View = decltype(const_view(std::declval<const Y&>()));
  using Batch = std::conditional_t<has_class_targets<L>, class_batch<L, View>, batch_of<View, output_extents<Net>>>;
  using Input = input_batch<Net, X>;
  static constexpr int samples = known_samples(Input::samples, Batch::samples);
  static constexpr bool fits =
      Batch::fits && (Input::samples == dynamic || Batch::samples == dynamic || Input::samples == Batch::samples);
  using expected = std::conditional_t<has_class_targets<L>, extents<Input::samples>,
                                      typename with_batch<Input::single, Input::samples, output_extents<Net>>::type>;
};

template <class C>
constexpr void check_classes(const C* classes, int samples, int count) {
  for (int s = 0; s < samples; ++s)
    if (static_cast<unsigned long long>(classes[s]) >= static_cast<unsigned long long>(count))   // a negative number becomes a huge one
      fail<index_error>("targets: class ", classes[s], " of sample ", s, " is out of range, expected 0 to ", count - 1);
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

// What the functions of this file have in common: check what came, then run.
template <Goal goal, class Mode, class Net, class T, class Values, class L, class X, class Y, class Gradients, class Scratch>
constexpr T run_loss(const L& loss, Values& values, const X& x, const Y& t, Gradients* gradients, T* out, Scratch& space) {
  using Check = Targets<Net, L, X, Y>;
  using G = graph<Net, Mode>;
  const auto input = checked_input<Net, T>(x);
  if constexpr (!Check::Input::fits) return T();
  else if constexpr (!Check::fits) return targets_do_not_fit<typename extents_of<typename Check::View>::type, typename Check::expected>::ok;
  else {
    const auto targets = const_view(t);
    const int samples = count_samples<Check::Input::single>(input);
    same_samples(samples, count_samples<Check::Batch::single>(targets), "the targets");
    if constexpr (has_class_targets<L>) check_classes(targets.data(), samples, G::out);
    else static_assert(std::is_same_v<typename Check::Batch::element, T>, "the targets' element type is not the model's");
    if constexpr (std::is_same_v<Mode, Training> && least_batch(leaves<Net>{}) > 0)
      if (samples < least_batch(leaves<Net>{}))
        fail<value_error>("a layer that normalises over the batch cannot train on ", samples, " samples: expected at least ",
                          least_batch(leaves<Net>{}));
    if constexpr (goal == Goal::gradient)
      if (samples == 0) gradients->clear();   // no block will store one
    const auto uniforms = loss_uniforms<T>(loss);
    return execute<G, loss_formula<L>, goal, Check::samples>(values, gradients, space, uniforms.data, samples, input.data(), targets.data(),
                                                             out);
  }
}

template <class Net, class T>
constexpr auto& training_values(Model<Net, T>& m) {
  if constexpr (depends_on_mode<Net>) return static_cast<NetValues<Net, T, true>&>(m);
  else return static_cast<const NetValues<Net, T, true>&>(m);
}
template <class Net, class T>
constexpr auto& training_values(const Model<Net, T>& m) {
  if constexpr (depends_on_mode<Net>) return training_changes_the_buffers_of_this_network_pass_a_model_that_is_not_const<Net>::ok;
  else return static_cast<const NetValues<Net, T, true>&>(m);
}

template <class Net, class T>
constexpr const NetValues<Net, T, true>& evaluation_values_of(EvaluationView<Net, T> m) {
  return m.values();
}
template <class Net, class T>
constexpr const NetValues<Net, T, true>& evaluation_values_of(const Model<Net, T>& m) {
  if constexpr (depends_on_mode<Net>) return network_depends_on_the_mode_write_model_eval<Net>::ok;
  else return m;
}

}  // namespace detail

// A model that may be trained, and one that may be evaluated.
template <class M>
concept Trainable = requires(M& m) { []<class Net, class T>(const Model<Net, T>&) {}(m); };
template <class M>
concept Evaluable = Trainable<M> || is_evaluation_view<std::remove_const_t<M>>;

// The loss alone: no gradient, and nothing is kept for one. x is B x In, t what the loss compares with.
template <class L, Evaluable M, TensorLike X, TensorLike Y, class Scratch = StackScratch>
constexpr auto evaluate(const L& loss, const M& model, const X& x, const Y& t, Scratch&& space = {}) {
  using Net = typename M::network;
  using T = typename M::element;
  return detail::run_loss<Goal::loss, Evaluation, Net, T>(loss, detail::evaluation_values_of(model), x, t, static_cast<void*>(nullptr),
                                                          static_cast<T*>(nullptr), space);
}

// The loss, and its gradient with respect to every parameter, into what the caller owns. In one fused forward and backward; a layer with
// running statistics updates them, as torch's forward in training mode does.
template <class L, class M, TensorLike X, TensorLike Y, class Net, class T, class Scratch = StackScratch>
constexpr T value_and_grad(const L& loss, M&& model, const X& x, const Y& t, Gradient<Net, T>& grad, Scratch&& space = {}) {
  if constexpr (is_evaluation_view<std::remove_cvref_t<M>>) {
    return cannot_train_in_evaluation_mode_pass_the_model_itself<Net>::ok;
  } else {
    return detail::run_loss<Goal::gradient, Training, Net, T>(loss, detail::training_values(model), x, t, &grad, static_cast<T*>(nullptr),
                                                              space);
  }
}
template <class L, class M, TensorLike X, TensorLike Y>
constexpr auto value_and_grad(const L& loss, M&& model, const X& x, const Y& t) {
  using Net = typename std::remove_cvref_t<M>::network;
  using T = typename std::remove_cvref_t<M>::element;
  ValueAndGrad<Net, T> result;
  result.loss = value_and_grad(loss, model, x, t, result.grad);
  return result;
}

// The gradient of the loss with respect to the input: in the input's shape, or, as for a number of samples that only run time knows, written to
// a view of that shape.
template <class L, Evaluable M, TensorLike X, TensorLike Y, class U, int... E, class Scratch = StackScratch>
constexpr void input_gradient(const L& loss, const M& model, const X& x, const Y& t, TensorView<U, E...> dx, Scratch&& space = {}) {
  using Net = typename M::network;
  using T = typename M::element;
  using Batch = detail::input_batch<Net, X>;
  using Out = detail::batch_of<TensorView<U, E...>, typename detail::input_extents<Net>::type>;
  if constexpr (!Out::fits) output_does_not_fit<extents<E...>, typename detail::input_extents<Net>::type>::ok;
  else {
    const auto input = detail::checked_input<Net, T>(x);
    if constexpr (Batch::fits) {
      detail::same_samples(detail::count_samples<Batch::single>(input), detail::count_samples<Out::single>(dx), "the gradient's view");
      detail::run_loss<Goal::input_gradient, Evaluation, Net, T>(loss, detail::evaluation_values_of(model), x, t, static_cast<void*>(nullptr),
                                                                 dx.data(), space);
    }
  }
}
template <class L, Evaluable M, TensorLike X, TensorLike Y, class Scratch = StackScratch>
  requires(!TensorLike<std::remove_cvref_t<Scratch>>)
constexpr auto input_gradient(const L& loss, const M& model, const X& x, const Y& t, Scratch&& space = {}) {
  using Net = typename M::network;
  using T = typename M::element;
  using Batch = detail::input_batch<Net, X>;
  if constexpr (!Batch::fits) return detail::checked_input<Net, T>(x);
  else {
    static_assert(Batch::samples != dynamic, "input_gradient of a run-time number of samples wants a view to write to, after the targets");
    typename detail::result_tensor<T, Batch::single, Batch::samples, typename detail::input_extents<Net>::type>::type dx;
    detail::run_loss<Goal::input_gradient, Evaluation, Net, T>(loss, detail::evaluation_values_of(model), x, t, static_cast<void*>(nullptr),
                                                               dx.data(), space);
    return dx;
  }
}

}  // namespace ctnn::inline CTNN_TARGET
