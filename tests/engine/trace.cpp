// SPDX-License-Identifier: BSL-1.0
// What the consumer of a stage's result hands back, and what the stage has to keep for that.
#include <ctnn/activations/relu.hpp>
#include <ctnn/activations/sigmoid.hpp>
#include <ctnn/activations/tanh.hpp>
#include <ctnn/layers/linear.hpp>
#include <ctnn/nets/stages.hpp>

using namespace ctnn;
using namespace ctnn::internals;
using engine::loads, graph::Op, graph::Step;
namespace symbol = ctnn::graph::symbol;

namespace {

using nets::Join, nets::StageFormula;
using Dense = Linear<2, 2>;
struct Square {
  constexpr auto operator()(auto x) const { return square(x); }
};
struct Swish {
  constexpr auto operator()(auto x) const { return x * sigmoid(x); }
};

template <class... E>
using After = engine::ContractionFormulas<StageFormula<Dense, E...>>;
template <class... E>
inline constexpr bool keeps_z = engine::keeps_z<StageFormula<Dense, E...>>;
// The step that is a result, and what it is made of.
constexpr Step result(const auto& steps, int k) { return Step(steps.word[steps.result[k]]); }
constexpr bool is_leaf(const auto& steps, int at, int number) {
  const Step s(steps.word[at]);
  return s.op == Op::symbol && s.a == number;
}

// After tanh: g (1 - x x), x being the result as the consumer sees it; nothing else is kept.
constexpr auto tanh_back = After<Tanh>::handover;
static_assert(tanh_back.results == 1 && result(tanh_back, 0).op == Op::multiply && loads(tanh_back, cells::x));
static_assert(is_leaf(tanh_back, result(tanh_back, 0).a, cells::g) && !loads(tanh_back, cells::z));
static_assert(tanh_back.size == 6 && graph::cost<tanh_back> == 3);
static_assert(!keeps_z<Tanh> && !keeps_z<> && After<>::handover.size == 1 && is_leaf(After<>::handover, 0, cells::g));
static_assert(!keeps_z<Sigmoid> && !keeps_z<ReLU>);
static_assert(keeps_z<Swish> && keeps_z<Square>);

// A value that joins after the activation receives the adjoint itself; one that joins before it, what Z receives.
constexpr auto joined = After<Tanh, Join>::handover;
static_assert(joined.results == 2 && is_leaf(joined, joined.result[1], cells::g) && keeps_z<Tanh, Join>);
static_assert(loads(joined, cells::z) && !loads(joined, cells::x));
constexpr auto before = After<Join, Tanh>::handover;
static_assert(before.results == 2 && before.result[0] == before.result[1] && !loads(before, cells::z));
// To the consumer the joined values are those of the stage before.
constexpr auto through = After<Join, Square>::handover;
static_assert(loads(through, cells::skip_before) && !loads(through, cells::skip) && loads(through, cells::z));
static_assert(loads(After<Join>::forward, cells::skip) && !loads(After<Join>::forward, cells::skip_before));

// A pointwise stage takes the adjoint of its result as it is, and so does the input of a network.
constexpr auto pointwise = engine::handover_to<StageFormula<Tanh>>, none = engine::handover_to<void>;
static_assert(pointwise.size == 1 && none.size == 1 && is_leaf(none, 0, cells::g) && is_leaf(pointwise, 0, cells::g));
static_assert(!engine::keeps_z<StageFormula<Tanh>>);

// What is read off a formula by itself.
struct RowSum {
  constexpr auto operator()(auto x) const { return x + sum(tanh(x), features); }
};
constexpr const engine::StageSummary& rows = engine::summary<StageFormula<RowSum>>;
static_assert(rows.reduces && !rows.contracts && !rows.reads_members && rows.cost == graph::cost_of(Op::add));
constexpr const engine::StageSummary& dense = engine::summary<StageFormula<Dense, Tanh>>;
static_assert(dense.contracts && !dense.reduces && dense.weight == 0 && dense.bias == 1 && dense.cost == 20);

// A formula too long for the usual buffer is traced once more, and is whole.
struct Long {
  constexpr auto operator()(auto x) const {
    auto y = x * 0.5;
    for (int i = 0; i < 40; ++i) y = tanh(y) + x;
    return y;
  }
};
static_assert(After<Long>::forward.size == 1 + 2 + 80 && engine::summary<StageFormula<Dense, Long>>.steps == 81);

}  // namespace
