// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/environment.hpp>
#include <ctnn/engine/stages/reduction.hpp>
#include <ctnn/engine/stages/stage_plan.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// What a pass finds at one unit beside its cells: the layer's parameters and buffers, the results of reductions of the
// row and over the batch.
template <class Layout, class Plan, class V, class Row>
struct PassEnvironment {
  using T = typename Layout::element;
  const Environment<Layout> cells;
  const T* const* parameter;
  const T* const* buffer;
  const T* const* statistic;
  const Row& row;

  template <int Number>
  CTNN_INLINE constexpr V load() const {
    namespace symbol = graph::symbol;
    constexpr int kind = symbol::kind_of(Number), k = Number - kind;
    if constexpr (kind == symbol::parameter) return Layout::feature(parameter[k], cells.f);
    else if constexpr (kind == symbol::buffer) return Layout::feature(buffer[k], cells.f);
    else if constexpr (kind == symbol::one_parameter) return simd::splat<V>(*parameter[k]);
    else if constexpr (kind == symbol::one_buffer) return simd::splat<V>(*buffer[k]);
    else if constexpr (kind == symbol::row) return row[k];
    else if constexpr (kind == symbol::statistic) return Layout::feature(statistic[k], cells.f);
    else if constexpr (kind == symbol::one_statistic) return simd::splat<V>(*statistic[k]);
    else return cells.template load<Number>();
  }
};

// One pass over a block: the P-th of a stage's plan. Writes go to memory, for every unit of it; adds are reductions
// over the batch, which are joined to what is in memory: a vector for each feature, or one for all. Where Clear is set,
// lanes without a sample are written as zero, as lanes without a feature always are.
template <class Layout, class Plan, int P, bool Clear>
struct Pass {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  static constexpr engine::PassFacts facts = Plan::data.pass[P];
  static constexpr bool per_lane = !Layout::lanes_are_samples || Clear;

  CTNN_INLINE static constexpr void run(const Sources<T>& sources, T* const* to, T* const* sums) {
    const Sources<T> from = sources;
    const Tables tables(from);
    V totals[Bound(facts.adds + 1)] = {};  // of the reductions that are one number
    each<facts.adds>([&]<int K>() CTNN_INLINE { totals[K] = Reduction<op_of<K>>::template start<V>(); });
    for (int b = 0; b < Layout::rows(from.block_samples); ++b) {
      V rows[Bound(facts.rows + 1)];
      each<facts.levels>([&]<int L>() CTNN_INLINE { reduce_rows<L>(from, tables, rows, b); });
      for (int f = 0; f < Layout::units(from.features); ++f) unit(from, tables, rows, to, sums, totals, f, b);
      if constexpr (any_row_adds) row(from, tables, rows, sums, totals, b);
    }
    each<facts.adds>([&]<int K>() CTNN_INLINE {
      if constexpr (is_one<K>)
        simd::store<V>(sums[K], Reduction<op_of<K>>::template join<V>(simd::load<V>(sums[K]), totals[K]));
    });
  }

 private:
  template <int Count>
  CTNN_INLINE static constexpr void each(auto f) {
    [&]<int... K>(std::integer_sequence<int, K...>) CTNN_INLINE { (f.template operator()<K>(), ...); }
    (std::make_integer_sequence<int, Count>{});
  }
  template <int K>
  static constexpr engine::AddFacts add_of = Plan::data.add[facts.first_add + K];
  template <int K>
  static constexpr engine::StatisticFacts statistic_of = Plan::data.statistic[add_of<K>.statistic];
  template <int K>
  static constexpr graph::Op op_of = statistic_of<K>.op;
  template <int K>
  static constexpr bool is_one = statistic_of<K>.one;
  static constexpr bool make_any_row_adds() {
    bool any = false;
    for (int k = 0; k < facts.adds; ++k) any |= !Plan::data.add[facts.first_add + k].per_unit;
    return any;
  }
  static constexpr bool any_row_adds = make_any_row_adds();

  // Copies, which nothing that is stored can change.
  struct Tables {
    const T* parameter[Plan::facts.parameters + 1] = {};
    const T* buffer[Plan::facts.buffers + 1] = {};
    const T* statistic[Plan::statistics + 1] = {};
    CTNN_INLINE constexpr explicit Tables(const Sources<T>& from) {
      for (int k = 0; k < Plan::facts.parameters; ++k) parameter[k] = from.parameter[k];
      for (int k = 0; k < Plan::facts.buffers; ++k) buffer[k] = from.buffer[k];
      for (int k = 0; k < Plan::statistics; ++k) statistic[k] = from.statistic[k];
    }
  };
  template <int Program>
  CTNN_INLINE static constexpr auto values(const Sources<T>& from, const Tables& tables, const auto& rows, int f,
                                           int b) {
    using E = PassEnvironment<Layout, Plan, V, std::remove_cvref_t<decltype(rows)>>;
    constexpr auto steps = Plan::template program<Program>;
    return graph::evaluate<steps, V>(E{{from, f, b}, tables.parameter, tables.buffer, tables.statistic, rows});
  }

  // One loop over a row: the reductions of one level.
  template <int L>
  CTNN_INLINE static constexpr void reduce_rows(const Sources<T>& from, const Tables& tables, auto& rows, int b) {
    const auto each_here = [&](auto f) CTNN_INLINE {
      each<facts.rows>([&]<int R>() CTNN_INLINE {
        constexpr engine::RowFacts here = Plan::data.row[facts.first_row + R];
        if constexpr (here.level == L + 1) f.template operator()<R, here.result>(Reduction<here.op>{});
      });
    };
    each_here([&]<int R, int>(auto how) CTNN_INLINE { rows[R] = how.template start<V>(); });
    for (int f = 0; f < Layout::units(from.features); ++f) {
      const auto v = values<facts.first_level + L>(from, tables, rows, f, b);
      each_here([&]<int R, int Result>(auto how) CTNN_INLINE {
        V here = v.value[Result];
        if constexpr (!Layout::lanes_are_samples)
          here = simd::select<V>(Layout::valid(f, b, from.features, 0), here, how.template start<V>());
        rows[R] = how.template join<V>(rows[R], here);
      });
    }
    if constexpr (!Layout::lanes_are_samples && Layout::L > 1)
      each_here([&]<int R, int>(auto how) CTNN_INLINE { rows[R] = simd::splat<V>(how.across(rows[R])); });
  }
  CTNN_INLINE static constexpr void unit(const Sources<T>& from, const Tables& tables, const auto& rows,
                                         [[maybe_unused]] T* const* to, [[maybe_unused]] T* const* sums,
                                         [[maybe_unused]] V* totals, int f, int b) {
    const long at = Layout::offset(f, b, from.stride);
    const auto valid = Layout::valid(f, b, from.features, from.block_samples);
    const auto v = values<facts.unit>(from, tables, rows, f, b);
    each<facts.writes>([&]<int K>() CTNN_INLINE {
      V result = v.value[K];
      if constexpr (per_lane) result = simd::select<V>(valid, result, simd::splat<V>(0));
      simd::store<V>(to[K] + at, result);
    });
    each<facts.adds>([&]<int K>() CTNN_INLINE {
      if constexpr (add_of<K>.per_unit) {
        using How = Reduction<op_of<K>>;
        const V here = simd::select<V>(valid, v.value[add_of<K>.result], How::template start<V>());
        if constexpr (is_one<K>) totals[K] = How::template join<V>(totals[K], here);
        else
          simd::store<V>(sums[K] + f * Layout::L, How::template join<V>(simd::load<V>(sums[K] + f * Layout::L), here));
      }
    });
  }
  // What does not vary along the features.
  CTNN_INLINE static constexpr void row(const Sources<T>& from, const Tables& tables, const auto& rows, T* const*,
                                        V* totals, int b) {
    const auto v = values<facts.row>(from, tables, rows, 0, b);
    const auto counted =
        Layout::lanes_are_samples ? Layout::valid(0, b, 1, from.block_samples) : simd::first_lanes<V>(1);
    each<facts.adds>([&]<int K>() CTNN_INLINE {
      if constexpr (!add_of<K>.per_unit) {
        using How = Reduction<op_of<K>>;
        totals[K] = How::template join<V>(
            totals[K], simd::select<V>(counted, v.value[add_of<K>.result], How::template start<V>()));
      }
    });
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
