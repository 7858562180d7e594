// SPDX-License-Identifier: BSL-1.0
#include <ctnn/kernels/depth.hpp>
#include <vector>

#include "doctest/doctest.h"

using namespace ctnn;
using namespace ctnn::internals;
using kernels::Range, kernels::range_of;

namespace {

bool inside(int index, int divisor, int extent) {
  return index % divisor == 0 && index / divisor >= 0 && index / divisor < extent && index >= 0;
}
std::vector<int> elements(const Range& r) {
  std::vector<int> all;
  for (int k = 0; k < r.count; ++k) all.push_back(r.first + k * r.step);
  return all;
}

}  // namespace

TEST_CASE("range_of gives just the elements whose index is whole and inside") {
  for (int at = -9; at <= 9; ++at)
    for (int by = -3; by <= 3; ++by)
      for (int divisor = 1; divisor <= 4; ++divisor)
        for (int extent = 1; extent <= 4; ++extent)
          for (int n = 1; n <= 6; ++n) {
            std::vector<int> want;
            for (int k = 0; k < n; ++k)
              if (inside(at + by * k, divisor, extent)) want.push_back(k);
            CAPTURE(at);
            CAPTURE(by);
            CAPTURE(divisor);
            CAPTURE(extent);
            CAPTURE(n);
            CHECK(elements(range_of(at, by, divisor, extent, n)) == want);
          }
}

TEST_CASE("both ranges at once") {
  for (int first = 0; first < 4; ++first)
    for (int count = 0; count < 5; ++count)
      for (int step = 1; step < 4; ++step)
        for (int from = 0; from < 5; ++from)
          for (int some = 0; some < 7; ++some) {
            const Range a{first, count, step}, b{from, some, 1};
            std::vector<int> want;
            for (int k : elements(a))
              if (k >= from && k < from + some) want.push_back(k);
            CHECK(elements(both(a, b)) == want);
            CHECK(elements(both(b, a)) == want);
          }
}

// A row that reads stream 1 at (offset + a * x + b * k) / divisor, x around and k summed.
TEST_CASE("phases visit each element and each whole term once, where they are") {
  for (int a : {1, 2, -1, 3})
    for (int b : {-1, 1, 2, -2})
      for (int divisor : {2, 3, 4})
        for (int offset = -2; offset <= 3; ++offset) {
          kernels::Row<float> row;
          row.streams = 2, row.guards = 1, row.divided = 1, row.loops = 1;
          row.extent[0] = 7;
          const int extent = 4, terms = 5;
          for (int k = 0; k < 2; ++k) {
            row.base[k] = nullptr, row.at[k] = 0, row.need[k] = 0;
            row.moves[0][k] = k == 0;
            for (int d = 0; d < 4; ++d) row.depth_moves[d][k] = 0;
          }
          for (int d = 0; d < 4; ++d) row.depth[d] = d == 3 ? terms : 1;
          row.guard[0] = {divisor, extent, 3, offset, {a}, {0, 0, 0, b}};
          row.divide[0] = {1, 0, 10};
          std::vector<std::vector<int>> got(7), want(7);
          for (int x = 0; x < 7; ++x)
            for (int k = 0; k < terms; ++k)
              if (const int i = offset + a * x + b * k; inside(i, divisor, extent))
                want[size_t(x)].push_back(i / divisor * 10);
          int visited = 0;
          kernels::each_phase(row, 0, [&](kernels::Row<float>& one) {
            int guard[8] = {one.guard[0].at}, at[4] = {one.at[0], one.at[1]};
            for (int i = 0; i < one.extent[0]; ++i, ++visited) {
              kernels::Depth<float, 4> l;
              l.cut(one, at, guard);
              for (int k = 0; k < l.count[3]; ++k) got[size_t(at[0])].push_back(l.at[1] + k * l.step[3][1]);
              at[0] += one.moves[0][0], at[1] += one.moves[0][1], guard[0] += one.guard[0].moves[0];
            }
          });
          CAPTURE(a);
          CAPTURE(b);
          CAPTURE(divisor);
          CAPTURE(offset);
          CHECK(visited == 7);
          CHECK(got == want);
        }
}
