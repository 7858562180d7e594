// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/reflect/parameters.hpp>
#include <ctnn/reflect/print_tensor.hpp>

namespace ctnn::inline CTNN_TARGET {

// A gradient prints a line or more for each parameter: its name, and the tensor as torch would print parameter.grad.
//   0.weight: tensor([[0.0170],
//           [0.0094]])
template <internals::TextStream Stream, class Net, class T>
Stream& operator<<(Stream& out, const Gradient<Net, T>& gradient) {
  for_each(named_parameters(gradient), [&](internals::ParameterName name, const auto& p) {
    out << name;
    internals::put(out, ": ");
    internals::print_parameter(out, p);
    internals::put(out, "\n");
  });
  return out;
}

}  // namespace ctnn::inline CTNN_TARGET
