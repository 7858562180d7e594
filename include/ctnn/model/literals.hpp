// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <boost/hana/integral_constant.hpp>
#include <ctnn/nets/named.hpp>

namespace ctnn::inline CTNN_TARGET {

// using namespace ctnn::literals: model[2_c] is a model's third layer, model["hidden"_n] the one of that name.
namespace literals {
using boost::hana::literals::operator""_c;
template <fixed_string Text>
consteval internals::Name<Text> operator""_n() {
  return {};
}
}  // namespace literals

}  // namespace ctnn::inline CTNN_TARGET
