// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>
#include <ctnn/io/header.hpp>

#include <limits>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

std::string rejected(const std::string& name) {
  try {
    to_header(Model<Seq<Linear<1, 1>>>{}, name);
  } catch (const value_error& e) {
    return std::string(e.what()).substr(std::string("to_header: expected a name for a namespace, came ").size());
  }
  return "written";
}

}  // namespace

TEST_CASE("a header is written for a namespace that a program may have") {
  for (const char* name :
       {"thermometer", "Model_2", "x", "std_model", "posix2", "mainly", "classes", "final", "module"})
    CHECK(rejected(name) == "written");
  for (const std::string name : {"", "1x", "a b", "a::b", "a-b", "a\"b", "gewicht\xc3\xa4", "x;"})
    CHECK(rejected(name) == internals::shown(name) + ", which is no identifier");
  for (const std::string name :
       {"class", "int", "alignas", "xor_eq", "co_await", "const_cast", "and", "char8_t", "while"})
    CHECK(rejected(name) == name + ", which is a keyword");
  for (const std::string name : {"_x", "_X", "a__b", "__a", "std", "std2", "posix"})
    CHECK(rejected(name) == name + ", which is reserved");
  for (const std::string name : {"main", "ctnn", "boost", "linux"}) CHECK(rejected(name) == name + ", which is taken");
  CHECK_THROWS_AS(save_header("/nowhere/model.hpp", Model<Seq<Linear<1, 1>>>{}, "class"), value_error);
}

TEST_CASE("names in C++ text") {
  CHECK(internals::escaped("hidden.weight 2x3;") == "hidden.weight 2x3;");
  CHECK(internals::escaped("say \"hi\"") == R"(say \042hi\042)");
  CHECK(internals::escaped("a\nb\r\t1") == R"(a\012b\015\0111)");
  CHECK(internals::escaped("?\?/ \\") == R"(\077\077/ \134)");
  CHECK(internals::escaped("\xec\x84\xb8\x7f") == R"(\354\204\270\177)");
  const std::string header = to_header(Model<Seq<Named<"say \"hi\"\n", Linear<1, 1>>>>{}, "quoted");
  CHECK(header.find(R"(state[] = "say \042hi\042\012.weight 1x1;say \042hi\042\012.bias 1;";)") != header.npos);
  CHECK(header.find("\n      // say \\042hi\\042\\012.weight\n") != header.npos);
}

TEST_CASE("numbers in C++ text, row by row") {
  CHECK(internals::literal(1.5f) == "0x1.8p+0f");
  CHECK(internals::literal(-0.0) == "-0x0p+0");
  CHECK(internals::literal(-std::numeric_limits<float>::infinity()) == "__builtin_bit_cast(float, 4286578688u)");
  Model<Seq<Linear<2, 3, false>>> model{};
  for (int i = 0; i < 6; ++i) model[0_c].weight(i / 2, i % 2) = float(1 << i);
  const std::string header = to_header(model, "rows");
  CHECK(header.find("      0x1p+0f, 0x1p+1f, 0x1p+2f, 0x1p+3f, 0x1p+4f, 0x1p+5f,\n") != header.npos);
}
