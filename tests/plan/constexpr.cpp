// SPDX-License-Identifier: BSL-1.0
// A step of training in a constant expression, by the same program.
#include <ctnn/layers/conv.hpp>
#include <ctnn/layers/flatten.hpp>
#include <ctnn/layers/lstm.hpp>
#include <ctnn/layers/pool.hpp>
#include <ctnn/plan/program.hpp>

#include "doctest/doctest.h"
#include "layers.hpp"

namespace {

using ctnn::internals::lower::SampleShape;
using ctnn::internals::plan::Use;

template <int Parameters>
struct Room {
  float value[Parameters][128] = {}, gradient[Parameters][128] = {};
};
// The loss before and after a step of gradient descent.
template <class Net, class Loss, SampleShape Target, int Parameters, int In>
constexpr bool falls() {
  using Program = ctnn::internals::plan::Program<Net, ctnn::internals::plan::Training,
                                                 ctnn::internals::plan::Goal::gradient, Loss, Target, float, 1>;
  Room<Parameters> room;
  float scratch[Program::scratch_size] = {}, x[2 * In] = {}, t[2 * (Target.units() > 0 ? Target.units() : 1)] = {};
  float *at[Parameters] = {}, *gradient[Parameters] = {};
  int size[Parameters] = {}, n = 1;
  const auto next = [&] { return static_cast<float>((n = n * 37 % 101) - 50) / 100; };
  for (int k = 0; k < Parameters; ++k) {
    at[k] = room.value[k], gradient[k] = room.gradient[k], size[k] = 128;
    for (float& p : room.value[k]) p = next();
  }
  for (float& v : x) v = next();
  for (float& v : t) v = Target.rank == 0 ? 1 : next();
  ctnn::internals::plan::Arguments<float> with;
  with.parameters = at, with.gradients = gradient, with.gradient_sizes = size, with.samples = 2, with.x = x,
  with.targets = t;
  const float before = Program::run(scratch, with);
  for (int k = 0; k < Parameters; ++k)
    for (int i = 0; i < 128; ++i) room.value[k][i] -= 0.05f * room.gradient[k][i];
  return Program::run(scratch, with) < before;
}

using Small = ctnn::internals::plan::Dag<SampleShape(1, 4, 4), Use<ctnn::Conv2d<1, 2, 3, ctnn::Padding<1>>, 0>,
                                         Use<harness::Tanh, 1>, Use<ctnn::MaxPool2d<2>, 2>, Use<ctnn::Flatten, 3>,
                                         Use<harness::Linear<8, 3>, 4>>;
static_assert(falls<Small, harness::CrossEntropy, SampleShape{}, 4, 16>());

using Recurrent =
    ctnn::internals::plan::Dag<SampleShape(3, 1), Use<ctnn::LSTM<1, 2>, 0>, Use<harness::Linear<2, 1>, 1>>;
static_assert(falls<Recurrent, harness::MSE, SampleShape(3, 1), 6, 3>());

}  // namespace

TEST_CASE("the same at run time") {
  CHECK(falls<Small, harness::CrossEntropy, SampleShape{}, 4, 16>());
  CHECK(falls<Recurrent, harness::MSE, SampleShape(3, 1), 6, 3>());
}
