// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/contraction.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = x W^T + b, as torch.nn.Linear(in_features, out_features, bias=True). Shapes: x is B x In, weight Out x In, bias
// Out, y B x Out. Linear<In, Out, false> has no bias. Initialised uniformly within +-1/sqrt(In), as torch does.
template <int In, int Out, bool Bias = true>
struct Linear {
  static_assert(In > 0 && Out > 0, "Linear<In, Out>: In and Out must be at least 1");
  static constexpr int in_features = In, out_features = Out;
  using formula = Linear<2, 2, Bias>;  // the same whatever the sizes

  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Out, In> weight;
    typename Make::template parameter<1, Out> bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...), f("bias", p.bias...); }

  constexpr auto operator()(auto x, auto p) const { return linear(x, p.weight, p.bias); }
  static constexpr void extra_repr(auto& out) { out("in_features", In), out("out_features", Out), out("bias", true); }
};

template <int In, int Out>
struct Linear<In, Out, false> {
  static_assert(In > 0 && Out > 0, "Linear<In, Out>: In and Out must be at least 1");
  static constexpr int in_features = In, out_features = Out;
  using formula = Linear<2, 2, false>;  // the same whatever the sizes

  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Out, In> weight;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }

  constexpr auto operator()(auto x, auto p) const { return linear(x, p.weight); }
  static constexpr void extra_repr(auto& out) { out("in_features", In), out("out_features", Out), out("bias", false); }
};

}  // namespace ctnn::inline CTNN_TARGET
