// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/environment.hpp>
#include <ctnn/expr/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

// A reduction over the features inside another's argument needs a loop of its own first.
template <class E>
inline constexpr int row_level = 0;
template <class Op, class... A>
inline constexpr int row_level<Call<Op, A...>> = [] {
  int deepest = 0;
  ((deepest = row_level<A> > deepest ? row_level<A> : deepest), ...);
  return deepest;
}();
template <class Op, class A>
inline constexpr int row_level<Reduce<Op, Axis::features, A>> = 1 + row_level<A>;

template <int Level, class Done, class... N>
struct at_level {
  using type = Done;
};
template <int Level, class... Done, class Op, class A, class... R>
requires(row_level<A> + 1 == Level) struct at_level<Level, list<Done...>, Reduce<Op, Axis::features, A>, R...>
    : at_level<Level, list<Done..., Reduce<Op, Axis::features, A>>, R...> {
};
template <int Level, class Done, class N, class... R>
struct at_level<Level, Done, N, R...> : at_level<Level, Done, R...> {};

// The values of the reductions over the features, at one row.
template <class V, class... R>
struct row_slots : slot<R, V>... {};

template <class V, class Rows, class Rest>
struct RowEnvironment {
  const Rows& rows;
  const Rest& rest;
  template <class Op, class A>
  [[gnu::always_inline]] constexpr V operator()(Reduce<Op, Axis::features, A>) const {
    return static_cast<const slot<Reduce<Op, Axis::features, A>, V>&>(rows).v;
  }
  template <class S>
  [[gnu::always_inline]] constexpr V operator()(S symbol) const {
    return rest(symbol);
  }
};
template <class Done, class... N>
struct row_reductions_of {
  using type = Done;
};
template <class... Done, class Op, class A, class... R>
struct row_reductions_of<list<Done...>, Reduce<Op, Axis::features, A>, R...>
    : row_reductions_of<list<Done..., Reduce<Op, Axis::features, A>>, R...> {};
template <class Done, class N, class... R>
struct row_reductions_of<Done, N, R...> : row_reductions_of<Done, R...> {};

// One loop over a row: the reductions of one level.
template <class Layout, class Statistics, class Rows, class... Op, class... A>
[[gnu::always_inline]] constexpr void reduce_row(Rows& rows, const Sources<typename Layout::element>& from,
                                                 [[maybe_unused]] int b, list<Reduce<Op, Axis::features, A>...>) {
  using V = typename Layout::vector;
  ((static_cast<slot<Reduce<Op, Axis::features, A>, V>&>(rows).v = Op::template neutral<V>()), ...);
  for (int f = 0; f < Layout::units(from.features); ++f) {
    const Environment<Layout, Statistics> here{from, f, b};
    const auto values = evaluate_lanes<V, A...>(RowEnvironment<V, Rows, Environment<Layout, Statistics>>{rows, here});
    auto add = [&]<class O, class E>(slot<Reduce<O, Axis::features, E>, V> & r) __attribute__((always_inline)) {
      V v = values.template get<E>().as_value();
      if constexpr (!Layout::lanes_are_samples)
        v = simd::select<V>(Layout::valid(f, b, from.features, 0), v, O::template neutral<V>());
      r.v = O::value(r.v, v);
    };
    (add(static_cast<slot<Reduce<Op, Axis::features, A>, V>&>(rows)), ...);
  }
  if constexpr (!Layout::lanes_are_samples && Layout::L > 1) {
    auto across = [&]<class O, class E>(slot<Reduce<O, Axis::features, E>, V> & r) __attribute__((always_inline)) {
      if constexpr (std::is_same_v<O, primitive::Sum>) r.v = simd::splat<V>(simd::sum(r.v));
      else r.v = simd::splat<V>(simd::max_lane(r.v));
    };
    (across(static_cast<slot<Reduce<Op, Axis::features, A>, V>&>(rows)), ...);
  }
}

template <class Layout, class Statistics, class Rows, int... Level, class... R>
[[gnu::always_inline]] constexpr void reduce_rows([[maybe_unused]] Rows& rows,
                                                  [[maybe_unused]] const Sources<typename Layout::element>& from,
                                                  [[maybe_unused]] int b, std::integer_sequence<int, Level...>,
                                                  list<R...>) {
  (reduce_row<Layout, Statistics>(rows, from, b, typename at_level<Level + 1, list<>, R...>::type{}), ...);
}

}  // namespace detail

// One pass of formulas over a block. Write... go to memory, for every unit of it; Add... are sums over the batch, whose
// arguments are added to what is in memory: a vector for each feature, or one for a scalar. Where Clear is set, lanes
// without a sample are written as zero, as lanes without a feature always are.
template <class Layout, class Statistics, bool Clear, class Writes, class Adds>
struct Pass;
template <class Layout, class Statistics, bool Clear, class... Write, class... Add>
struct Pass<Layout, Statistics, Clear, list<Write...>, list<Add...>> {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  static constexpr bool per_lane = !Layout::lanes_are_samples || Clear;

  template <class R>
  struct argument;
  template <Axis Along, class A>
  struct argument<Reduce<primitive::Sum, Along, A>> {
    using type = A;
  };
  template <class R>
  using arg = typename argument<R>::type;
  template <class R>
  static constexpr bool per_unit = has(arg<R>::axes, Axis::features);

  [[gnu::always_inline]] static constexpr void run(const Sources<T>& sources, T* const* to, T* const* sums) {
    const Sources<T> from = sources;
    using Reductions = decltype([]<class... N>(list<N...>) {
      return typename detail::row_reductions_of<list<>, N...>::type{};
    }(row_nodes<Write..., arg<Add>...>{}));
    run_rows(from, to, sums, Reductions{});
  }

 private:
  template <class... R>
  [[gnu::always_inline]] static constexpr void run_rows(const Sources<T>& from, T* const* to, T* const* sums,
                                                        list<R...>) {
    constexpr int levels = [] {
      int deepest = 0;
      ((deepest = detail::row_level<R> > deepest ? detail::row_level<R> : deepest), ...);
      return deepest;
    }();
    using Rows = detail::row_slots<V, R...>;
    V totals[sizeof...(Add) + 1] = {};  // of the sums that are one number
    for (int b = 0; b < Layout::rows(from.block_samples); ++b) {
      Rows rows{};
      detail::reduce_rows<Layout, Statistics>(rows, from, b, std::make_integer_sequence<int, levels>{}, list<R...>{});
      for (int f = 0; f < Layout::units(from.features); ++f) {
        const Environment<Layout, Statistics> here{from, f, b};
        unit(from, to, sums, totals, f, b,
             detail::RowEnvironment<V, Rows, Environment<Layout, Statistics>>{rows, here});
      }
      if constexpr (((!per_unit<Add>) || ...)) {
        const Environment<Layout, Statistics> here{from, 0, b};
        int k = 0;
        ((add_row<Add>(from, totals[k], b,
                       detail::RowEnvironment<V, Rows, Environment<Layout, Statistics>>{rows, here}),
          ++k),
         ...);
      }
    }
    int k = 0;
    ((add_total<Add>(sums[k], totals[k]), ++k), ...);
  }
  template <class R>
  [[gnu::always_inline]] static constexpr void add_total(T* sum, const V& total) {
    if constexpr (R::axes == Axis::none) simd::store<V>(sum, simd::load<V>(sum) + total);
  }
  [[gnu::always_inline]] static constexpr void unit(const Sources<T>& from, [[maybe_unused]] T* const* to,
                                                    [[maybe_unused]] T* const* sums, [[maybe_unused]] V* totals, int f,
                                                    int b, const auto& env) {
    const long at = Layout::offset(f, b, from.stride);
    const auto valid = Layout::valid(f, b, from.features, from.block_samples);
    const auto values = evaluate_unit(
        env, list<Write...>{} + (list<>{} + ... + std::conditional_t<per_unit<Add>, list<arg<Add>>, list<>>{}));
    [[maybe_unused]] auto write = [&](V v, T * p) __attribute__((always_inline)) {
      if constexpr (per_lane) v = simd::select<V>(valid, v, simd::splat<V>(0));
      simd::store<V>(p + at, v);
    };
    int k = 0;
    ((write(values.template get<Write>().as_value(), to[k]), ++k), ...);
    k = 0;
    [[maybe_unused]] auto add = [&]<class R>(std::type_identity<R>) __attribute__((always_inline)) {
      if constexpr (per_unit<R>) {
        const V v = simd::select<V>(valid, values.template get<arg<R>>().as_value(), simd::splat<V>(0));
        if constexpr (R::axes == Axis::none) totals[k] += v;
        else simd::store<V>(sums[k] + f * Layout::L, simd::load<V>(sums[k] + f * Layout::L) + v);
      }
      ++k;
    };
    (add(std::type_identity<Add>{}), ...);
  }
  template <class... E>
  [[gnu::always_inline]] static constexpr auto evaluate_unit(const auto& env, list<E...>) {
    return evaluate_lanes<V, E...>(env);
  }
  template <class R>
  [[gnu::always_inline]] static constexpr void add_row(const Sources<T>& from, V& total, int b, const auto& env) {
    if constexpr (!per_unit<R>) {
      const V v = evaluate_lanes<V, arg<R>>(env).template get<arg<R>>().as_value();
      const auto counted =
          Layout::lanes_are_samples ? Layout::valid(0, b, 1, from.block_samples) : simd::first_lanes<V>(1);
      total += simd::select<V>(counted, v, simd::splat<V>(0));
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET
