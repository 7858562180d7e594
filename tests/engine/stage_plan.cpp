// SPDX-License-Identifier: BSL-1.0
// What a stage without a contraction does, or a loss: its passes, and the reductions over the batch: which there are,
// and how many sweeps over the samples they take.
#include <ctnn/layers/batch_norm.hpp>
#include <ctnn/layers/layer_norm.hpp>
#include <ctnn/layers/linear.hpp>
#include <ctnn/losses/cross_entropy_loss.hpp>
#include <ctnn/losses/mse_loss.hpp>
#include <ctnn/model/loss_formula.hpp>
#include <ctnn/nets/stages.hpp>

using namespace ctnn;
using namespace ctnn::internals;
using engine::back_phase, engine::forward_phase, engine::last_phase, graph::Op;

namespace {

using nets::InMode, nets::StageFormula;
template <class L, bool Back = true>
using LossPlan = engine::StagePlan<loss_formula<L>, void, 0, Back, Back>;
template <class... E>
using Plan = engine::StagePlan<StageFormula<E...>, StageFormula<Linear<2, 2>>, 0, true, true>;

// A loss is a sum that often nothing waits for: it is added up on the way.
using MSE = LossPlan<MSELoss>;
static_assert(MSE::statistics == 1 && MSE::data.statistic[0].phase == last_phase && MSE::data.statistic[0].one);
static_assert(MSE::facts.levels[forward_phase] == 0 && MSE::facts.levels[back_phase] == 0);
static_assert(MSE::data.pass[MSE::facts.back_pass].writes == 1 && MSE::data.pass[MSE::facts.back_pass].adds == 1);
static_assert(MSE::data.pass[MSE::facts.back_unsummed].writes == 1 &&
              MSE::data.pass[MSE::facts.back_unsummed].adds == 0);
using OnlyLoss = LossPlan<MSELoss, false>;
static_assert(OnlyLoss::data.pass[OnlyLoss::facts.back_pass].writes == 0 && OnlyLoss::statistics == 1);

// Rows are reduced in levels: the greatest of a row, the sum of what it is taken from, and what is made of that.
using CE = LossPlan<CrossEntropyLoss>;
static_assert(CE::data.pass[CE::facts.back_pass].levels == 3 && CE::data.pass[CE::facts.back_pass].rows == 4);
static_assert(CE::data.row[CE::data.pass[CE::facts.back_pass].first_row].op == Op::maximum);
static_assert(CE::facts.levels[back_phase] == 0 && CE::statistics == 1 && !CE::data.add[0].per_unit);

// A loss whose denominator depends on the targets waits for it before it goes back; all sums are made in one sweep.
struct Weighted {
  constexpr auto operator()(auto y, auto t) const { return sum(square(y - t) * t) / sum(t); }
};
static_assert(LossPlan<Weighted>::statistics == 2 && LossPlan<Weighted>::facts.levels[back_phase] == 1);
static_assert(LossPlan<Weighted, false>::facts.levels[back_phase] == 0);
// The squares wait for the total, and the adjoint of the mean for both: three sweeps. What is reduced along the
// samples, then along the features, is late.
struct Spread {
  constexpr auto operator()(auto y, auto) const {
    auto centred = y - mean(y, batch);
    return mean(sqrt(1 + mean(square(centred), batch)));
  }
};
using TwoLevels = LossPlan<Spread>;
static_assert(TwoLevels::facts.levels[back_phase] == 3 && TwoLevels::statistics >= 3);
static_assert(TwoLevels::data.statistic[0].level == 1 && TwoLevels::data.statistic[1].level == 2);
static_assert(!TwoLevels::data.statistic[0].late && TwoLevels::data.statistic[2].late &&
              TwoLevels::data.statistic[2].one);

// A layer: gradients of its vectors are sums over the batch that nothing waits for.
using Norm = Plan<LayerNorm<2>>;
static_assert(Norm::facts.parameters == 2 && Norm::facts.gradients == 2 && Norm::facts.buffers == 0);
static_assert(Norm::facts.levels[forward_phase] == 0 && Norm::facts.levels[back_phase] == 0 && Norm::statistics == 2);
static_assert(Norm::data.statistic[0].phase == last_phase && !Norm::data.statistic[0].one);
// In training BatchNorm1d waits twice before it goes on, and again before it goes back; in evaluation never.
using Batched = Plan<InMode<BatchNorm1d<2>, Training>>;
static_assert(Batched::facts.levels[forward_phase] == 2 && Batched::facts.levels[back_phase] >= 1);
static_assert(Batched::facts.updates == 2 && Batched::facts.gradients == 2);
using Calm = Plan<InMode<BatchNorm1d<2>, Evaluation>>;
static_assert(Calm::facts.levels[forward_phase] == 0 && Calm::facts.levels[back_phase] == 0 &&
              Calm::facts.buffers == 2);

// One number for all features is a parameter, and its gradient is one number.
struct OneSlope {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 1> weight;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }
  constexpr auto operator()(auto x, auto p) const { return where(0 < x, x, p.weight * x); }
};
static_assert(Plan<OneSlope>::statistics == 1 && Plan<OneSlope>::data.statistic[0].one);
// Five vectors, of which one is in two places, and more programs than the usual buffer has room for.
struct Polynomial {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 2> a;
    typename Make::template parameter<1, 2> b;
    typename Make::template parameter<2, 2> c;
    typename Make::template parameter<3, 2> d;
    typename Make::template parameter<4, 2> e;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) {
    f("a", p.a...), f("b", p.b...), f("c", p.c...), f("d", p.d...), f("e", p.e...);
  }
  constexpr auto operator()(auto x, auto p) const {
    return softmaxed(p.a + x * (p.b + x * (p.c + x * (p.d + x * p.e)))) + softmaxed(tanh(x) * p.a) + softmaxed(x * x);
  }
  static constexpr auto softmaxed(auto x) {
    auto e = exp(x - detach(max(x, features)));
    return e / sum(e, features);
  }
};
static_assert(Plan<Polynomial>::facts.parameters == 5 && Plan<Polynomial>::statistics == 6);
static_assert(!engine::fits(Plan<Polynomial>::data.sizes, engine::usual_sizes));
static_assert(Plan<Polynomial>::data.pass[engine::forward_pass].rows == 6);

}  // namespace
