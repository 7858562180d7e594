// SPDX-License-Identifier: BSL-1.0
// torch.nn by example, 1.2: activations, their values, derivatives and ranges. Draws 02_activations.svg.

#include <algorithm>

#include <ctnn/ctnn.hpp>

#include "plot.hpp"

using namespace ctnn;

// The derivative of a sum is each element's own.
struct Total {
  constexpr auto operator()(auto y, auto) const { return sum(y); }
};

// An activation is a network, which fits any shape: here 257 samples of one feature.
template <class Activation>
void show(Plot& plot, const char* name) {
  const Model<Seq<Input<1>, Activation>> model{};
  const auto x = unsqueeze<1>(arange<float, 257>(-4, 1 / 32.f));
  const auto y = model(x), slope = input_gradient(Total{}, model, x, x);
  plot.panel(name, "x", "");
  plot.draw("with lines linewidth 2 linecolor rgb '#008b8b'", "value", x, y);
  plot.draw("with lines linewidth 2 dashtype 2 linecolor rgb '#ff4500'", "derivative", x, slope);

  std::printf("%-16s", name);
  for (int i = 0; i <= 256; i += 64) std::printf("%9.4f", double(y(i, 0)));
  std::printf("   |");
  for (int i = 0; i <= 256; i += 64) std::printf("%9.4f", double(slope(i, 0)));
  const auto far = model(100 * x);
  std::printf("   | %.4g to %.4g\n", double(std::min(*std::ranges::min_element(y), *std::ranges::min_element(far))),
              double(*std::ranges::max_element(far)));
}

int main(int argc, char** argv) {
  std::printf("%-16s%9s%9s%9s%9s%9s   |%27s%18s   | range where |x| <= 400\n", "x", "-4", "-2", "0", "2", "4",
              "derivatives", "");
  {
    Plot plot{picture(argc, argv, "02_activations.svg"), 2, 5, 300, 260};
    show<Tanh>(plot, "Tanh");
    show<Hardtanh<>>(plot, "Hardtanh");
    show<Hardtanh<0, 10>>(plot, "Hardtanh(0, 10)");
    show<Sigmoid>(plot, "Sigmoid");
    show<ReLU>(plot, "ReLU");
    show<LeakyReLU<>>(plot, "LeakyReLU");
    show<ELU<>>(plot, "ELU");
    show<Softplus<>>(plot, "Softplus");
    show<SiLU>(plot, "SiLU");
    show<GELU>(plot, "GELU");
  }

  // Marks out of ten: what lies outside becomes 0 or 10.
  const Tensor<float, 1, 5> scores{-3, 0.5, 7, 10, 12};
  const auto marks = Model<Seq<Input<5>, Hardtanh<0, 10>>>{}(scores);
  // Very low scores all become nearly 0 and very high ones nearly 1: only between does a difference matter.
  const auto squeezed = Model<Seq<Input<5>, Sigmoid>>{}(Tensor<float, 1, 5>{-20, -10, 0, 0.5, 20});
  std::printf("\nHardtanh(0, 10) of -3, 0.5, 7, 10, 12:  ");
  for (const float mark : marks) std::printf(" %g", double(mark));
  std::printf("\nSigmoid of -20, -10, 0, 0.5, 20:  ");
  for (const float score : squeezed) std::printf(" %.4f", double(score));
  std::printf("\n");
}
