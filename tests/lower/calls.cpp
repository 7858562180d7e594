// SPDX-License-Identifier: BSL-1.0
// What stages are lowered to: which kernels, and what lies in memory.
#include <ctnn/layers/conv.hpp>
#include <ctnn/layers/embedding.hpp>
#include <ctnn/layers/lstm.hpp>
#include <ctnn/layers/pool.hpp>
#include <ctnn/layers/softmax_along.hpp>
#include <ctnn/lower/table.hpp>
#include <memory>
#include <string>

#include "../plan/layers.hpp"
#include "doctest/doctest.h"

using namespace ctnn;
using namespace ctnn::internals;
using lower::SampleShape, lower::Kind, lower::Space, lower::StageRoom;

namespace {

template <class L>
std::unique_ptr<StageRoom> lowered(const SampleShape& in, bool back = true) {
  lower::Trace t;
  lower::trace_layer<L, Training>(t, {back, back ? 1u : 0u}, in);
  auto s = std::make_unique<StageRoom>(lower::lowered(t, {16, 16}));
  s->order_sums();
  return s;
}
// One letter a call: map, reduce, contract, outer (over the samples), gather, scatter, halo; | before the way back.
std::string kinds(const StageRoom& s) {
  std::string all;
  for (int c = 0; c < s.calls; ++c) {
    if (c == s.forward) all += '|';
    all += "mrcogsh"[static_cast<int>(s.call[c].kind)];
  }
  return all;
}
Space result_of(const StageRoom& s, int call) {
  return s.place[lower::CallView(s.call[call], s.number).place(0)].space;
}

}  // namespace

TEST_CASE("Linear is a contraction that starts at the bias; back there are three") {
  const auto s = lowered<harness::Linear<8, 6>>(SampleShape(8));
  CHECK(kinds(*s) == "c|roc");
  CHECK(s->call[0].formula < 0);
  CHECK(s->call[0].streams == 4);
  CHECK(result_of(*s, 0) == Space::result);
  CHECK(result_of(*s, 1) == Space::gradient);
  CHECK(result_of(*s, 3) == Space::input_adjoint);
}
TEST_CASE("a convolution is one too, for all of its axes; padding is a halo where that is little") {
  CHECK(kinds(*lowered<Conv2d<3, 6, 3>>(SampleShape(3, 9, 9))) == "c|roc");
  CHECK(kinds(*lowered<Conv2d<3, 6, 3, Padding<1>>>(SampleShape(3, 12, 12))) == "hc|rhohc");
  CHECK(kinds(*lowered<Conv2d<3, 6, 3, Padding<1>>>(SampleShape(3, 3, 3))) == "c|roc");
  // its loops: positions, columns and rows around, the window inside
  const auto s = lowered<Conv2d<3, 6, 3>>(SampleShape(3, 9, 9), false);
  const lower::CallView v(s->call[0], s->number);
  REQUIRE(s->call[0].kept == 3);
  REQUIRE(s->call[0].reduced == 3);
  CHECK(v.extent(0) == 7);
  CHECK(v.extent(1) == 7);
  CHECK(v.extent(2) == 6);
  CHECK(v.moves(2)[1] == 1);   // a column is the next position
  CHECK(v.moves(2)[2] == 0);   // which all rows share
  CHECK(v.moves(1)[2] == 27);  // a row of the weight is the next channel
}
TEST_CASE("pooling is a reduction, and its adjoint two: where the greatest is, and what comes from there") {
  const auto s = lowered<MaxPool2d<2>>(SampleShape(2, 6, 6));
  CHECK(kinds(*s) == "r|rr");
  CHECK(s->call[0].guards == 0);
}
TEST_CASE("what is dear and used twice is stored") {
  // the greatest, exp, their sum, the quotient
  CHECK(kinds(*lowered<SoftmaxAlong<1>>(SampleShape(5), false)) == "rmrm");
}
TEST_CASE("an embedding gathers, and scatters on its way back") {
  CHECK(kinds(*lowered<Embedding<7, 3>>(SampleShape(4))) == "g|s");
}
TEST_CASE("a scan multiplies by the states alone; weights' gradients come after it, for all steps at once") {
  const auto s = lowered<LSTM<3, 4>>(SampleShape(5, 3));
  int in_scan = 0, sums_in_scan = 0, sums = 0;
  for (int c = 0; c < s->calls; ++c) {
    in_scan += s->call[c].scan >= 0 && s->call[c].kind == Kind::contract;
    sums_in_scan += s->call[c].scan >= 0 && s->call[c].over_batch;
    sums += s->call[c].kind == Kind::outer;
  }
  CHECK(in_scan == 2);
  CHECK(sums_in_scan == 0);
  CHECK(sums == 2);
}
TEST_CASE("parameters lie as the library stores them") {
  using M = Parameter<float, 5, 7>;
  int extent[2] = {5, 7}, stride[2] = {};
  const lower::ParameterLayout layout{simd::native_lanes<float>, cache_line<float>};
  layout.strides(extent, 2, stride);
  M m;
  m(3, 2) = 1;
  CHECK(m.storage()[3 * stride[0] + 2 * stride[1]] == 1);
  int wide[2] = {128, 3};
  layout.strides(wide, 2, stride);
  Parameter<float, 128, 3> w;
  w(100, 2) = 1;
  CHECK(w.storage()[100 * stride[0] + 2 * stride[1]] == 1);
}
