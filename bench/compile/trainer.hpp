// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/ctnn.hpp>

// What a user of a network has the compiler do: initialise it, and train it on a number of samples known at run time.
template <class Net, int In, int Out>
struct Program {
  ctnn::Generator rng{0};
  ctnn::Model<Net> model{rng};
  decltype(ctnn::Trainer{model, ctnn::MSELoss{}, ctnn::SGD{.lr = 1e-3f}}) trainer{model, ctnn::MSELoss{},
                                                                                  ctnn::SGD{.lr = 1e-3f}};

  float step(const float* x, const float* t, int samples) {
    return trainer.step(ctnn::TensorView<const float, ctnn::dynamic, In>{x, samples},
                        ctnn::TensorView<const float, ctnn::dynamic, Out>{t, samples});
  }
};

// One flat Seq of two.
template <class A, class B>
struct Join;
template <class... A, class... B>
struct Join<ctnn::Seq<A...>, ctnn::Seq<B...>> {
  using type = ctnn::Seq<A..., B...>;
};
