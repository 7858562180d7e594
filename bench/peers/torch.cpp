// SPDX-License-Identifier: BSL-1.0
// libtorch, through autograd: what a C++ program with PyTorch does.

#include <torch/torch.h>

#include "contest.hpp"

namespace bench {

template <class Net, int N>
class Torch {
  std::vector<float> x_ = Problem<Net, N>::get().x, t_ = Problem<Net, N>::get().t;
  torch::Tensor x_view_ = torch::from_blob(x_.data(), {N, Net::in}),
                t_view_ = torch::from_blob(t_.data(), {N, Net::out}), y_, classes_;
  std::vector<torch::Tensor> w_, b_;
  float lr_;

 public:
  static constexpr const char* name = "libtorch";

  explicit Torch(float lr) : lr_(lr) {
    torch::set_num_threads(1);
    const auto& problem = Problem<Net, N>::get();
    auto numbers = torch::tensor(std::vector<float>(problem.p));
    for (int k = 0; k < Net::layers; ++k) {
      const int in = Net::width(k), out = Net::width(k + 1), at = Net::offset(k);
      w_.push_back(numbers.slice(0, at, at + in * out).view({out, in}).clone().requires_grad_());
      b_.push_back(numbers.slice(0, at + in * out, at + in * out + out).clone().requires_grad_());
    }
    classes_ = torch::tensor(std::vector<std::int64_t>(problem.classes.begin(), problem.classes.end()));
  }
  float* input() { return x_.data(); }
  const float* forward() {
    const c10::InferenceMode guard;
    y_ = ahead().contiguous();
    return y_.data_ptr<float>();
  }
  float step() {
    auto loss = [&] {
      if constexpr (Net::classifies) return torch::cross_entropy_loss(ahead(), classes_);
      else return torch::mse_loss(ahead(), t_view_);
    }();
    loss.backward();
    const torch::NoGradGuard guard;
    for (auto* list : {&w_, &b_})
      for (auto& p : *list) {
        p.sub_(p.grad(), lr_);
        p.mutable_grad().reset();
      }
    return loss.template item<float>();
  }
  void parameters(float* to) {
    for (int k = 0; k < Net::layers; ++k)
      for (const auto& p : {w_[std::size_t(k)], b_[std::size_t(k)]})
        to = std::copy_n(p.template data_ptr<float>(), p.numel(), to);
  }

 private:
  torch::Tensor ahead() const {
    torch::Tensor a = x_view_;
    for (int k = 0; k < Net::layers; ++k) {
      a = torch::nn::functional::linear(a, w_[std::size_t(k)], b_[std::size_t(k)]);
      if (k + 1 < Net::layers) a = std::is_same_v<typename Net::Activation, Tanh> ? torch::tanh(a) : torch::relu(a);
    }
    return a;
  }
};

const bool libtorch = enlist<Torch>();

}  // namespace bench
