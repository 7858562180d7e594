// SPDX-License-Identifier: BSL-1.0
// What holds for any bytes at all. Shared by the fuzzer and by the test that replays its corpus.
#pragma once

#include <cstdlib>
#include <cstring>

#include <ctnn/ctnn.hpp>
#include <ctnn/io/safetensors.hpp>

namespace fuzz {

using namespace ctnn;
using Net = Seq<Linear<1, 2>, BatchNorm1d<2>, Named<"out", Linear<2, 1, false>>>;

// They are this network's, and then saving and loading gives the same again; or there is a format_error, and the model
// is as it was. Returns whether they load.
inline bool try_bytes(std::string_view bytes, const LoadOptions& options, Model<Net>& model) {
  const Model<Net> start = model;
  try {
    from_safetensors(bytes, model, options);
  } catch (const format_error& e) {
    if (std::memcmp(&model, &start, sizeof model) != 0 || !*e.what()) std::abort();
    return false;
  }
  Model<Net> again = start;
  const std::string saved = to_safetensors(model);
  from_safetensors(saved, again);
  if (std::memcmp(&model, &again, sizeof model) != 0 || to_safetensors(again) != saved) std::abort();
  return true;
}

// With all options, of which none keeps what loads without from loading, nor changes it. Returns whether they load
// then.
inline bool try_bytes(std::string_view bytes) {
  Generator rng{1};
  static const Model<Net> start{rng};
  Model<Net> plain = start, converted = start, stripped = start;
  const bool loads = try_bytes(bytes, {}, plain), converts = try_bytes(bytes, {.convert = true}, converted),
             strips = try_bytes(bytes, {.convert = true, .strip_prefix = "module."}, stripped);
  if (loads && (!converts || std::memcmp(&plain, &converted, sizeof plain) != 0)) std::abort();
  if (converts && (!strips || std::memcmp(&converted, &stripped, sizeof plain) != 0)) std::abort();
  return strips;
}

}  // namespace fuzz
