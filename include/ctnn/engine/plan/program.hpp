// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/memory/scratch.hpp>
#include <ctnn/engine/plan/batch_sums.hpp>
#include <ctnn/engine/plan/pointers.hpp>
#include <ctnn/engine/plan/program_facts.hpp>
#include <ctnn/engine/plan/step_table.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// One network, one goal, one layout of the values: the compile-time plan, and the loops over blocks of samples that
// follow it. Values holds the parameters and buffers, Gradients what is to be filled (void where goal is another). With
// a Rule the parameters are updated on the way; that is for networks all of whose parameters are those of contractions.
template <class G, class Loss, class Layout, Goal goal, class Values, class Gradients, class Rule = NoRule>
class Program {
  using T = typename Layout::element;
  using V = typename Layout::vector;
  using Kernel = typename Layout::kernel;
  static_assert(Layout::L <= simd::native_lanes<T>, "parameters are padded to whole registers, not to more");
  static_assert(!Layout::inlined || can_stand_inline<G>, "what is inlined has few steps, all of them of contractions");
  static constexpr int n = G::size, steps = step_count(goal, n, lowest<G>(goal));
  template <int S>
  using waits = engine::Waits<G, Loss, goal, S>;

  using Facts = ProgramFacts<G, Loss, Layout, goal, Values>;
  using Sums = BatchSums<G, Loss, Layout, goal, Facts>;
  static constexpr const auto& places = Facts::places;
  static constexpr bool any_waits = Facts::any_waits;

 public:
  static constexpr int scratch_size = places.total;
  static constexpr long scratch_bytes = scratch_size * long(sizeof(T));

  // Works through all samples: x holds them row by row, targets what the loss compares with; rows of the result, or of
  // the input's adjoint, go to out. `with` is what the rule works with. Gives the loss. (One function, as each level
  // that is inlined costs compile time.)
  template <class Scratch, class Target, int... S>
  CTNN_INLINE static constexpr T run(Values& values, Gradients* gradients, Scratch& scratch, const T* uniforms,
                                     int samples, const T* x, const Target* targets, T* out, const auto& with,
                                     std::integer_sequence<int, S...> all) {
    constexpr bool own = std::is_same_v<Scratch, StackScratch> || Layout::inlined;
    constexpr long most = own ? stack_limit : Scratch::budget;
    if constexpr (own && scratch_bytes > most) fail<value_error>("a call needs more than its stack: pass a Workspace");
    else {
      static_assert(scratch_bytes <= most, "the plan was chosen to fit");
      const Pointers<T, goal, Values, Gradients, Rule> pointers(values, gradients, with);
      RunMemory<T, scratch_size, own> memory;
      Program p(pointers, memory.in(scratch), uniforms, samples, with);
      if constexpr (Rule::results > 0)
        if (samples == 0 && p.frame.on_the_way) p.update_by_nothing();
      const Sums sums{p.frame};
      sums.start_all(std::make_integer_sequence<int, n + 1>{});
      if constexpr (goal == Goal::gradient)
        if constexpr (!Facts::stores_all()) p.clear_gradients();
      if constexpr (any_waits) {
        if (samples > 0 && samples <= Layout::block) {
          p.load(x, targets, 0);
          p.place_results(out, 0);
          p.all_steps_waiting(all);
          p.unload(out, 0);
          return sums.end_all(std::make_integer_sequence<int, n>{});
        }
        p.all_sweeps(x, targets, all);
      }
      for (int from = 0; from < samples; from += Layout::block) {
        p.load(x, targets, from);
        p.place_results(out, from);
        if constexpr (Facts::unrolled) (p.template unrolled_step<S>(), ...);
        else
          for (int s = 0; s < steps; ++s) p.template called_step<true>(s);
        p.unload(out, from);
      }
      return sums.end_all(std::make_integer_sequence<int, n>{});
    }
  }
  static constexpr std::make_integer_sequence<int, steps> all_steps{};

 private:
  Frame<T> frame;

  CTNN_INLINE constexpr Program(const auto& p, T* scratch, const T* uniforms, int samples,
                                [[maybe_unused]] const auto& with)
      : frame{scratch,
              p.all_parameters(),
              p.gradients,
              p.buffers,
              uniforms,
              samples,
              inverse(samples),
              nullptr,
              nullptr,
              0,
              true,
              true,
              p.rule.at,
              0,
              nullptr,
              false} {
    if constexpr (Rule::results > 0)
      frame.count = Values::parameter_table.count, frame.rule_uniforms = with.uniforms,
      frame.on_the_way = with.on_the_way;
  }
  // Of no samples: infinite, so that the mean of nothing is NaN (which a constant expression has not: 0 there).
  static constexpr T inverse(int samples) {
    return samples == 0 && __builtin_is_constant_evaluated() ? T(0) : 1 / T(samples);
  }

  constexpr void clear_gradients() {
    for (int k = 0; k < Values::parameter_table.count; ++k)
      for (int i = 0; i < Gradients::parameter_table.rows[k].stored; ++i) frame.gradients[k][i] = 0;
  }

  // Of no samples all gradients are zero.
  constexpr void update_by_nothing() {
    frame.updates = true;
    for (int k = 0; k < Values::parameter_table.count; ++k) {
      const auto sink = frame.template sink<V>(Rule{}, k);
      const StoredRows r = Values::parameter_table.rows[k];
      for (int at = 0; at < r.stored; at += Layout::L) sink.finish(at, simd::splat<V>(0), r.width - at % r.stride);
    }
  }

  // ---- blocks and steps

  template <class Target>
  CTNN_INLINE constexpr void load(const T* x, const Target* targets, int from) {
    frame.here = frame.samples - from < Layout::block ? frame.samples - from : Layout::block;
    frame.rows = x + long(from) * G::in;
    frame.fresh = from == 0, frame.updates = frame.on_the_way && from + frame.here == frame.samples;
    constexpr const StageInfo &first = places.stage[0], &loss = places.stage[n];
    if constexpr (first.x >= 0)
      call<Kernel, LoadRows<Kernel>>(frame.rows, G::in, frame.here, frame.scratch + first.x, first.in_stride);
    if constexpr (goal != Goal::output) {
      if constexpr (Loss::class_targets) load_classes<Layout>(targets + from, frame.here, frame.scratch + loss.classes);
      else
        call<Kernel, LoadRows<Kernel>>(targets + long(from) * G::out, G::out, frame.here, frame.scratch + loss.targets,
                                       loss.in_stride);
    }
  }
  // The block's results go to the user's rows: the last stage writes them there itself, or they are copied.
  CTNN_INLINE constexpr void place_results([[maybe_unused]] T* out, [[maybe_unused]] int from) {
    if constexpr (goal == Goal::output && places.stage[n].x < 0) frame.results = out + long(from) * G::out;
  }
  CTNN_INLINE constexpr void unload([[maybe_unused]] T* out, [[maybe_unused]] int from) {
    constexpr const StageInfo &first = places.stage[0], &last = places.stage[n];
    if constexpr (goal == Goal::output && last.x >= 0)
      call<Kernel, StoreRows<Kernel>>(frame.value(last.x), G::out, frame.here, out + long(from) * G::out,
                                      last.in_stride);
    if constexpr (goal == Goal::input_gradient)
      call<Kernel, StoreRows<Kernel>>(frame.at(first.adjoint), G::in, frame.here, out + long(from) * G::in,
                                      first.in_stride);
  }
  template <bool Last>
  CTNN_INLINE constexpr void called_step(int s) {
    const int k = s <= n ? s : 2 * n - s;
    const StageInfo& info = places.stage[k];
    const auto& stage = table.stage[k];
    if (s < n) stage.forward(frame, info, stage.kernels);
    else {
      (Last ? stage.back : stage.back_unsummed)(frame, info, stage.kernels);
      if constexpr (Last && goal == Goal::gradient)
        stage.weight_gradient(frame, info, stage.kernels), stage.bias_gradient(frame, info, stage.kernels);
    }
  }
  template <int S>
  CTNN_INLINE constexpr void unrolled_step() {
    constexpr int K = S <= n ? S : 2 * n - S;
    using C = decltype(steps_of<G, Loss, Layout, goal, Rule, K>());
    constexpr typename C::kernels kernels{};
    if constexpr (S < n) C::forward::run(frame, places.stage[K], kernels);
    else {
      C::back::run(frame, places.stage[K], kernels);  // first: what follows may update
      if constexpr (K < n)
        C::weight_gradient::run(frame, places.stage[K], kernels),
            C::bias_gradient::run(frame, places.stage[K], kernels);
    }
  }
  struct Table {
    StageCode<Kernel, Rule> stage[Bound(n + 1)];
  };
  template <int... K>
  static constexpr Table make_table(std::integer_sequence<int, K...>) {
    return {{StageCode<Kernel, Rule>::template of<decltype(steps_of<G, Loss, Layout, goal, Rule, K>()), (K < n),
                                                  (steps > 2 * n - K), any_waits>()...}};
  }
  static constexpr Table make_table_if_used() {
    if constexpr (Facts::unrolled) return {};
    else return make_table(std::make_integer_sequence < int, goal == Goal::output ? n : n + 1 > {});
  }
  static constexpr Table table = make_table_if_used();

  // ---- reductions over the batch, which steps wait for

  // Each wait in order: the steps before it, for every block, then its sums.
  template <class Target, int... S>
  constexpr void all_sweeps(const T* x, const Target* targets, std::integer_sequence<int, S...>) {
    (sweeps_for<S>(x, targets, std::make_integer_sequence<int, waits<S>::levels>{}), ...);
  }
  template <int S, class Target, int... Level>
  constexpr void sweeps_for([[maybe_unused]] const T* x, [[maybe_unused]] const Target* targets,
                            std::integer_sequence<int, Level...>) {
    (sweep_for<S, Level + 1>(x, targets), ...);
  }
  template <int S, int Level, class Target>
  constexpr void sweep_for(const T* x, const Target* targets) {
    start_wait<S, Level>();
    for (int from = 0; from < frame.samples; from += Layout::block) {
      load(x, targets, from);
      for (int s = 0; s < S; ++s) called_step<false>(s);
      add_wait<S, Level>();
    }
    end_wait<S, Level>();
  }
  // With all samples in one block the waits are met on the way. (What waits is not unrolled.)
  template <int... S>
  constexpr void all_steps_waiting(std::integer_sequence<int, S...>) {
    ((meet<S>(std::make_integer_sequence<int, waits<S>::levels>{}), called_step<true>(S)), ...);
  }
  template <int S, int... Level>
  constexpr void meet(std::integer_sequence<int, Level...>) {
    ((start_wait<S, Level + 1>(), add_wait<S, Level + 1>(), end_wait<S, Level + 1>()), ...);
  }

  template <int S, int Level>
  constexpr void start_wait() {
    Sums{frame}.template clear<waits<S>::position>(waits<S>::phase, Level);
  }
  template <int S, int Level>
  constexpr void add_wait() {
    constexpr int K = waits<S>::position;
    using Waiting = engine::plan_at<G, Loss, goal, K>;
    constexpr int pass = Waiting::facts.first_wait[waits<S>::phase] + Level - 1;
    call<Kernel, PlannedPass<Kernel, Waiting, pass, false>>(frame, places.stage[K], table.stage[K].kernels);
  }
  template <int S, int Level>
  constexpr void end_wait() {
    Sums{frame}.template end<waits<S>::position>(waits<S>::phase, Level);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
