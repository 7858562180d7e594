// SPDX-License-Identifier: BSL-1.0
// Names of layers and parameters, and what a network prints, against torch.
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>

#include <boost/hana/fold_left.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/size.hpp>
#include <sstream>
#include <string>
#include <string_view>

#include "../golden/repr.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using namespace ctnn::literals;

namespace {

using Block = Seq<Named<"fc", Linear<4, 4>>, Named<"act", Tanh>>;
using Nested = Seq<Linear<3, 4, false>, Seq<Seq<Named<"block", Block>>, ReLU>, Residual<Block>, BatchNorm1d<4>, Seq<>,
                   LayerNorm<4>, Softmax>;
using Document = Seq<Linear<1, 13>, Tanh, Linear<13, 1>>;
using DocumentNamed =
    Seq<Named<"hidden_linear", Linear<1, 12>>, Named<"hidden_activation", Tanh>, Named<"output_linear", Linear<12, 1>>>;
using Arguments =
    Seq<Input<4>, Identity, Sigmoid, Hardtanh<>, Hardtanh<0, 10>, Hardtanh<-0.25, 1e-7>, Hardtanh<-1e15, 1e16>,
        Hardtanh<1e-4, 1.5e-4>, Hardtanh<1. / 3, 123.456>, LogSoftmax, BatchNorm1d<4, 1e-3, 0.01>, LayerNorm<4, 0.5>>;
template <class... Activation>
struct EachBehindLinear;
template <class First, class... Rest, class... L>
struct EachBehindLinear<Seq<L...>, First, Rest...> : EachBehindLinear<Seq<L..., Linear<2, 2>, First>, Rest...> {};
template <class... L>
struct EachBehindLinear<Seq<L...>> {
  using type = Seq<L...>;
};
using MoreArguments = EachBehindLinear<Seq<>, LeakyReLU<>, LeakyReLU<1>, ELU<>, ELU<2>, Softplus<>, Softplus<0.5, 3>,
                                       SiLU, GELU, GELUTanh>::type;
using Images = Seq<Input<1, 16, 16>, Conv2d<1, 6, 5, Padding<2>>,
                   Conv2d<6, 4, Size{3, 2}, Stride<2, 1>, Padding<1, 0>, Dilation<1, 2>, Groups<2>, NoBias>,
                   Conv2d<4, 4, 3, Padding<Same>>, BatchNorm2d<4, 1e-5, 0.2>, PReLU<4>, PReLU<>, MaxPool2d<2>,
                   MaxPool2d<Size{3, 2}, Stride<1, 2>, Padding<1>, Dilation<1, 1>>, AvgPool2d<2, Stride<1>>,
                   AvgPool2d<Size{1, 3}, Padding<0, 1>>, GLUAlong<1>, SoftmaxAlong<2>, LayerNormOver<2, 3, 1>,
                   Dropout<>, Dropout<0.25>, Flatten, Linear<6, 2>>;
using Steps = Seq<Input<2, 9>, Conv1d<2, 4, 3>, Conv1d<4, 4, 3, Stride<2>, Padding<1>, Groups<4>, NoBias>,
                  Conv1d<4, 6, 3, Dilation<2>, Padding<Same>>, BatchNorm1d<4>, LSTM<4, 20>, GLU>;
using Words = Seq<Input<4>, Embedding<10, 3>, LSTM<3, 5>, SoftmaxAlong<-1>>;
using Eleven = Seq<Input<2>, Tanh, Tanh, Tanh, Tanh, Tanh, Tanh, Tanh, Tanh, Tanh, Tanh, Linear<2, 2>>;

std::string printed(const auto& x) {
  std::ostringstream out;
  out << x;
  return out.str();
}
std::string line(std::string_view name, const auto& p, const char* kind) {
  std::ostringstream out;
  out << name << " [";
  for (int k = 0; k < p.rank; ++k) out << (k ? ", " : "") << p.shape[k];
  out << "] " << kind << '\n';
  return out.str();
}

// The text of torch's state_dict names the same, in the same order, and so do named_parameters what are parameters.
template <class Net>
void is_named_and_printed_as_in_torch(const char* text, const std::string& state, long count) {
  const Model<Net> model{};
  CHECK(printed(model) == text);
  CHECK(parameter_count<Net> == count);

  std::string all, parameters;
  for_each_state(model, [&](auto name, const auto& p) {
    const bool buffer = state.find(std::string(name) + " " + line("", p, "buffer").substr(1)) != std::string::npos;
    all += line(name, p, buffer ? "buffer" : "parameter");
  });
  CHECK(all == state);
  for_each(named_parameters(model), [&](auto name, const auto& p) { parameters += line(name, p, "parameter"); });
  std::istringstream lines(state);
  std::string expected;
  for (std::string each; std::getline(lines, each);)
    if (each.ends_with(" parameter")) expected += each + '\n';
  CHECK(parameters == expected);
}

}  // namespace

TEST_CASE("networks print, and their parameters are named, as in torch") {
  using namespace golden;
  is_named_and_printed_as_in_torch<Document>(document, document_state, document_count);
  is_named_and_printed_as_in_torch<DocumentNamed>(document_named, document_named_state, document_named_count);
  is_named_and_printed_as_in_torch<Linear<1, 1>>(golden::line, line_state, line_count);
  is_named_and_printed_as_in_torch<Nested>(nested, nested_state, nested_count);
  is_named_and_printed_as_in_torch<Arguments>(arguments, arguments_state, arguments_count);
  is_named_and_printed_as_in_torch<MoreArguments>(more_arguments, more_arguments_state, more_arguments_count);
  is_named_and_printed_as_in_torch<Images>(images, images_state, images_count);
  is_named_and_printed_as_in_torch<Steps>(steps, steps_state, steps_count);
  is_named_and_printed_as_in_torch<Words>(words, words_state, words_count);
  is_named_and_printed_as_in_torch<Eleven>(eleven, eleven_state, eleven_count);
}

namespace {
struct Swish {
  constexpr auto operator()(auto x) const { return x * sigmoid(x); }
};
template <Num Beta>
struct ScaledSwish {
  constexpr auto operator()(auto x) const { return x * sigmoid(Beta.value * x); }
};
}  // namespace

TEST_CASE("a formula of the user's prints under its own name") {
  CHECK(printed(Seq<Swish, ScaledSwish<2>>{}) == "Sequential(\n  (0): Swish()\n  (1): ScaledSwish()\n)");
}

TEST_CASE("layers are reached by name, by index, and by the index as a name") {
  Generator rng{3};
  Model<Nested> model{rng};
  auto& bias = model[1_c][0_c]["block"_n]["fc"_n].bias;
  bias(2) = 7;
  CHECK(model["1"_n]["0"_n][0_c][0_c].bias(2) == 7);
  const auto& constant = model;
  CHECK(&constant[1_c][0_c]["block"_n]["fc"_n].bias == &bias);
  Gradient<Nested> gradient{};
  gradient[2_c][0_c]["fc"_n].weight(1, 3) = 5;
  CHECK(gradient["2"_n]["0"_n][0_c].weight(1, 3) == 5);
  CHECK(&model[3_c].running_var != &model[3_c].running_mean);

  Model<Linear<1, 1>> line{};  // a layer by itself: its members are the model's
  line.weight(0, 0) = 2;
  CHECK(line(Tensor<float, 1>{3})(0) == 6);
}

// A name costs nothing: the stages are those of the network without names.
static_assert(
    std::is_same_v<stages_of<DocumentNamed, Training>, stages_of<Seq<Linear<1, 12>, Tanh, Linear<12, 1>>, Training>>);
static_assert(sizeof(Model<DocumentNamed>) == sizeof(Model<Seq<Linear<1, 12>, Tanh, Linear<12, 1>>>));

TEST_CASE("parameters are a Hana sequence of references") {
  namespace hana = boost::hana;
  Generator rng{1};
  Model<Nested> model{rng};
  static_assert(decltype(hana::size(parameters(model)))::value == 9);
  const long count = hana::fold_left(parameters(model), 0L, [](long sum, const auto& p) { return sum + p.size(); });
  CHECK(count == parameter_count<Nested>);

  hana::for_each(parameters(model), [](auto& p) { p.storage()[0] = 4; });
  CHECK(model[0_c].weight(0, 0) == 4);
  CHECK(model[5_c].bias(0) == 4);
  const Gradient<Nested> gradient{};
  hana::for_each(named_parameters(gradient), [](const auto& named) {
    const auto& [name, parameter] = named;
    static_assert(std::is_const_v<std::remove_reference_t<decltype(parameter)>>);
    CHECK(parameter.storage()[0] == 0);
  });
}

TEST_CASE("a parameter's name is a text") {
  Model<DocumentNamed> model{};
  int k = 0;
  for_each(named_parameters(model), [&](auto name, auto&) {
    const std::string_view view = name;
    const std::string text(name);
    CHECK(view == text);
    CHECK(text == name.c_str());
    CHECK(printed(name) == text);
    if (k++ == 1) CHECK(name == "hidden_linear.bias");
    else CHECK_FALSE(name == "hidden_linear.bias");
    CHECK_FALSE(name == "hidden_linear");
  });
}

// Names in constant expressions.
static_assert([] {
  Model<Document> model{};
  bool right = true;
  int k = 0;
  for_each(named_parameters(model), [&](auto name, auto&) { right &= k++ != 2 || name == "2.weight"; });
  return right && k == 4;
}());
