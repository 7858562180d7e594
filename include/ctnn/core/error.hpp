// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <new>  // the cheapest standard header that defines std::exception, the base of its bad_alloc

#include "ctnn/core/target.hpp"

namespace ctnn::inline CTNN_TARGET::internals::core {

// A short text put together from words and integers without allocating. What does not fit is cut off.
class Message {
 public:
  constexpr Message& append(const char* words) {
    while (*words != 0 && length_ < capacity) text_[length_++] = *words++;
    return *this;
  }

  constexpr Message& append(const char* words, int length) {
    for (int i = 0; i < length && length_ < capacity; ++i) text_[length_++] = words[i];
    return *this;
  }

  constexpr Message& append(std::integral auto number) {
    char digits[24]{};
    char* first = digits + 23;
    // Towards zero from below, because the magnitude of the least integer has no positive counterpart.
    const bool negative = number < 0;
    do {
      const int digit = static_cast<int>(number % 10);
      *--first = static_cast<char>('0' + (digit < 0 ? -digit : digit));
      number = static_cast<decltype(number)>(number / 10);
    } while (number != 0);
    if (negative) *--first = '-';
    return append(first);
  }

  // With six digits, and without zeros behind them: 1.5, -0.333333, 1e+20.
  constexpr Message& append(std::floating_point auto number) {
    double x = static_cast<double>(number);
    if (x != x) return append("nan");
    if (x < 0) append("-"), x = -x;
    if (x > 1.7976931348623157e308) return append("inf");
    int exponent = 0;
    if (x >= 1e15)
      for (; x >= 10; x /= 10) ++exponent;
    else if (x > 0 && x < 1e-5)
      for (; x < 1; x *= 10) --exponent;
    auto whole = static_cast<long long>(x);
    auto part = static_cast<int>((x - static_cast<double>(whole)) * 1e6 + 0.5);
    if (part == 1000000) ++whole, part = 0;
    append(whole);
    if (part != 0) {
      char digits[8]{'.'};
      for (int k = 6; k > 0; --k, part /= 10) digits[k] = static_cast<char>('0' + part % 10);
      for (int k = 6; digits[k] == '0'; --k) digits[k] = 0;
      append(digits);
    }
    if (exponent != 0) append(exponent < 0 ? "e" : "e+").append(exponent);
    return *this;
  }

  constexpr const char* text() const { return text_; }

  // As C++26 wants the message of a static_assert.
  constexpr const char* data() const { return text_; }
  constexpr std::size_t size() const { return static_cast<std::size_t>(length_); }

 private:
  static constexpr int capacity = 191;
  char text_[capacity + 1]{};
  int length_ = 0;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::core

namespace ctnn::inline CTNN_TARGET {

// What the library throws. These types belong to the instruction set of their translation unit, as everything here
// does: a program that mixes instruction sets catches std::exception.
class error : public std::exception {
 public:
  explicit error(const internals::Message& message) noexcept : message_(message) {}
  explicit error(const char* text) noexcept { message_.append(text); }  // for who checks options of their own
  const char* what() const noexcept override { return message_.text(); }

 private:
  internals::Message message_;
};

// An index outside its extent, a class outside the classes.
struct index_error : error {
  using error::error;
};

// Numbers of samples that disagree, a negative extent.
struct shape_error : error {
  using error::error;
};

// A hyper-parameter outside its domain.
struct value_error : error {
  using error::error;
};

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::core {

// Throws an Error whose text is the pieces in a row; with -fno-exceptions the program stops here instead. Not constexpr
// on purpose: a constant expression that comes here is ill-formed, and the compiler's message quotes this call.
template <class Error, class... Pieces>
[[noreturn, gnu::cold, gnu::noinline]] void fail([[maybe_unused]] Pieces... pieces) {
#if defined(__cpp_exceptions)
  Message message;
  (message.append(pieces), ...);
  throw Error{message};
#else
  __builtin_trap();
#endif
}

}  // namespace ctnn::inline CTNN_TARGET::internals::core
