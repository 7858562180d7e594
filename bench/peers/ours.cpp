// SPDX-License-Identifier: BSL-1.0
// ctnn through its public interface, numbers of samples known to the compiler.

#include <ctnn/ctnn.hpp>
#include <memory>
#include <type_traits>

#include "contest.hpp"

namespace bench {

// Seq<Linear<w0, w1>, Act, Linear<w1, w2>, ...>
template <class Act, class Done, int... Width>
struct Build;
template <class Act, class... Done, int In, int Out>
struct Build<Act, ctnn::Seq<Done...>, In, Out> {
  using type = ctnn::Seq<Done..., ctnn::Linear<In, Out>>;
};
template <class Act, class... Done, int In, int Hidden, int... Rest>
struct Build<Act, ctnn::Seq<Done...>, In, Hidden, Rest...>
    : Build<Act, ctnn::Seq<Done..., ctnn::Linear<In, Hidden>, Act>, Hidden, Rest...> {};

template <class Net>
struct Spelled;
template <class Act, int... Width>
struct Spelled<Classifier<Act, Width...>> : Spelled<Dense<Act, Width...>> {};
template <class Act, int... Width>
struct Spelled<Dense<Act, Width...>>
    : Build<std::conditional_t<std::is_same_v<Act, Tanh>, ctnn::Tanh, ctnn::ReLU>, ctnn::Seq<>, Width...> {};

template <class Net, int N>
class Ours {
  ctnn::Tensor<float, N, Net::in> x_;
  ctnn::Tensor<float, N, Net::out> t_, y_;
  ctnn::Tensor<int, N> classes_;
  using Loss = std::conditional_t<Net::classifies, ctnn::CrossEntropyLoss, ctnn::MSELoss>;
  ctnn::Model<typename Spelled<Net>::type> model_;
  // Blocks that fit on a stack read a weight of this size too often.
  static constexpr bool wide = Net::parameters > 200'000;
  std::conditional_t<wide, ctnn::Workspace<typename Spelled<Net>::type>, std::true_type> space_;
  decltype(ctnn::Trainer{model_, Loss{}, ctnn::SGD{.lr = 0.0f}}) trainer_;

 public:
  static constexpr const char* name = "ctnn";

  explicit Ours(float lr) : trainer_{model_, Loss{}, ctnn::SGD{.lr = lr}} {
    const auto& problem = Problem<Net, N>::get();
    std::copy(problem.x.begin(), problem.x.end(), x_.data());
    std::copy(problem.t.begin(), problem.t.end(), t_.data());
    std::copy(problem.classes.begin(), problem.classes.end(), classes_.data());
    each_parameter([&](float& p, int at) { p = problem.p[std::size_t(at)]; });
  }
  float* input() { return x_.data(); }
  const float* forward() {
    const ctnn::TensorView<const float, N, Net::in> x{x_};
    const ctnn::TensorView<float, N, Net::out> y{y_};
    if constexpr (wide) model_(x, y, space_);
    else model_(x, y);
    return y_.data();
  }
  float step() {
    if constexpr (Net::classifies) return trainer_.step(x_, classes_);
    else return trainer_.step(x_, t_);
  }
  void parameters(float* to) {
    each_parameter([&](float& p, int at) { to[at] = p; });
  }

 private:
  template <class F>
  void each_parameter(F f) {
    [&]<int... K>(std::integer_sequence<int, K...>) { (each_in_layer<K>(f), ...); }
    (std::make_integer_sequence<int, Net::layers>{});
  }
  // Between two Linears stands an activation, which has no parameters.
  template <int K, class F>
  void each_in_layer(F f) {
    auto& linear = model_[std::integral_constant<std::size_t, 2 * K>{}];
    int at = Net::offset(K);
    for (int j = 0; j < Net::width(K + 1); ++j)
      for (int i = 0; i < Net::width(K); ++i) f(linear.weight(j, i), at++);
    for (int j = 0; j < Net::width(K + 1); ++j) f(linear.bias(j), at++);
  }
};

const bool ours = enlist<Ours>();

}  // namespace bench
