// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <bit>
#include <charconv>
#include <cstdint>
#include <ctnn/io/constants.hpp>
#include <ctnn/io/file.hpp>
#include <ctnn/io/identifier.hpp>

namespace ctnn::inline CTNN_TARGET::internals::io {

// A number as C++ reads it, exactly; infinities and NaN, which have no literal, by their bits.
template <class T>
std::string literal(T number) {
  constexpr bool single = sizeof(T) == 4;
  if (number - number == 0) {
    char text[48];
    const bool negative = std::bit_cast<std::conditional_t<single, std::int32_t, std::int64_t>>(number) < 0;
    const std::string digits(
        text, std::to_chars(text, text + sizeof text, negative ? -number : number, std::chars_format::hex).ptr);
    std::string hexadecimal = negative ? "-0x" : "0x";  // (g++ 12 warns of "0x" + digits)
    hexadecimal.append(digits).append(single ? "f" : "");
    return hexadecimal;
  }
  const auto bits = std::bit_cast<std::conditional_t<single, std::uint32_t, std::uint64_t>>(number);
  return std::string(single ? "__builtin_bit_cast(float, " : "__builtin_bit_cast(double, ") + std::to_string(bits) +
         (single ? "u)" : "ull)");
}

// A text as C++ has it between quotes and in a comment, whatever stands before and after and however the source is
// encoded: all but plain characters by their octal codes, of three digits always. (A backslash at the end of a comment
// would join it to the next line, and ?? begins a trigraph.)
inline std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    const int code = static_cast<unsigned char>(c);
    if (c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?') safe += c;
    else
      for (const int part : {'\\' - '0', code >> 6, code >> 3 & 7, code & 7}) safe += static_cast<char>('0' + part);
  }
  return safe;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::io

namespace ctnn::inline CTNN_TARGET {

// A model as the text of a C++ header, for programs without files: the numbers in torch's order as hexadecimal
// constants. In namespace `name` it has model<Net>, a constant expression:
//
//   #include "thermometer.hpp"
//   constexpr auto& model = thermometer::model<Net>;        // Net as it was; another network does not compile
//
// name is an identifier that a namespace may have, or there is a value_error.
template <class Net, class T>
std::string to_header(const Model<Net, T>& model, const std::string& name) {
  constexpr const char* type = sizeof(T) == 4 ? "float" : "double";
  if (const char* why = internals::why_no_namespace(name))
    internals::fail<value_error>("to_header: expected a name for a namespace, came ", internals::shown(name).c_str(),
                                 ", which is ", why);

  std::string state, values;
  internals::for_each_state(model, [&]<class P>(internals::ParameterName tensor, const P& p) {
    const std::string written = internals::escaped(tensor);
    state.append(written).append(" ");
    values.append("      // ").append(written).append("\n");
    for (int k = 0; k < P::rank; ++k) state += std::string(k > 0 ? "x" : "") + std::to_string(P::shape[k]);
    state += ';';
    std::string line = "     ";
    internals::for_each_element(p, [&](T number) {
      const std::string next = internals::literal(number);
      if (line.size() + next.size() + 2 > 120) values.append(line).append("\n"), line = "     ";
      line.append(" ").append(next).append(",");
    });
    values.append(line).append("\n");
  });
  return "// Written by ctnn's to_header: the numbers of a network, for programs without files.\n#pragma once\n"
         "#include <ctnn/io/constants.hpp>\n\nnamespace " +
         name + " {\n\nstruct Constants {\n  using type = " + type + ";\n  static constexpr char state[] = \"" + state +
         "\";\n  static constexpr type values[] = {\n" + values +
         "  };\n};\n\ntemplate <class Net>\ninline constexpr auto model = ctnn::model_from<Net, Constants>();\n\n}  // "
         "namespace " +
         name + "\n";
}

// The same as a file, which is replaced only when all of it is written.
template <class Net, class T>
void save_header(const std::string& path, const Model<Net, T>& model, const std::string& name) {
  internals::write_file(path, to_header(model, name));
}

}  // namespace ctnn::inline CTNN_TARGET
