// SPDX-License-Identifier: BSL-1.0
// Recurrence: states from step to step, and their adjoints, which are a recurrence the other way.
#include <ctnn/graph/scan.hpp>

#include <doctest/doctest.h>

#include "../laws/draw.hpp"
#include "evaluator.hpp"
#include "formula.hpp"

namespace {

// Samples, five steps of three numbers, states of two.
struct Recurrence {
  Graph g;
  Axis b, t, i, h, j;
  Value x, w, r, bias, first, second, weight;

  constexpr Recurrence()
      : b(g.axis(2)),
        t(g.axis(5)),
        i(g.axis(3)),
        h(g.axis(2)),
        j(g.axis(2)),
        x(&g, g.symbol(0, order(b, t, i))),
        w(&g, g.symbol(1, order(h, i))),
        r(&g, g.symbol(2, order(h, j))),
        bias(&g, g.symbol(3, order(h))),
        first(&g, g.symbol(4, order(b, h))),
        second(&g, g.symbol(5, order(b, h))),
        weight(&g, g.symbol(6, order(b, t, h))) {}
  Recurrence(const Recurrence&) = delete;

  constexpr Value input() const { return sum(w * x, i) + bias; }
  // What the states of one step give to another: r times a state, under another name.
  constexpr Value through(Value state) const { return sum(r * at(state, Put{h, j}), j); }
  constexpr Value zero() { return filled(g, 0, b, h); }
};
constexpr Value elman(Recurrence& f, Value first) {
  const Value u = f.input(), before[] = {first};
  return scan(f.t, before,
              [&](auto s) {
                s.state[0] = tanh(u + f.through(s.state[0]));
                return s;
              })
      .state[0];
}

constexpr int states_are_nodes() {
  Lines is;
  Recurrence f;
  const Value y = elman(f, f.first);
  is(y.order() == order(f.b, f.t, f.h) && y.node().op == Op::item && f.g.scans.size() == 1);
  const Scan s = f.g.scans[0];
  is(s.axis == f.t.id && s.states == 1 && s.first[0] == f.first.id && s.item == y.id && !s.backwards);
  is(f.g[s.previous[0]].op == Op::previous && f.g[s.previous[0]].order == f.first.order());
  is(f.g[s.body[0]].op == Op::tanh && y.node().arg[0] == s.body[0]);
  // Its adjoint is one more, the other way.
  const Adjoints d = derive(y, f.weight);
  is(f.g.scans.size() == 2 && f.g.scans[1].backwards && f.g.scans[1].axis == f.t.id && f.g.scans[1].states == 1);
  is(d[f.x].axes() == f.x.axes() && d[f.r].axes() == f.r.axes() && d[f.first].axes() == f.first.axes());
  is(d[f.second].nothing());
  return is.first_wrong;
}
static_assert(states_are_nodes() == 0);

// Of a loss of all symbols: what derive says, and its slopes.
void adjoints_are_right(auto make) {
  Recurrence f;
  const Value loss = make(f);
  const Value symbols[] = {f.x, f.w, f.r, f.bias, f.first, f.second};
  const int end = f.g.size();
  const Adjoints d = derive(loss, {&f.g, f.g.constant(1)});
  Value slopes[6];
  for (int k = 0; k < 6; ++k) slopes[k] = d[symbols[k]];
  naive::Evaluator e(f.g);
  laws::Draw draw{4};
  const auto drawn = [&](Value v) {
    std::vector<double> numbers(std::size_t(f.g.extent(v.axes())));
    for (double& n : numbers) n = draw();
    e.set(v.id, numbers);
  };
  for (const Value s : symbols) drawn(s);
  drawn(f.weight), e.run();
  for (int k = 0; k < 6; ++k) {
    CAPTURE(k);
    REQUIRE((slopes[k].axes() & ~symbols[k].axes()) == 0);
    const std::vector<double> told = e.all(slopes[k].id, symbols[k].order());
    std::vector<double> v = e.all(symbols[k].id);
    for (std::size_t n = 0; n < v.size(); ++n) {
      CAPTURE(n);
      const double h = 1e-5, kept = v[n];
      double difference = 0;
      for (const double sign : {1.0, -1.0}) {
        naive::Evaluator moved = e;
        v[n] = kept + sign * h;
        moved.set(symbols[k].id, v), moved.run_below(end);
        difference += sign * moved.get(loss.id);
      }
      v[n] = kept;
      CHECK(told[n] == doctest::Approx(difference / (2 * h)).epsilon(1e-7));
    }
  }
}

}  // namespace

TEST_CASE("scans at run time") { CHECK(states_are_nodes() == 0); }

TEST_CASE("states go from step to step") {
  Recurrence f;
  const Value u = sum(f.x, f.i), before[] = {f.first, f.second};
  const auto s = scan(f.t, before, [&](auto last) {
    const Value a = last.state[0];
    last.state[0] = last.state[1] + u, last.state[1] = 2 * a;
    return last;
  });
  naive::Evaluator e(f.g);
  laws::Draw draw{8};
  std::vector<double> x(30), first(4), second(4);
  for (auto* v : {&x, &first, &second})
    for (double& n : *v) n = draw();
  e.set(f.x.id, x), e.set(f.first.id, first), e.set(f.second.id, second), e.run();
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t h = 0; h < 2; ++h) {
      double p = first[2 * b + h], q = second[2 * b + h];
      for (std::size_t t = 0; t < 5; ++t) {
        const double* in = &x[3 * (5 * b + t)];
        const double next = q + (in[0] + in[1] + in[2]);
        q = 2 * p, p = next;
        CHECK(e.all(s.state[0].id)[2 * (5 * b + t) + h] == doctest::Approx(p));
        CHECK(e.all(s.state[1].id)[2 * (5 * b + t) + h] == doctest::Approx(q));
      }
    }
}

TEST_CASE("adjoints of scans are their slopes") {
  SUBCASE("one state") {
    adjoints_are_right([](Recurrence& f) { return sum(elman(f, f.first) * f.weight); });
  }
  SUBCASE("from zero") {
    adjoints_are_right([](Recurrence& f) { return sum(elman(f, f.zero()) * f.weight); });
  }
  SUBCASE("the same adjoint at all steps") {
    adjoints_are_right([](Recurrence& f) { return sum(elman(f, f.first)); });
  }
  SUBCASE("the last step only") {
    adjoints_are_right([](Recurrence& f) { return sum(square(at(elman(f, f.first), Put{f.t, 4}))); });
  }
  SUBCASE("the states and what they are made of used further") {
    adjoints_are_right([](Recurrence& f) {
      const Value y = elman(f, f.first);
      return sum(y * sigmoid(f.input()) + y * y) + sum(f.first * at(y, Put{f.t, 2}));
    });
  }
  SUBCASE("two states, as an LSTM's") {
    adjoints_are_right([](Recurrence& f) {
      const Value u = f.input(), before[] = {f.first, f.second};
      const auto s = scan(f.t, before, [&](auto last) {
        const Value a = u + f.through(last.state[0]), cell = sigmoid(a) * last.state[1] + tanh(a);
        last.state[0] = sigmoid(u) * tanh(cell), last.state[1] = cell;
        return last;
      });
      return sum(s.state[0] * f.weight);
    });
  }
  SUBCASE("two states, of which the second is looked at") {
    adjoints_are_right([](Recurrence& f) {
      const Value u = f.input(), before[] = {f.first, f.second};
      const auto s = scan(f.t, before, [&](auto last) {
        const Value a = last.state[0];
        last.state[0] = tanh(u + last.state[1]), last.state[1] = 0.5 * last.state[1] + square(a);
        return last;
      });
      return sum(s.state[1] * f.weight) + sum(at(s.state[0], Put{f.t, 0}));
    });
  }
  SUBCASE("two layers") {
    adjoints_are_right([](Recurrence& f) {
      const Value y = elman(f, f.first), before[] = {f.second};
      const auto s = scan(f.t, before, [&](auto last) {
        last.state[0] = tanh(y + f.through(last.state[0]));
        return last;
      });
      return sum(s.state[0] * f.weight);
    });
  }
}
