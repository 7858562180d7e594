// SPDX-License-Identifier: BSL-1.0
#include "shaped_attention.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("SelfAttention agrees with torch") {
  agrees<Seq<Input<5, 3>, Linear<3, 4>, SelfAttention<4>, Linear<4, 2>>, golden::attention>();
  agrees<Seq<Input<3, 4>, Residual<LayerNorm<4>, SelfAttention<4>>,
             Residual<LayerNorm<4>, Linear<4, 6>, GELU, Linear<6, 4>>>,
         golden::attention_block>();
  agrees<Seq<Input<4, 3>, SelfAttention<3>>, golden::attention_double>();
}
