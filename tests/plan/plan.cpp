// SPDX-License-Identifier: BSL-1.0
#include <ctnn/layers/conv.hpp>
#include <ctnn/layers/embedding.hpp>
#include <ctnn/layers/flatten.hpp>
#include <ctnn/layers/lstm.hpp>
#include <ctnn/layers/pool.hpp>
#include <ctnn/plan/program.hpp>
#include <map>
#include <vector>

#include "doctest/doctest.h"
#include "layers.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using plan::Act, plan::Use;

TEST_CASE("first fit") {
  plan::Packing p;
  CHECK(p.add(10, 0, 3) == 0);
  CHECK(p.add(5, 1, 1) == 10);
  CHECK(p.add(4, 2, 5) == 10);  // the second is over
  CHECK(p.add(1, 2, 2) == 14);
  CHECK(p.add(10, 4, 4) == 0);
  CHECK(p.size == 15);
}

// A gradient needs no zeros where the first block's first call to it stores all of its numbers: not where rows are
// chosen.
template <int... Stored>
constexpr bool stores(const auto& plan) {
  const bool expected[] = {bool(Stored)...};
  for (int k = 0; k < int(sizeof...(Stored)); ++k)
    if (plan.is_stored[k] != expected[k]) return false;
  return true;
}
template <plan::SampleShape In, plan::SampleShape Out, class... Uses>
inline constexpr const auto& plan_of =
    plan::Program<plan::Dag<In, Uses...>, Training, plan::Goal::gradient, harness::MSE, Out, float, 16>::plan;
static_assert(stores<1, 1, 1, 1>(plan_of<plan::SampleShape(1, 4, 4), plan::SampleShape(3), Use<Conv2d<1, 2, 2>, 0>,
                                         Use<Flatten, 1>, Use<harness::Linear<18, 3>, 2>>));
static_assert(stores<0, 1, 1>(
    plan_of<plan::SampleShape(5), plan::SampleShape(5, 2), Use<Embedding<7, 3>, 0>, Use<harness::Linear<3, 2>, 1>>));

// Of two uses of one layer the one that goes back first stores.
using Again = plan::Again<harness::Linear<3, 3>, plan::Before{0, 0, 0}>;
constexpr int storing_stages(const auto& plan) {
  int marks = 0;
  for (int k = 0; k < plan.ops; ++k) marks |= plan.op[k].first ? 1 << plan.op[k].stage : 0;
  return marks;
}
static_assert(
    storing_stages(plan_of<plan::SampleShape(3), plan::SampleShape(3), Use<harness::Linear<3, 3>, 0>, Use<Again, 1>>) ==
    1 << 1);

// Whatever a call writes, nobody reads anything else there until its last reader has read it.
template <class Program>
void check_memory() {
  const auto& plan = Program::plan;
  const auto& stages = Program::stages;
  struct Life {
    int first = -1, last = -1, units = 0;
    bool lanes = false;
  };
  std::map<std::pair<int, int>, Life> lives;  // of what a stage has of its own, by stage and place
  for (int k = 0; k < plan.ops; ++k) {
    if (plan.op[k].act != Act::call) continue;
    const auto& s = stages.stage[plan.op[k].stage];
    const lower::CallView v(s.call[plan.op[k].call], s.number);
    for (int i = 0; i < v.c.streams; ++i) {
      if (v.place(i) < 0) continue;
      const auto& info = s.place[v.place(i)];
      if (info.space != lower::Space::temporary && info.space != lower::Space::state) continue;
      Life& l = lives[{plan.op[k].stage, v.place(i)}];
      if (l.first < 0) l.first = k;
      l.last = k, l.units = info.units * (info.lanes ? 16 : 1), l.lanes = info.lanes;
    }
  }
  REQUIRE(lives.size() > 3);
  for (const auto& [a, one] : lives)
    for (const auto& [b, other] : lives) {
      if (a >= b || one.last < other.first || other.last < one.first) continue;
      const int at = plan.place[plan.first_place[a.first] + a.second],
                to = plan.place[plan.first_place[b.first] + b.second];
      CHECK((at + one.units <= to || to + other.units <= at));
      CHECK(at + one.units <= plan.scratch);
    }
}
TEST_CASE("what lives at the same time lies apart") {
  using Net = plan::Dag<plan::SampleShape(1, 12, 12), Use<Conv2d<1, 4, 5, Padding<2>>, 0>, Use<MaxPool2d<2>, 1>,
                        Use<Conv2d<4, 6, 3, Padding<1>>, 2>, Use<MaxPool2d<2>, 3>, Use<Flatten, 4>,
                        Use<harness::Linear<54, 10>, 5>>;
  check_memory<
      plan::Program<Net, Training, plan::Goal::gradient, harness::CrossEntropy, plan::SampleShape{}, float, 16>>();
  using Steps = plan::Dag<plan::SampleShape(4, 2), Use<LSTM<2, 3>, 0>, Use<LSTM<3, 2>, 1>>;
  check_memory<
      plan::Program<Steps, Training, plan::Goal::gradient, harness::MSE, plan::SampleShape(4, 2), float, 16>>();
}

// What is one number for all samples waits for their sum where lanes read it, and comes after all of them where nothing
// does: the loss itself.
struct Ratio {
  constexpr auto operator()(auto y, auto t) const { return mean(square(y / sqrt(mean(square(y))) - t)); }
};
TEST_CASE("what waits for sums over the samples, and what comes after") {
  using namespace ctnn::internals;
  using Stage = plan::LossStage<Ratio, plan::Wants{false, 1}, lower::SampleShape(2), lower::SampleShape(2)>;
  const auto& stage = plan::Lowered<Stage, 8, 16>::data;
  int waiting = 0, after = 0;
  for (int c = 0; c < stage.calls; ++c) {
    const auto& call = stage.call[c];
    waiting += call.waits, after += call.after;
    if (call.after) CHECK(stage.place[lower::CallView(call, stage.number).place(0)].space == lower::Space::result);
    if (call.waits) CHECK(!call.over_batch);
  }
  CHECK(waiting == 2);  // the root of the mean, and what its adjoint is
  CHECK(after == 1);
}
