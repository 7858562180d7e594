// SPDX-License-Identifier: BSL-1.0
// Names are parts of paths, which have dots between.
// expect: a_name_must_not_be_empty_or_contain_a_dot< layer< .*"hidden.layer" .* > >
// expect sentence: layer "hidden.layer": a name must not be empty or contain a dot
#include "program.hpp"

#ifdef REJECT
#  define NAME "hidden.layer"
#else
#  define NAME "hidden_layer"
#endif

int main() { train_and_use<Seq<Named<NAME, Linear<1, 1>>>>(); }
