// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/execute_along.hpp>

// The names of the folders below that programs are made of.
namespace ctnn::inline CTNN_TARGET::internals::plan {

using kernels::Execution, kernels::Frame, kernels::RowCode;
using lower::Call, lower::CallView, lower::Evaluation, lower::Kind, lower::ParameterLayout, lower::PlaceInfo;
using lower::SampleShape, lower::Space, lower::StageRoom, lower::Trace, lower::Training, lower::Wants;

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
