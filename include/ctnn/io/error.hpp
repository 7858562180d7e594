// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/error.hpp>
#include <string>
#include <string_view>

namespace ctnn::inline CTNN_TARGET {

// A file that cannot be opened, read or written.
struct file_error : error {
  using error::error;
};

// Bytes that are no safetensors file, or not the one of this network: a tensor is missing, unknown, or of another type
// or shape.
struct format_error : error {
  using error::error;
};

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::io {

// Text out of a file in an error: at most 60 characters, none of which a terminal would obey.
inline std::string shown(std::string_view text) {
  std::string safe;
  for (const char c : text.substr(0, 60)) safe += c >= ' ' && c <= '~' ? c : '?';
  return text.size() > 60 ? safe + "..." : safe;
}

[[noreturn]] inline void reject(const std::string& why) { fail<format_error>(why.c_str()); }

}  // namespace ctnn::inline CTNN_TARGET::internals::io
