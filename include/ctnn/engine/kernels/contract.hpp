// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <cstddef>
#include <cstdint>

#include <ctnn/engine/kernels/environment.hpp>
#include <ctnn/engine/kernels/kernel.hpp>
#include <ctnn/engine/kernels/tile.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// One contraction, as a tile sees it: result(row, column) = start(row or column) + sum over depth of a scalar times a
// vector.
template <class T>
struct Contraction {
  const T* scalars;
  long scalar_row, scalar_step;  // how far the scalars of the next row lie, and of the next term
  const T* vectors;
  long vector_step;
  int depth, first, rows, columns;  // (rows from the first on)
  int width;                        // values of a result: columns, but for lanes that are none
  const T* bias;
};

// What happens to a tile's results before they leave the registers: steps of what the contraction gives. ToRows: they
// go to rows of the user's, which nothing pads.
template <auto Steps, bool KeepsZ, bool ToRows = false>
struct Forward {
  static constexpr bool forward = true;
  static constexpr int cost = graph::cost<Steps>;
  template <class T>
  struct Destinations {
    T *y, *z;
    constexpr explicit Destinations(T* const* to) : y(to[0]), z(KeepsZ ? to[1] : nullptr) {}
  };
  template <class Layout>
  CTNN_INLINE static constexpr void apply(const Sources<typename Layout::element>& from, const auto& to, int f, int b,
                                          const typename Layout::vector& acc) {
    using V = typename Layout::vector;
    const Environment<Layout> here{from, f, b};
    const long at = Layout::offset(f, b, from.stride);
    if constexpr (KeepsZ) simd::store<V>(to.z + at, acc);
    V y = graph::evaluate<Steps, V>(With<cells::z, V, Environment<Layout>>{acc, here}).value[0];
    if constexpr (ToRows)
      if (const int left = from.features - f * Layout::L; left < Layout::L)
        return simd::store_first<V>(to.y + at, y, left);
    if constexpr (!Layout::lanes_are_samples && !ToRows)
      y = simd::select<V>(Layout::valid(f, b, from.features, 0), y, simd::splat<V>(0));
    simd::store<V>(to.y + at, y);
  }
};

// The raw adjoint of a value, with what shortcuts add, handed over by these steps (engine/stages/trace.hpp).
template <int Shortcuts, auto Steps>
struct Backward {
  static constexpr bool forward = false;  // there is no bias then
  static constexpr int cost = graph::cost<Steps> + 2 * Shortcuts;
  template <class T>
  struct Destinations {
    T* at[Steps.results];
    constexpr explicit Destinations(T* const* to) {
      for (int k = 0; k < Steps.results; ++k) at[k] = to[k];
    }
  };
  template <class Layout>
  CTNN_INLINE static constexpr void apply(const Sources<typename Layout::element>& from, const auto& to, int f, int b,
                                          const typename Layout::vector& acc) {
    using V = typename Layout::vector;
    const Environment<Layout> here{from, f, b};
    const long at = Layout::offset(f, b, from.stride);
    const V g = gather<0>(here, acc);
    const auto results = graph::evaluate<Steps, V>(With<cells::g, V, Environment<Layout>>{g, here});
    const auto keep = Layout::valid(f, b, from.features, from.block_samples);
    [&]<int... K>(std::integer_sequence<int, K...>) CTNN_INLINE {
      (simd::store<V>(to.at[K] + at, simd::select<V>(keep, results.value[K], simd::splat<V>(0))), ...);
    }
    (std::make_integer_sequence<int, Steps.results>{});
  }

 private:
  template <int K, class V>
  CTNN_INLINE static constexpr V gather(const auto& here, const V& g) {
    if constexpr (K == Shortcuts) return g;
    else return gather<K + 1>(here, V(g + here.template load<cells::shortcut + K>()));
  }
};

// Formulas up to this cost are written out for each row of a tile.
inline constexpr int cheap = 8;

template <class Layout, class Finish>
CTNN_INLINE constexpr void finish_unit(const Sources<typename Layout::element>& from, const auto& to, int row,
                                       int column, const typename Layout::vector& acc) {
  if constexpr (Layout::lanes_are_samples) Finish::template apply<Layout>(from, to, row, column, acc);
  else Finish::template apply<Layout>(from, to, column, row, acc);
}

// So many vectors of a weight, to be multiplied by one row after another. Where kernels stand where they are called,
// and all is constant, compilers would load them once, before the rows, and keep in memory what registers do not hold.
template <class Layout>
CTNN_INLINE constexpr const typename Layout::element* read_anew(const typename Layout::element* vectors, int number,
                                                                int row) {
  return Layout::inlined && number > vector_registers / 2 ? simd::pinned_address<typename Layout::vector>(vectors, row)
                                                          : vectors;
}

// The kernel of a contraction: keyed by tile and by what is done to its results, not by shape. There are at least R
// rows and C columns; the last tile of each begins early where they do not divide, and computes again what is there
// already.
template <class Layout, class Finish, int R, int C, int RowStride>
struct ContractTiles {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  CTNN_INLINE static constexpr void run(const Contraction<T>& contraction, const Sources<T>& sources,
                                        T* const* destinations) {
    const Contraction<T> c = contraction;
    const Sources<T> from = sources;
    const typename Finish::template Destinations<T> to(destinations);
    for (int next_column = 0; next_column < c.columns; next_column += C) {
      const int column = next_column + C <= c.columns ? next_column : c.columns - C;
      const T* const vectors = c.vectors + column * Layout::L;
      V start[Bound(C)];
      if constexpr (!Layout::lanes_are_samples) {
#pragma GCC unroll 16
        for (int k = 0; k < C; ++k)
          start[k] = Finish::forward && c.bias ? Layout::feature(c.bias, column + k) : simd::splat<V>(0);
      }
      for (int next_row = c.first; next_row < c.rows; next_row += R) {
        const int row = next_row + R <= c.rows ? next_row : c.rows - R;
        V acc[Bound(R)][Bound(C)];
#pragma GCC unroll 16
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 16
          for (int k = 0; k < C; ++k) {
            if constexpr (!Layout::lanes_are_samples) acc[r][k] = start[k];
            else acc[r][k] = Finish::forward && c.bias ? Layout::feature(c.bias, row + r) : simd::splat<V>(0);
          }
        const T* const here =
            R == 1 && !Layout::lanes_are_samples ? read_anew<Layout>(vectors, c.depth * C, row) : vectors;
        multiply<V, R, C, RowStride>(acc, c.depth, c.scalars + row * c.scalar_row, c.scalar_step, here, c.vector_step);
        if constexpr (R * C == 1) finish_unit<Layout, Finish>(from, to, row, column, acc[0][0]);
        else if constexpr (Finish::cost <= cheap) {
#pragma GCC unroll 16
          for (int r = 0; r < R; ++r)
#pragma GCC unroll 16
            for (int k = 0; k < C; ++k) finish_unit<Layout, Finish>(from, to, row + r, column + k, acc[r][k]);
        } else {
          // long formulas are compiled for one row: what it costs to put the registers down is little beside them
          V results[Bound(R)][Bound(C)];
#pragma GCC unroll 16
          for (int r = 0; r < R; ++r)
#pragma GCC unroll 16
            for (int k = 0; k < C; ++k) results[r][k] = acc[r][k];
          for (int r = 0; r < R; ++r)
#pragma GCC unroll 16
            for (int k = 0; k < C; ++k) finish_unit<Layout, Finish>(from, to, row + r, column + k, results[r][k]);
        }
      }
    }
  }
};

// The same with the roles of the weight's sides changed: the vectors lie along the terms of the sum, whose lanes are
// added up at the end. R of the weight's rows, one a result, are multiplied at a time. Lanes beyond what is there are
// zero in both factors.
template <class Layout, class Finish, int R>
struct ContractDots {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  CTNN_INLINE static constexpr void run(const Contraction<T>& c, const Sources<T>& from, T* const* results) {
    constexpr int L = Layout::L;
    const typename Finish::template Destinations<T> to(results);
    for (int row = c.first; row < c.rows; ++row) {
      const T* const vectors = read_anew<Layout>(c.vectors, c.depth * R / L, row);
      for (int column = 0; column < c.columns; ++column) {
        V acc[Bound(R)];
#pragma GCC unroll 16
        for (int r = 0; r < R; ++r)
          acc[r] =
              R == 1 && c.bias ? Layout::feature(c.bias, column) : simd::splat<V>(0);  // of one result it is a term
        for (int i = 0; i < c.depth; i += L) {
          const V s = simd::load<V>(c.scalars + row * c.scalar_row + i);
#pragma GCC unroll 16
          for (int r = 0; r < R; ++r) {
            const int lane =
                column * L + r < c.width ? column * L + r : c.width - 1;  // once more the last; its lane is not used
            acc[r] += s * simd::load<V>(vectors + lane * c.vector_step + i);
          }
        }
        V result = simd::sums(acc);
        if (R > 1 && c.bias) result += Layout::feature(c.bias, column);
        finish_unit<Layout, Finish>(from, to, row, column, result);
      }
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
