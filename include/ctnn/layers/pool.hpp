// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/layers/conv.hpp>

namespace ctnn::inline CTNN_TARGET {

// The greatest of each window, as torch.nn.MaxPool2d(Kernel): its stride is the kernel unless Stride says another;
// Padding and Dilation likewise. The gradient goes to the first of the greatest, in the order of memory; NaN is greater
// than all. Shapes: B x C x H x W.
template <Size Kernel, class... Options>
struct MaxPool2d {
  static constexpr int rank = 4;
  static constexpr internals::WindowOptions options = internals::options_of<Options...>(Kernel);
  static_assert(options.fits_half(Kernel), "a pool's padding is at most half of its kernel, as in torch");

  constexpr auto operator()(auto x) const {
    constexpr internals::Window wy = options.window(0, Kernel[0]), wx = options.window(1, Kernel[1]);
    const auto h = x[2], w = x[3], ky = x.axis(Kernel[0]), kx = x.axis(Kernel[1]);
    const auto oy = x.axis(wy.results(x.extent(h))), ox = x.axis(wx.results(x.extent(w)));
    const auto window = at_or_lowest(x, internals::window_put(h, oy, ky, wy), internals::window_put(w, ox, kx, wx));
    return arranged(reduce(graph::Op::first_maximum, window, ky | kx), x[0], x[1], oy, ox);
  }
  static constexpr void extra_repr(auto& out) {
    out("kernel_size", internals::one_or_two<Kernel.count, Kernel[0], Kernel[1]>());
    out("stride", internals::one_or_two<options.strides, options.stride[0], options.stride[1]>());
    out("padding", internals::one_or_two<options.paddings, options.padding[0], options.padding[1]>());
    out("dilation", internals::one_or_two<options.dilations, options.dilation[0], options.dilation[1]>());
    out("ceil_mode", false);
  }
};

// The mean of each window, with the zeros of its padding, as torch.nn.AvgPool2d(Kernel). Shapes: B x C x H x W.
template <Size Kernel, class... Options>
struct AvgPool2d {
  static constexpr int rank = 4;
  static constexpr internals::WindowOptions options = internals::options_of<Options...>(Kernel);
  static_assert(options.fits_half(Kernel), "a pool's padding is at most half of its kernel, as in torch");

  constexpr auto operator()(auto x) const {
    constexpr internals::Window wy = options.window(0, Kernel[0]), wx = options.window(1, Kernel[1]);
    const auto h = x[2], w = x[3], ky = x.axis(Kernel[0]), kx = x.axis(Kernel[1]);
    const auto oy = x.axis(wy.results(x.extent(h))), ox = x.axis(wx.results(x.extent(w)));
    const auto window = at(x, internals::window_put(h, oy, ky, wy), internals::window_put(w, ox, kx, wx));
    return arranged(sum(window * (1.0 / (Kernel[0] * Kernel[1])), ky | kx), x[0], x[1], oy, ox);
  }
  static constexpr void extra_repr(auto& out) {
    out("kernel_size", internals::one_or_two<Kernel.count, Kernel[0], Kernel[1]>());
    out("stride", internals::one_or_two<options.strides, options.stride[0], options.stride[1]>());
    out("padding", internals::one_or_two<options.paddings, options.padding[0], options.padding[1]>());
  }
};

}  // namespace ctnn::inline CTNN_TARGET
