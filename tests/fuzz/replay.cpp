// SPDX-License-Identifier: BSL-1.0
// replay FOLDER: every file of the fuzzer's corpus, without the fuzzer. At least one loads, and at least one does not.
#include <cstdio>
#include <filesystem>

#include "safetensors.hpp"

int main(int, char** argv) {
  int loaded = 0, rejected = 0;
  for (const auto& file : std::filesystem::directory_iterator(argv[1]))
    ++(fuzz::try_bytes(ctnn::internals::read_file(file.path().string())) ? loaded : rejected);
  std::printf("%d files load, %d do not\n", loaded, rejected);
  return loaded > 0 && rejected > 0 ? 0 : 1;
}
