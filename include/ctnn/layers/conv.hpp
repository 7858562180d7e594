// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/symbols.hpp>
#include <ctnn/graph/views.hpp>
#include <ctnn/layers/options.hpp>
#include <ctnn/lower/shape.hpp>
#include <utility>

namespace ctnn::inline CTNN_TARGET::internals::layers {

// Where an element of a window at some position lies.
constexpr graph::Put window_put(graph::Axis of, graph::Axis position, graph::Axis k, const Window& w) {
  return {of, w.stride * graph::Index(position) + w.dilation * graph::Index(k) - w.before};
}
template <class Make, int Out, bool Bias, int... Kernel>
struct conv_parameters {
  typename Make::template parameter<0, Out, Kernel...> weight;
  typename Make::template parameter<1, Out> bias;
};
template <class Make, int Out, int... Kernel>
struct conv_parameters<Make, Out, false, Kernel...> {
  typename Make::template parameter<0, Out, Kernel...> weight;
};

// What convolutions of one and two dimensions have in common.
template <int In, int Out, Size Kernel, class... Options>
struct Convolution {
  static constexpr int in_channels = In;
  static constexpr WindowOptions options = options_of<Options...>(1);
  static constexpr int groups = options.groups, per_in = In / groups, per_out = Out / groups;
  static_assert(In > 0 && Out > 0 && groups > 0 && In % groups == 0 && Out % groups == 0,
                "Groups<N>: N must divide the channels in and the channels out");
  static_assert(options.fits_same(), "Padding<Same> wants a stride of 1, as in torch");
  static constexpr Window window(int k) { return options.window(k, Kernel[k]); }
  static constexpr void for_each_parameter(auto f, auto&... p) {
    f("weight", p.weight...);
    if constexpr (options.bias) f("bias", p.bias...);
  }
  template <class X, class P>
  static constexpr auto with_bias(X sums, const P& p, graph::Axis channel) {
    if constexpr (options.bias) return sums + p.bias(channel);
    else return sums;
  }
  // As torch, which leaves out what is usual.
  template <int... K>
  static constexpr void repr(auto& out, std::integer_sequence<int, K...>) {
    out(In), out(Out), out("kernel_size", Shape<Kernel[K]...>{}), out("stride", Shape<options.stride[K]...>{});
    if constexpr (((options.padding[K] == Same) || ...)) out("padding", Unquoted{"same"});
    else if constexpr (((options.padding[K] != 0) || ...)) out("padding", Shape<options.padding[K]...>{});
    if constexpr (((options.dilation[K] != 1) || ...)) out("dilation", Shape<options.dilation[K]...>{});
    if constexpr (groups != 1) out("groups", groups);
    if constexpr (!options.bias) out("bias", false);
  }
  // With groups channel c is the c % per_group-th of group c / per_group: two axes, one after the other.
  template <class X>
  static constexpr auto grouped(X of, graph::Axis channel, graph::Axis group, graph::Axis one, int per_group) {
    return at(of, graph::Put{channel, per_group * graph::Index(group) + one});
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::layers

namespace ctnn::inline CTNN_TARGET {

// y[o, t] = bias[o] + the sum over i, k of weight[o, i, k] * x[i, stride * t + dilation * k - padding], as
// torch.nn.Conv1d(In, Out, Kernel); Stride, Padding, Dilation, Groups and NoBias follow in any order. Shapes: x is B x
// In x T, weight Out x In / groups x Kernel, bias Out.
template <int In, int Out, int Kernel, class... Options>
struct Conv1d : internals::Convolution<In, Out, Kernel, Options...> {
  static constexpr int rank = 3;
  using Base = internals::Convolution<In, Out, Kernel, Options...>;
  template <class Make>
  using parameters = internals::conv_parameters<Make, Out, Base::options.bias, Base::per_in, Kernel>;

  constexpr auto operator()(auto x, auto p) const {
    constexpr internals::Window w = Base::window(0);
    const auto c = x[1], t = x[2], o = x.axis(Out), k = x.axis(Kernel), to = x.axis(w.results(x.extent(t)));
    const auto window = at(x, internals::window_put(t, to, k, w));
    if constexpr (Base::groups == 1)
      return arranged(Base::with_bias(sum(p.weight(o, c, k) * window, c | k), p, o), x[0], o, to);
    else {
      const auto group = x.axis(Base::groups), i = x.axis(Base::per_in), one = x.axis(Base::per_out);
      const auto y = sum(Base::grouped(p.weight(o, i, k), o, group, one, Base::per_out) *
                             Base::grouped(window, c, group, i, Base::per_in),
                         i | k);
      if constexpr (Base::options.bias)
        return arranged(y + Base::grouped(p.bias(o), o, group, one, Base::per_out), x[0], group, one, to);
      else return arranged(y, x[0], group, one, to);
    }
  }
  static constexpr auto result_shape(const auto& in) {
    return internals::lower::SampleShape(Out, Base::window(0).results(in[1]));
  }
  static constexpr void extra_repr(auto& out) { Base::repr(out, std::integer_sequence<int, 0>{}); }
};

// y[o, y, x] = bias[o] + the sum over i, ky, kx of weight[o, i, ky, kx] * x[i, stride * y + dilation * ky - padding,
// ...], as torch.nn.Conv2d(In, Out, Kernel): a kernel is 5 or Size{5, 3}; the same options follow. Shapes: x is B x In
// x H x W, weight Out x In / groups x KH x KW, bias Out.
template <int In, int Out, Size Kernel, class... Options>
struct Conv2d : internals::Convolution<In, Out, Kernel, Options...> {
  static constexpr int rank = 4;
  using Base = internals::Convolution<In, Out, Kernel, Options...>;
  template <class Make>
  using parameters = internals::conv_parameters<Make, Out, Base::options.bias, Base::per_in, Kernel[0], Kernel[1]>;

  constexpr auto operator()(auto x, auto p) const {
    constexpr internals::Window wy = Base::window(0), wx = Base::window(1);
    const auto c = x[1], h = x[2], w = x[3], o = x.axis(Out), ky = x.axis(Kernel[0]), kx = x.axis(Kernel[1]);
    const auto oy = x.axis(wy.results(x.extent(h))), ox = x.axis(wx.results(x.extent(w)));
    const auto window = at(x, internals::window_put(h, oy, ky, wy), internals::window_put(w, ox, kx, wx));
    if constexpr (Base::groups == 1)
      return arranged(Base::with_bias(sum(p.weight(o, c, ky, kx) * window, c | ky | kx), p, o), x[0], o, oy, ox);
    else {
      const auto group = x.axis(Base::groups), i = x.axis(Base::per_in), one = x.axis(Base::per_out);
      const auto y = sum(Base::grouped(p.weight(o, i, ky, kx), o, group, one, Base::per_out) *
                             Base::grouped(window, c, group, i, Base::per_in),
                         i | ky | kx);
      if constexpr (Base::options.bias)
        return arranged(y + Base::grouped(p.bias(o), o, group, one, Base::per_out), x[0], group, one, oy, ox);
      else return arranged(y, x[0], group, one, oy, ox);
    }
  }
  static constexpr auto result_shape(const auto& in) {
    return internals::lower::SampleShape(Out, Base::window(0).results(in[1]), Base::window(1).results(in[2]));
  }
  static constexpr void extra_repr(auto& out) { Base::repr(out, std::integer_sequence<int, 0, 1>{}); }
};

}  // namespace ctnn::inline CTNN_TARGET
