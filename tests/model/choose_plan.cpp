// SPDX-License-Identifier: BSL-1.0
// The plan that is chosen fits its budget: what is reckoned beforehand is no less than what a program takes.
#include <ctnn/ctnn.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

struct Swish {
  constexpr auto operator()(auto x) const { return x * sigmoid(x); }
};
// The error in units of the targets' spread: several reductions over the batch in a loss.
struct Unexplained {
  constexpr auto operator()(auto y, auto t) const {
    return sqrt(mean(square(y - t)) / mean(square(t - mean(t, batch))));
  }
};

// What a program takes for a plan, in elements.
template <class Net, class Mode, Goal goal, class L, Plan plan>
inline constexpr long taken =
    Program<stages_of<Net, Mode>, L, typename layout_of<plan, simd::vec<float, simd::native_lanes<float>>>::type, goal,
            NetValues<Net, float, true>, NetValues<Net, float, false>>::scratch_size;

template <class Net, class Mode>
constexpr long reckoned(Goal goal, Plan plan) {
  return internals::scratch_bound<stages_of<Net, Mode>, float>(plan.lanes_are_samples, goal).elements(plan.block);
}

template <class Net, Plan plan>
constexpr bool reckoned_is_enough() {
  return taken<Net, Training, Goal::gradient, loss_formula<Unexplained>, plan> <=
             reckoned<Net, Training>(Goal::gradient, plan) &&
         taken<Net, Training, Goal::input_gradient, loss_formula<MSELoss>, plan> <=
             reckoned<Net, Training>(Goal::input_gradient, plan) &&
         taken<Net, Evaluation, Goal::loss, loss_formula<Unexplained>, plan> <=
             reckoned<Net, Evaluation>(Goal::loss, plan) &&
         taken<Net, Evaluation, Goal::output, NoLoss, plan> <= reckoned<Net, Evaluation>(Goal::output, plan);
}
inline constexpr int L = simd::native_lanes<float>;
template <class Net>
constexpr bool reckoned_is_always_enough() {
  return reckoned_is_enough<Net, Plan{true, L, false}>() && reckoned_is_enough<Net, Plan{true, 4 * L, false}>() &&
         reckoned_is_enough<Net, Plan{false, 1, false}>() && reckoned_is_enough<Net, Plan{false, 2, true}>() &&
         reckoned_is_enough<Net, Plan{false, 128, false}>();
}
static_assert(reckoned_is_always_enough<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>());
static_assert(reckoned_is_always_enough<Seq<Linear<65, 3>, Swish, Linear<3, 130>, Swish, Linear<130, 1>>>());
static_assert(reckoned_is_always_enough<Seq<Linear<3, 17>, BatchNorm1d<17>, Swish, LayerNorm<17>,
                                            Residual<Softmax, Residual<Linear<17, 17>, Swish>>>>());
static_assert(reckoned_is_always_enough<Seq<Input<16>, Residual<Tanh, Residual<Residual<BatchNorm1d<16>>>>>>());

// Plans keep within their budgets, whatever they are, and blocks are said to be full where they are.
template <class Net>
constexpr bool plans_fit() {
  using G = stages_of<Net, Training>;
  for (int samples : {1, 2, 7, 16, 33, 64, 100, 1024})
    for (long budget : {16L << 10, stack_budget, 1L << 20})
      for (Goal goal : {Goal::output, Goal::loss, Goal::gradient, Goal::input_gradient}) {
        const Plan plan = choose_plan<G, float>(samples, goal, budget);
        if (internals::scratch_bound<G, float>(plan.lanes_are_samples, goal).elements(plan.block) * 4 >
            (plan.inlined ? stack_budget : budget))
          return false;
        if (plan.full && (samples % plan.block != 0 || plan.lanes_are_samples)) return false;
        if (!plan.full && !plan.lanes_are_samples && samples % plan.block == 0) return false;
        if (plan.block < 1 || (plan.lanes_are_samples && plan.block % L != 0)) return false;
        if (!plan.lanes_are_samples && plan.block > samples) return false;
      }
  return !choose_plan<G, float>(dynamic, Goal::gradient, stack_budget).full;
}
static_assert(plans_fit<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>());
static_assert(plans_fit<Seq<Linear<40, 30>, Tanh, Linear<30, 10>>>());
static_assert(plans_fit<Seq<Linear<100, 80>, Tanh, Linear<80, 10>>>());

// One sample is multiplied by a large weight as it lies: no copy of it is packed, and the stack is room enough.
using Narrowing = stages_of<Seq<Linear<600, 50>, Tanh, Linear<50, 40>>, Evaluation>;
static_assert(!choose_plan<Narrowing, float>(1, Goal::output, stack_budget).lanes_are_samples);

// Of few samples, though run time knows how many, lanes are features, within the budget; of those that fill most of a
// block they are samples.
template <class Net>
constexpr bool few_are_few() {
  using G = stages_of<Net, Training>;
  for (Goal goal : {Goal::output, Goal::gradient}) {
    const Plan many = choose_plan<G, float>(dynamic, goal, stack_budget),
               few = plan_for_few<G, float>(many, goal, stack_budget);
    if (!many.lanes_are_samples || few.lanes_are_samples || few.full || few.block < 2 || few.block > many.block / 2)
      return false;
    if (internals::scratch_bound<G, float>(false, goal).elements(few.block) * 4 > stack_budget) return false;
    if (few.inlined != many.inlined || (!many.inlined && !(plan_for_few<G, float>(many, goal, 16) == many)))
      return false;  // none fits
  }
  return true;
}
static_assert(L < 8 || few_are_few<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>());
static_assert(L < 8 || few_are_few<Seq<Linear<1, 6>, Tanh, Linear<6, 6>, Tanh, Linear<6, 6>, Tanh, Linear<6, 6>, Tanh,
                                       Linear<6, 1>>>());  // not inlined

// Small programs are inlined, also for a number of samples that run time knows, where blocks of 32 fit the stack, or
// all.
template <class Net>
constexpr bool inlined(int samples) {
  return choose_plan<stages_of<Net, Training>, float>(samples, Goal::gradient, 1L << 60).inlined;
}
static_assert(inlined<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>(9) &&
              inlined<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>(1024));
static_assert(inlined<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>(dynamic) &&
              inlined<Seq<Linear<8, 32>, Tanh, Linear<32, 32>, Tanh, Linear<32, 4>>>(dynamic));
static_assert(!inlined<Seq<Linear<128, 128>>>(9) && !inlined<Seq<Linear<40, 40>>>(dynamic));
static_assert(!inlined<Seq<Linear<1, 9000>>>(1) && !inlined<Seq<Linear<1, 1000>>>(dynamic));

// A workspace holds at least what one sample at a time takes, and the plan that would be chosen without a limit.
template <class Net>
constexpr bool workspace_is_enough() {
  using G = stages_of<Net, Training>;
  const long budget = Workspace<Net>::budget;
  const Plan unlimited = choose_plan<G, float>(dynamic, Goal::gradient, 1L << 60);
  return choose_plan<G, float>(dynamic, Goal::gradient, budget) == unlimited &&
         internals::scratch_bound<G, float>(false, Goal::gradient).elements(1) * long(sizeof(float)) <= budget &&
         sizeof(Workspace<Net>) - budget < 64;
}
static_assert(workspace_is_enough<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>());
static_assert(workspace_is_enough<Seq<Linear<300, 400>, Tanh, Linear<400, 1>>>());
// What is inlined needs next to nothing of it.
static_assert(sizeof(Workspace<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>) < 4096 &&
              sizeof(Workspace<Seq<Linear<40, 40>, Tanh, Linear<40, 1>>>) > 16384);

}  // namespace
