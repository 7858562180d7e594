// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <cstdio>
#include <ctnn/io/error.hpp>
#include <memory>

namespace ctnn::inline CTNN_TARGET::internals::io {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

inline std::string read_file(const std::string& path) {
  const File file{std::fopen(path.c_str(), "rb")};
  if (!file) fail<file_error>("cannot open ", path.c_str());
  std::string bytes;
  char block[16384];
  for (std::size_t got; (got = std::fread(block, 1, sizeof block, file.get())) > 0;) bytes.append(block, got);
  if (std::ferror(file.get())) fail<file_error>("cannot read ", path.c_str());
  return bytes;
}

// What was there before stays until all of the new is written.
inline void write_file(const std::string& path, std::string_view bytes) {
  const std::string unfinished = path + ".unfinished";
  File file{std::fopen(unfinished.c_str(), "wb")};
  if (!file) fail<file_error>("cannot create ", unfinished.c_str());
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  if (std::fclose(file.release()) != 0 || !written || std::rename(unfinished.c_str(), path.c_str()) != 0) {
    std::remove(unfinished.c_str());
    fail<file_error>("cannot write ", path.c_str());
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::io
