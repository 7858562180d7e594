// SPDX-License-Identifier: BSL-1.0
// Networks whose number of steps only run time knows, trained on batches of several lengths.
#include "shaped_lengths.hpp"

#include "shaped.hpp"

using namespace ctnn;

namespace {

template <class Net, int In, int Out, class Case>
void agrees_in_all_lengths() {
  using T = golden::number<Case>;
  Generator rng{Case::seed};
  Model<Net, T> model{rng};
  golden::same<Case>("parameters", golden::parameters_of<T>(model), Case::parameters, 0);
  const auto each = [](const auto& f) {
    const T *x = Case::input, *t = Case::target;
    for (std::size_t k = 0; k < std::size(Case::steps); ++k) {
      const int samples = Case::samples[k], steps = Case::steps[k];
      f(TensorView<const T, dynamic, dynamic, In>{x, samples, steps},
        TensorView<const T, dynamic, dynamic, Out>{t, samples, steps});
      x += samples * steps * In, t += samples * steps * Out;
    }
  };
  static Workspace<Net, MaxSteps<12>, T> space;
  golden::Tensors<T> outputs, losses;
  each([&](const auto& x, const auto& t) {
    std::vector<T> y(static_cast<std::size_t>(t.size()));
    model(x, TensorView<T, dynamic, dynamic, Out>{y.data(), x.extent(0), x.extent(1)}, space);
    outputs.add(y);
  });
  golden::same<Case>("output", outputs, Case::output);
  Trainer trainer{model, MSELoss{}, SGD{.lr = Case::lr}, MaxSteps<12>{}};
  each([&](const auto& x, const auto& t) { losses.add(std::vector{trainer.step(x, t)}); });
  golden::same<Case>("losses", losses, Case::losses);
  golden::same<Case>("parameters after 10 steps", golden::parameters_of<T>(model), Case::after);
}

}  // namespace

TEST_CASE("LSTM of several lengths agrees with torch") {
  agrees_in_all_lengths<Seq<Input<dynamic, 3>, LSTM<3, 5>, Linear<5, 2>>, 3, 2, golden::lstm_of_lengths>();
}
TEST_CASE("attention of several lengths agrees with torch") {
  agrees_in_all_lengths<Seq<Input<dynamic, 3>, Linear<3, 4>, SelfAttention<4>, Tanh, Linear<4, 2>>, 3, 2,
                        golden::attention_of_lengths>();
}
