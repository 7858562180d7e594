// SPDX-License-Identifier: BSL-1.0
// The plain evaluator itself, where no other test looks: lengths and uniforms given at run time, scans, words.
#include "evaluator.hpp"

#include <doctest/doctest.h>

#include "formula.hpp"

namespace {

using Row = std::vector<double>;

// States along t, each made of those before: what graph/graph.hpp says of a Scan.
template <std::size_t N, class F>
std::vector<Value> scanned(Axis t, const Value (&first)[N], bool backwards, F body) {
  Graph& g = *first[0].graph;
  const int number = g.scans.size();
  Scan s{.axis = t.id, .states = int(N), .backwards = backwards};
  g.scans.push(s);
  std::vector<Value> before, items;
  for (std::size_t k = 0; k < N; ++k) {
    const int info = number * Scan::most + int(k);
    before.push_back(
        {&g, g.add({.op = Op::previous, .axes = first[k].axes(), .order = first[k].order(), .info = info})});
    s.first[k] = first[k].id, s.previous[k] = before[k].id;
  }
  const std::vector<Value> next = body(before);
  for (std::size_t k = 0; k < N; ++k) {
    const Order along = first[k].order().with(order(t));
    const int info = number * Scan::most + int(k);
    s.body[k] = next[k].id;
    items.push_back({&g, g.add({.op = Op::item,
                                .arg = {next[k].id, first[k].id, -1},
                                .axes = along.axes(),
                                .order = along,
                                .info = info})});
  }
  s.item = items[0].id;
  g.scans[number] = s;
  return items;
}

}  // namespace

TEST_CASE("lengths and uniforms that only run time knows") {
  Symbols s(0, 0);
  s.g.numbers_are_uniform = true;
  const Value r = 3 * s.x + 4, n = extent_of(s.g, batch_axis | s.f), one_by = extent_of(s.g, s.f, true);
  naive::Evaluator e(s.g);
  e.length(batch_axis, 1), e.length(s.f, 2);
  e.set(s.x.id, {10, 20}), e.uniform(0, 5), e.run();
  CHECK(e.all(r.id) == Row{54, 104});  // the second has its traced value
  CHECK(e.get(n.id) == 2);
  CHECK(e.get(one_by.id) == 0.5);
  CHECK(e.all(s.y.id) == Row{0, 0});  // not set
  CHECK(e.get(-1) == 0);
}

TEST_CASE("scans go from step to step") {
  for (const bool backwards : {false, true}) {
    CAPTURE(backwards);
    Symbols s(2, 4);  // the features are the time
    const Value start = s.target, other = s.constant(1);
    const Value first[] = {start, other};
    const Value outside = 2 * s.x;
    const auto states = scanned(s.f, first, backwards, [&](const std::vector<Value>& before) {
      return std::vector{0.5 * before[0] + outside, before[1] * 2 + sum(before[0], batch)};
    });
    const Value after = states[0] + 100 * states[1];
    naive::Evaluator e(s.g);
    const Row x{1, 2, 3, 4, 5, 6, 7, 8};
    e.set(s.x.id, x), e.set(start.id, {10, 20}), e.run();
    double h[2] = {10, 20}, c = 1;
    for (int step = 0; step < 4; ++step) {
      const int t = backwards ? 3 - step : step;
      naive::Place p;
      p.along[s.f.id] = t;
      c = 2 * c + h[0] + h[1];
      CHECK(e.get(states[1].id, p) == c);
      for (int b = 0; b < 2; ++b) {
        p.along[0] = b;
        h[b] = 0.5 * h[b] + 2 * x[std::size_t(4 * b + t)];
        CHECK(e.get(states[0].id, p) == h[b]);
        CHECK(e.get(after.id, p) == h[b] + 100 * c);
      }
    }
  }
}

TEST_CASE("what is detached can be held") {
  Symbols s(1, 1);
  const Value r = detach(s.x) * s.x;
  naive::Evaluator e(s.g);
  e.set(s.x.id, {3}), e.run();
  e.hold_detached(), e.set(s.x.id, {4}), e.run();
  CHECK(e.all(r.id) == Row{12});
}

TEST_CASE("a graph in words") {
  Symbols s(2, 3);
  Index half = Index(s.f) + 1;
  half.divisor = 2;
  at_or_lowest(sum(s.x * 2, batch), Put{s.f, half});
  const std::string all = naive::written(s.g);
  CHECK(all.find("extents 2 3") == 0);
  CHECK(all.find("constant 2.000000") != std::string::npos);
  CHECK(all.find("sum 8 of 1  [ a1 ]") != std::string::npos);
  CHECK(all.find("view 9 {a1: (1 + 1 a1) / 2} or lowest") != std::string::npos);
}
