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
