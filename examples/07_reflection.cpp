// SPDX-License-Identifier: BSL-1.0
// A model's parameters are a Boost.Hana sequence: its algorithms walk, fold, filter and transform them, and the
// compiler sees through. Here: how big the weights are, weight decay for matrices only, and a checksum.

#include <boost/hana/filter.hpp>
#include <boost/hana/fold_left.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/size.hpp>
#include <boost/hana/transform.hpp>
#include <cmath>
#include <cstdio>
#include <iostream>

#include <ctnn/ctnn.hpp>

namespace hana = boost::hana;
using namespace ctnn;
using namespace ctnn::literals;

int main() {
  using Block = Seq<Named<"fc", Linear<8, 8>>, Named<"norm", LayerNorm<8>>, Named<"act", Tanh>>;
  using Net = Seq<Named<"in", Linear<3, 8>>, Named<"block", Block>, Named<"out", Linear<8, 1>>>;
  Generator rng{0};
  Model<Net> model{rng};
  std::cout << model << '\n' << summary(model) << '\n';

  // A sequence of references with their names. Each has its own type, a Parameter of its shape.
  hana::for_each(named_parameters(model), [](const auto& named) {
    const auto& [name, parameter] = named;
    double squares = 0;
    for (const float w : parameter.tensor()) squares += double(w) * double(w);
    std::printf("%-18s norm %.4f\n", name.c_str(), std::sqrt(squares));
  });

  // The matrices among them, chosen by type.
  auto matrices =
      hana::filter(hana::transform(named_parameters(model), [](auto named) { return &named.parameter; }),
                   [](auto parameter) { return hana::bool_c<std::remove_pointer_t<decltype(parameter)>::rank == 2>; });
  static_assert(decltype(hana::size(matrices))::value == 3);
  hana::for_each(matrices, [](auto parameter) { *parameter = 0.5f * parameter->tensor(); });

  // A fold over all.
  const double sum = hana::fold_left(parameters(model), 0.0, [](double sum_so_far, const auto& parameter) {
    for (const float w : parameter.tensor()) sum_so_far += double(w);
    return sum_so_far;
  });
  std::printf("sum after halving the matrices: %.4f\n", sum);
  std::printf("a weight by names: %.4f\n", double(model["block"_n]["fc"_n].weight(0, 0)));
}
