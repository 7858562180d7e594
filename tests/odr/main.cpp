// SPDX-License-Identifier: BSL-1.0
// Everything in the headers is a template, inline or constexpr: units that include them all link, and train alike.
#include "odr.hpp"

#include <doctest/doctest.h>

TEST_CASE("two translation units train one network alike") {
  ctnn::Generator rng{1};
  ctnn::Model<Net> model{rng};
  const auto x = ctnn::rand<float, 5, 3>(rng);
  const auto t = ctnn::rand<float, 5, 2>(rng);
  auto other = model;
  const float before = ctnn::evaluate(ctnn::MSELoss{}, model, x, t);

  const float first = train_in_first(model, x, t);
  const float second = train_in_second(other, x, t);

  CHECK(first < before);
  CHECK(first == second);
  CHECK(model(x) == other(x));
}
