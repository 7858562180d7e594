// SPDX-License-Identifier: BSL-1.0
// torch.nn by example, 3: layers one after the other, the shapes of their parameters, and their names.

#include <iostream>

#include "thermometer.hpp"

using namespace ctnn::literals;

int main() {
  // The output of a layer is the input of the next: Linear<12, 1> in the last place would not compile.
  using Net = Seq<Linear<1, 13>, Tanh, Linear<13, 1>>;
  Generator rng = generator_after_lines();
  Model<Net> seq_model{rng};
  std::cout << seq_model << "\n\n";

  for_each(parameters(seq_model), [](const auto& parameter) { std::cout << parameter.shape << '\n'; });
  std::cout << '\n';
  for_each(named_parameters(seq_model),
           [](auto name, const auto& parameter) { std::cout << name << ' ' << parameter.shape << '\n'; });
  std::cout << '\n';

  // Layers may have names.
  using NamedNet = Seq<Named<"hidden_linear", Linear<1, 12>>, Named<"hidden_activation", Tanh>,
                       Named<"output_linear", Linear<12, 1>>>;
  Model<NamedNet> namedseq_model{rng};
  std::cout << namedseq_model << "\n\n";
  for_each(named_parameters(namedseq_model),
           [](auto name, const auto& parameter) { std::cout << name << ' ' << parameter.shape << '\n'; });
  std::cout << '\n';

  // They are reached by name, or by index.
  std::cout << namedseq_model["output_linear"_n].bias << '\n';
  std::cout << namedseq_model[2_c].bias.shape << "\n\n";

  // What the compiler knows about a network before there is a value.
  static_assert(parameter_count<NamedNet> == 37 && parameter_bytes<NamedNet> == 148 && multiply_adds<NamedNet> == 24);
  std::cout << summary<NamedNet>();
}
