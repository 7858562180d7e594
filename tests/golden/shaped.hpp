// SPDX-License-Identifier: BSL-1.0
// Holds networks of images, sequences and branches to what PyTorch computes: the cases of shaped_*.hpp, which shaped.py
// writes (it says how).
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <ctnn/ctnn.hpp>
#include <iterator>
#include <type_traits>
#include <vector>

namespace golden {

using namespace ctnn;
using namespace ctnn::internals;

// How far from PyTorch's a number of ours may lie, relative to the largest one of its tensor, or to 0.1 where all are
// smaller (a gradient that is a sum of what cancels out). In double there is nothing to forgive but the order of sums.
template <class T>
inline constexpr T tolerance = std::is_same_v<T, float> ? T(1e-5) : T(1e-13);

// Tensors in a flat list, one after the other.
template <class T>
class Tensors {
 public:
  std::vector<T> number;
  std::vector<int> size;

  void add(const auto& tensor) {
    number.insert(number.end(), tensor.begin(), tensor.end());
    size.push_back(int(tensor.end() - tensor.begin()));
  }
};
template <class T, int... E>
Tensors<T> one(const Tensor<T, E...>& tensor) {
  Tensors<T> t;
  t.add(tensor);
  return t;
}
template <class T>
Tensors<T> one(T number) {
  return {{number}, {1}};
}

// A disagreement is told once a tensor, where it is worst.
template <class T>
[[gnu::noinline]] void same_tensors(const char* network, const char* what, const Tensors<T>& ours, const T* torch,
                                    int count, T allowed) {
  INFO(doctest::String(network), ": ", doctest::String(what));  // as text, which a const char* is not to doctest
  REQUIRE(int(ours.number.size()) == count);
  const T* mine = ours.number.data();
  for (std::size_t k = 0; k < ours.size.size(); mine += ours.size[k], torch += ours.size[k], ++k) {
    T largest = T(0.1), worst = 0;
    int at = 0;
    for (int i = 0; i < ours.size[k]; ++i) largest = std::max(largest, std::abs(torch[i]));
    for (int i = 0; i < ours.size[k]; ++i)
      if (const T far = std::abs(mine[i] - torch[i]); !(far <= worst)) worst = far, at = i;
    INFO("tensor ", k, ", element ", at, ", largest ", largest);
    if (!(worst <= allowed * largest)) CHECK(mine[at] == torch[at]);  // prints both
  }
  CHECK(count > 0);
}

template <class Case>
using number = std::remove_const_t<std::remove_extent_t<decltype(Case::input)>>;
template <class Case>
void same(const char* what, const Tensors<number<Case>>& ours, const auto& torch,
          number<Case> allowed = tolerance<number<Case>>) {
  same_tensors<number<Case>>(Case::name, what, ours, std::data(torch), int(std::size(torch)), allowed);
}
template <class Case>
void same_number(const char* what, number<Case> ours, number<Case> torch) {
  same_tensors<number<Case>>(Case::name, what, one(ours), &torch, 1, tolerance<number<Case>>);
}

// Parameters or gradients in torch's order, and running statistics.
template <class T>
Tensors<T> parameters_of(const auto& values) {
  Tensors<T> t;
  for_each_parameter([&](const char*, const auto& p) { t.add(p.tensor()); }, values);
  return t;
}
template <class Net, class T>
Tensors<T> buffers_of(const Model<Net, T>& model) {
  constexpr const auto& table = Model<Net, T>::buffer_table;
  const T* buffer[table.count + 1];
  model.buffers(buffer);
  Tensors<T> t;
  for (int k = 0; k < table.count; ++k) t.add(std::vector<T>(buffer[k], buffer[k] + table.rows[k].width));
  return t;
}

template <class Net>
struct input_of;
template <int... E, class... L>
struct input_of<Seq<Input<E...>, L...>> {
  template <class T, int N>
  using tensor = Tensor<T, N, E...>;
};
template <class To, class T, std::size_t N>
To filled(const T (&flat)[N]) {
  To result{};
  REQUIRE(result.size() == std::ptrdiff_t(N));
  std::copy(std::begin(flat), std::end(flat), result.begin());
  return result;
}

template <class Net, class Loss, class Y>
struct targets {
  using type = Y;
};
template <class Net, class Loss, class T, int N, int... E>
requires has_class_targets<Loss>
struct targets<Net, Loss, Tensor<T, N, E...>> : result_tensor<int, false, N, typename class_extents<Net>::type> {
};
template <class Net, class Loss, class Y>
using targets_of = typename targets<Net, Loss, Y>::type;

// Parameters as torch draws them; output, loss and gradients of the first pass; ten steps of gradient descent, of all
// layers but the frozen ones.
template <class Net, class Case, class Loss = MSELoss, class In = number<Case>, class... Frozen>
void agrees(Frozen... frozen) {
  using T = number<Case>;
  constexpr int samples = Case::samples;
  using X = typename input_of<Net>::template tensor<In, samples>;
  Generator rng{Case::seed};
  Model<Net, T> model{rng};
  same<Case>("parameters", parameters_of<T>(model), Case::parameters, 0);

  X x{};
  REQUIRE(x.size() == std::ptrdiff_t(std::size(Case::input)));
  std::transform(std::begin(Case::input), std::end(Case::input), x.begin(), [](T v) { return In(v); });
  const auto y = model.eval()(x);
  using Y = std::remove_const_t<decltype(y)>;
  same<Case>("output", one(y), Case::output);
  const auto t = filled<targets_of<Net, Loss, Y>>(Case::target);
  if constexpr (requires { Case::input_gradient; })
    same<Case>("input gradient", one(input_gradient(Loss{}, model.eval(), x, t)), Case::input_gradient);

  Gradient<Net, T> gradient;
  if constexpr (draws_noise<Net>) {
    Generator copy = rng;
    same_number<Case>("loss", value_and_grad(Loss{}, model, x, t, gradient, copy), Case::loss);
  } else if constexpr (depends_on_mode<Net>) {
    Model<Net, T> copy = model;
    same_number<Case>("loss", value_and_grad(Loss{}, copy, x, t, gradient), Case::loss);
    same<Case>("running statistics after 1", buffers_of(copy), Case::buffers_after_1);
  } else {
    same_number<Case>("loss alone", evaluate(Loss{}, model, x, t), Case::loss);
    same_number<Case>("loss", value_and_grad(Loss{}, model, x, t, gradient), Case::loss);
  }
  if constexpr (sizeof...(Frozen) == 0) same<Case>("gradient", parameters_of<T>(gradient), Case::gradient);
  else {
    Model<Net, T> copy = model;
    Trainer trainer{copy, Loss{}, ParamGroups{SGD{}, frozen...}};
    same_number<Case>("loss while some are frozen", trainer.backward(x, t), Case::loss);
    same<Case>("gradient of what learns", parameters_of<T>(trainer.grad), Case::gradient);
  }

  Tensors<T> losses;
  const SGD all{.lr = Case::lr};
  const auto sgd = [&] {
    if constexpr (sizeof...(Frozen) == 0) return all;
    else return ParamGroups{all, frozen...};
  }();
  const auto train = [&](auto&& trainer) {
    for (int k = 0; k < 10; ++k) losses.number.push_back(trainer.step(x, t)), losses.size.push_back(1);
  };
  if constexpr (draws_noise<Net>) train(Trainer{model, Loss{}, sgd, rng});
  else train(Trainer{model, Loss{}, sgd});
  same<Case>("losses", losses, Case::losses);
  same<Case>("parameters after 10 steps", parameters_of<T>(model), Case::after);
  if constexpr (requires { Case::after_adam; }) {
    Generator again{Case::seed};
    Model<Net, T> other{again};
    Trainer trainer{other, Loss{}, Adam{.lr = Case::lr}};
    for (int k = 0; k < 10; ++k) trainer.step(x, t);
    same<Case>("parameters after 10 steps of Adam", parameters_of<T>(other), Case::after_adam);
  }
  if constexpr (requires { Case::buffers_after_10; }) {
    same<Case>("running statistics after 10", buffers_of(model), Case::buffers_after_10);
    same<Case>("output after 10", one(model.eval()(x)), Case::output_after);
    same<Case>("input gradient after 10", one(input_gradient(Loss{}, model.eval(), x, t)), Case::input_gradient_after);
  }
}

}  // namespace golden
