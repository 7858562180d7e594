// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <ctnn/io/error.hpp>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace ctnn::inline CTNN_TARGET::internals::io {

// One tensor of a file: its numbers are the bytes [begin, end) of the data.
struct TensorEntry {
  std::string name, dtype;
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> offsets;  // begin, end
  std::uint64_t begin() const { return offsets[0]; }
  std::uint64_t end() const { return offsets[1]; }
};

// Reads the JSON of a header: {"name": {"dtype": "F32", "shape": [13, 1], "data_offsets": [0, 52]}, ...,
// "__metadata__": {"key": "text"}}. Anything else ends the reading at once, so that nothing grows with what a hostile
// header nests.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::vector<TensorEntry> tensors;
  std::string wrong;  // why reading ended early

  bool key(std::string& name) override {
    if (depth_ == 1) {
      if ((metadata_ = name == "__metadata__"))
        return std::exchange(had_metadata_, true) ? stop("two entries named __metadata__") : true;
      tensors.push_back({name, {}, {}, {}});
      field_ = {}, has_ = 0;
    } else field_ = name;
    return true;
  }
  bool start_object(std::size_t) override {
    if (depth_ == 2 || in_array_) return unexpected("an object");
    ++depth_;
    return true;
  }
  bool end_object() override {
    if (--depth_ == 1 && !metadata_ && has_ != 7) return stop(where() + "expected dtype, shape and data_offsets");
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ != 2 || metadata_ || in_array_) return unexpected("an array");
    in_array_ = true;
    return field_ == "shape" ? once(1) : field_ == "data_offsets" ? once(2) : unexpected("an array");
  }
  bool end_array() override {
    in_array_ = false;
    if (field_ == "data_offsets" && tensors.back().offsets.size() != 2)
      return stop(where() + "expected two data_offsets");
    return true;
  }
  bool number_unsigned(nlohmann::json::number_unsigned_t number) override { return take(number); }
  bool string(std::string& text) override {
    if (depth_ != 2 || in_array_) return unexpected("a text");
    if (metadata_) return true;
    if (field_ != "dtype") return unexpected("a text");
    tensors.back().dtype = text;
    return once(4);
  }
  bool number_integer(nlohmann::json::number_integer_t) override { return unexpected("a negative number"); }
  bool number_float(nlohmann::json::number_float_t, const std::string&) override {
    return unexpected("a fraction or a huge number");
  }
  bool boolean(bool) override { return unexpected("true or false"); }
  bool null() override { return unexpected("null"); }
  bool binary(nlohmann::json::binary_t&) override { return unexpected("binary data"); }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::json::exception&) override {
    return stop(std::string("no JSON at byte ") + std::to_string(at));
  }

 private:
  int depth_ = 0, has_ = 0;
  bool in_array_ = false, metadata_ = false, had_metadata_ = false;
  std::string field_;

  std::string where() const {
    return tensors.empty() || metadata_ || depth_ == 0 ? ""
                                                       : std::string("tensor ") + shown(tensors.back().name) + ": ";
  }
  bool stop(const std::string& why) {
    wrong = why;
    return false;
  }
  bool unexpected(const char* what) {
    return stop(where() + "did not expect " + what + (field_.empty() ? "" : std::string(" for ") + shown(field_)));
  }
  bool once(int bit) {
    if (has_ & bit) return stop(where() + "two values for " + shown(field_));
    has_ |= bit;
    return true;
  }
  bool take(std::uint64_t number) {
    if (!in_array_) return unexpected("a number");
    auto& list = field_ == "shape" ? tensors.back().shape : tensors.back().offsets;
    if (list.size() == 8) return stop(where() + "more than 8 numbers for " + shown(field_));
    list.push_back(number);
    return true;
  }
};

inline std::uint64_t read_little_endian(const char* bytes, int count) {
  std::uint64_t number = 0;
  for (int i = count; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

struct SafetensorsFile {
  std::vector<TensorEntry> tensors;         // one after the other, without a gap, up to the end
  std::vector<const TensorEntry*> by_name;  // the same, sorted; no two names are the same
  std::string_view data;

  const TensorEntry* find(std::string_view name) const {
    const auto found = std::ranges::lower_bound(by_name, name, {}, &TensorEntry::name);
    return found != by_name.end() && (*found)->name == name ? *found : nullptr;
  }
};

// Splits a file into its tensors, whose names lose `prefix` where they begin with it; a format_error says what is wrong
// with the file. Whatever it holds, the work is n log n in its size: nothing is looked up by going through all names,
// nor by a hash, for which a stranger may find names that meet.
inline SafetensorsFile read_safetensors(std::string_view bytes, std::string_view prefix = {}) {
  constexpr std::uint64_t most = 100'000'000;
  if (bytes.size() < 8)
    reject(std::string("a safetensors file has at least 8 bytes, came ") + std::to_string(bytes.size()));
  const std::uint64_t length = read_little_endian(bytes.data(), 8);
  if (length > most)
    reject(std::string("the header's length is ") + std::to_string(length) + ", expected up to " +
           std::to_string(most));
  if (length > bytes.size() - 8)
    reject(std::string("the file ends in its header: expected ") + std::to_string(length + 8) +
           " bytes and more, came " + std::to_string(bytes.size()));
  const std::string_view header = bytes.substr(8, length);
  if (!header.starts_with('{')) reject("the header does not begin with {");
  HeaderReader reader;
  if (!nlohmann::json::sax_parse(header.begin(), header.end(), &reader))
    reject(std::string("in the header: ") + reader.wrong);

  SafetensorsFile file{std::move(reader.tensors), {}, bytes.substr(8 + length)};
  std::ranges::sort(file.tensors, {}, [](const TensorEntry& t) { return std::pair(t.begin(), t.end()); });
  for (TensorEntry& tensor : file.tensors) {
    if (tensor.name.starts_with(prefix)) tensor.name.erase(0, prefix.size());
    file.by_name.push_back(&tensor);
  }
  std::ranges::sort(file.by_name, {}, &TensorEntry::name);
  const auto twin = std::ranges::adjacent_find(file.by_name, {}, &TensorEntry::name);
  if (twin != file.by_name.end()) reject(std::string("in the header: two entries named ") + shown((*twin)->name));

  std::uint64_t end = 0;
  for (const TensorEntry& tensor : file.tensors) {
    if (tensor.begin() != end || tensor.end() < end)
      reject(std::string("tensor ") + shown(tensor.name) + ": expected its data from byte " + std::to_string(end) +
             ", came " + std::to_string(tensor.begin()) + " to " + std::to_string(tensor.end()));
    end = tensor.end();
  }
  if (end != file.data.size())
    reject(std::string("expected ") + std::to_string(end) + " bytes of data, came " + std::to_string(file.data.size()));
  return file;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::io
