// SPDX-License-Identifier: BSL-1.0
// A model is its parameters and buffers, in the network's own structure, and nothing else.
#include <ctnn/ctnn.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

using Net =
    Seq<Linear<2, 3>, Seq<Tanh, Linear<3, 3, false>>, Residual<BatchNorm1d<3>, Seq<Linear<3, 3>>>, Linear<3, 1>>;

static_assert(parameter_count<Net> == 9 + 9 + 6 + 12 + 4 &&
              parameter_count<Seq<Linear<1, 12>, Tanh, Linear<12, 1>>> == 37);
static_assert(parameter_count<Seq<Tanh>> == 0 && parameter_bytes<Net, double> == 40 * 8);

// memcpy is a copy. There is nothing in it but whole vectors of parameters and buffers.
static_assert(std::is_trivially_copyable_v<Model<Net>> && std::is_trivially_copyable_v<Gradient<Net>>);
template <class T, int... E>
inline constexpr int bytes = int(sizeof(Parameter<T, E...>));
template <class T>
inline constexpr int parameters_of_net = bytes<T, 3, 2> + bytes<T, 3> + bytes<T, 3, 3> + 2 * bytes<T, 3> +
                                         bytes<T, 3, 3> + bytes<T, 3> + bytes<T, 1, 3> + bytes<T, 1>;
static_assert(sizeof(Model<Net>) == parameters_of_net<float> + 2 * bytes<float, 3> &&
              sizeof(Gradient<Net>) == parameters_of_net<float>);
static_assert(sizeof(Model<Net, double>) == parameters_of_net<double> + 2 * bytes<double, 3>);
static_assert(sizeof(Model<Seq<Linear<64, 64, false>>>) == 64 * 64 * sizeof(float));
static_assert(sizeof(Gradient<Seq<Linear<64, 64>>>) == (64 * 64 + 64) * sizeof(float));

// By index, as deep as the network nests; each is an lvalue, and const where the model is.
static_assert(std::is_same_v<decltype(std::declval<Model<Net>&>()[2_c][1_c][0_c].weight(0, 0)), float&>);
static_assert(std::is_same_v<decltype(std::declval<const Model<Net>&>()[2_c][1_c][0_c].weight(0, 0)), const float&>);
static_assert(std::is_same_v<decltype(std::declval<Gradient<Net, double>&>()[0_c].bias(0)), double&>);
// A gradient has no buffers, and a layer without a bias none.
template <class Place>
concept has_running_mean = requires(Place p) {
  p[2_c][0_c].running_mean;
};
template <class Place>
concept has_inner_bias = requires(Place p) {
  p[1_c][1_c].bias;
};
static_assert(has_running_mean<Model<Net>> && !has_running_mean<Gradient<Net>> && !has_inner_bias<Model<Net>>);

constexpr bool every_place_is_its_own() {
  Model<Net> m{};
  m[0_c].weight(2, 1) = 1, m[1_c][1_c].weight(2, 2) = 2, m[2_c][0_c].running_var(1) = 3, m[2_c][1_c][0_c].bias(2) = 4,
                   m[3_c].weight(0, 2) = 5;
  return m[0_c].weight(2, 1) == 1 && m[1_c][1_c].weight(2, 2) == 2 && m[2_c][0_c].running_var(1) == 3 &&
         m[2_c][1_c][0_c].bias(2) == 4 && m[3_c].weight(0, 2) == 5 && m[0_c].bias(0) == 0 && m[2_c][0_c].weight(1) == 0;
}
static_assert(every_place_is_its_own());

// torch's start for the layers that have one of their own.
constexpr bool normalisation_starts_as_in_torch() {
  Generator rng{0};
  const Model<Seq<LayerNorm<3>, BatchNorm1d<3>>> m{rng};
  return m[0_c].weight(2) == 1 && m[0_c].bias(2) == 0 && m[1_c].weight(0) == 1 && m[1_c].bias(0) == 0 &&
         m[1_c].running_mean(1) == 0 && m[1_c].running_var(1) == 1;
}
static_assert(normalisation_starts_as_in_torch());

// Layers draw one after the other from one stream.
constexpr bool layers_draw_in_order() {
  Generator rng{7}, again{7};
  const Model<Seq<Linear<2, 3>, Tanh, Linear<3, 1>>> both{rng};
  const Model<Seq<Linear<2, 3>>> first{again};
  const Model<Seq<Linear<3, 1>>> second{again};
  return both[0_c].weight(2, 1) == first[0_c].weight(2, 1) && both[2_c].weight(0, 2) == second[0_c].weight(0, 2) &&
         both[2_c].bias(0) == second[0_c].bias(0) && second[0_c].bias(0) != 0;
}
static_assert(layers_draw_in_order());

// Parameters in the order of the layers, weight before bias.
TEST_CASE("for_each_parameter visits each parameter in order") {
  Model<Net> model{};
  std::string names;
  std::vector<float*> places;
  for_each_parameter(
      [&](const char* name, auto& p) { names += std::string(name) + ' ', places.push_back(p.storage()); }, model);
  CHECK(names == "weight bias weight weight bias weight bias weight bias ");
  CHECK(places[2] == model[1_c][1_c].weight.storage());
  CHECK(places[8] == model[3_c].bias.storage());
  const Gradient<Net> grad{};
  int count = 0;
  for_each_parameter([&](const char*, const auto& p) { count += p.size(); }, grad);
  CHECK(count == parameter_count<Net>);
}

TEST_CASE("memcpy copies a model") {
  Generator rng{3};
  Model<Net> model{rng}, copy{};
  const Tensor<float, 4, 2> x{1, 2, 3, 4, 5, 6, 7, 8};
  std::memcpy(static_cast<void*>(&copy), &model, sizeof model);
  CHECK(copy.eval()(x) == model.eval()(x));
  model[0_c].bias(0) += 1;
  CHECK(copy.eval()(x) != model.eval()(x));
}

TEST_CASE("a result is as the input is: batches, single samples, shapes that activations keep") {
  const Model<Seq<Input<2, 3>, Tanh>> shaped{};
  static_assert(std::is_same_v<decltype(shaped(Tensor<float, 2, 3>{})), Tensor<float, 2, 3>>);
  static_assert(std::is_same_v<decltype(shaped(Tensor<float, 5, 2, 3>{})), Tensor<float, 5, 2, 3>>);
  const Model<Seq<Linear<2, 3>>> linear{};
  static_assert(std::is_same_v<decltype(linear(Tensor<float, 2>{})), Tensor<float, 3>>);
  static_assert(std::is_same_v<decltype(linear(Tensor<float, 7, 2>{})), Tensor<float, 7, 3>>);
  CHECK(shaped(Tensor<float, 2, 3>{}) == Tensor<float, 2, 3>{});
}

template <class Net, int width, int N>
void writes_over_its_input() {
  CAPTURE(width);
  CAPTURE(N);
  Generator rng{0};
  const Model<Net> model{rng};
  Tensor<float, N, width> x = randn<float, N, width>(rng), y{};
  model(x, TensorView<float, N, width>{y});
  std::array<float, N * width + 2> other{};  // rows that are not aligned, and something beside them
  other.front() = other.back() = 7;
  model(x, TensorView<float, N, width>{other.data() + 1});
  CHECK(std::equal(y.data(), y.data() + N * width, other.data() + 1));
  CHECK((other.front() == 7 && other.back() == 7));
  model(x, TensorView<float, N, width>{x});
  CHECK(x == y);
}
TEST_CASE("a result may take its input's place, and be anywhere") {
  writes_over_its_input<Seq<Linear<256, 256>>, 256, 1>();
  writes_over_its_input<Seq<Linear<256, 256>>, 256, 31>();
  writes_over_its_input<Seq<Linear<64, 64>, ReLU, Linear<64, 64>>, 64, 300>();
  writes_over_its_input<Seq<Linear<17, 40>, ReLU, Linear<40, 17>>, 17, 1>();
  writes_over_its_input<Seq<Linear<41, 80>, ReLU, Linear<80, 41>>, 41, 31>();
  writes_over_its_input<Seq<Linear<48, 144>, Tanh, Linear<144, 48>, Tanh>, 48, 300>();
  writes_over_its_input<Seq<Linear<32, 64>, Tanh, Residual<Linear<64, 64>, Tanh>, Linear<64, 32>>, 32, 7>();
  writes_over_its_input<Seq<Residual<Linear<64, 64>, Tanh, Linear<64, 64>>>, 64, 71>();
}

TEST_CASE("views of different numbers of rows are an error, and nothing is written") {
  const Model<Seq<Linear<2, 3>>> model{};
  const Tensor<float, 4, 2> x{};
  Tensor<float, 5, 3> y{};
  y(0, 0) = 7;
  const TensorView<const float, dynamic, 2> rows{x.data(), 4};
  CHECK_THROWS_AS(model(rows, TensorView<float, dynamic, 3>{y.data(), 5}), shape_error);
  CHECK_THROWS_AS(model(rows, TensorView<float, 5, 3>{y}), shape_error);
  CHECK(y(0, 0) == 7);
  model(rows, TensorView<float, dynamic, 3>{y.data(), 4});
  CHECK(y(0, 0) == 0);
}

}  // namespace
