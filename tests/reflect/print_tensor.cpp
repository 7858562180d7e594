// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>

#include <cmath>
#include <locale>
#include <sstream>
#include <string>
#include <vector>

using namespace ctnn;
using namespace ctnn::internals;
using namespace ctnn::literals;

namespace {

std::string text(const auto& x) {
  std::ostringstream out;
  out << x;
  return out.str();
}
template <class T, int... E>
std::string printed(const std::vector<T>& values) {
  Tensor<T, E...> x{};
  CHECK(values.size() == std::size_t(x.size()));
  for (std::size_t i = 0; i < values.size(); ++i) x.data()[i] = values[i];
  return text(x);
}

struct Case {
  const char* name;
  std::string printed, torch;
};
const auto cases = [] {
  return std::vector<Case>{
#include "../golden/printing.hpp"
  };
};

}  // namespace

TEST_CASE("tensors print as in torch") {
  for (const Case& each : cases()) {
    INFO(each.name);
    CHECK(each.printed == each.torch);
  }
}

TEST_CASE("neither format flags nor the locale change what is printed") {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
  };
  std::ostringstream out;
  out.imbue(std::locale(std::locale(), new Comma));
  out.precision(1);
  out << std::hex << Tensor<float, 2>{1.5, 20};
  CHECK(out.str() == "tensor([ 1.5000, 20.0000])");
}

TEST_CASE("views, parameters and shapes print too") {
  Tensor<float, 3, 1> x{1, 2, 3.5};
  CHECK(text(TensorView<float, 3, 1>(x)) == text(x));
  CHECK(text(TensorView<const float, dynamic, 1>(x.data(), 2)) == "tensor([[1.],\n        [2.]])");
  CHECK(text(Tensor<bool, 3>{true, false, true}) == "tensor([ True, False,  True])");
  CHECK(text(Shape<11, 1>{}) == "torch.Size([11, 1])");
  CHECK(text(Shape<13>{}) == "torch.Size([13])");
  CHECK(text(Tensor<float>::shape) == "torch.Size([])");

  Model<Linear<2, 3>> model{};  // weights whose lanes lie along the outputs, and whose rows are padded
  for (int j = 0; j < 3; ++j)
    for (int i = 0; i < 2; ++i) model.weight(j, i) = float(10 * j + i);
  CHECK(text(model.weight) ==
        "Parameter containing:\ntensor([[ 0.,  1.],\n        [10., 11.],\n        [20., 21.]], requires_grad=True)");
  CHECK(text(model.bias) == "Parameter containing:\ntensor([0., 0., 0.], requires_grad=True)");
  Model<Seq<Input<2, 3, 3>, Conv2d<2, 1, 2, NoBias>>> images{};
  for (int c = 0; c < 2; ++c)
    for (int y = 0; y < 2; ++y)
      for (int x2 = 0; x2 < 2; ++x2) images[0_c].weight(0, c, y, x2) = float(100 * c + 10 * y + x2);
  CHECK(text(images[0_c].weight) ==
        "Parameter containing:\ntensor([[[[  0.,   1.],\n          [ 10.,  11.]],\n\n         [[100., 101.],\n"
        "          [110., 111.]]]], requires_grad=True)");
  Parameter<double, 8> wide{};  // the tails do not fit the line
  CHECK(text(wide) ==
        "Parameter containing:\ntensor([0., 0., 0., 0., 0., 0., 0., 0.], dtype=torch.float64,\n       "
        "requires_grad=True)");
}

TEST_CASE("a gradient prints its tensors with their names") {
  Gradient<Seq<Linear<1, 2>, Tanh, Named<"out", Linear<2, 1, false>>>> gradient{};
  gradient[0_c].weight(1, 0) = 0.25;
  CHECK(text(gradient) ==
        "0.weight: tensor([[0.0000],\n        [0.2500]])\n0.bias: tensor([0., 0.])\nout.weight: tensor([[0., 0.]])\n");
}
