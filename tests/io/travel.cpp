// SPDX-License-Identifier: BSL-1.0
// travel save FILE      trains a little, saves FILE, and prints what the model gives
// travel header FILE    the same as a C++ header
// travel load FILE      loads FILE and prints what that model gives
// travel convert FILE   the same of a file of any type, whose names may begin with "module."
#include <cstdio>
#include <cstring>

#include <ctnn/io/header.hpp>
#include <ctnn/io/safetensors.hpp>

#include "network.hpp"

using namespace ctnn;

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    Generator rng{5};
    Model<Net> model{rng};
    if (std::strcmp(argv[1], "load") == 0) load_safetensors(argv[2], model);
    else if (std::strcmp(argv[1], "convert") == 0)
      load_safetensors(argv[2], model, {.convert = true, .strip_prefix = "module."});
    else {
      Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1}};  // moves the running statistics too
      for (int step = 0; step < 5; ++step) trainer.step(randn<float, 8, 3>(rng), randn<float, 8, 2>(rng));
      if (std::strcmp(argv[1], "save") == 0) save_safetensors(argv[2], model);
      else save_header(argv[2], model, "travelled");
    }
    print_output(model);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
