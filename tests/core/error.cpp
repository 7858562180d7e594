// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/core/error.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr bool says(const Message& message, const char* expected) {
  return std::string_view{message.text()} == expected;
}

static_assert(says(Message{}, ""));
static_assert(says(Message{}.append("class ").append(12).append(" of ").append(0u), "class 12 of 0"));
// The ends of the ranges: the least integer has no positive counterpart, and the greatest has 20 digits.
static_assert(says(Message{}.append(std::numeric_limits<long long>::min()), "-9223372036854775808"));
static_assert(says(Message{}.append(std::numeric_limits<unsigned long long>::max()), "18446744073709551615"));
static_assert(says(Message{}.append(std::numeric_limits<signed char>::min()), "-128"));
static_assert(says(Message{}.append(-10), "-10"));
static_assert(says(Message{}.append(1.5).append(" ").append(-1.0f / 3), "1.5 -0.333333"));
static_assert(says(Message{}.append(300.0).append(" ").append(0.0).append(" ").append(0.9999999), "300 0 1"));
static_assert(says(Message{}.append(1e20).append(" ").append(2.5e-10), "1e+20 2.5e-10"));
static_assert(says(Message{}.append(std::numeric_limits<double>::infinity()), "inf"));
static_assert(says(Message{}.append("layers", 5).append("", 0).append(1), "layer1") &&
              Message{}.append("ab").size() == 2);

constexpr int halved(int even) {
  if (even % 2 != 0) fail<value_error>("not even: ", even);
  return even / 2;
}
template <int N>
concept Halvable = requires {
  typename std::integral_constant<int, halved(N)>;
};
static_assert(halved(4) == 2 && Halvable<4> && !Halvable<3>);

}  // namespace

TEST_CASE("a message that does not fit is cut off, and still ends") {
  Message message;
  for (int i = 0; i < 100; ++i) message.append("0123456789").append(i);
  const std::string text = message.text();
  CHECK(text.size() == 191);
  CHECK(text.substr(0, 22) == "0123456789001234567891");
}

TEST_CASE("an error says what failed and is caught by any of its bases") {
  CHECK_THROWS_WITH_AS(halved(7), "not even: 7", value_error);
  CHECK_THROWS_AS(fail<index_error>("i"), error);
  CHECK_THROWS_WITH_AS(fail<shape_error>("rows: ", -1), "rows: -1", std::exception);
  // Whoever checks options of their own may throw them, too; what is too long is cut off.
  CHECK_THROWS_WITH_AS(throw value_error("scale must be positive"), "scale must be positive", error);
  CHECK(std::string(index_error(std::string(300, 'x').c_str()).what()) == std::string(191, 'x'));
  static_assert(!std::is_base_of_v<index_error, shape_error> && !std::is_base_of_v<value_error, index_error>);
  static_assert(std::is_nothrow_copy_constructible_v<index_error>);
}
