// SPDX-License-Identifier: BSL-1.0
// A list grows at compile time and at run time, and copies are lists of their own.
#include <doctest/doctest.h>

#include <ctnn/core/list.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr bool grows() {
  List<int> a;
  if (a.size() != 0 || a.begin() != a.end()) return false;
  for (int i = 0; i < 200; ++i)
    if (a.push(i * i) != i || a.back() != i * i) return false;
  int sum = 0;
  for (const int v : a) sum += v;
  a[199] = 5;
  return a.size() == 200 && a[199] == 5 && sum == 199 * 200 * 399 / 6;
}
static_assert(grows());

constexpr bool is_resized() {
  List<int> a;
  a.resize(3, 7);
  a.resize(2, 8);
  a.resize(50, 9);
  a.clear();
  if (a.size() != 0) return false;
  a.push(1), a.resize(3, 2);
  return a.size() == 3 && a[0] == 1 && a[1] == 2 && a[2] == 2;
}
static_assert(is_resized());

constexpr bool copies() {
  List<int> a, none;
  for (int i = 0; i < 40; ++i) a.push(i);
  List<int> b = a, c;
  c.push(3), c = a, c = *&c;
  if (c.size() != 40 || c[39] != 39) return false;
  b[0] = -1, b.push(40), a.push(41);
  const List<int> d = none;
  c = none, c.push(4);
  return a[0] == 0 && b[0] == -1 && a.size() == 41 && b.size() == 41 && a[40] == 41 && b[40] == 40 && b[39] == 39 &&
         d.size() == 0 && c.size() == 1 && c[0] == 4;
}
static_assert(copies());

// What it holds itself may be pushed, when it has to grow too.
constexpr bool pushes_its_own() {
  List<int> a;
  a.push(5);
  for (int i = 0; i < 100; ++i) a.push(a[i]);
  a.resize(1000, a[0]);
  for (const int v : a)
    if (v != 5) return false;
  return true;
}
static_assert(pushes_its_own());

// Lists of what has lists.
struct Named {
  List<char> letters;
  int number = 0;
};
constexpr bool nests() {
  List<Named> a;
  for (int i = 0; i < 40; ++i) {
    Named n;
    n.letters.push(char('a' + i % 26)), n.number = i;
    a.push(n);
  }
  const List<Named> b = a;
  a[3].letters[0] = '-';
  return b.size() == 40 && b[3].letters[0] == 'd' && a[3].letters[0] == '-' && b[39].number == 39;
}
static_assert(nests());

}  // namespace

TEST_CASE("lists at run time") {
  CHECK(grows());
  CHECK(is_resized());
  CHECK(copies());
  CHECK(pushes_its_own());
  CHECK(nests());
}
