// SPDX-License-Identifier: BSL-1.0
// Holds networks to what PyTorch computes: the cases of layers.hpp, which layers.py writes (it says how).
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ctnn/ctnn.hpp>
#include <iterator>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "layers.hpp"

namespace golden {

// How far from PyTorch's a number of ours may lie, relative to torch's, absolutely below 1. In double there is nothing
// to forgive but the order of sums: a float that slipped in somewhere shows.
template <class T>
inline constexpr T tolerance = std::is_same_v<T, float> ? T(1e-5) : T(1e-12);

template <class T>
bool near(T ours, T torch) {
  if (std::isnan(torch)) return std::isnan(ours);
  if (std::isinf(torch)) return ours == torch;
  return std::abs(ours - torch) <= tolerance<T> * std::max(T(1), std::abs(torch));
}

template <class Case>
using number = std::remove_const_t<std::remove_extent_t<decltype(Case::input)>>;

// Two equally long lists of numbers agree. A disagreement is told once a list, at its first place.
template <class T>
[[gnu::noinline]] void same_lists(const char* network, const char* what, const std::vector<T>& ours, const std::vector<T>& torch) {
  INFO(doctest::String(network), ": ", doctest::String(what));  // as text, which a const char* is not to doctest
  REQUIRE(ours.size() == torch.size());
  const auto at = std::mismatch(ours.begin(), ours.end(), torch.begin(), near<T>);
  if (at.first == ours.end()) return;
  INFO("element ", at.second - torch.begin());
  CHECK(*at.first == *at.second);  // prints both; NaN beside NaN never comes here
}
template <class Case>
void same(const char* what, const auto& ours, const auto& torch) {
  same_lists<number<Case>>(Case::name, what, {std::begin(ours), std::end(ours)}, {std::begin(torch), std::end(torch)});
}

template <class Case, class T>
void same_number(const char* what, T ours, T torch) {
  same<Case>(what, std::vector{ours}, std::vector{torch});
}

// ---- parameters and running statistics in torch's order ----

template <class T>
struct Type {};
enum class Part { parameters, statistics };

template <int In, int Out>
using LinearWithoutBias = ctnn::Linear<In, Out, false>;

// Index literals by number: index<2>() is 2_c.
template <std::size_t I>
constexpr auto index() {
  using namespace ctnn::literals;
  return std::get<I>(std::tuple{0_c, 1_c, 2_c, 3_c, 4_c, 5_c, 6_c});
}

// Calls visit(values) for each tensor of one part of a layer's, or network's, place in a model or a gradient.
template <Part part, class Layer>
void each(Type<Layer>, auto&& layer, auto visit) {
  if constexpr (part == Part::parameters) {
    if constexpr (requires { layer.weight; }) visit(layer.weight);
    if constexpr (requires { layer.bias; }) visit(layer.bias);
  } else if constexpr (requires { layer.running_mean; }) {
    visit(layer.running_mean);
    visit(layer.running_var);
  }
}

template <Part part, class... Layers>
void each_of(auto&& net, auto visit) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (each<part>(Type<Layers>{}, net[index<I>()], visit), ...);
  }(std::index_sequence_for<Layers...>{});
}

template <Part part, class... Layers>
void each(Type<ctnn::Seq<Layers...>>, auto&& net, auto visit) {
  each_of<part, Layers...>(net, visit);
}

template <Part part, class... Layers>
void each(Type<ctnn::Residual<Layers...>>, auto&& net, auto visit) {
  each_of<part, Layers...>(net, visit);
}

// Sets one tensor, as a whole, from the front of a flat list, and moves on in it.
template <template <class, int...> class Values, class T, int... E>
void take(const T*& flat, Values<T, E...>& values) {
  ctnn::Tensor<T, E...> tensor;
  for (T& element : tensor) element = *flat++;
  values = tensor;
}

// Appends one tensor.
template <template <class, int...> class Values, class T, int... E>
void append(std::vector<T>& list, const Values<T, E...>& values) {
  const ctnn::Tensor<T, E...> tensor = values;
  list.insert(list.end(), tensor.begin(), tensor.end());
}

// Sets one part of a model from a flat list.
template <Part part, class Net, class T>
void assign(ctnn::Model<Net, T>& model, const T* flat) {
  each<part>(Type<Net>{}, model, [&flat](auto& values) { take(flat, values); });
}

// One part of a model or of a gradient as a flat list.
template <class Net, class T, Part part = Part::parameters>
std::vector<T> flat(auto& place) {
  std::vector<T> list;
  each<part>(Type<Net>{}, place, [&list](auto& values) { append(list, values); });
  return list;
}

// ---- a case as the library's types ----

template <int... E, class T, std::size_t N>
ctnn::Tensor<T, E...> tensor(const T (&flat)[N]) {
  ctnn::Tensor<T, E...> result;
  static_assert((E * ...) == N);
  std::copy(std::begin(flat), std::end(flat), result.begin());
  return result;
}

template <class Case>
auto input_of() {
  constexpr int samples = Case::samples, features = std::size(Case::input) / Case::samples;
  return tensor<samples, features>(Case::input);
}

// Numbers (samples x outputs) or classes (samples).
template <class Case>
auto target_of() {
  constexpr int samples = Case::samples, width = std::size(Case::target) / Case::samples;
  if constexpr (std::is_integral_v<std::remove_extent_t<decltype(Case::target)>>) return tensor<samples>(Case::target);
  else return tensor<samples, width>(Case::target);
}

template <class Net, class Case>
ctnn::Model<Net, number<Case>> model_of() {
  ctnn::Model<Net, number<Case>> model{};
  if constexpr (requires { Case::parameters; }) assign<Part::parameters>(model, Case::parameters);
  if constexpr (requires { Case::running_before; }) assign<Part::statistics>(model, Case::running_before);
  return model;
}

// ---- what a network is held to ----

// Output, loss, gradients of parameters and input.
template <class Net, class Case, class Loss = ctnn::MSELoss>
void agrees() {
  auto model = model_of<Net, Case>();
  const auto x = input_of<Case>();
  same<Case>("output", model(x), Case::output);
  if constexpr (requires { Case::loss; }) {
    const auto t = target_of<Case>();
    same_number<Case>("loss alone", ctnn::evaluate(Loss{}, model, x, t), Case::loss);
    auto [loss, gradient] = ctnn::value_and_grad(Loss{}, model, x, t);
    same_number<Case>("loss", loss, Case::loss);
    if constexpr (requires { Case::gradient; }) {
      same<Case>("gradient", flat<Net, number<Case>>(gradient), Case::gradient);
    }
    same<Case>("input gradient", ctnn::input_gradient(Loss{}, model, x, t), Case::input_gradient);
  }
}

// A network with batch norm: a training pass, the running statistics after one and after three, and evaluation.
template <class Net, class Case, class Loss = ctnn::MSELoss>
void agrees_in_both_modes() {
  using T = number<Case>;
  auto model = model_of<Net, Case>();
  auto x = input_of<Case>();
  const auto t = target_of<Case>();
  auto [loss, gradient] = ctnn::value_and_grad(Loss{}, model, x, t);
  same_number<Case>("loss", loss, Case::loss);
  same<Case>("gradient", flat<Net, T>(gradient), Case::gradient);
  same<Case>("running statistics after 1", flat<Net, T, Part::statistics>(model), Case::running_after_1);
  for (T factor : {T(2), T(3)}) {
    auto scaled = x;
    for (T& v : scaled) v *= factor;
    ctnn::value_and_grad(Loss{}, model, scaled, t);
  }
  same<Case>("running statistics after 3", flat<Net, T, Part::statistics>(model), Case::running_after_3);

  assign<Part::statistics>(model, Case::running_given);
  same<Case>("output in evaluation", model.eval()(x), Case::eval_output);
  same_number<Case>("loss in evaluation", ctnn::evaluate(Loss{}, model.eval(), x, t), Case::eval_loss);
  const auto dx = ctnn::input_gradient(Loss{}, model.eval(), x, t);
  same<Case>("input gradient in evaluation", dx, Case::eval_input_gradient);
  same<Case>("statistics that evaluation keeps", flat<Net, T, Part::statistics>(model), Case::running_given);
}

}  // namespace golden
