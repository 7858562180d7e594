// SPDX-License-Identifier: BSL-1.0
#include <ctnn/plan/stepped.hpp>

#include <doctest/doctest.h>
#include <ctnn/ctnn.hpp>

#include <memory>
#include <vector>

using namespace ctnn;
using namespace ctnn::internals;
using plan::Polynomial, plan::SampleShape, plan::StageRoom;

namespace {

int value(const Polynomial& p, int steps) { return p(steps); }

// A shape whose first extent is the number of steps.
SampleShape steps_by(int steps, int features) {
  SampleShape s(steps, features);
  s.steps = steps, s.growth[0] = 1;
  return s;
}
template <class L>
std::unique_ptr<StageRoom> lowered(const SampleShape& in) {
  lower::Trace t;
  lower::trace_layer<L, Training, true>(t, {true, 1}, in);
  CHECK(t.same_form);
  return std::make_unique<StageRoom>(lower::lowered(t, {16, 16}));
}

// All numbers of a stage, for so many steps: as polynomials of three other lowerings, and lowered for just these.
template <class L>
void follow(const SampleShape& in, int fewest = 1) {
  const auto a = lowered<L>(in.at(plan::probed_steps[0])), b = lowered<L>(in.at(plan::probed_steps[1])),
             c = lowered<L>(in.at(plan::probed_steps[2]));
  int growing = 0;
  for (const int steps : {900, 1777, 30000}) {
    const auto d = lowered<L>(in.at(steps));
    REQUIRE(d->numbers == a->numbers);
    for (int k = 0; k < d->numbers; ++k) {
      const Polynomial p({a->number[k], b->number[k], c->number[k]});
      CHECK(p.whole);
      CHECK(p(steps) == d->number[k]);
      growing += !p.is_constant();
    }
    for (int k = 0; k < d->places; ++k)
      CHECK(Polynomial({a->place[k].units, b->place[k].units, c->place[k].units})(steps) == d->place[k].units);
  }
  CHECK(growing > 0);
  // no loop is ever empty
  std::vector<int> number(static_cast<std::size_t>(a->numbers));
  for (int steps = fewest; steps < fewest + 12; ++steps) {
    for (int k = 0; k < a->numbers; ++k)
      number[static_cast<std::size_t>(k)] = Polynomial({a->number[k], b->number[k], c->number[k]})(steps);
    for (int k = 0; k < a->calls; ++k) {
      const lower::CallView call(a->call[k], number.data());
      for (int loop = 0; loop < call.loops(); ++loop) CHECK(call.extent(loop) > 0);
    }
  }
}

// A matrix product of what came five steps before, of the feature before.
struct LinearOfDelayed {
  [[maybe_unused]] static constexpr int rank = 3;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 4, 3> weight;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }
  constexpr auto operator()(auto x, auto p) const {
    const auto b = x[0], t = x[1], c = x[2], i = x.axis(3), o = x.axis(4);
    const auto before = at(x, graph::Put{t, graph::Index(t) - 5}, graph::Put{c, graph::Index(i) - 1});
    return arranged(sum(p.weight(o, i) * before, i), b, t, o);
  }
};

}  // namespace

TEST_CASE("a polynomial of the second degree is found by three values") {
  const auto of = [](auto f) {
    const int v[] = {f(plan::probed_steps[0]), f(plan::probed_steps[1]), f(plan::probed_steps[2])};
    return Polynomial(v);
  };
  const auto square = of([](int t) { return 3 * t * t - 7 * t + 11; }), line = of([](int t) { return 5 - 2 * t; });
  for (const int t : {0, 1, 2, 17, 5000}) {
    CHECK(value(square, t) == 3 * t * t - 7 * t + 11);
    CHECK(value(line, t) == 5 - 2 * t);
  }
  CHECK(square.whole);
  CHECK(!line.is_constant());
  CHECK(of([](int) { return 4; }).is_constant());
  CHECK(!of([](int t) { return t / 5; }).whole);
}

TEST_CASE("what is lowered for one number of steps gives the numbers of all others") {
  follow<LSTM<3, 5>>(steps_by(2087, 3));
  follow<SelfAttention<4>>(steps_by(2087, 4));
  follow<Linear<3, 5>>(steps_by(2087, 3));
  follow<LayerNormOver<3>>(steps_by(2087, 3));
  follow<SoftmaxAlong<1>>(steps_by(2087, 3));
  SampleShape signal(2, 2087);
  signal.steps = 2087, signal.growth[1] = 1;
  follow<Conv1d<2, 3, 5, Padding<2>>>(signal);
  follow<Conv1d<2, 3, 5>>(signal, 5);
  follow<LinearOfDelayed>(steps_by(2087, 4));
}
