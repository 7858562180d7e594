// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>
#include <ctnn/io/safetensors.hpp>

#include <cmath>
#include <cstring>
#include <limits>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

using Net = Seq<Linear<2, 3>, BatchNorm1d<3>, Named<"out", Linear<3, 1>>>;

Model<Net> some_model(std::uint64_t seed) {
  Generator rng{seed};
  Model<Net> model{rng};
  model[1_c].running_mean(2) = 0.125;
  return model;
}
std::string file_of(const std::string& header, const std::string& data) {
  std::string bytes;
  for (std::uint64_t i = 0, length = header.size(); i < 8; ++i, length >>= 8) bytes += char(length & 0xff);
  return bytes + header + data;
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::string good = to_safetensors(some_model(1));
std::string header_of(const std::string& bytes) {
  return bytes.substr(8, std::size_t(internals::read_little_endian(bytes.data(), 8)));
}
const std::string header = header_of(good), data = good.substr(8 + header.size());
std::string with_header(const std::string& from, const std::string& to) {
  return file_of(replaced(header, from, to), data);
}

// The words of the error; the model is as it was.
std::string rejected(std::string_view bytes, const LoadOptions& options = {}) {
  Model<Net> model = some_model(2);
  const Model<Net> before = model;
  try {
    from_safetensors(bytes, model, options);
  } catch (const format_error& e) {
    CHECK(std::memcmp(&model, &before, sizeof model) == 0);
    return e.what();
  }
  return "loaded";
}

}  // namespace

TEST_CASE("what is saved is loaded, bit for bit, in float and double") {
  Model<Net> model = some_model(1), loaded = some_model(2);
  model[0_c].weight(2, 1) = std::numeric_limits<float>::quiet_NaN();
  model[0_c].weight(1, 1) = -std::numeric_limits<float>::infinity();
  model[0_c].weight(0, 1) = -0.0f;
  model["out"_n].bias(0) = 1e-42f;
  from_safetensors(to_safetensors(model), loaded);
  CHECK(std::memcmp(&model, &loaded, sizeof model) == 0);

  Generator rng{1};
  const Model<Net, double> wide{rng};
  Model<Net, double> wide_loaded{};
  from_safetensors(to_safetensors(wide), wide_loaded);
  CHECK(std::memcmp(&wide, &wide_loaded, sizeof wide) == 0);
}

TEST_CASE("the format: torch's names, shapes and order, numbers row by row, little-endian") {
  CHECK(header.starts_with(
      R"({"0.weight":{"dtype":"F32","shape":[3, 2],"data_offsets":[0, 24]},"0.bias":{"dtype":"F32","shape":[3])"));
  CHECK(header.find(R"("1.running_var":{"dtype":"F32","shape":[3],"data_offsets":[72, 84]},"out.weight":)") !=
        std::string::npos);
  CHECK(header.size() % 8 == 0);
  CHECK(data.size() == 4 * std::size_t(parameter_count<Net> + 6));
  const float second = some_model(1)[0_c].weight(0, 1);
  CHECK(internals::read_little_endian(data.data() + 4, 4) == std::bit_cast<std::uint32_t>(second));
}

TEST_CASE("names that need care") {
  Generator rng{1};
  Model<Seq<Named<"say \"hi\"\n\\ \xec\x84\xb8", Linear<1, 1>>>> model{rng}, loaded{};
  const std::string bytes = to_safetensors(model);
  CHECK(bytes.find(R"({"say \"hi\"\n\\ )") == 8);
  from_safetensors(bytes, loaded);
  CHECK(to_safetensors(loaded) == bytes);
  CHECK_THROWS_WITH_AS(to_safetensors(Model<Seq<Named<"a\xff", Linear<1, 1>>>>{}),
                       "to_safetensors: the name a?.weight is no UTF-8", value_error);
}

TEST_CASE("entries in another order, metadata and torch's count of batches are no matter") {
  const std::string last = header.substr(header.find(R"("out.bias")")), entry = last.substr(0, last.find('}') + 1);
  std::string reordered = replaced(header, "{", R"({"__metadata__":{"format":"pt"},)" + entry + ",");
  reordered.resize(reordered.rfind("," + entry));
  const std::string count = "[" + std::to_string(data.size()) + "," + std::to_string(data.size() + 8) + "]";
  reordered += R"(,"1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":)" + count + "}}";
  Model<Net> model = some_model(2);
  from_safetensors(file_of(reordered, data + std::string(8, '\1')), model);
  CHECK(to_safetensors(model) == good);
}

TEST_CASE("a file of another network is rejected with the tensor, what was expected and what came") {
  CHECK(rejected(with_header("\"0.bias\"", "\"0.bios\"")) == "tensor 0.bias is missing");
  CHECK(rejected(with_header("[3, 2]", "[2, 3]")) == "tensor 0.weight: expected shape [3, 2], came [2, 3]");
  CHECK(rejected(with_header("[3, 2]", "[6]")) == "tensor 0.weight: expected shape [3, 2], came [6]");
  const std::string another_type = "tensor 0.weight: expected type F32, came ";
  CHECK(rejected(with_header("F32", "F64")) == another_type + "F64, which the option .convert = true would convert");
  CHECK(rejected(with_header("F32", "I32")) == another_type + "I32");
  CHECK(rejected(with_header("[3, 2]", "[3, 3]")) == "tensor 0.weight: expected shape [3, 2], came [3, 3]");
  Generator rng{1};
  CHECK(rejected(to_safetensors(Model<Net, double>{rng})) ==
        another_type + "F64, which the option .convert = true would convert");
  CHECK(rejected(to_safetensors(Model<Seq<Linear<2, 3>, BatchNorm1d<3>, Named<"out", Linear<3, 1>>, Linear<1, 1>>>{
            rng})) == "tensor 3.weight is not one of this network's");
  CHECK(rejected(to_safetensors(Model<Seq<Linear<2, 3>>>{rng})) == "tensor 1.weight is missing");
}

TEST_CASE("numbers of another type are converted where that is asked for") {
  // As in torch: to nearest, of two equally near ones to even. 1 + 2^-24 lies half way between 1 and the next float.
  const double doubles[] = {1 + 0x1p-24, 1 + 0x3p-24, 1 + 0x1p-24 + 0x1p-52, -1e300, 1e-46, 0x1p-149 * 1.5};
  const float floats[] = {1, 1 + 0x2p-23f, 1 + 0x1p-23f, -INFINITY, 0, 0x1p-148f};
  std::string text = R"({"0.weight":{"dtype":"F64","shape":[3,2],"data_offsets":[0,48]}})", numbers(48, '\0');
  std::memcpy(numbers.data(), doubles, 48);
  Model<Seq<Linear<2, 3, false>>> narrow{};
  from_safetensors(file_of(text, numbers), narrow, {.convert = true});
  for (int i = 0; i < 6; ++i) CHECK(narrow[0_c].weight(i / 2, i % 2) == floats[i]);
  Model<Seq<Linear<2, 3, false>>, double> wide{};
  from_safetensors(to_safetensors(narrow), wide, {.convert = true});
  for (int i = 0; i < 6; ++i) CHECK(wide[0_c].weight(i / 2, i % 2) == double(floats[i]));

  // 1.5, -2.5, 0.25 and their kin: of half and of bfloat16, into float and into double.
  const std::string shape = R"(","shape":[1,2],"data_offsets":[0,4]},"0.bias":{"dtype":")",
                    half = R"({"0.weight":{"dtype":"F16)" + shape + R"(BF16","shape":[1],"data_offsets":[4,6]}})",
                    halves("\x00\x3e\x00\xc1\x80\x3e", 6);
  auto arrives = [&](auto model) {
    from_safetensors(file_of(half, halves), model, {.convert = true});
    CHECK(model[0_c].weight(0, 0) == 1.5);
    CHECK(model[0_c].weight(0, 1) == -2.5);
    CHECK(model[0_c].bias(0) == 0.25);
  };
  arrives(Model<Seq<Linear<2, 1>>>{});
  arrives(Model<Seq<Linear<2, 1>>, double>{});

  // What has the model's type already comes bit for bit, and everything else is checked as ever.
  Model<Net> model = some_model(1), loaded{};
  model[0_c].weight(2, 1) = std::bit_cast<float>(0x7f812345u);  // a signalling NaN
  from_safetensors(to_safetensors(model), loaded, {.convert = true});
  CHECK(std::memcmp(&model, &loaded, sizeof model) == 0);
  const LoadOptions convert{.convert = true};
  CHECK(rejected(with_header("F32", "I32"), convert) ==
        "tensor 0.weight: expected type F16, BF16, F32 or F64, came I32");
  CHECK(rejected(with_header("F32", ""), convert).ends_with("expected type F16, BF16, F32 or F64, came "));
  CHECK(rejected(with_header("F32", "F16"), convert) == "tensor 0.weight: expected 12 bytes, came 24");
  CHECK(rejected(with_header("F32", "F64"), convert) == "tensor 0.weight: expected 48 bytes, came 24");
  CHECK(rejected(with_header("F32\",\"shape\":[3, 2]", "F64\",\"shape\":[3]"), convert) ==
        "tensor 0.weight: expected shape [3, 2], came [3]");
}

TEST_CASE("a prefix that names do not have here is stripped where that is asked for") {
  std::string prefixed = header;
  for (const char* name : {"\"0.", "\"1.", "\"out."})
    for (std::size_t at = 0; (at = prefixed.find(name, at)) != std::string::npos; at += 9)
      prefixed.insert(at + 1, "module.");
  Model<Net> model = some_model(2);
  from_safetensors(file_of(prefixed, data), model, {.strip_prefix = "module."});
  CHECK(to_safetensors(model) == good);
  from_safetensors(good, model, {.strip_prefix = "module."});  // nor need it be there
  CHECK(to_safetensors(model) == good);

  CHECK(rejected(file_of(prefixed, data)) ==
        "tensor 0.weight is missing; there is module.0.weight: see the option strip_prefix");
  CHECK(rejected(file_of(prefixed, data), {.strip_prefix = "modul"}).starts_with("tensor 0.weight is missing"));
  CHECK(rejected(with_header("\"0.bias\"", "\"module.0.weight\""), {.strip_prefix = "module."}) ==
        "in the header: two entries named 0.weight");
  CHECK(rejected(good, {.strip_prefix = "0.weight"}) == "tensor 0.weight is missing");
}

// With a comparison of each name with all others this takes minutes.
TEST_CASE("a file of many names is answered at once" * doctest::timeout(30)) {
  for (const bool twins : {false, true}) {
    std::string many = header;
    many.resize(many.find_last_of('}'));
    const std::string empty = R"(":{"dtype":"F32","shape":[0],"data_offsets":[100,100]})";
    for (int i = 0; i < 300000; ++i) many += ",\"layer." + std::to_string(i) + ".w" + empty;
    if (twins) many += ",\"layer.777.w" + empty;
    many += "}";
    const std::string why = rejected(file_of(many, data));
    if (twins) CHECK(why == "in the header: two entries named layer.777.w");
    else CHECK((why.starts_with("tensor layer.") && why.ends_with(".w is not one of this network's")));
  }
}

TEST_CASE("a file that is broken is rejected with what is wrong") {
  CHECK(rejected("") == "a safetensors file has at least 8 bytes, came 0");
  CHECK(rejected(good.substr(0, 7)) == "a safetensors file has at least 8 bytes, came 7");
  for (std::size_t length : {std::size_t(8), std::size_t(100), 8 + header.size() - 1})
    CHECK(rejected(good.substr(0, length)).starts_with("the file ends in its header"));
  for (std::size_t length = 8 + header.size(); length < good.size(); length += 5)
    CHECK(rejected(good.substr(0, length)) ==
          "expected 100 bytes of data, came " + std::to_string(length - 8 - header.size()));
  CHECK(rejected(good + "x") == "expected 100 bytes of data, came 101");
  CHECK(rejected(std::string(8, '\xff')).starts_with("the header's length is 18446744073709551615, expected up to"));
  CHECK(rejected(file_of(" {}", "")) == "the header does not begin with {");
  CHECK(rejected(file_of("{", "")).starts_with("in the header: no JSON at byte"));
  CHECK(rejected(file_of("{}x", "")).starts_with("in the header: no JSON at byte"));
  CHECK(rejected(file_of("{}", "")) == "tensor 0.weight is missing");
  CHECK(rejected(with_header("[0, 24]", "[0, 20]")) == "tensor 0.bias: expected its data from byte 20, came 24 to 36");
  CHECK(rejected(with_header("[0, 24]", "[0, 28]")) == "tensor 0.bias: expected its data from byte 28, came 24 to 36");
  CHECK(rejected(with_header("[0, 24]", "[24, 0]")).ends_with("expected its data from byte 0, came 24 to 0"));
  CHECK(rejected(with_header("[0, 24]", "[0, 18446744073709551615]"))
            .starts_with("tensor 0.bias: expected its data from byte 1844"));
  CHECK(rejected(with_header("[0, 24]", "[0, 1e3]"))
            .ends_with("tensor 0.weight: did not expect a fraction or a huge number for data_offsets"));
  CHECK(rejected(with_header("[0, 24]", "[0, 99999999999999999999]"))
            .ends_with("a fraction or a huge number for data_offsets"));
  CHECK(rejected(with_header("[0, 24]", "[-1, 24]")).ends_with("did not expect a negative number for data_offsets"));
  CHECK(rejected(with_header("[0, 24]", "[0]")).ends_with("tensor 0.weight: expected two data_offsets"));
  CHECK(rejected(with_header("[0, 24]", "[0, 24, 24]")).ends_with("tensor 0.weight: expected two data_offsets"));
  CHECK(rejected(with_header("[0, 24]", "24")).ends_with("did not expect a number for data_offsets"));
  CHECK(rejected(with_header("\"dtype\":\"F32\",", ""))
            .ends_with("tensor 0.weight: expected dtype, shape and data_offsets"));
  CHECK(rejected(with_header("\"dtype\":\"F32\",", "\"dtype\":\"F32\",\"dtype\":\"F32\","))
            .ends_with("tensor 0.weight: two values for dtype"));
  CHECK(rejected(with_header("\"0.bias\"", "\"0.weight\"")) == "in the header: two entries named 0.weight");
  CHECK(rejected(with_header("{", R"({"__metadata__":{},"__metadata__":{},)")) ==
        "in the header: two entries named __metadata__");
  CHECK(rejected(with_header("[3, 2]", "[[3, 2]]")).ends_with("did not expect an array for shape"));
  CHECK(rejected(with_header("[3, 2]", "[1,1,1,1,1,1,1,3,2]")).ends_with("more than 8 numbers for shape"));
  CHECK(rejected(with_header("[3, 2]", "{}")).ends_with("did not expect an object for shape"));
  CHECK(rejected(with_header("\"F32\"", "null")).ends_with("did not expect null for dtype"));
  CHECK(rejected(with_header("\"F32\"", "\"F\xff\"")).starts_with("in the header: no JSON at byte"));
  CHECK(rejected(file_of("{\"a\":" + std::string(100000, '['), "")).ends_with("did not expect an array"));
  // What a file calls its tensors does not reach a terminal as it is.
  const std::string name(200, 'n');
  CHECK(rejected(with_header(
            "{", "{\"\\u001b[2J" + name + "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},")) ==
        "tensor ?[2J" + name.substr(0, 56) + "... is not one of this network's");
}

TEST_CASE("files: what is not there, and what cannot be written") {
  Model<Net> model = some_model(1);
  CHECK_THROWS_AS(load_safetensors("/nowhere/model.safetensors", model), file_error);
  CHECK_THROWS_AS(save_safetensors("/nowhere/model.safetensors", model), file_error);
  const std::string path = "ctnn_test_model.safetensors";
  save_safetensors(path, model);
  Model<Net> loaded{};
  load_safetensors(path, loaded);
  CHECK(std::memcmp(&model, &loaded, sizeof model) == 0);
  std::remove(path.c_str());
}
