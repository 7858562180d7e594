// SPDX-License-Identifier: BSL-1.0
// A buffer of a number for each channel is updated by one for each row of an image.
// expect: a_buffer_is_updated_by_a_value_of_its_own_shape< layer< 0 >, Running, numbered< 0 > >
// expect sentence: layer 0, Running: buffer 0 is updated by a value of another shape than its own
#include "program.hpp"

struct Running {
  static constexpr int rank = 4, in_channels = 3;
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, 3> mean;
  };
  static constexpr void for_each_buffer(auto f, auto&... b) { f("mean", b.mean...); }
  constexpr auto operator()(auto x, auto b) const { return x - b.mean(x[1]); }
#ifdef REJECT
  static constexpr auto update(auto x, auto) { return mean(x, x[0] | x[1] | x[3]); }
#else
  static constexpr auto update(auto x, auto) { return mean(x, x[0] | x[2] | x[3]); }
#endif
};

int main() {
  Generator rng{0};
  Model<Seq<Input<3, 5, 5>, Running, Flatten, Linear<75, 1>>> model{rng};
  Trainer trainer{model, MSELoss{}, SGD{}};
  std::cout << trainer.step(Tensor<float, 9, 3, 5, 5>{}, Tensor<float, 9, 1>{});
}
