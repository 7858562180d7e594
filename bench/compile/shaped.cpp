// SPDX-License-Identifier: BSL-1.0
// The trainer of NET, a network of images or of sequences.

#include <ctnn/ctnn.hpp>

using namespace ctnn;

struct LeNet5 {
  using net = Seq<Input<1, 28, 28>, Conv2d<1, 6, 5, Padding<2>>, ReLU, MaxPool2d<2>, Conv2d<6, 16, 5>, ReLU,
                  MaxPool2d<2>, Flatten, Linear<400, 120>, ReLU, Linear<120, 84>, ReLU, Linear<84, 10>>;
  using loss = CrossEntropyLoss;
  using X = Tensor<float, 64, 1, 28, 28>;
  using T = Tensor<int, 64>;
};
struct Recurrent {
  using net = Seq<Input<64, 1>, LSTM<1, 20>, Linear<20, 1>>;
  using loss = MSELoss;
  using X = Tensor<float, 64, 64, 1>;
  using T = X;
};
struct Attention {
  template <int Width>
  using Block = Seq<Residual<LayerNormOver<Width>, SelfAttention<Width>>,
                    Residual<LayerNormOver<Width>, Linear<Width, 2 * Width>, GELU, Linear<2 * Width, Width>>>;
  using net = Seq<Input<16, 32>, Block<32>, Block<32>, Block<32>, Block<32>>;
  using loss = MSELoss;
  using X = Tensor<float, 64, 16, 32>;
  using T = X;
};

template <class N>
struct Program {
  Generator rng{0};
  Model<typename N::net> model{rng};
  Trainer<typename N::net, float, typename N::loss, SGD> trainer{model, typename N::loss{}, SGD{.lr = 1e-3}};

  float step(const typename N::X& x, const typename N::T& t) { return trainer.step(x, t); }
};
template struct Program<NET>;
