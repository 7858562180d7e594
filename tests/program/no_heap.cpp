// SPDX-License-Identifier: BSL-1.0
// Nothing that computes allocates: not construction, forward, loss, gradient or update, with a fixed or a run-time
// number of samples.
#include <ctnn/ctnn.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

#include "heap_trap.hpp"

using namespace ctnn;

template <class T>
static void use(T& value) {
  asm volatile("" : : "r"(&value) : "memory");  // or the compiler drops a pair of new and delete
}

TEST_CASE("the trap works") {
  Trap trap;
  int* p = new int{1};
  use(p);
  const int after_new = trap.calls();
  delete p;
  const int after_delete = trap.calls();
  void* q = std::malloc(8);
  use(q);
  q = std::realloc(q, 1000);
  use(q);
  const int after_realloc = trap.calls();
  std::free(q);
  const int after_free = trap.calls();
  struct alignas(128) Wide {
    char bytes[128];
  };
  Wide* w = new Wide;
  use(w);
  const int after_aligned = trap.calls();
  delete w;
  void* z = std::calloc(2, 8);
  use(z);
  const int after_calloc = trap.calls();
  std::free(z);

  CHECK(after_new > 0);
  CHECK(after_delete > after_new);
  CHECK(after_realloc >= after_delete + 2);
  CHECK(after_free > after_realloc);
  CHECK(after_aligned > after_free);
  CHECK(after_calloc > after_aligned + 1);
}

// Not named inside the template: there clang 19 mistakes the second designator of a class whose arguments are deduced.
static constexpr SGD with_momentum{.lr = 0.01f, .momentum = 0.9f};

template <class Net, int In, int Out>
static int calls_of_everything(int samples) {
  Trap trap;
  Generator rng{3};
  Model<Net> model{rng};
  const auto x = rand<float, 70, In>(rng);
  const auto t = rand<float, 70, Out>(rng);
  auto y = model(x);
  use(y);
  model(TensorView<const float, dynamic, In>{x.data(), samples}, TensorView<float, dynamic, Out>{y.data(), samples});
  float v = evaluate(MSELoss{}, model, x, t);
  use(v);
  Optimizer sgd{with_momentum, model};
  auto [loss, grad] = value_and_grad(MSELoss{}, model, x, t);
  sgd.step(model, grad);
  auto dx = input_gradient(MSELoss{}, model, x, t);
  use(dx);
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.01f}};
  trainer.step(x, t);
  trainer.step(TensorView<const float, dynamic, In>{x.data(), samples},
               TensorView<const float, dynamic, Out>{t.data(), samples});
  use(model);
  return trap.calls();
}

TEST_CASE("nothing that computes allocates") {
  CHECK(calls_of_everything<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>, 1, 1>(9) == 0);
  CHECK(calls_of_everything<Seq<Linear<8, 64>, ReLU, Linear<64, 64>, Sigmoid, Linear<64, 4>>, 8, 4>(50) == 0);
}

// Static, as a workspace is: what is made once is no part of what is counted.
template <class Net>
static Workspace<Net, MaxSteps<20>> space;

TEST_CASE("nor does what is computed for a number of steps that only run time knows") {
  using Net = Seq<Input<dynamic, 3>, LSTM<3, 5>, SelfAttention<5>, Linear<5, 2>>;
  Generator rng{3};
  Model<Net> model{rng};
  Trainer trainer{model, MSELoss{}, with_momentum, MaxSteps<20>{}};
  Gradient<Net> grad;
  float x[18 * 20 * 3]{}, y[18 * 20 * 2]{}, t[18 * 20 * 2]{};
  Trap trap;
  for (const int steps : {7, 20, 1}) {
    const TensorView<const float, dynamic, dynamic, 3> xs{x, 18, steps};
    const TensorView<const float, dynamic, dynamic, 2> ts{t, 18, steps};
    model(xs, TensorView<float, dynamic, dynamic, 2>{y, 18, steps}, space<Net>);
    use(y);
    value_and_grad(MSELoss{}, model, xs, ts, grad, space<Net>);
    use(grad);
    trainer.step(xs, ts);
    use(model);
  }
  CHECK(trap.calls() == 0);
}
