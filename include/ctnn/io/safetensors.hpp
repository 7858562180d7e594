// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <bit>
#include <ctnn/io/file.hpp>
#include <ctnn/io/half.hpp>
#include <ctnn/io/safetensors_header.hpp>
#include <ctnn/reflect/state.hpp>

// Models in the safetensors format, which Python reads and writes as well (github.com/huggingface/safetensors): a
// header in JSON, and the numbers in torch's order under the names of torch's state_dict. Needs nlohmann-json.
// Instruction sets and vector widths make no difference.
namespace ctnn::inline CTNN_TARGET::internals::io {

template <class T>
inline constexpr const char* safetensors_dtype = sizeof(T) == 4 ? "F32" : "F64";

inline std::string list_text(const auto& numbers) {
  std::string text = "[";
  for (const auto number : numbers) text += std::string(text.size() > 1 ? ", " : "") + std::to_string(number);
  return text + "]";
}

// A name in JSON, which is UTF-8.
inline std::string json_text(const std::string& name) {
  using handler = nlohmann::json::error_handler_t;
  const nlohmann::json json(name);
  const std::string text = json.dump(-1, ' ', false, handler::ignore);
  if (text != json.dump(-1, ' ', false, handler::replace))
    fail<value_error>("to_safetensors: the name ", shown(name).c_str(), " is no UTF-8");
  return text;
}

template <class T>
using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

// The types of numbers that a model can be loaded from; all others are `none`.
enum class NumberType { F16, BF16, F32, F64, none };
inline constexpr const char* number_types[] = {"F16", "BF16", "F32", "F64"};
inline constexpr int number_bytes[] = {2, 2, 4, 8};

inline NumberType number_type(std::string_view dtype) {
  return static_cast<NumberType>(std::ranges::find(number_types, dtype) - number_types);
}

// One number of a file. A model's own type comes as it is, bit for bit; a double becomes the nearest float, of two
// equally near ones the even, as in torch.
template <class T>
T read_number(const char* bytes, NumberType type) {
  const std::uint64_t bits = read_little_endian(bytes, number_bytes[static_cast<int>(type)]);
  switch (type) {
    case NumberType::F16:
      return static_cast<T>(float_of_half(static_cast<std::uint16_t>(bits)));
    case NumberType::BF16:
      return static_cast<T>(float_of_bfloat16(static_cast<std::uint16_t>(bits)));
    case NumberType::F32:
      return static_cast<T>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    default:
      return static_cast<T>(std::bit_cast<double>(bits));
  }
}

// A parameter's numbers in a file.
struct StoredNumbers {
  const char* first;
  NumberType type;
};

// Those of one parameter, found and checked.
template <class T>
StoredNumbers matching(const SafetensorsFile& file, ParameterName name, const auto& parameter, bool convert) {
  const TensorEntry* found = file.find(name);
  const std::string tensor = std::string("tensor ") + std::string(name);
  if (!found) {
    const std::string below = std::string(".") + std::string(name);
    const auto deeper =
        std::ranges::find_if(file.tensors, [&](const TensorEntry& entry) { return entry.name.ends_with(below); });
    reject(tensor + " is missing" +
           (deeper == file.tensors.end() ? std::string()
                                         : "; there is " + shown(deeper->name) + ": see the option strip_prefix"));
  }
  const NumberType type = number_type(found->dtype);
  if (convert && type == NumberType::none)
    reject(tensor + ": expected type F16, BF16, F32 or F64, came " + shown(found->dtype));
  if (!convert && found->dtype != safetensors_dtype<T>)
    reject(tensor + ": expected type " + safetensors_dtype<T> + ", came " + shown(found->dtype) +
           (type == NumberType::none ? "" : ", which the option .convert = true would convert"));
  if (!std::ranges::equal(found->shape, parameter.shape))
    reject(tensor + ": expected shape " + list_text(parameter.shape) + ", came " + list_text(found->shape));
  const std::uint64_t size =
      static_cast<std::uint64_t>(parameter.size()) * static_cast<std::uint64_t>(number_bytes[static_cast<int>(type)]);
  if (found->end() - found->begin() != size)
    reject(tensor + ": expected " + std::to_string(size) + " bytes, came " +
           std::to_string(found->end() - found->begin()));
  return {file.data.data() + found->begin(), type};
}

}  // namespace ctnn::inline CTNN_TARGET::internals::io

namespace ctnn::inline CTNN_TARGET {

// A model as the bytes of a safetensors file. torch counts the batches that a BatchNorm1d has seen, ctnn does not: that
// tensor is not written, and load_state_dict does without.
template <class Net, class T>
std::string to_safetensors(const Model<Net, T>& model) {
  std::string header = "{", data;
  internals::for_each_state(model, [&](internals::ParameterName name, const auto& parameter) {
    const std::size_t begin = data.size();
    internals::for_each_element(parameter, [&](T element) {
      auto bits = std::bit_cast<internals::bits_of<T>>(element);
      for (std::size_t i = 0; i < sizeof(T); ++i, bits >>= 8) data += static_cast<char>(bits & 0xff);
    });
    header += std::string(header.size() > 1 ? "," : "") + internals::json_text(name) + ":{\"dtype\":\"" +
              internals::safetensors_dtype<T> + "\",\"shape\":" + internals::list_text(parameter.shape) +
              ",\"data_offsets\":" + internals::list_text(std::initializer_list<std::size_t>{begin, data.size()}) + "}";
  });
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');  // the numbers are aligned
  std::string bytes;
  for (std::uint64_t length = header.size(), i = 0; i < 8; ++i, length >>= 8) bytes += static_cast<char>(length & 0xff);
  return bytes + header + data;
}

struct LoadOptions {
  bool convert = false;           // take numbers of another type (F16, BF16, F32, F64) and convert them to the model's
  std::string strip_prefix = {};  // what names lose that begin with it, say "module."
};

// The other way round. Everything is checked before anything is changed: on a format_error, which names the tensor,
// what was expected and what came, the model is as it was. A tensor that the model does not have is an error too; only
// torch's num_batches_tracked is passed over.
template <class Net, class T>
void from_safetensors(std::string_view bytes, Model<Net, T>& model, const LoadOptions& options = {}) {
  const internals::SafetensorsFile file = internals::read_safetensors(bytes, options.strip_prefix);
  std::vector<internals::StoredNumbers> stored;
  std::vector<std::string> known;
  internals::for_each_state(std::as_const(model), [&](internals::ParameterName name, const auto& parameter) {
    stored.push_back(internals::matching<T>(file, name, parameter, options.convert));
    known.emplace_back(name);
    if (const std::string_view text = name; text.ends_with("running_mean"))
      known.push_back(std::string(text.substr(0, text.size() - 12)) + "num_batches_tracked");
  });
  std::ranges::sort(known);
  for (const internals::TensorEntry& entry : file.tensors)
    if (!std::ranges::binary_search(known, entry.name))
      internals::reject(std::string("tensor ") + internals::shown(entry.name) + " is not one of this network's");

  auto numbers = stored.begin();
  internals::for_each_state(model, [&](internals::ParameterName, auto& parameter) {
    auto [from, type] = *numbers++;
    const int size = internals::number_bytes[static_cast<int>(type)];
    internals::for_each_element(parameter, [at = from, as = type, size](T& element) mutable {
      element = internals::read_number<T>(at, as);
      at += size;
    });
  });
}

// The same with files. An existing file is replaced only when the new one is complete. What cannot be opened, read or
// written is a file_error.
template <class Net, class T>
void save_safetensors(const std::string& path, const Model<Net, T>& model) {
  internals::write_file(path, to_safetensors(model));
}
template <class Net, class T>
void load_safetensors(const std::string& path, Model<Net, T>& model, const LoadOptions& options = {}) {
  from_safetensors(internals::read_file(path), model, options);
}

}  // namespace ctnn::inline CTNN_TARGET
