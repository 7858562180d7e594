// SPDX-License-Identifier: BSL-1.0
// What a layer keeps has a value for each feature; its update has one for each sample and feature.
// expect: a_buffer_is_updated_by_a_value_of_its_own_shape< layer< 1 >, Running, numbered< 1 > >
// expect sentence: layer 1, Running: buffer 1 is updated by a value of another shape than its own
#include "program.hpp"

struct Running {
  static constexpr int in_features = 4, out_features = 4;
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, 4> mean;
    typename Make::template buffer<1, 4> last;
  };
  static constexpr void for_each_buffer(auto f, auto&... b) { f("mean", b.mean...), f("last", b.last...); }
  constexpr auto operator()(auto x, auto b) const { return x - b.mean; }
#ifdef REJECT
  static constexpr auto update(auto x, auto) { return updates(mean(x, batch), x); }
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
