// SPDX-License-Identifier: BSL-1.0
#include <ctnn/layers/attention.hpp>
#include <ctnn/layers/embedding.hpp>
#include <ctnn/layers/glu.hpp>
#include <ctnn/layers/prelu.hpp>
#include <ctnn/layers/softmax_along.hpp>

#include "harness.hpp"
#include "layers.hpp"

using namespace harness;

TEST_CASE("LayerNorm") {
  check_derivatives<harness::LayerNorm<4>, 3, 4>();
  check_derivatives<harness::LayerNorm<3, 4>, 3, 4>();
  check_layer<harness::LayerNorm<7>, float, 16, 7>();
  check_layer<harness::LayerNorm<7>, float, 16, 3, 7>();
  check_layer<harness::LayerNorm<3, 4>, float, 16, 2, 3, 4>();
  check_layer<harness::LayerNorm<3, 4>, double, 1, 2, 3, 4>();
}
TEST_CASE("SoftmaxAlong") {
  check_derivatives<SoftmaxAlong<1>, 3, 4>();
  check_layer<SoftmaxAlong<1>, float, 16, 5, 4>();
  check_layer<SoftmaxAlong<2>, float, 8, 5, 4>();
}
TEST_CASE("elementwise") {
  check_layer<harness::ReLU, float, 16, 5, 4>();
  check_layer<harness::GELU, float, 16, 5>();
}
TEST_CASE("GLU and PReLU") {
  check_derivatives<GLU, 3, 4>();
  check_layer<GLU, float, 16, 3, 6>();
  check_layer<GLUAlong<1>, float, 16, 4, 3>();
  check_derivatives<PReLU<3>, 3, 4>();
  check_layer<PReLU<>, float, 16, 3, 4>();
  check_layer<PReLU<3>, float, 16, 3, 4>();
}
TEST_CASE("SelfAttention") {
  check_derivatives<SelfAttention<4>, 3, 4>();
  check_layer<SelfAttention<4>, float, 16, 3, 4>();
  check_layer<SelfAttention<12>, double, 8, 9, 12>();
  check_layer<SelfAttention<12>, float, 1, 9, 12>();
}
TEST_CASE("Embedding") {
  check_derivatives<Embedding<5, 3>, 4>(true);
  check_layer<Embedding<5, 3>, float, 16, 4>(true);
  check_layer<Embedding<5, 3>, double, 1, 4>(true);
}
