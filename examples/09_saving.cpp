// SPDX-License-Identifier: BSL-1.0
// Keeping a model: as a safetensors file, which Python reads too, and as a C++ header for programs without files.

#include <iostream>

#include "thermometer.hpp"

#include <ctnn/io/header.hpp>
#include <ctnn/io/safetensors.hpp>

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? std::string(argv[1]) + "/" : "";
  using Net = Seq<Named<"hidden", Linear<1, 4>>, Tanh, Named<"out", Linear<4, 1>>>;
  Generator rng = generator_of_the_text();
  const Data data(rng);
  Model<Net> model{rng}, loaded{};
  Trainer trainer{model, MSELoss{}, SGD{.lr = 1e-3}};
  for (int epoch = 0; epoch < 300; ++epoch) trainer.step(data.t_un_train, data.t_c_train);

  save_safetensors(folder + "thermometer.safetensors", model);
  load_safetensors(folder + "thermometer.safetensors", loaded);
  std::cout << "before: " << model(data.t_un_val) << "\nloaded: " << loaded(data.t_un_val) << '\n';

  // A file that does not fit is an error, and the model stays as it is.
  Model<Seq<Named<"hidden", Linear<1, 5>>, Tanh, Named<"out", Linear<5, 1>>>> wider{rng};
  try {
    load_safetensors(folder + "thermometer.safetensors", wider);
  } catch (const error& e) { std::cout << "error: " << e.what() << '\n'; }

  // A program that includes this has the model as a constant: thermometer::model<Net>.
  save_header(folder + "thermometer_model.hpp", model, "thermometer");
  std::cout << to_header(model, "thermometer").substr(0, 300) << "...\n";
}
