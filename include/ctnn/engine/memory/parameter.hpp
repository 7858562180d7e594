// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <concepts>

#include <ctnn/core/tensor.hpp>
#include <ctnn/simd/vector.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// n rounded up to whole vectors.
constexpr int whole_vectors(int n, int lanes) { return (n + lanes - 1) / lanes * lanes; }
template <class T>
constexpr int padded(int n) {
  return whole_vectors(n, simd::native_lanes<T>);
}
// So many values are a cache line.
template <class T>
inline constexpr int cache_line = 64 / int(sizeof(T));

template <class T>
inline constexpr int parameter_alignment = vector_bytes > int(alignof(T)) ? vector_bytes : int(alignof(T));

// The distance of two rows of a weight, of n values each: whole vectors, and a cache line more (of so many values)
// where that is a multiple of 2 KiB, lest rows meet in the same cache sets.
constexpr int weight_row(int n, int lanes, int line) {
  const int whole = whole_vectors(n, lanes);
  return whole % (32 * line) == 0 ? whole + line : whole;
}

// Does a weight of Out x In lie with its lanes along the outputs, so that one row of storage is what one input feeds,
// or along the inputs? Along the outputs, as forward wants it; along the inputs where that saves more than an eighth of
// the room.
constexpr bool lies_along_outputs(int out, int in, int lanes) {
  return 8 * long(in) * whole_vectors(out, lanes) <= 9 * long(out) * whole_vectors(in, lanes);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::engine

namespace ctnn::inline CTNN_TARGET {

// The values of one parameter, in the order that the kernels want; users see torch's shape and order through (j, i).
// What pads a row to whole vectors is zero, and stays zero.
template <class T, int... E>
class Parameter;

// One value a feature.
template <class T, int N>
class Parameter<T, N> {
 public:
  using value_type = T;
  static constexpr int rank = 1, stored = internals::padded<T>(N), stride = stored, width = N;  // one row of N values
  static constexpr internals::Shape<N> shape{};
  static constexpr int size() { return N; }

  constexpr Parameter() = default;
  constexpr Parameter(const Tensor<T, N>& t) { *this = t; }
  constexpr Parameter& operator=(const Tensor<T, N>& t) {
    for (int i = 0; i < N; ++i) values[i] = t.data()[i];
    return *this;
  }
  constexpr operator Tensor<T, N>() const {
    Tensor<T, N> t{};
    for (int i = 0; i < N; ++i) t.data()[i] = values[i];
    return t;
  }
  constexpr Tensor<T, N> tensor() const { return *this; }
  constexpr T& operator()(int i) { return values[internals::Shape<N>::offset(N, i)]; }
  constexpr const T& operator()(int i) const { return values[internals::Shape<N>::offset(N, i)]; }

  constexpr T* storage() { return values; }
  constexpr const T* storage() const { return values; }

 private:
  alignas(internals::parameter_alignment<T>) T values[internals::Bound(stored)]{};
};

// A matrix of Out rows and In columns.
template <class T, int Out, int In>
class Parameter<T, Out, In> {
 public:
  using value_type = T;
  static constexpr int rank = 2;
  static constexpr internals::Shape<Out, In> shape{};
  static constexpr int size() { return Out * In; }

  static constexpr bool along_outputs = internals::lies_along_outputs(Out, In, internals::simd::native_lanes<T>);
  static constexpr int rows = along_outputs ? In : Out, width = along_outputs ? Out : In;  // values in a row
  static constexpr int stride =
                           internals::weight_row(width, internals::simd::native_lanes<T>, internals::cache_line<T>),
                       stored = rows * stride;

  constexpr Parameter() = default;
  constexpr Parameter(const Tensor<T, Out, In>& t) { *this = t; }
  constexpr Parameter& operator=(const Tensor<T, Out, In>& t) {
    for (int j = 0; j < Out; ++j)
      for (int i = 0; i < In; ++i) (*this)(j, i) = t(j, i);
    return *this;
  }
  constexpr operator Tensor<T, Out, In>() const {
    Tensor<T, Out, In> t{};
    for (int j = 0; j < Out; ++j)
      for (int i = 0; i < In; ++i) t(j, i) = (*this)(j, i);
    return t;
  }
  constexpr Tensor<T, Out, In> tensor() const { return *this; }
  constexpr T& operator()(int j, int i) { return values[place(j, i)]; }
  constexpr const T& operator()(int j, int i) const { return values[place(j, i)]; }

  constexpr T* storage() { return values; }
  constexpr const T* storage() const { return values; }

 private:
  static constexpr int place(int j, int i) {
    internals::Shape<Out, In>::offset(Out, j, i);  // checks the indices where checks are on
    return along_outputs ? i * stride + j : j * stride + i;
  }
  alignas(internals::parameter_alignment<T>) T values[internals::Bound(stored)]{};
};

// Three extents and more, outermost first: row by row, as torch lays them, in one row of storage.
template <class T, int A, int B, int C, int... E>
class Parameter<T, A, B, C, E...> {
 public:
  using value_type = T;
  static constexpr int rank = 3 + sizeof...(E);
  static constexpr internals::Shape<A, B, C, E...> shape{};
  static constexpr int width = A * B * C * (E * ... * 1), stored = internals::padded<T>(width), stride = stored;
  static constexpr int size() { return width; }

  constexpr Parameter() = default;
  constexpr Parameter(const Tensor<T, A, B, C, E...>& t) { *this = t; }
  constexpr Parameter& operator=(const Tensor<T, A, B, C, E...>& t) {
    for (int i = 0; i < width; ++i) values[i] = t.data()[i];
    return *this;
  }
  constexpr operator Tensor<T, A, B, C, E...>() const {
    Tensor<T, A, B, C, E...> t{};
    for (int i = 0; i < width; ++i) t.data()[i] = values[i];
    return t;
  }
  constexpr Tensor<T, A, B, C, E...> tensor() const { return *this; }
  template <std::same_as<int>... I>
  requires(sizeof...(I) == rank) constexpr T& operator()(I... i) {
    return values[internals::Shape<A, B, C, E...>::offset(A, i...)];
  }
  template <std::same_as<int>... I>
  requires(sizeof...(I) == rank) constexpr const T& operator()(I... i) const {
    return values[internals::Shape<A, B, C, E...>::offset(A, i...)];
  }

  constexpr T* storage() { return values; }
  constexpr const T* storage() const { return values; }

 private:
  alignas(internals::parameter_alignment<T>) T values[internals::Bound(stored)]{};
};

}  // namespace ctnn::inline CTNN_TARGET
