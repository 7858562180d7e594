// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/sqrt.hpp>
#include <ctnn/graph/symbols.hpp>
#include <ctnn/graph/views.hpp>
#include <ctnn/random/linear_init.hpp>

namespace ctnn::inline CTNN_TARGET {

// Scaled dot-product attention of a sequence to itself, with one head, as torch.nn.MultiheadAttention(Width, 1,
// batch_first=True) of (x, x, x). Shapes: B x T x Width.
template <int Width>
struct SelfAttention {
  static constexpr int rank = 3, in_features = Width;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 3 * Width, Width> in_proj_weight;
    typename Make::template parameter<1, 3 * Width> in_proj_bias;
    typename Make::template parameter<2, Width, Width> out_weight;
    typename Make::template parameter<3, Width> out_bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) {
    f("in_proj_weight", p.in_proj_weight...), f("in_proj_bias", p.in_proj_bias...);
    f("out_proj.weight", p.out_weight...), f("out_proj.bias", p.out_bias...);
  }
  // As torch: the output projection is drawn as a Linear, then the input projection after Glorot; biases are 0.
  static constexpr void initialize(auto& p, Generator& rng) {
    using T = typename std::remove_cvref_t<decltype(p.in_proj_bias)>::value_type;
    internals::linear_init<T, Width, Width>(
        rng, [&](int j, int i, T v) { p.out_weight(j, i) = v; }, [&](int j, T) { p.out_bias(j) = 0; });
    constexpr T bound =
        static_cast<T>(internals::correctly_rounded_sqrt(3.0) * internals::correctly_rounded_sqrt(2.0 / (4 * Width)));
    for (int j = 0; j < 3 * Width; ++j)
      for (int i = 0; i < Width; ++i) p.in_proj_weight(j, i) = uniform<T>(rng, -bound, bound);
    for (int j = 0; j < 3 * Width; ++j) p.in_proj_bias(j) = 0;
  }

  constexpr auto operator()(auto x, auto p) const {
    using graph::Put;
    const auto b = x[0], t = x[1], i = x[2], s = x.axis(x.extent(t)), r = x.axis(3 * Width), d = x.axis(Width),
               o = x.axis(Width);
    const auto project = [&](int k) {
      const Put part{r, graph::Index(d) + k * Width};
      return arranged(sum(at(p.in_proj_weight(r, i), part) * x, i) + at(p.in_proj_bias(r), part), b, t, d);
    };
    const auto q = project(0), k = at(project(1), Put{t, s}), v = at(project(2), Put{t, s});
    const auto scores = arranged(sum(q * k, d) * (1 / internals::correctly_rounded_sqrt(double(Width))), b, t, s);
    const auto e = exp(scores - detach((max)(scores, s)));
    const auto mixed = arranged(sum(e / sum(e, s) * v, s), b, t, d);
    return sum(p.out_weight(o, d) * mixed, d) + p.out_bias(o);
  }
  static constexpr void extra_repr(auto& out) { out("embed_dim", Width), out("num_heads", 1); }
};

}  // namespace ctnn::inline CTNN_TARGET
