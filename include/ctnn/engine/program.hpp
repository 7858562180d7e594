// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/engine/contract.hpp>
#include <ctnn/engine/pass.hpp>
#include <ctnn/engine/places.hpp>
#include <ctnn/engine/statistics.hpp>
#include <ctnn/engine/weight_gradient.hpp>

namespace ctnn::inline CTNN_TARGET {

// A loss as the engine sees it: its formula, of X (the network's result) and the targets.
template <class F, bool ClassTargets>
struct LossFormula {
  using formula = F;
  static constexpr bool class_targets = ClassTargets;
};
using NoLoss = LossFormula<Zero, false>;

namespace detail {

// The formulas by which the adjoint of a value reaches the stage that computed it: that of the stage itself, then those of its joins.
template <class S, class J>
struct handed_over;
template <class S, int... J>
struct handed_over<S, std::integer_sequence<int, J...>> {
  using type = list<typename Handover<S>::adjoint, typename Handover<S>::template joined<J>...>;
};
template <class S, int... J>
  requires(!S::contracts)
struct handed_over<S, std::integer_sequence<int, J...>> {
  using type = list<symbols::G>;
};
template <class G, int Value>
struct handover_to {
  using S = typename G::template stage<Value - 1>;
  using type = typename handed_over<S, std::make_integer_sequence<int, S::joins>>::type;
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

// One network, one goal, one layout of the values: the compile-time plan, and the loops over blocks of samples that follow it.
// Values holds the parameters and buffers, Gradients what is to be filled (void where goal is another).
template <class G, class Loss, class Layout, Goal goal, class Values, class Gradients>
class Program {
  using T = typename Layout::element;
  using V = typename Layout::vector;
  static constexpr int n = G::size, steps = goal == Goal::output ? n : goal == Goal::loss ? n + 1 : 2 * n + 1;
  template <int K>
  using stage = typename G::template stage<K>;
  template <int K>
  using formulas = Formulas<G, Loss, goal, K>;
  template <int S>
  using waits = Waits<G, Loss, goal, S>;
  template <int K>
  using number = std::integral_constant<int, K>;

  // ---- places

  template <int K>
  static constexpr bool pointwise = [] {
    if constexpr (K < n) return !stage<K>::contracts;
    else return goal != Goal::output;
  }();
  template <int K>
  static constexpr int statistics_count = [] {
    if constexpr (pointwise<K>) return length<typename formulas<K>::statistics>;
    else return 0;
  }();
  template <int K>
  static constexpr int packed_size = [] {
    if constexpr (Layout::lanes_are_samples || !stage<K>::contracts) return 0;
    else {
      using W = Parameter<T, stage<K>::out, stage<K>::in>;
      const int forward = W::along_outputs ? 0 : stage<K>::in * Layout::stride(stage<K>::out);
      const int back = W::along_outputs && formulas<K>::input_wanted ? stage<K>::out * Layout::stride(stage<K>::in) : 0;
      return forward > back ? forward : back;
    }
  }();
  // A reduction over the batch has room for its lanes while it is summed, and for its result.
  static constexpr int sum_size(int width) { return Layout::units(width) * Layout::L; }
  static constexpr int statistic_size(int width) { return sum_size(width) + padded<T>(width); }

  template <class I>
  struct sizes;
  template <int... K>
  struct sizes<std::integer_sequence<int, K...>> {
    static constexpr bool keeps_z[n + 1] = {Handover<stage<K>>::keeps_z..., false};
    static constexpr int packed = [] {
      int most = 0;
      ((most = packed_size<K> > most ? packed_size<K> : most), ...);
      return most;
    }();
    static constexpr int counts[n + 1] = {statistics_count<K>..., statistics_count<n>};
    static constexpr int statistics_before(int position) {
      int size = 0;
      for (int k = 0; k < position; ++k) size += counts[k] * statistic_size(G::width[k]);
      return size;
    }
  };
  using size = sizes<std::make_integer_sequence<int, n>>;
  static constexpr auto places = Places<G, Layout, goal>::make(size::keeps_z, size::packed, size::statistics_before(n + 1));

 public:
  static constexpr int scratch_size = places.total;

  constexpr Program(Values& v, Gradients* g, T* s, const T* u, int count)
      : values(v), gradients(g), scratch(s), uniforms(u), samples(count), inverse_samples(count > 0 ? 1 / T(count) : T(0)) {}

  // Works through all samples: x holds them row by row, targets what the loss compares with; rows of the result, or of the input's adjoint,
  // go to out. Gives the loss.
  template <class Target>
  constexpr T run(const T* x, const Target* targets, T* out) {
    start_sums(std::make_integer_sequence<int, n + 1>{});
    if constexpr (waiting(std::make_integer_sequence<int, steps>{})) {
      if (samples <= Layout::block) {
        load(x, targets, 0);
        all_steps<true>(std::make_integer_sequence<int, steps>{});
        unload(out, 0);
      } else {
        all_sweeps(x, targets, std::make_integer_sequence<int, steps>{});
        last_sweep(x, targets, out);
      }
    } else last_sweep(x, targets, out);
    return finish(std::make_integer_sequence<int, n>{});
  }

 private:
  Values& values;
  Gradients* gradients;
  T* scratch;
  const T* uniforms;
  int samples;
  T inverse_samples;
  const T* rows = nullptr;   // the block at hand
  int here = 0;

  constexpr T* at(int place) const { return place < 0 ? nullptr : scratch + place; }   // null: not kept
  template <int K>
  constexpr const T* value() const {
    if constexpr (places.value[K] < 0) return rows;
    else return at(places.value[K]);
  }

  template <int K, class R>
  constexpr T* sum_of() const {
    constexpr int i = detail::place_in<typename formulas<K>::statistics, R>;
    return at(places.statistics + size::statistics_before(K) + i * statistic_size(G::width[K]));
  }
  template <int K, class R>
  constexpr T* result_of() const {
    return sum_of<K, R>() + sum_size(G::width[K]);
  }

  // ---- sweeps

  template <int... S>
  static constexpr bool waiting(std::integer_sequence<int, S...>) {
    return ((waits<S>::levels > 0) || ...);
  }
  // Each wait in order: the steps before it, for every block, then its sums.
  template <class Target, int... S>
  constexpr void all_sweeps(const T* x, const Target* targets, std::integer_sequence<int, S...>) {
    (sweeps_for<S>(x, targets, std::make_integer_sequence<int, waits<S>::levels>{}), ...);
  }
  template <int S, class Target, int... Level>
  constexpr void sweeps_for(const T* x, const Target* targets, std::integer_sequence<int, Level...>) {
    (sweep_for<S, Level + 1>(x, targets), ...);
  }
  template <int S, int Level, class Target>
  [[gnu::noinline]] constexpr void sweep_for(const T* x, const Target* targets) {
    start_wait<S, Level>();
    for (int from = 0; from < samples; from += Layout::block) {
      load(x, targets, from);
      steps_before(std::make_integer_sequence<int, S>{});
      add_wait<S, Level>();
    }
    end_wait<S, Level>();
  }
  template <int... S>
  constexpr void steps_before(std::integer_sequence<int, S...>) {
    (step<S, false>(), ...);
  }
  template <class Target>
  constexpr void last_sweep(const T* x, const Target* targets, T* out) {
    for (int from = 0; from < samples; from += Layout::block) {
      load(x, targets, from);
      all_steps<false>(std::make_integer_sequence<int, steps>{});
      unload(out, from);
    }
  }
  // With all samples in one block the waits can be met on the way.
  template <bool Waiting, int... S>
  constexpr void all_steps(std::integer_sequence<int, S...>) {
    ((Waiting ? meet<S>(std::make_integer_sequence<int, waits<S>::levels>{}) : void(), step<S, true>()), ...);
  }
  template <int S, int... Level>
  constexpr void meet(std::integer_sequence<int, Level...>) {
    ((start_wait<S, Level + 1>(), add_wait<S, Level + 1>(), end_wait<S, Level + 1>()), ...);
  }

  template <int S, bool Last>
  constexpr void step() {
    if constexpr (S < n) {
      if constexpr (stage<S>::contracts) contract_forward<S>();
      else pass_forward<S>();
    } else if constexpr (S == n) pass_back<n, Last>();
    else if constexpr (stage<2 * n - S>::contracts) contract_back<2 * n - S, Last>();
    else pass_back<2 * n - S, Last>();
  }

  template <class Target>
  constexpr void load(const T* x, const Target* targets, int from) {
    here = samples - from < Layout::block ? samples - from : Layout::block;
    rows = x + long(from) * G::in;
    if constexpr (places.value[0] >= 0) load_rows<Layout>(rows, G::in, here, at(places.value[0]));
    if constexpr (goal != Goal::output) {
      if constexpr (Loss::class_targets) load_classes<Layout>(targets + from, here, at(places.classes));
      else load_rows<Layout>(targets + long(from) * G::out, G::out, here, at(places.targets));
    }
  }
  constexpr void unload([[maybe_unused]] T* out, [[maybe_unused]] int from) {
    if constexpr (goal == Goal::output) store_rows<Layout>(value<n>(), G::out, here, out + long(from) * G::out);
    if constexpr (goal == Goal::input_gradient) store_rows<Layout>(at(places.adjoint[0]), G::in, here, out + long(from) * G::in);
  }

  // ---- what the formulas at position K find around them; the values are Width features wide

  template <int K, int Width>
  constexpr Sources<T> around() const {
    Sources<T> s;
    s.features = Width, s.stride = Layout::stride(Width), s.block_samples = here, s.uniform = uniforms;
    const T extent[4] = {1, T(samples), T(Width), T(samples) * T(Width)};
    const T inverse[4] = {1, inverse_samples, 1 / T(Width), inverse_samples / T(Width)};
    for (int a = 0; a < 4; ++a) s.extent[a] = extent[a], s.inverse_extent[a] = inverse[a];
    s.cell[symbols::X::slot] = value<K>();
    if constexpr (K < n) {
      s.cell[symbols::Y::slot] = value<K + 1>();
      if constexpr (goes_back(goal)) s.cell[symbols::G::slot] = at(places.adjoint[K + 1]);
      each<stage<K>::joins>([&]<int J>(number<J>) { s.cell[symbols::Skip<J>::slot] = value<stage<K>::joined[J]>(); });
      if constexpr (!stage<K>::contracts) {
        each<formulas<K>::vectors_read>([&]<int J>(number<J>) { s.vector[J] = values.template parameter<stage<K>::leaf, J>(); });
        each<formulas<K>::buffers_read>([&]<int J>(number<J>) { s.buffer[J] = values.template buffer<stage<K>::leaf, J>(); });
      }
    } else if constexpr (goal != Goal::output) {
      s.cell[symbols::Target::slot] = at(places.targets);
      s.classes = at(places.classes);
    }
    if constexpr (K > 0 && goes_back(goal)) {
      if constexpr (places.z[K - 1] >= 0) s.cell[symbols::Z::slot] = at(places.z[K - 1]);
      each<stage<K - 1>::joins>([&]<int J>(number<J>) { s.cell[symbols::SkipBefore<J>::slot] = value<stage<K - 1>::joined[J]>(); });
    }
    if constexpr (goes_back(goal))
      for (int m = K; m < n; ++m)
        for (int j = 0; j < G::joins[m]; ++j)
          if (G::joined[m][j] == K) s.cell[symbols::Shortcut<0>::slot + G::shortcut_number(m, j)] = at(places.joined[m][j]);
    return s;
  }
  template <int N, class F>
  static constexpr void each(F f) {
    [&]<int... I>(std::integer_sequence<int, I...>) { (f(number<I>{}), ...); }(std::make_integer_sequence<int, N>{});
  }
  // Where the adjoints handed to the stage before K go.
  template <int K>
  constexpr int hand_over_to(T** to) const {
    int count = 0;
    to[count++] = at(places.adjoint[K]);
    if constexpr (K > 0)
      if constexpr (stage<K - 1>::contracts)
        for (int j = 0; j < G::joins[K - 1]; ++j) to[count++] = at(places.joined[K - 1][j]);
    return count;
  }

  // ---- contractions

  template <int K>
  constexpr void contract_forward() {
    using S = stage<K>;
    using W = Parameter<T, S::out, S::in>;
    using Finish = Forward<typename S::formula, places.z[K] >= 0>;
    const Sources<T> from = around<K, S::out>();
    T* const to[2] = {at(places.value[K + 1]), at(places.z[K])};
    const T* w = values.template parameter<S::leaf, S::opening::weight>();
    const T* bias = nullptr;
    if constexpr (S::opening::bias >= 0) bias = values.template parameter<S::leaf, S::opening::bias>();
    if constexpr (Layout::lanes_are_samples) {
      constexpr int row = W::along_outputs ? 1 : W::stride, step = W::along_outputs ? W::stride : 1;
      contract_samples<Layout, Finish, S::out, row>({w, step, value<K>(), Layout::block, S::in, S::out, Layout::columns, bias}, from, to);
    } else {
      if constexpr (!W::along_outputs) w = packed<W::rows, W::stride>(w, S::in, Layout::stride(S::out));
      contract_features<Layout, Finish, S::out, Layout::stride(S::in)>(
          {value<K>(), 1, w, Layout::stride(S::out), S::in, here, Layout::units(S::out), bias}, from, to);
    }
  }
  template <int K, bool Last>
  constexpr void contract_back() {
    using S = stage<K>;
    using W = Parameter<T, S::out, S::in>;
    const T* g = at(places.adjoint[K + 1]);
    if constexpr (goal == Goal::gradient && Last) {
      T* dw = gradients->template parameter<S::leaf, S::opening::weight>();
      if constexpr (W::along_outputs) add_weight_gradient<Layout, S::in, S::out>(value<K>(), g, here, dw, W::stride);
      else add_weight_gradient<Layout, S::out, S::in>(g, value<K>(), here, dw, W::stride);
      if constexpr (S::opening::bias >= 0)
        add_bias_gradient<Layout, S::out>(g, here, gradients->template parameter<S::leaf, S::opening::bias>());
    }
    if constexpr (formulas<K>::input_wanted) {
      const Sources<T> from = around<K, S::in>();
      T* to[1 + symbols::shortcuts];
      hand_over_to<K>(to);
      hand_over_contraction<K>(from, to, typename detail::handover_to<G, K>::type{});
    }
  }
  template <int K, class... E>
  constexpr void hand_over_contraction(const Sources<T>& from, T* const* to, list<E...>) {
    using S = stage<K>;
    using W = Parameter<T, S::out, S::in>;
    using Finish = Backward<G::shortcuts(K), E...>;
    const T* g = at(places.adjoint[K + 1]);
    const T* w = values.template parameter<S::leaf, S::opening::weight>();
    if constexpr (Layout::lanes_are_samples) {
      constexpr int row = W::along_outputs ? W::stride : 1, step = W::along_outputs ? 1 : W::stride;
      contract_samples<Layout, Finish, S::in, row>({w, step, g, Layout::block, S::out, S::in, Layout::columns, nullptr}, from, to);
    } else {
      if constexpr (W::along_outputs) w = packed<W::rows, W::stride>(w, S::out, Layout::stride(S::in));
      contract_features<Layout, Finish, S::in, Layout::stride(S::out)>(
          {g, 1, w, Layout::stride(S::in), S::out, here, Layout::units(S::in), nullptr}, from, to);
    }
  }
  // The weight with its lanes along the other side.
  template <int Rows, int Stride>
  constexpr const T* packed(const T* w, int to_rows, int to_stride) {
    transpose_matrix<V>(w, Rows, Stride, at(places.packed), to_rows, to_stride);
    return at(places.packed);
  }

  // ---- passes

  template <int K>
  struct results {
    const T* p[statistics_count<K> + 1];
  };
  template <int K>
  constexpr results<K> results_at() const {
    results<K> r{};
    fill_results<K>(r.p, typename formulas<K>::statistics{});
    return r;
  }
  template <int K, class... R>
  constexpr void fill_results(const T** p, list<R...>) const {
    int i = 0;
    ((p[i++] = result_of<K, R>()), ...);
  }

  template <int K>
  constexpr void pass_forward() {
    using F = formulas<K>;
    Sources<T> from = around<K, G::width[K]>();
    const results<K> r = results_at<K>();
    from.statistic = r.p;
    T* const to[1] = {at(places.value[K + 1])};
    Pass<Layout, typename F::statistics, false, list<typename F::formula>, list<>>::run(from, to, nullptr);
  }
  // The loss, and pointwise stages on the way back.
  template <int K, bool Last>
  constexpr void pass_back() {
    using F = formulas<K>;
    using Sums = std::conditional_t<!Last, list<>,
                                    std::conditional_t<K == n, std::conditional_t<waits<n>::levels == 0, typename F::known, list<>>,
                                                       typename F::parameter_statistics>>;
    if constexpr (length<typename F::backward> + length<Sums> > 0) {
      Sources<T> from = around<K, G::width[K]>();
      const results<K> r = results_at<K>();
      from.statistic = r.p;
      T* to[1 + 2 * symbols::shortcuts];
      if constexpr (F::input_wanted) {
        [[maybe_unused]] int count = hand_over_to<K>(to);
        if constexpr (K < n)
          for (int j = 0; j < G::joins[K]; ++j) to[count++] = at(places.joined[K][j]);
      }
      run_with_sums<K, typename F::backward>(from, to, Sums{});
    }
  }
  template <int K, class Writes, class... R>
  constexpr void run_with_sums(const Sources<T>& from, T* const* to, list<R...>) {
    T* const sums[sizeof...(R) + 1] = {sum_of<K, R>()...};
    Pass<Layout, typename formulas<K>::statistics, true, Writes, list<R...>>::run(from, to, sums);
  }

  // ---- reductions over the batch

  template <int S, int Level>
  using waited = typename detail::of_level<typename waits<S>::known, Level, typename waits<S>::statistics>::type;
  template <int S, int Level>
  constexpr void start_wait() {
    clear_sums<waits<S>::position>(waited<S, Level>{});
  }
  template <int S, int Level>
  constexpr void add_wait() {
    constexpr int K = waits<S>::position;
    Sources<T> from = around<K, G::width[K]>();
    const results<K> r = results_at<K>();
    from.statistic = r.p;
    run_with_sums<K, list<>>(from, nullptr, waited<S, Level>{});
  }
  template <int S, int Level>
  constexpr void end_wait() {
    end_sums<waits<S>::position>(waited<S, Level>{});
  }
  template <int K, class... R>
  constexpr void clear_sums(list<R...>) {
    (clear(sum_of<K, R>(), sum_size(G::width[K])), ...);
  }
  static constexpr void clear(T* p, int count) {
    for (int i = 0; i < count; ++i) p[i] = 0;
  }
  template <int K, class... R>
  constexpr void end_sums(list<R...>) {
    (end_sum<R>(sum_of<K, R>(), G::width[K], result_of<K, R>()), ...);
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

  template <int K>
  static auto added_on_the_way() {
    if constexpr (!pointwise<K>) return list<>{};
    else if constexpr (K < n) return typename formulas<K>::parameter_statistics{};
    else if constexpr (waits<n>::levels == 0) return typename formulas<n>::known{};
    else return list<>{};
  }
  template <int... K>
  constexpr void start_sums(std::integer_sequence<int, K...>) {
    (clear_sums<K>(decltype(added_on_the_way<K>()){}), ...);
  }
  template <int... K>
  constexpr T finish(std::integer_sequence<int, K...>) {
    if constexpr (goal == Goal::gradient) (finish_stage<K>(), ...);
    if constexpr (goal == Goal::output) return 0;
    else {
      end_sums<n>(decltype(added_on_the_way<n>()){});
      Sources<T> from = around<n, G::out>();
      const results<n> r = results_at<n>();
      from.statistic = r.p;
      using F = typename Loss::formula;
      const Environment<SampleLanes<T, 1>, typename formulas<n>::statistics> all{from, 0, 0};
      return evaluate_lanes<T, F>(all).template get<F>().as_value();
    }
  }
  // Gradients of one value a feature, and the layer's buffers, from the reductions over the batch.
  template <int K>
  constexpr void finish_stage() {
    if constexpr (pointwise<K>) {
      using F = formulas<K>;
      end_sums<K>(typename F::parameter_statistics{});
      Sources<T> from = around<K, G::width[K]>();
      const results<K> r = results_at<K>();
      from.statistic = r.p;
      each_feature<K>(from, typename F::parameter_gradients{}, typename stage<K>::update{});
    }
  }
  template <int K, class... D, class... U>
  constexpr void each_feature(const Sources<T>& from, list<D...>, list<U...>) {
    for (int f = 0; f < G::width[K]; ++f) {
      const Environment<SampleLanes<T, 1>, typename formulas<K>::statistics> here_{from, f, 0};
      const auto v = evaluate_lanes<T, D..., U...>(here_);
      [[maybe_unused]] int p = 0, b = 0;
      each<sizeof...(D)>([&]<int J>(number<J>) {
        gradients->template parameter<stage<K>::leaf, J>()[f] = v.template get<type_at<J, leaf_pack<type_leaf<D>...>>>().as_value();
      });
      each<sizeof...(U)>([&]<int J>(number<J>) {
        values.template buffer<stage<K>::leaf, J>()[f] = v.template get<type_at<J, leaf_pack<type_leaf<U>...>>>().as_value();
      });
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET
