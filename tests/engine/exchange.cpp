// SPDX-License-Identifier: BSL-1.0
// The user's rows go into a layout and come back unchanged; what fills the rest of a block is harmless; matrices are
// turned with zeros in their padding.
#include <ctnn/engine/kernels/exchange.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

template <class Layout>
void rows_come_back(int width, int samples) {
  CAPTURE(width);
  CAPTURE(samples);
  const int stride = Layout::stride(width);
  std::vector<float> rows, block(std::size_t((Layout::lanes_are_samples ? width : stride) * Layout::block), nan);
  for (int i = 0; i < samples * width; ++i) rows.push_back(float(i + 1));
  LoadRows<Layout>::run(rows.data(), width, samples, block.data(), stride);
  // every lane that a kernel reads holds a sample's number, or zero beyond a row's end
  for (int b = 0; b < Layout::rows(samples); ++b)
    for (int f = 0; f < Layout::units(width); ++f)
      for (int lane = 0; lane < Layout::L; ++lane) {
        const float v = block[std::size_t(Layout::offset(f, b, stride) + lane)];
        if (!Layout::lanes_are_samples && f * Layout::L + lane >= width) CHECK(v == 0);
        else CHECK((v >= 1 && v <= float(samples * width)));
      }
  std::vector<float> back(rows.size() + 1, nan);
  StoreRows<Layout>::run(block.data(), width, samples, back.data(), stride);
  CHECK(back.back() != back.back());  // nothing is written beyond the end
  back.pop_back();
  CHECK(back == rows);
}

template <class V>
void turns(int rows, int columns) {
  CAPTURE(rows);
  CAPTURE(columns);
  constexpr int L = simd::lanes<V>;
  const int stride = whole_vectors(columns, L), to_stride = row_stride(rows, L);
  std::vector<float> from(std::size_t(rows * stride), 0), to(std::size_t(columns * to_stride), nan);
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) from[std::size_t(i * stride + j)] = float(i * columns + j + 1);
  transpose_matrix<V>(from.data(), rows, stride, to.data(), columns, to_stride);
  for (int j = 0; j < columns; ++j)
    for (int i = 0; i < whole_vectors(rows, L); ++i)
      CHECK(to[std::size_t(j * to_stride + i)] == (i < rows ? float(i * columns + j + 1) : 0));
}

}  // namespace

TEST_CASE("rows come back unchanged") {
  using V = simd::vec<float, 4>;
  for (int width : {1, 3, 4, 9})
    for (int samples = 1; samples <= 8; ++samples) {
      rows_come_back<SampleLanes<V, 2>>(width, samples);
      rows_come_back<SampleLanes<float, 8>>(width, samples);
      rows_come_back<FeatureLanes<V, 8>>(width, samples);
      rows_come_back<FeatureLanes<float, 8>>(width, samples);
    }
}

TEST_CASE("classes become numbers, and fill the block") {
  using Layout = SampleLanes<simd::vec<float, 4>, 2>;
  const int classes[3] = {2, 0, 5};
  float block[8];
  load_classes<Layout>(classes, 3, block);
  CHECK((block[0] == 2 && block[1] == 0));
  for (int s = 2; s < 8; ++s) CHECK(block[s] == 5);
}

TEST_CASE("matrices are turned") {
  for (int rows : {1, 3, 4, 5, 17})
    for (int columns : {1, 4, 6, 19}) {
      turns<simd::vec<float, 4>>(rows, columns);
      turns<simd::vec<float, 16>>(rows, columns);
      turns<float>(rows, columns);
    }
}
