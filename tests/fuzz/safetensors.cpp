// SPDX-License-Identifier: BSL-1.0
// The fuzzer: clang++-19 -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude tests/fuzz/safetensors.cpp
// and then ./a.out -dict=tests/fuzz/safetensors.dict new_corpus tests/fuzz/corpus
#include "safetensors.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::try_bytes({reinterpret_cast<const char*>(data), size});
  return 0;
}
