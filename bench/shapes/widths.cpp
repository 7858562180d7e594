// SPDX-License-Identifier: BSL-1.0
// A tenth of the widths from 1 to 130, and of the constant numbers of samples: those that leave PART when divided by
// ten.
#include "timing.hpp"

namespace shapes {
namespace {

template <int W>
using Square = ctnn::Seq<ctnn::Linear<W, W>, ctnn::ReLU, ctnn::Linear<W, W>>;
using Oblong = ctnn::Seq<ctnn::Linear<8, 48>, ctnn::Tanh, ctnn::Linear<48, 6>>;

template <int... K>
void measure_some(std::integer_sequence<int, K...>) {
  ((10 * K + PART >= 1 && 10 * K + PART <= 130
        ? note(measure<Square<(10 * K + PART >= 1 ? 10 * K + PART : 1)>, 64>("width", 10 * K + PART))
        : void()),
   ...);
  ((10 * K + PART >= 1 && 10 * K + PART <= 130
        ? note(measure<Oblong, (10 * K + PART >= 1 ? 10 * K + PART : 1)>("samples", 10 * K + PART))
        : void()),
   ...);
}

}  // namespace

template <int Part>
void part();
template <>
void part<PART>() {
  measure_some(std::make_integer_sequence<int, 14>{});
}

}  // namespace shapes
