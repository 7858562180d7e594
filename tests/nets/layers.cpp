// SPDX-License-Identifier: BSL-1.0
// Which types are layers of which kind, and in what order a network's leaves stand.
#include <ctnn/activations/softmax.hpp>
#include <ctnn/activations/tanh.hpp>
#include <ctnn/layers/batch_norm.hpp>
#include <ctnn/layers/layer_norm.hpp>
#include <ctnn/layers/linear.hpp>
#include <ctnn/nets/layers.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

static_assert(HasParameters<Linear<1, 2>> && HasParameters<Linear<1, 2, false>> && HasParameters<LayerNorm<3>> &&
              !HasParameters<Tanh>);
static_assert(HasBuffers<BatchNorm1d<3>> && !HasBuffers<LayerNorm<3>> && !HasBuffers<Softmax>);
static_assert(FixesShape<Linear<1, 2>> && FixesShape<BatchNorm1d<3>> && !FixesShape<Softmax>);
static_assert(Container<Seq<>> && Container<Residual<Tanh>> && !Container<Tanh> && !Container<Input<3>>);

// A user's layer says as much.
struct Offset {
  static constexpr int in_features = 2, out_features = 2;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 2> offset;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("offset", p.offset...); }
  constexpr auto operator()(auto x, auto p) const { return x + p.offset; }
};
static_assert(HasParameters<Offset> && FixesShape<Offset> && !HasBuffers<Offset>);

using Net = Seq<Seq<Linear<1, 2>, Tanh>, Residual<Offset, Seq<Residual<>, BatchNorm1d<2>>>, Softmax>;
static_assert(std::is_same_v<leaves<Net>, list<Linear<1, 2>, Tanh, Offset, BatchNorm1d<2>, Softmax>>);
static_assert(std::is_same_v<leaves<Tanh>, list<Tanh>> && std::is_same_v<leaves<Seq<>>, list<>>);
static_assert(depends_on_mode<Net> && !depends_on_mode<Seq<Linear<1, 2>, Residual<LayerNorm<2>>>>);

// Architectures are types without values.
static_assert(std::is_empty_v<Net> && std::is_empty_v<Linear<1, 2>> && std::is_empty_v<Residual<Net>> &&
              std::is_empty_v<Input<3, 4>>);

}  // namespace
