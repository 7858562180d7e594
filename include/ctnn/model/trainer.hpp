// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/sqrt.hpp>
#include <ctnn/model/forward.hpp>
#include <ctnn/model/optimizer.hpp>
#include <ctnn/optimizers/clip_grad_norm.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

template <class Net, class T, class L, int Steps>
struct TrainerMemory {
  using type = OwnedScratch<T, owned_scratch_with<stages_for<Net, Training, L>, loss_formula<L>, T>>;
};
template <int... E, class... R, class T, class L, int Steps>
requires(grows<Seq<Input<E...>, R...>>) struct TrainerMemory<Seq<Input<E...>, R...>, T, L, Steps> {
  using type = typename stepped_memory<Seq<Input<E...>, R...>, T, loss_formula<L>, Steps>::type;
};

// Then each can be updated while its gradient is in registers.
template <class G, int Parameters>
constexpr bool make_contractions_have_all_parameters() {
  int theirs = 0;
  for (int k = 0; k < G::size; ++k) theirs += (G::weight[k] >= 0) + (G::bias[k] >= 0);
  return theirs == Parameters;
}
template <class G, int Parameters>
inline constexpr bool contractions_have_all_parameters = make_contractions_have_all_parameters<G, Parameters>();
template <int In, int Out, int Parameters>
inline constexpr bool contractions_have_all_parameters<FaultyGraph<In, Out>, Parameters> = false;
template <class G, int Parameters>
requires is_shaped<G>
inline constexpr bool contractions_have_all_parameters<G, Parameters> = false;

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

// Trains a model in place: forward, loss, backward and update in one call, with everything that takes allocated inside.
// No heap, ever; its size is known. The model must outlive it, and stay where it is: a trainer borrows its model. So it
// is neither copied nor moved: in a copied class that holds both, it would go on training the other's model. (A
// function may return one that it makes.)
//
//   Trainer trainer{model, MSELoss{}, SGD{.lr = 1e-3}};
//   float loss = trainer.step(x, t);        // the loss before the update
template <class Net, class T, class L, class O, class Clip, int Steps>
class Trainer {
  // (What a loss that derives by the input does with a layer is all one formula: of that nothing is left out, nor where
  // only run time knows the number of steps.)
  using Learner = typename std::conditional_t<internals::TakesInput<L> || internals::grows<Net>,
                                              std::type_identity<Net>, internals::learner<Net, O>>::type;

 public:
  [[no_unique_address]] Clip clip{};
  Model<Net, T>& model;
  L loss;
  Optimizer<O, Net, T> optimizer;
  Gradient<Learner, T> grad;  // of the last backward(), of what learns; a step does not keep what it has used

  constexpr Trainer(Model<Net, T>& m, const L& l, const O& o) : model(m), loss(l), optimizer(o) {
    static_assert(sizeof(internals::check<!internals::draws_noise<Net>,
                                          internals::network_draws_random_numbers_pass_a_Generator_last<Net>>) > 0);
  }
  // A network that draws random numbers (Dropout) borrows a generator.
  constexpr Trainer(Model<Net, T>& m, const L& l, const O& o, Generator& rng) requires(internals::draws_noise<Net>)
      : model(m), loss(l), optimizer(o), noise{&rng} {}
  // Gradients are clipped before the update, which then waits for all of them.
  constexpr Trainer(Model<Net, T>& m, const L& l, const O& o,
                    const ClipGradNorm& c) requires(!internals::draws_noise<Net>)
      : clip(c), model(m), loss(l), optimizer(o) {
    c.check();
  }
  constexpr Trainer(Model<Net, T>& m, const L& l, const O& o, const ClipGradNorm& c,
                    Generator& rng) requires(internals::draws_noise<Net>)
      : clip(c), model(m), loss(l), optimizer(o), noise{&rng} {
    c.check();
  }
  // Of a network whose number of steps is the tensor's: the most that there may be. What else there is follows.
  template <int Most, class... More>
  requires(Most == Steps) constexpr Trainer(Model<Net, T>& m, const L& l, const O& o, MaxSteps<Most>, More&&... more)
      : Trainer(m, l, o, more...) {}
  Trainer(const Trainer&) = delete;  // it borrows its model: a copy would train that one, too
  Trainer& operator=(const Trainer&) = delete;

  // x is B x In (or a view with a run-time number of samples), t what the loss compares with.
  template <internals::TensorLike X, internals::TensorLike Y>
  constexpr T step(const X& x, const Y& t) {
    static_assert(sizeof(internals::CheckData<Net, T, L, X, Y>) > 0);  // here already: fewer lines to read
    if constexpr (!updates_on_the_way) {
      const T value = backward(x, t);
      update();
      return value;
    } else return fused_step(x, t);
  }
  // The two halves of a step: the loss and its gradient, and what the optimiser makes of that.
  template <internals::TensorLike X, internals::TensorLike Y>
  constexpr T backward(const X& x, const Y& t) {
    static_assert(sizeof(internals::CheckData<Net, T, L, X, Y>) > 0);
    return internals::run_loss<internals::Goal::gradient, Training, Net, T>(
        loss, internals::training_values(model), x, t, &grad, static_cast<T*>(nullptr), space, noise);
  }
  constexpr void update() {
    if constexpr (!std::is_same_v<Clip, internals::NoClip>) clip_gradients();
    optimizer.step(model, grad);
  }

 private:
  static constexpr bool updates_on_the_way =
      std::is_same_v<Clip, internals::NoClip> && !internals::is_param_groups<O> &&
      internals::contractions_have_all_parameters<internals::stages_for<Net, Training, L>,
                                                  Gradient<Net, T>::parameter_table.count>;

  constexpr void clip_gradients() {
    constexpr const auto& table = Gradient<Learner, T>::parameter_table;
    T* p[table.count + 1] = {};
    grad.parameters(p);
    double squares = 0;  // (what pads a row is zero)
    for (int k = 0; k < table.count; ++k)
      for (int i = 0; i < table.rows[k].stored; ++i) squares += double(p[k][i]) * double(p[k][i]);
    const double scale = clip.max_norm / (internals::correctly_rounded_sqrt(squares) + 1e-6);
    if (!(scale < 1)) return;
    for (int k = 0; k < table.count; ++k)
      for (int i = 0; i < table.rows[k].stored; ++i) p[k][i] *= static_cast<T>(scale);
  }
  template <class X, class Y>
  constexpr T fused_step(const X& x, const Y& t) {
    T value{};
    optimizer.with_rule([&](const auto& with) CTNN_INLINE {
      value = internals::run_loss<internals::Goal::gradient, Training, Net, T, typename Optimizer<O, Net, T>::rule>(
          loss, static_cast<internals::NetValues<Net, T, true>&>(model), x, t, &grad, static_cast<T*>(nullptr), space,
          with);
    });
    if (optimizer.waits_for_gradients()) optimizer.step_with_states(model, grad);
    return value;
  }

  typename internals::TrainerMemory<Learner, T, L, Steps>::type space;
  [[no_unique_address]] std::conditional_t<internals::draws_noise<Net>, internals::NoiseSource, internals::NoRuleValues>
      noise{};
};

template <class Net, class T, class L, class O>
Trainer(Model<Net, T>&, const L&, const O&) -> Trainer<Net, T, L, O>;
template <class Net, class T, class L, class O>
Trainer(Model<Net, T>&, const L&, const O&, Generator&) -> Trainer<Net, T, L, O>;
template <class Net, class T, class L, class O>
Trainer(Model<Net, T>&, const L&, const O&, ClipGradNorm) -> Trainer<Net, T, L, O, ClipGradNorm>;
template <class Net, class T, class L, class O>
Trainer(Model<Net, T>&, const L&, const O&, ClipGradNorm, Generator&) -> Trainer<Net, T, L, O, ClipGradNorm>;
template <class Net, class T, class L, class O, int N, class... More>
Trainer(Model<Net, T>&, const L&, const O&, MaxSteps<N>, More&&...)
    -> Trainer<Net, T, L, O,
               std::conditional_t<(std::is_same_v<std::remove_cvref_t<More>, ClipGradNorm> || ...), ClipGradNorm,
                                  internals::NoClip>,
               N>;

}  // namespace ctnn::inline CTNN_TARGET
