// SPDX-License-Identifier: BSL-1.0
#pragma once

// Elementary functions, each written once for scalars and vectors.

#include <ctnn/simd/erf.hpp>
#include <ctnn/simd/exp.hpp>
#include <ctnn/simd/log.hpp>
#include <ctnn/simd/log1p.hpp>
#include <ctnn/simd/sigmoid.hpp>
#include <ctnn/simd/sqrt.hpp>
#include <ctnn/simd/tanh.hpp>
