// SPDX-License-Identifier: BSL-1.0
// Two buffers, and the new value of one.
// expect: update_returns_a_value_for_each_buffer< layer< 1 >, Running, returns< 1 >, expects< 2 > >
// expect sentence: layer 1, Running: update\(x, b\) returns 1 values and there are so many buffers: 2
#include "program.hpp"

struct Running {
  static constexpr int in_features = 4, out_features = 4;
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, 4> mean;
    typename Make::template buffer<1, 4> most;
  };
  static constexpr void for_each_buffer(auto f, auto&... b) { f("mean", b.mean...), f("most", b.most...); }
  constexpr auto operator()(auto x, auto b) const { return x - b.mean; }
#ifdef REJECT
  static constexpr auto update(auto x, auto) { return mean(x, batch); }
#else
  static constexpr auto update(auto x, auto) { return updates(mean(x, batch), (max)(x, batch)); }
#endif
};

int main() {
  Generator rng{0};
  Model<Seq<Linear<1, 4>, Running, Linear<4, 1>>> model{rng};
  Trainer trainer{model, MSELoss{}, SGD{}};
  std::cout << trainer.step(Tensor<float, 9, 1>{}, Tensor<float, 9, 1>{});
}
