// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/optimizer.hpp>

namespace ctnn::inline CTNN_TARGET {

// Trains a model in place: forward, loss, backward and update in one call, with everything that takes allocated inside. No heap, ever; its
// size is known. The model must outlive it.
//
//   Trainer trainer{model, MSELoss{}, SGD{.lr = 1e-3}};
//   float loss = trainer.step(x, t);        // the loss before the update
template <class Net, class T, class L, class O>
class Trainer {
 public:
  Model<Net, T>& model;
  L loss;
  Optimizer<O, Net, T> optimizer;
  Gradient<Net, T> grad;   // of the last step

  constexpr Trainer(Model<Net, T>& m, const L& l, const O& o) : model(m), loss(l), optimizer(o) {}

  // x is B x In (or a view with a run-time number of samples), t what the loss compares with.
  template <TensorLike X, TensorLike Y>
  constexpr T step(const X& x, const Y& t) {
    static_assert(sizeof(detail::CheckData<Net, T, L, X, Y>) > 0);   // here already: fewer lines to read
    const T value = backward(x, t);
    update();
    return value;
  }
  // The two halves of a step: the loss and its gradient, and what the optimiser makes of that.
  template <TensorLike X, TensorLike Y>
  constexpr T backward(const X& x, const Y& t) {
    return value_and_grad(loss, model, x, t, grad, space);
  }
  constexpr void update() { optimizer.step(model, grad); }

 private:
  OwnedScratch<T, owned_scratch<graph<Net, Training>, T>> space;
};

template <class Net, class T, class L, class O>
Trainer(Model<Net, T>&, const L&, const O&) -> Trainer<Net, T, L, O>;

}  // namespace ctnn::inline CTNN_TARGET
