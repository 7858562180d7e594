// SPDX-License-Identifier: BSL-1.0
// A program without files: the model is a constant. HEADER is what travel has written.
#include <cstdio>

#include "network.hpp"
#include HEADER

using namespace ctnn::literals;

static constexpr auto& model = travelled::model<Net>;
static_assert(model["out"_n].weight(1, 4) != 0);

int main() { print_output(model); }
