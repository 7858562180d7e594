// SPDX-License-Identifier: BSL-1.0
// Contractions of all widths, and what follows them lane by lane, compute what the interpreter does.
#include "fusion.hpp"

using namespace ctnn;
using laws::fuses_under_every_layout;

namespace {

// Its slope needs its argument, and not only its result.
struct Swish {
  constexpr auto operator()(auto x) const { return x * sigmoid(x); }
};
struct SwishCurve : laws::Smooth {
  static double value(double x) { return x / (1 + std::exp(-x)); }
  static double slope(double x) { return (1 + x / (1 + std::exp(x))) / (1 + std::exp(-x)); }
};

}  // namespace
template <>
struct laws::Layer<Swish> : laws::Mapped<SwishCurve> {};

TEST_CASE("narrow contractions fuse") {
  fuses_under_every_layout<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>();
  fuses_under_every_layout<Seq<Linear<2, 3>, ReLU, Linear<3, 5, false>, Sigmoid, Linear<5, 8>>>();
}

TEST_CASE("contractions around a vector's width fuse") {
  fuses_under_every_layout<Seq<Linear<8, 16>, Swish, Linear<16, 17>, ReLU, Hardtanh<-1, 0.5>, Linear<17, 31>>>();
}

TEST_CASE("activations before and after all contractions fuse") {
  fuses_under_every_layout<Seq<Input<5>, Sigmoid, Tanh, Linear<5, 3>, Identity, Swish>>();
  fuses_under_every_layout<Seq<Input<17>, Swish>>();
}
