// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/engine/places.hpp>
#include <ctnn/engine/statistics.hpp>
#include <ctnn/engine/steps.hpp>

namespace ctnn::inline CTNN_TARGET {

// A loss as the engine sees it: its formula, of X (the network's result) and the targets.
template <class F, bool ClassTargets>
struct LossFormula {
  using formula = F;
  static constexpr bool class_targets = ClassTargets;
};
using NoLoss = LossFormula<Zero, false>;

namespace detail {

// The formulas by which the adjoint of a value reaches the stage that computed it.
template <class G, int Value>
struct handover_to {
  using type = typename Handover<typename G::template stage<Value - 1>>::all;
};
template <class G>
struct handover_to<G, 0> {
  using type = list<symbols::G>;
};

// ... with the adjoint itself a formula, and what comes by shortcuts added to it.
template <class Raw, int Shortcuts>
struct with_shortcuts {
  using type = Call<primitive::Add, typename with_shortcuts<Raw, Shortcuts - 1>::type, symbols::Shortcut<Shortcuts - 1>>;
};
template <class Raw>
struct with_shortcuts<Raw, 0> {
  using type = Raw;
};
template <class L, class Raw>
struct fed;
template <class... E, class Raw>
struct fed<list<E...>, Raw> {
  using type = list<substitute<E, symbols::G, Raw>...>;
};

template <class Known, class L>
struct batch_reductions_in;
template <class Known, class... E>
struct batch_reductions_in<Known, list<E...>> {
  using type = batch_reductions<Known, E...>;
};

}  // namespace detail

// What the stage in position K of a graph computes: the formulas of its passes, and the reductions over the batch that they need. Position n
// is the loss.
template <class G, class Loss, Goal goal, int K>
struct Formulas {
  static constexpr bool is_loss = K == G::size;
  template <int I>
  struct stage_or_loss {
    using S = typename G::template stage<I>;
    using formula = typename S::formula;
    using update = typename S::update;
    static constexpr int joins = S::joins, leaf = S::leaf;
    template <class N>
    using back = substitute<derive<formula, symbols::G, N>, formula, symbols::Y>;
  };
  template <int I>
    requires(I == G::size)
  struct stage_or_loss<I> {
    using formula = typename Loss::formula;
    using update = list<>;
    static constexpr int joins = 0, leaf = -1;
    template <class N>
    using back = derive<formula, Const<Num{1.0}>, N>;
  };
  using self = stage_or_loss<K>;
  using formula = typename self::formula;
  template <class N>
  using back = typename self::template back<N>;

  // Backward: the adjoint of the stage's input, handed over, and those of its own joins.
  static constexpr bool input_wanted = goes_back(goal) && (K > 0 || goal == Goal::input_gradient);
  template <int... J>
  static auto joins_back(std::integer_sequence<int, J...>) -> list<back<symbols::Skip<J>>...>;
  template <bool Wanted>
  static auto all_back() {
    if constexpr (Wanted) {
      using raw = typename detail::with_shortcuts<back<symbols::X>, G::shortcuts(K)>::type;
      return typename detail::fed<typename detail::handover_to<G, K>::type, raw>::type{} +
             decltype(joins_back(std::make_integer_sequence<int, self::joins>{})){};
    } else return list<>{};
  }
  using backward = decltype(all_back<input_wanted>());

  // Reductions over the batch that forward needs, that backward needs beyond those, and that only parameters' gradients need.
  using forward_statistics = typename detail::batch_reductions_in<list<>, decltype(list<formula>{} + typename self::update{})>::type;
  using backward_statistics = typename detail::batch_reductions_in<forward_statistics, backward>::type;
  template <int... P>
  static auto parameters_back(std::integer_sequence<int, P...>) -> list<back<symbols::Vector<P>>...>;
  // How many of the layer's vectors and buffers the formulas read.
  template <template <int> class Symbol, class... E>
  static constexpr int read(list<E...>) {
    int count = 0;
    for_each_number([&]<int I>(std::integral_constant<int, I>) {
      if ((mentions<E, Symbol<I>> || ...)) count = I + 1;
    });
    return count;
  }
  static constexpr void for_each_number(auto f) {
    [&]<int... I>(std::integer_sequence<int, I...>) { (f(std::integral_constant<int, I>{}), ...); }(std::make_integer_sequence<int, 4>{});
  }
  static constexpr int vectors_read = read<symbols::Vector>(list<formula>{});
  static constexpr int buffers_read = read<symbols::Buffer>(list<formula>{} + typename self::update{});
  using parameter_gradients =
      decltype(parameters_back(std::make_integer_sequence<int, is_loss || goal != Goal::gradient ? 0 : vectors_read>{}));
  using known = decltype(forward_statistics{} + backward_statistics{});
  using parameter_statistics = typename detail::batch_reductions_in<known, parameter_gradients>::type;
  using statistics = decltype(known{} + parameter_statistics{});
  static constexpr int forward_levels = detail::deepest_level<list<>, forward_statistics>;
  static constexpr bool uses_statistics_backward = length<typename detail::batch_reductions_in<list<>, backward>::type> > 0;
};

// The sweeps that a step of the program has to wait for: one for each level of reductions over the batch.
template <class G, class Loss, Goal goal, int Step>
struct Waits {
  static constexpr int n = G::size, position = Step <= n ? Step : 2 * n - Step;
  using F = Formulas<G, Loss, goal, position>;
  static constexpr bool contracts = [] {
    if constexpr (position < n) return G::template stage<position>::contracts;
    else return false;
  }();
  template <bool Forward, bool IsLoss>
  static auto pick() {
    if constexpr (contracts) return list<>{};
    else if constexpr (!IsLoss) {
      if constexpr (Forward) return typename F::forward_statistics{};
      else return typename F::backward_statistics{};
    } else if constexpr (F::forward_levels > 1 || length<typename F::backward_statistics> > 0 || F::uses_statistics_backward) {
      return typename F::known{};
    } else return list<>{};   // the loss is a sum that nothing waits for: it is added up on the way
  }
  using statistics = decltype(pick<(Step < n), Step == n>());
  using known = std::conditional_t<(Step > n) && !contracts, typename F::forward_statistics, list<>>;
  static constexpr int levels = detail::deepest_level<known, statistics>;
};

// The sums that are made on the way, in the last sweep: nothing waits for them.
template <class G, class Loss, Goal goal, int K>
struct AddedOnTheWay {
  static auto pick() {
    if constexpr (K < G::size) {
      if constexpr (G::pointwise[K]) return typename Formulas<G, Loss, goal, K>::parameter_statistics{};
      else return list<>{};
    } else if constexpr (goal != Goal::output && Waits<G, Loss, goal, K>::levels == 0) return typename Formulas<G, Loss, goal, K>::known{};
    else return list<>{};
  }
  using type = decltype(pick());
};

// The steps of a program as types: what runs at each position, in a layout.
template <class G, class Loss, class Layout, Goal goal>
struct Steps {
  static constexpr int n = G::size;
  using T = typename Layout::element;
  using Kernel = typename Layout::kernel;
  template <int K>
  using stage = typename G::template stage<K>;
  template <int K>
  using formulas = Formulas<G, Loss, goal, K>;

  struct Nothing {
    [[gnu::always_inline]] static constexpr void run(const Frame<T>&, const StageInfo&) {}
  };

  template <int K>
  static constexpr auto forward() {
    using S = stage<K>;
    if constexpr (S::contracts) {
      using W = Parameter<T, S::out, S::in>;
      constexpr int row = !Layout::lanes_are_samples ? (K == 0 && rows_in_place<Layout>(S::in) ? S::in : Layout::stride(S::in))
                          : W::along_outputs         ? 1
                                                     : W::stride;
      return ContractForward<Kernel, contraction_tile<Layout, S::out, row>, Forward<typename S::formula, goes_back(goal) && Handover<S>::keeps_z>>{};
    } else {
      return FormulaPass<Kernel, typename formulas<K>::statistics, false, list<typename S::formula>, list<>>{};
    }
  }
  template <int K, class... E>
  static constexpr auto contract_back(list<E...>) {
    using S = stage<K>;
    using W = Parameter<T, S::out, S::in>;
    constexpr int row = !Layout::lanes_are_samples ? Layout::stride(S::out) : W::along_outputs ? W::stride : 1;
    return ContractBack<Kernel, contraction_tile<Layout, S::in, row>, Backward<G::shortcuts(K), E...>>{};
  }
  // Back through a stage, or the loss (K = n); the last sweep also adds up what nothing waits for.
  template <int K, bool Last>
  static constexpr auto back() {
    if constexpr (G::pointwise[K] || K == n) {
      using F = formulas<K>;
      using Sums = std::conditional_t<!Last, list<>, typename AddedOnTheWay<G, Loss, goal, K>::type>;
      if constexpr (length<typename F::backward> + length<Sums> == 0) return Nothing{};
      else return FormulaPass<Kernel, typename F::statistics, true, typename F::backward, Sums>{};
    } else if constexpr (K == 0 && goal != Goal::input_gradient) return Nothing{};
    else return contract_back<K>(typename detail::handover_to<G, K>::type{});
  }
  template <int K>
  static constexpr auto weight_gradient() {
    using S = stage<K>;
    if constexpr (!S::contracts || goal != Goal::gradient) return Nothing{};
    else {
      using W = Parameter<T, S::out, S::in>;
      return WeightGradient<Kernel, weight_gradients<Kernel, W::along_outputs ? S::in : S::out, W::along_outputs ? S::out : S::in>>{};
    }
  }
  template <int K>
  static constexpr auto bias_gradient() {
    using S = stage<K>;
    if constexpr (!S::contracts || goal != Goal::gradient || S::opening::bias < 0) return Nothing{};
    else return BiasGradient<Kernel, weight_gradients<Kernel, 1, S::out>>{};
  }
};

// One network, one goal, one layout of the values: the compile-time plan, and the loops over blocks of samples that follow it.
// Values holds the parameters and buffers, Gradients what is to be filled (void where goal is another).
template <class G, class Loss, class Layout, Goal goal, class Values, class Gradients>
class Program {
  using T = typename Layout::element;
  using V = typename Layout::vector;
  using Kernel = typename Layout::kernel;
  static_assert(Layout::L <= simd::native_lanes<T>, "parameters are padded to whole registers, not to more");
  static constexpr int n = G::size, steps = goal == Goal::output ? n : goal == Goal::loss ? n + 1 : 2 * n + 1;
  using code = Steps<G, Loss, Layout, goal>;
  template <int K>
  using formulas = Formulas<G, Loss, goal, K>;
  template <int S>
  using waits = Waits<G, Loss, goal, S>;

  template <int... K>
  static constexpr Places<G> make_places(std::integer_sequence<int, K...>) {
    constexpr bool keeps_z[n + 1] = {Handover<typename G::template stage<K>>::keeps_z..., false};
    constexpr int statistics[n + 1] = {statistics_count<K>()..., statistics_count<n>()};
    constexpr LayoutNumbers layout{Layout::lanes_are_samples, Layout::L, Layout::block, simd::native_lanes<T>};
    return Places<G>::make(layout, goal, 64 / int(sizeof(T)), keeps_z, statistics);
  }
  template <int K>
  static constexpr int statistics_count() {
    if constexpr (K == n ? goal != Goal::output : G::pointwise[K]) return length<typename formulas<K>::statistics>;
    else return 0;
  }
  static constexpr Places<G> places = make_places(std::make_integer_sequence<int, n>{});

  template <int... S>
  static constexpr bool waiting(std::integer_sequence<int, S...>) {
    return ((waits<S>::levels > 0) || ...);
  }
  static constexpr bool any_waits = waiting(std::make_integer_sequence<int, steps>{});

 public:
  static constexpr int scratch_size = places.total;

  constexpr Program(Values& values, [[maybe_unused]] Gradients* gradients, T* scratch, const T* uniforms, int samples)
      : frame{scratch, parameters, gradients_, buffers, uniforms, samples, samples > 0 ? 1 / T(samples) : T(0), nullptr, 0} {
    [&]<int... K>(std::integer_sequence<int, K...>) {
      (values.template parameters<G::template stage<K>::leaf>(parameters + 4 * K), ...);
      (values.template buffers<G::template stage<K>::leaf>(buffers + 4 * K), ...);
      if constexpr (goal == Goal::gradient) (gradients->template parameters<G::template stage<K>::leaf>(gradients_ + 4 * K), ...);
    }(std::make_integer_sequence<int, n>{});
  }
  Program(const Program&) = delete;

  // Works through all samples: x holds them row by row, targets what the loss compares with; rows of the result, or of the input's adjoint,
  // go to out. Gives the loss.
  template <class Target>
  constexpr T run(const T* x, const Target* targets, T* out) {
    start_sums(std::make_integer_sequence<int, n + 1>{});
    if constexpr (!any_waits) sweep(x, targets, out);
    else if (frame.samples <= Layout::block) {
      load(x, targets, 0);
      all_steps_waiting(std::make_integer_sequence<int, steps>{});
      unload(out, 0);
    } else {
      all_sweeps(x, targets, std::make_integer_sequence<int, steps>{});
      sweep(x, targets, out);
    }
    return finish(std::make_integer_sequence<int, n>{});
  }

 private:
  const T* parameters[4 * n];
  T* gradients_[4 * n];
  const T* buffers[4 * n];
  Frame<T> frame;

  // ---- blocks and steps

  template <class Target>
  constexpr void load(const T* x, const Target* targets, int from) {
    frame.here = frame.samples - from < Layout::block ? frame.samples - from : Layout::block;
    frame.rows = x + long(from) * G::in;
    constexpr StageInfo first = places.stage[0], loss = places.stage[n];
    if constexpr (first.x >= 0) load_rows<Kernel>(frame.rows, G::in, frame.here, frame.scratch + first.x, first.in_stride);
    if constexpr (goal != Goal::output) {
      if constexpr (Loss::class_targets) load_classes<Layout>(targets + from, frame.here, frame.scratch + loss.classes);
      else load_rows<Kernel>(targets + long(from) * G::out, G::out, frame.here, frame.scratch + loss.targets, loss.in_stride);
    }
  }
  constexpr void unload([[maybe_unused]] T* out, [[maybe_unused]] int from) {
    if constexpr (goal == Goal::output) store_rows<Kernel>(frame.value(places.stage[n].x), G::out, frame.here, out + long(from) * G::out, places.stage[n].in_stride);
    if constexpr (goal == Goal::input_gradient)
      store_rows<Kernel>(frame.at(places.stage[0].adjoint), G::in, frame.here, out + long(from) * G::in, places.stage[0].in_stride);
  }
  template <class Target>
  constexpr void sweep(const T* x, const Target* targets, T* out) {
    for (int from = 0; from < frame.samples; from += Layout::block) {
      load(x, targets, from);
      run_steps<true>(std::make_integer_sequence<int, steps>{});
      unload(out, from);
    }
  }

  // Few stages: the compiler sees every step with its numbers. More: a loop over a table, so that code does not grow with depth.
  static constexpr bool unrolled = n <= 4;
  template <bool Last, int... S>
  constexpr void run_steps(std::integer_sequence<int, S...>) {
    if constexpr (unrolled) (step<S, Last>(), ...);
    else
      for (int s = 0; s < int(sizeof...(S)); ++s) {
        const int k = s <= n ? s : 2 * n - s;
        const StageInfo& info = places.stage[k];
        if (s < n) table.forward[k](frame, info);
        else {
          if (Last && k < n && table.weight_gradient[k]) table.weight_gradient[k](frame, info);
          if (Last && k < n && table.bias_gradient[k]) table.bias_gradient[k](frame, info);
          if (const auto back = Last ? table.back[k] : table.back_unsummed[k]) back(frame, info);
        }
      }
  }
  template <int S, bool Last>
  [[gnu::always_inline]] constexpr void step() {
    constexpr int K = S <= n ? S : 2 * n - S;
    if constexpr (S < n) decltype(code::template forward<K>())::run(frame, places.stage[K]);
    else {
      if constexpr (K < n && Last) {
        decltype(code::template weight_gradient<K>())::run(frame, places.stage[K]);
        decltype(code::template bias_gradient<K>())::run(frame, places.stage[K]);
      }
      decltype(code::template back<K, Last>())::run(frame, places.stage[K]);
    }
  }

  template <class Step>
  static constexpr StepCode<T> code_of(Step) {
    if constexpr (std::is_same_v<Step, typename code::Nothing>) return nullptr;
    else return &step_code<typename Layout::kernel, Step>;
  }
  struct Table {
    StepCode<T> forward[n], weight_gradient[n], bias_gradient[n], back[n + 1], back_unsummed[n + 1];
  };
  template <int... K>
  static constexpr Table make_table(std::integer_sequence<int, K...>) {
    Table t{{code_of(code::template forward<K>())...}, {}, {}, {}, {}};
    if constexpr (steps > n + 1) {
      ((t.weight_gradient[K] = code_of(code::template weight_gradient<K>())), ...);
      ((t.bias_gradient[K] = code_of(code::template bias_gradient<K>())), ...);
      ((t.back[K] = code_of(code::template back<K, true>())), ...);
      if constexpr (any_waits) ((t.back_unsummed[K] = code_of(code::template back<K, false>())), ...);
    }
    if constexpr (steps > n) {
      t.back[n] = code_of(code::template back<n, true>());
      if constexpr (any_waits) t.back_unsummed[n] = code_of(code::template back<n, false>());
    }
    return t;
  }
  static constexpr Table make_table_if_used() {
    if constexpr (unrolled) return {};
    else return make_table(std::make_integer_sequence<int, n>{});
  }
  static constexpr Table table = make_table_if_used();

  // ---- reductions over the batch, which steps wait for

  // Each wait in order: the steps before it, for every block, then its sums.
  template <class Target, int... S>
  constexpr void all_sweeps(const T* x, const Target* targets, std::integer_sequence<int, S...>) {
    (sweeps_for<S>(x, targets, std::make_integer_sequence<int, waits<S>::levels>{}), ...);
  }
  template <int S, class Target, int... Level>
  constexpr void sweeps_for([[maybe_unused]] const T* x, [[maybe_unused]] const Target* targets, std::integer_sequence<int, Level...>) {
    (sweep_for<S, Level + 1>(x, targets), ...);
  }
  template <int S, int Level, class Target>
  constexpr void sweep_for(const T* x, const Target* targets) {
    start_wait<S, Level>();
    for (int from = 0; from < frame.samples; from += Layout::block) {
      load(x, targets, from);
      run_steps<false>(std::make_integer_sequence<int, S>{});
      add_wait<S, Level>();
    }
    end_wait<S, Level>();
  }
  // With all samples in one block the waits are met on the way.
  template <int... S>
  constexpr void all_steps_waiting(std::integer_sequence<int, S...>) {
    ((meet<S>(std::make_integer_sequence<int, waits<S>::levels>{}), step<S, true>()), ...);
  }
  template <int S, int... Level>
  constexpr void meet(std::integer_sequence<int, Level...>) {
    ((start_wait<S, Level + 1>(), add_wait<S, Level + 1>(), end_wait<S, Level + 1>()), ...);
  }

  template <int S, int Level>
  using waited = typename detail::of_level<typename waits<S>::known, Level, typename waits<S>::statistics>::type;
  template <int S, int Level>
  constexpr void start_wait() {
    clear_sums<waits<S>::position>(waited<S, Level>{});
  }
  template <int S, int Level>
  constexpr void add_wait() {
    constexpr int K = waits<S>::position;
    FormulaPass<typename Layout::kernel, typename formulas<K>::statistics, false, list<>, waited<S, Level>>::run(frame, places.stage[K]);
  }
  template <int S, int Level>
  constexpr void end_wait() {
    end_sums<waits<S>::position>(waited<S, Level>{});
  }

  template <int K, class R>
  constexpr T* sum_of() const {
    return frame.scratch + places.stage[K].statistics + detail::place_in<typename formulas<K>::statistics, R> * places.stage[K].statistic_size;
  }
  template <int K, class... R>
  constexpr void clear_sums(list<R...>) {
    (clear(sum_of<K, R>(), places.stage[K].sum_size), ...);
  }
  static constexpr void clear(T* p, int count) {
    for (int i = 0; i < count; ++i) p[i] = 0;
  }
  template <int K, class... R>
  constexpr void end_sums(list<R...>) {
    (end_sum<R>(sum_of<K, R>(), G::width[K], sum_of<K, R>() + places.stage[K].sum_size), ...);
  }
  // The lanes of a sum become its result: one value, or one a feature.
  template <class R>
  static constexpr void end_sum(const T* sum, int width, T* result) {
    if constexpr (R::axes == Axis::none) *result = simd::sum(simd::load<V>(sum));
    else if constexpr (Layout::lanes_are_samples)
      for (int f = 0; f < width; ++f) result[f] = simd::sum(simd::load<V>(sum + f * Layout::L));
    else
      for (int f = 0; f < width; ++f) result[f] = sum[f];
  }

  // ---- before the first block and after the last

  template <int... K>
  constexpr void start_sums(std::integer_sequence<int, K...>) {
    (clear_sums<K>(typename AddedOnTheWay<G, Loss, goal, K>::type{}), ...);
  }
  template <int... K>
  constexpr T finish(std::integer_sequence<int, K...>) {
    if constexpr (goal == Goal::gradient) (finish_stage<K>(), ...);
    if constexpr (goal == Goal::output) return 0;
    else {
      using F = typename Loss::formula;
      end_sums<n>(typename AddedOnTheWay<G, Loss, goal, n>::type{});
      return at_feature<n>(0, list<F>{}).template get<F>().as_value();
    }
  }
  // Formulas of one value a feature, or one in all, from the results of reductions over the batch.
  template <int K, class... E>
  constexpr auto at_feature(int feature, list<E...>) const {
    using Known = typename formulas<K>::statistics;
    Sources<T> from;
    frame.around(places.stage[K], G::width[K], places.stage[K].in_stride, from);
    const T* results[length<Known> + 1] = {};
    for (int k = 0; k < length<Known>; ++k)
      results[k] = frame.at(places.stage[K].statistics + k * places.stage[K].statistic_size + places.stage[K].sum_size);
    from.statistic = results;
    if constexpr (K < n)
      for (int k = 0; k < 4; ++k) from.vector[k] = parameters[4 * K + k], from.buffer[k] = buffers[4 * K + k];
    return evaluate_lanes<T, E...>(Environment<SampleLanes<T, 1>, Known>{from, feature, 0});
  }
  // The gradients of a layer's vectors, and its buffers.
  template <int K>
  constexpr void finish_stage() {
    if constexpr (G::pointwise[K]) {
      using F = formulas<K>;
      end_sums<K>(typename F::parameter_statistics{});
      each_feature<K>(typename F::parameter_gradients{}, typename G::template stage<K>::update{});
    }
  }
  template <int K, class... D, class... U>
  constexpr void each_feature(list<D...>, list<U...>) {
    for (int f = 0; f < G::width[K] && sizeof...(D) + sizeof...(U) > 0; ++f) {
      const auto v = at_feature<K>(f, list<D..., U...>{});
      [[maybe_unused]] int d = 0, u = 0;
      ((gradients_[4 * K + d++][f] = v.template get<D>().as_value()), ...);
      ((const_cast<T*>(buffers[4 * K + u++])[f] = v.template get<U>().as_value()), ...);
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET
