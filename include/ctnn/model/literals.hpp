// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <boost/hana/integral_constant.hpp>
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET {

// using namespace ctnn::literals: model[2_c] is a model's third layer.
namespace literals {
using boost::hana::literals::operator""_c;
}

}  // namespace ctnn::inline CTNN_TARGET
