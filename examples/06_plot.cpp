// SPDX-License-Identifier: BSL-1.0
// torch.nn by example, 3.1: the line and the network beside each other. Circles are the readings, crosses what the
// model makes of them, and the curve is what it does in between. Draws 06_plot.svg.

#include "plot.hpp"
#include "thermometer.hpp"

// The losses of a model, and its panel.
void show(Plot& plot, const char* name, const auto& model, const Data& data) {
  const auto t_range = unsqueeze<1>(arange<float, 70>(20));
  plot.panel(name, "Fahrenheit", "Celcius");  // as in the text
  plot.draw("with points pointtype 7 pointsize 0.9 linecolor rgb '#1f77b4'", "readings", t_u, t_c);
  plot.draw("with lines linewidth 2 linecolor rgb '#00bfbf'", "model", t_range, model(0.1f * t_range));
  plot.draw("with points pointtype 2 pointsize 0.9 linecolor rgb 'black'", "at the readings", t_u, model(0.1f * t_u));
  std::printf("%s: training loss %.4f, validation loss %.4f\n", name,
              double(evaluate(MSELoss{}, model, data.t_un_train, data.t_c_train)),
              double(evaluate(MSELoss{}, model, data.t_un_val, data.t_c_val)));
}

int main(int argc, char** argv) {
  Generator rng = generator_of_the_text();
  const Data data(rng);
  Plot plot{picture(argc, argv, "06_plot.svg"), 1, 2, 480, 400};

  rng = generator_after_lines();
  Model<Linear<1, 1>> line{rng};
  Trainer line_trainer{line, MSELoss{}, SGD{.lr = 1e-2}};
  for (int epoch = 0; epoch < 3000; ++epoch) line_trainer.step(data.t_un_train, data.t_c_train);
  show(plot, "Linear(1, 1)", line, data);

  rng = generator_after_lines();
  Model<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>{rng};
  Model<Seq<Linear<1, 12>, Tanh, Linear<12, 1>>> network{rng};
  Trainer trainer{network, MSELoss{}, SGD{.lr = 1e-3}};
  for (int epoch = 0; epoch < 3 * 5000; ++epoch) trainer.step(data.t_un_train, data.t_c_train);
  show(plot, "1-12-1 with Tanh", network, data);
}
