// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <algorithm>
#include <ctnn/core/target.hpp>
#include <string_view>

namespace ctnn::inline CTNN_TARGET::internals::io {

// The words of C++20 that are no names, and g++'s typeof; sorted.
inline constexpr std::string_view keywords[] = {
    "alignas",     "alignof",  "and",        "and_eq",    "asm",       "auto",         "bitand",
    "bitor",       "bool",     "break",      "case",      "catch",     "char",         "char16_t",
    "char32_t",    "char8_t",  "class",      "co_await",  "co_return", "co_yield",     "compl",
    "concept",     "const",    "const_cast", "consteval", "constexpr", "constinit",    "continue",
    "decltype",    "default",  "delete",     "do",        "double",    "dynamic_cast", "else",
    "enum",        "explicit", "export",     "extern",    "false",     "float",        "for",
    "friend",      "goto",     "if",         "inline",    "int",       "long",         "mutable",
    "namespace",   "new",      "noexcept",   "not",       "not_eq",    "nullptr",      "operator",
    "or",          "or_eq",    "private",    "protected", "public",    "register",     "reinterpret_cast",
    "requires",    "return",   "short",      "signed",    "sizeof",    "static",       "static_assert",
    "static_cast", "struct",   "switch",     "template",  "this",      "thread_local", "throw",
    "true",        "try",      "typedef",    "typeid",    "typename",  "typeof",       "union",
    "unsigned",    "using",    "virtual",    "void",      "volatile",  "wchar_t",      "while",
    "xor",         "xor_eq",
};
static_assert(std::ranges::is_sorted(keywords));

// Why a program may not call a namespace of its own that, at the top; null if it may.
constexpr const char* why_no_namespace(std::string_view name) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || !letter(name[0]) || !std::ranges::all_of(name, [&](char c) { return letter(c) || digit(c); }))
    return "no identifier";
  if (std::ranges::binary_search(keywords, name)) return "a keyword";
  if (name[0] == '_' || name.find("__") != name.npos || name == "posix" ||
      (name.starts_with("std") && std::ranges::all_of(name.substr(3), digit)))
    return "reserved";
  for (const char* taken : {"main", "ctnn", "boost", "linux", "unix"})  // the last two: macros of g++
    if (name == taken) return "taken";
  return nullptr;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::io
