// SPDX-License-Identifier: BSL-1.0
#include "golden.hpp"

using namespace ctnn;
using golden::agrees, golden::LinearWithoutBias;

TEST_CASE("Linear agrees with torch") {
  agrees<Seq<Linear<3, 5>, Linear<5, 2>>, golden::linear>();
  agrees<Seq<Linear<3, 33>, Linear<33, 3>>, golden::linear_wide>();
  agrees<Seq<LinearWithoutBias<3, 17>, Tanh, LinearWithoutBias<17, 5>>, golden::linear_without_bias>();
}

TEST_CASE("activations between two Linear agree with torch") {
  agrees<Seq<Linear<3, 5>, Identity, Linear<5, 2>>, golden::identity>();
  agrees<Seq<Linear<3, 5>, Tanh, Linear<5, 2>>, golden::tanh>();
  agrees<Seq<Linear<3, 5>, Tanh, Linear<5, 2>>, golden::tanh_double>();
  agrees<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>, golden::tanh_13_1>();
  agrees<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>, golden::tanh_13_9>();
  agrees<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>, golden::tanh_13_70>();
  agrees<Seq<Linear<5, 17>, Sigmoid, Linear<17, 3>>, golden::sigmoid>();
  agrees<Seq<Linear<5, 17>, Sigmoid, Linear<17, 3>>, golden::sigmoid_double>();
  agrees<Seq<Linear<3, 13>, ReLU, Linear<13, 5>>, golden::relu>();
  agrees<Seq<Linear<3, 5>, Hardtanh<>, Linear<5, 1>>, golden::hardtanh>();
  agrees<Seq<Linear<3, 5>, Hardtanh<0, 10>, Linear<5, 2>>, golden::hardtanh_0_10>();
  agrees<Seq<Linear<3, 5>, LeakyReLU<0.1>, Linear<5, 2>>, golden::leaky_relu>();
  agrees<Seq<Linear<3, 5>, ELU<1.5>, Linear<5, 2>>, golden::elu>();
  agrees<Seq<Linear<3, 5>, Softplus<>, Linear<5, 2>>, golden::softplus>();
  agrees<Seq<Linear<3, 5>, Softplus<2, 3>, Linear<5, 2>>, golden::softplus_2_3>();
  agrees<Seq<Linear<3, 5>, SiLU, Linear<5, 2>>, golden::silu>();
  agrees<Seq<Linear<3, 5>, GELU, Linear<5, 2>>, golden::gelu>();
  agrees<Seq<Linear<3, 5>, GELUTanh, Linear<5, 2>>, golden::gelu_tanh>();
}

namespace {

// The number of samples known at run time only.
template <class Net, class Case>
void agrees_through_views() {
  auto model = golden::model_of<Net, Case>();
  const TensorView<const float, dynamic, 1> x{Case::input, Case::samples}, t{Case::target, Case::samples};
  std::vector<float> y(Case::samples);
  model(x, TensorView<float, dynamic, 1>{y.data(), Case::samples});
  golden::same<Case>("output", y, Case::output);
  auto [loss, gradient] = value_and_grad(MSELoss{}, model, x, t);
  golden::same_number<Case>("loss", loss, Case::loss);
  golden::same<Case>("gradient", golden::flat<Net, float>(gradient), Case::gradient);
}

}  // namespace

TEST_CASE("run-time numbers of samples agree with torch") {
  agrees_through_views<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>, golden::tanh_13_1>();
  agrees_through_views<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>, golden::tanh_13_9>();
  agrees_through_views<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>, golden::tanh_13_70>();
}

#ifndef __FAST_MATH__
// Nothing, kinks, subnormals, saturation, infinities, NaN: forward and the derivative.
TEST_CASE("activations alone agree with torch at special points") {
  agrees<Seq<Input<19>, Identity>, golden::identity_at_special_points>();
  agrees<Seq<Input<19>, Tanh>, golden::tanh_at_special_points>();
  agrees<Seq<Input<19>, Sigmoid>, golden::sigmoid_at_special_points>();
  agrees<Seq<Input<19>, ReLU>, golden::relu_at_special_points>();
  agrees<Seq<Input<19>, Hardtanh<>>, golden::hardtanh_at_special_points>();
  agrees<Seq<Input<19>, Hardtanh<0, 10>>, golden::hardtanh_0_10_at_special_points>();
  agrees<Seq<Input<19>, LeakyReLU<0.1>>, golden::leaky_relu_at_special_points>();
  agrees<Seq<Input<19>, ELU<1.5>>, golden::elu_at_special_points>();
  agrees<Seq<Input<19>, Softplus<>>, golden::softplus_at_special_points>();
  agrees<Seq<Input<19>, Softplus<2, 3>>, golden::softplus_2_3_at_special_points>();
  agrees<Seq<Input<19>, SiLU>, golden::silu_at_special_points>();
  agrees<Seq<Input<19>, GELU>, golden::gelu_at_special_points>();
}
#endif
