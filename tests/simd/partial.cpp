// SPDX-License-Identifier: BSL-1.0
// The first lanes of a vector, read and written without touching what lies behind them.
#include <ctnn/simd/vector.hpp>

#include <doctest/doctest.h>

#include <sys/mman.h>
#include <unistd.h>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

static_assert(simd::load_first<float>(nullptr, 0) == 0);
constexpr bool one_lane() {
  float from = 2, to = 3;
  simd::store_first<float>(&to, simd::load_first<float>(&from, 1), 0);
  if (to != 3) return false;
  simd::store_first<float>(&to, simd::load_first<float>(&from, 1), 1);
  return to == 2;
}
static_assert(one_lane());

// Memory that ends where nothing may be touched.
template <class T>
class Edge {
 public:
  Edge() : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    base_ = static_cast<char*>(mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(base_ + page_, page_, PROT_NONE);
  }
  ~Edge() { munmap(base_, 2 * page_); }
  Edge(const Edge&) = delete;
  T* last(int count) { return reinterpret_cast<T*>(base_ + page_) - count; }

 private:
  std::size_t page_;
  char* base_;
};

template <class V>
void reads_and_writes_the_first() {
  using T = simd::element_t<V>;
  constexpr int L = simd::lanes<V>;
  Edge<T> edge;
  for (int n = 0; n <= L; ++n) {
    CAPTURE(n);
    T* const p = edge.last(n);
    for (int i = 0; i < n; ++i) p[i] = T(i + 1);
    const V v = simd::load_first<V>(p, n);
    for (int i = 0; i < L; ++i) CHECK(simd::lane(v, i) == (i < n ? T(i + 1) : 0));
    V all{};
    for (int i = 0; i < L; ++i) simd::set_lane(all, i, T(10 + i));
    simd::store_first<V>(p, all, n);
    for (int i = 0; i < n; ++i) CHECK(p[i] == T(10 + i));
    T room[L + 1];
    for (T& x : room) x = 5;
    simd::store_first<V>(room, all, n);
    for (int i = 0; i <= L; ++i) CHECK(room[i] == (i < n ? T(10 + i) : 5));
    for (int i = 0; i < n; ++i) p[i] = 0;
    simd::store_some<V>(p, all, n);
    for (int i = 0; i < n; ++i) CHECK(p[i] == T(10 + i));
    for (T& x : room) x = 5;
    simd::store_some<V>(room, all, n);
    for (int i = 0; i <= L; ++i) CHECK(room[i] == (i < n ? T(10 + i) : 5));
  }
}

}  // namespace

TEST_CASE("the first lanes are read and written, and nothing else") {
  reads_and_writes_the_first<simd::vec<float, 2>>();
  reads_and_writes_the_first<simd::vec<float, 4>>();
  reads_and_writes_the_first<simd::vec<float, 8>>();
  reads_and_writes_the_first<simd::vec<float, 16>>();
  reads_and_writes_the_first<simd::vec<float, 32>>();
  reads_and_writes_the_first<simd::vec<double, 2>>();
  reads_and_writes_the_first<simd::vec<double, 4>>();
  reads_and_writes_the_first<simd::vec<double, 8>>();
}
