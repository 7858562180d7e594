// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>

#include <sstream>

using namespace ctnn;

namespace {

using Inner = Seq<Named<"fc", Linear<8, 8>>, Tanh, Linear<8, 8, false>>;
using Net = Seq<Linear<3, 8>, BatchNorm1d<8>, Residual<Inner>, Named<"head", Linear<8, 2>>>;

}  // namespace

static_assert(parameter_count<Net> == 3 * 8 + 8 + 16 + 64 + 8 + 64 + 16 + 2);
static_assert(parameter_bytes<Net> == 4 * parameter_count<Net> &&
              parameter_bytes<Net, double> == 8 * parameter_count<Net>);
static_assert(multiply_adds<Net> == 24 + 64 + 64 + 16);
static_assert(multiply_adds<Seq<Input<5>, Tanh>> == 0);
static_assert(training_bytes<Net> >=
              long(sizeof(Model<Net>) + 2 * sizeof(Gradient<Net>)));  // SGD keeps a momentum buffer
static_assert(training_bytes<Net, double> > training_bytes<Net>);

TEST_CASE("a summary has a row for every layer, containers with the sums of their own") {
  std::ostringstream out;
  out << summary<Net>();
  const std::string text = out.str();
  const std::string rows = text.substr(0, text.find("Parameters: "));
  CHECK(rows == R"(Layer                Output  Parameters  Multiply-adds
Sequential                2         202            168
  0 Linear                8          32             24
  1 BatchNorm1d           8          16              0
  2 Residual              8         136            128
    0 Sequential          8         136            128
      fc Linear           8          72             64
      1 Tanh              8           0              0
      2 Linear            8          64             64
  head Linear             2          18             16
)");
  CHECK(text.substr(rows.size()) ==
        "Parameters: 202, 808 bytes; for training " + std::to_string(training_bytes<Net>) + " bytes in all\n");
  std::ostringstream same;
  same << summary(Model<Net>{});
  CHECK(same.str() == text);
}

namespace {

using Images = Seq<Input<1, 8, 8>, Conv2d<1, 6, 5, Padding<2>>,
                   Sum<Conv2d<6, 6, 3, Padding<Same>, Groups<2>>, Identity>, MaxPool2d<2>, Flatten, Linear<96, 10>>;
using Steps = Seq<Input<dynamic, 3>, Named<"lstm", LSTM<3, 5>>, Concat<Identity, Linear<5, 2>>, Residual<Linear<7, 7>>>;

}  // namespace

// Each output pixel of a convolution takes its taps of the channels of a group, each weight of a gate one state.
static_assert(multiply_adds<Images> == 6 * 64 * 25 + 6 * 64 * 3 * 9 + 960);
static_assert(multiply_adds<Steps> == 4 * 5 * (3 + 5) + 10 + 49);
static_assert(multiply_adds<Seq<Input<6, 4>, SelfAttention<4>>> == 4 * 6 * 16 + 2 * 6 * 6 * 4);

TEST_CASE("a summary of values with a shape tells their extents") {
  std::ostringstream out;
  out << summary<Images>();
  CHECK(out.str() == R"(Layer              Output  Parameters  Multiply-adds
Sequential             10        1294          20928
  0 Conv2d          6x8x8         156           9600
  1 Sum             6x8x8         168          10368
    0 Conv2d        6x8x8         168          10368
    1 Identity      6x8x8           0              0
  2 MaxPool2d       6x4x4           0              0
  3 Flatten            96           0              0
  4 Linear             10         970            960
Parameters: 1294, 5176 bytes; for training )" +
                         std::to_string(training_bytes<Images>) + " bytes in all\n");
}
TEST_CASE("extents that only run time knows are stars, and what training takes is not said") {
  std::ostringstream out;
  out << summary<Steps>();
  CHECK(out.str() == R"(Layer              Output  Parameters  Multiply-adds
Sequential            *x7         268            219
  lstm LSTM           *x5         200            160
  1 Concat            *x7          12             10
    0 Identity        *x5           0              0
    1 Linear          *x2          12             10
  2 Residual          *x7          56             49
    0 Linear          *x7          56             49
Parameters: 268, 1072 bytes
)");
}
