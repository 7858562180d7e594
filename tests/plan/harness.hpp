// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <algorithm>
#include <memory>
#include <random>

#include <ctnn/plan/program.hpp>

#include "../graph/evaluator.hpp"
#include "doctest/doctest.h"

// Layers through the engine, against the naive evaluator of the same graph and against finite differences.
namespace harness {

using namespace ctnn;
using namespace ctnn::internals;
using plan::SampleShape, plan::Wants;
constexpr size_t at(int k) { return static_cast<size_t>(k); }  // an index

// The loss whose adjoint is the targets: sum(y * t).
struct Weighted {
  constexpr auto operator()(auto y, auto t) const { return graph::sum(y * t); }
};

// The parameters of a layer, row by row, and as the library stores them.
struct Stored {
  std::vector<int> extent;
  std::vector<double> value;  // row by row

  template <class T>
  std::vector<int> places() const {
    int e[8] = {}, stride[8] = {};
    for (size_t d = 0; d < extent.size(); ++d) e[d] = extent[d];
    plan::ParameterLayout{simd::native_lanes<T>, cache_line<T>}.strides(e, int(extent.size()), stride);
    std::vector<int> at;
    for (size_t k = 0; k < value.size(); ++k) {
      int rest = int(k), place = 0;
      for (size_t d = extent.size(); d-- > 0;) place += rest % extent[d] * stride[d], rest /= extent[d];
      at.push_back(place);
    }
    return at;
  }
  template <class T>
  std::vector<T> stored() const {
    const std::vector<int> places_of = places<T>();
    std::vector<T> to(at(places_of.empty() ? 1 : *std::max_element(places_of.begin(), places_of.end()) + 1), T(0));
    for (size_t k = 0; k < value.size(); ++k) to[at(places_of[k])] = T(value[k]);
    return to;
  }
};
struct Extents {
  template <int, int... E>
  struct parameter {
    static std::vector<int> extents() { return {E...}; }
  };
  template <int K, int... E>
  using buffer = parameter<K, E...>;
};
template <class L>
void add_parameters(std::vector<Stored>& to, std::mt19937& random) {
  if constexpr (lower::HasParameters<L>) {
    typename L::template parameters<Extents> p;
    L::for_each_parameter(
        [&](const char*, auto& member) {
          Stored s{member.extents(), {}};
          int n = 1;
          for (int e : s.extent) n *= e;
          std::uniform_real_distribution<double> uniform(-0.7, 0.7);
          for (int k = 0; k < n; ++k) s.value.push_back(float(uniform(random)));
          to.push_back(s);
        },
        p);
  }
}
template <class L>
void add_buffers(std::vector<Stored>& to, std::mt19937& random) {
  if constexpr (lower::HasBuffers<L>) {
    typename L::template buffers<Extents> p;
    L::for_each_buffer(
        [&](const char*, auto& member) {
          Stored s{member.extents(), {}};
          std::uniform_real_distribution<double> uniform(0.3, 1.5);
          int n = 1;
          for (int e : s.extent) n *= e;
          for (int k = 0; k < n; ++k) s.value.push_back(float(uniform(random)));
          to.push_back(s);
        },
        p);
  }
}

// A network with its values, and one run of it for a goal.
template <class Net>
struct Values;
template <SampleShape In, class... U>
struct Values<plan::Dag<In, U...>> {
  using Net = plan::Dag<In, U...>;
  static constexpr SampleShape in = In;
  std::mt19937 random{1};
  std::vector<Stored> parameters, buffers;

  Values() {
    (add_parameters<typename plan::detail::use_of<U>::layer>(parameters, random), ...);
    (add_buffers<typename plan::detail::use_of<U>::layer>(buffers, random), ...);
  }
  std::vector<double> draw(int n, double low = -1, double high = 1) {
    std::uniform_real_distribution<double> uniform(low, high);
    std::vector<double> v(at(n));
    for (double& x : v) x = float(uniform(random));
    return v;
  }
};

template <class T>
struct Result {
  T loss = 0;
  std::vector<T> out;
  std::vector<std::vector<T>> gradients, buffers;
};

template <class Mode, plan::Goal goal, class Loss, SampleShape Target, class T, int L, class Net, class TargetType = T,
          int E = 1>
Result<T> run(const Values<Net>& v, int samples, const std::vector<double>& x, const std::vector<double>& targets,
              Generator* generator = nullptr, const T* uniforms = nullptr) {
  using Program = plan::Program<Net, Mode, goal, Loss, Target, T, L, E>;
  Result<T> r;
  std::vector<std::vector<T>> parameters;
  std::vector<T*> values, gradient_at, buffer_at;
  std::vector<int> sizes;
  for (const Stored& s : v.parameters) parameters.push_back(s.stored<T>());
  for (auto& p : parameters) {
    values.push_back(p.data()), sizes.push_back(int(p.size()));
    r.gradients.push_back(std::vector<T>(p.size(), T(77)));
  }
  for (auto& g : r.gradients) gradient_at.push_back(g.data());
  for (const Stored& s : v.buffers) r.buffers.push_back(s.stored<T>());
  for (auto& b : r.buffers) buffer_at.push_back(b.data());
  const std::vector<T> rows(x.begin(), x.end());
  const std::vector<TargetType> wanted(targets.begin(), targets.end());
  const SampleShape& out_shape = goal == plan::Goal::input_gradient ? v.in : Program::out_shape;
  r.out.assign(harness::at(samples * out_shape.units()), T(0));
  std::vector<T> scratch(Program::scratch_size, T(NAN));
  plan::Arguments<T, TargetType> with;
  with.parameters = values.data(), with.gradients = gradient_at.data(), with.gradient_sizes = sizes.data();
  with.buffers = buffer_at.data(), with.samples = samples, with.x = rows.data(), with.targets = wanted.data();
  with.out = r.out.data(), with.generator = generator, with.uniforms = uniforms;
  r.loss = Program::run(scratch.data(), with);
  // back to rows
  for (size_t k = 0; k < v.parameters.size(); ++k) {
    const std::vector<int> places = v.parameters[k].template places<T>();
    std::vector<T> rows_of(places.size());
    for (size_t i = 0; i < places.size(); ++i) rows_of[i] = r.gradients[k][harness::at(places[i])];
    r.gradients[k] = rows_of;
  }
  return r;
}

inline void compare(const char* what, const auto& got, const std::vector<double>& want, double tolerance) {
  REQUIRE(got.size() == want.size());
  double scale = 1e-3, worst = 0;
  size_t at = 0;
  for (double w : want) scale = std::max(scale, std::fabs(w));
  for (size_t k = 0; k < want.size(); ++k) {
    const double difference = std::fabs(double(got[k]) - want[k]);
    if (!(difference <= worst)) worst = difference, at = k;
    if (std::isnan(difference)) break;
  }
  INFO(what << "[" << at << "] of " << want.size() << " is " << double(got[at]) << ", not " << want[at]);
  CHECK(worst <= tolerance * scale);
}

// One layer: its result, its adjoints and its gradients, for some numbers of samples; with lanes of samples, or along
// loops.
template <class Layer, class T, int L, int Along, int... E>
void check_lanes(bool whole_numbers, double tolerance) {
  using Net = plan::Dag<SampleShape(E...), plan::Use<Layer, 0>>;
  using Mode = plan::Training;
  Values<Net> v;
  const auto trace = std::make_unique<lower::Trace>();
  lower::trace_layer<Layer, Mode>(*trace, Wants{true, 1}, SampleShape(E...));
  static constexpr SampleShape out =
      plan::Program<Net, Mode, plan::Goal::output, plan::NoLoss, SampleShape{}, T, L, Along>::out_shape;
  for (int samples : {1, L - 1, L, L + 1, 2 * L + 3}) {
    if constexpr (requires { Layer::least_batch; })
      if (samples < Layer::least_batch) continue;
    if (samples < 1) continue;
    CAPTURE(samples);
    std::vector<double> x = v.draw(samples * SampleShape(E...).units());
    if (whole_numbers)
      for (double& k : x) k = std::floor((k + 1) * 2.49);
    const std::vector<double> t = v.draw(samples * out.units());
    // the naive values
    naive::Evaluator e(trace->g);
    e.length(graph::batch_axis, samples);
    for (int id = 0; id < trace->g.size(); ++id) {
      const graph::Node& n = trace->g[id];
      if (n.op != graph::Op::symbol) continue;
      const int number = n.info % graph::symbol::kind, what = n.info - number;
      if (n.info == lower::adjoint_cell) e.set(id, t);
      else if (what == graph::symbol::cell) e.set(id, x);
      else if (what == graph::symbol::parameter) e.set(id, v.parameters[at(number)].value);
      else if (what == graph::symbol::buffer) e.set(id, v.buffers[at(number)].value);
    }
    e.run();
    const std::vector<double> result = e.all(trace->forward[0].node);
    const auto forward =
        run<Mode, plan::Goal::output, plan::NoLoss, SampleShape{}, T, L, Net, T, Along>(v, samples, x, {});
    compare("output", forward.out, result, tolerance);
    const auto back = run<Mode, plan::Goal::gradient, Weighted, out, T, L, Net, T, Along>(v, samples, x, t);
    std::vector<std::vector<double>> gradients;
    for (const Stored& s : v.parameters) gradients.push_back(std::vector<double>(s.value.size(), 0.0));
    std::vector<double> dx(x.size(), 0.0);
    for (const lower::Root& r : trace->backward) {
      auto& to = r.space == lower::Space::gradient ? gradients[at(r.number)] : dx;
      // (an adjoint may vary along fewer axes than what it is of, and lie in another order)
      const std::vector<double> part = e.all(r.node, trace->g[r.of].order);
      for (size_t k = 0; k < to.size(); ++k) to[k] += part[k];
    }
    for (size_t k = 0; k < gradients.size(); ++k) {
      CAPTURE(k);
      compare("gradient", back.gradients[k], gradients[k], tolerance * 4);
    }
    for (const lower::Root& r : trace->forward)
      if (r.space == lower::Space::buffer) {
        const std::vector<int> places = v.buffers[at(r.number)].template places<T>();
        std::vector<T> rows;
        for (int place : places) rows.push_back(back.buffers[at(r.number)][at(place)]);
        compare("buffer", rows, e.all(r.node), tolerance);
      }
    double loss = 0;
    for (size_t k = 0; k < t.size(); ++k) loss += t[k] * result[k];
    double scale = 1;
    for (size_t k = 0; k < t.size(); ++k) scale += std::fabs(t[k] * result[k]);
    CHECK(std::fabs(double(back.loss) - loss) <= tolerance * scale);
    if (!whole_numbers) {
      const auto input = run<Mode, plan::Goal::input_gradient, Weighted, out, T, L, Net, T, Along>(v, samples, x, t);
      compare("input gradient", input.out, dx, tolerance * 4);
    }
  }
}

template <class Layer, class T, int L, int... E>
void check_layer(bool whole_numbers = false, double tolerance = sizeof(T) == 4 ? 3e-5 : 1e-11) {
  check_lanes<Layer, T, L, 1, E...>(whole_numbers, tolerance);
}
template <class Layer, class T, int... E>
void check_along(bool whole_numbers = false, double tolerance = sizeof(T) == 4 ? 3e-5 : 1e-11) {
  check_lanes<Layer, T, 1, simd::native_lanes<T>, E...>(whole_numbers, tolerance);
}

// The derivatives of a layer's graph against finite differences, by the naive evaluator alone.
template <class Layer, int... E>
void check_derivatives(bool whole_numbers = false) {
  Values<plan::Dag<SampleShape(E...), plan::Use<Layer, 0>>> v;
  const auto trace = std::make_unique<lower::Trace>();
  lower::trace_layer<Layer, plan::Training>(*trace, Wants{true, 1}, SampleShape(E...));
  const graph::Graph& g = trace->g;
  const int samples = 3;
  std::vector<std::pair<int, std::vector<double>>> symbols;
  for (int id = 0; id < g.size(); ++id)
    if (g[id].op == graph::Op::symbol) {
      int size = 1;
      for (int d = 0; d < g[id].order.rank(); ++d)
        size *= g[id].order[d] == graph::batch_axis ? samples : g.extent(g[id].order[d]);
      std::vector<double> values = v.draw(size);
      const int number = g[id].info % graph::symbol::kind, what = g[id].info - number;
      if (what == graph::symbol::buffer) values = v.buffers[at(number)].value;
      if (what == graph::symbol::noise)
        for (double& k : values) k = k < 0.3;
      if (whole_numbers && g[id].info == graph::symbol::cell)
        for (double& k : values) k = std::floor((k + 1) * 2.49);
      symbols.emplace_back(id, values);
    }
  int seed = -1;
  const auto evaluate = [&](naive::Evaluator& e) {
    e.length(graph::batch_axis, samples);
    for (const auto& [id, values] : symbols) {
      e.set(id, values);
      if (g[id].info == lower::adjoint_cell) seed = id;
    }
    e.run();
    double total = 0;
    const std::vector<double> y = e.all(trace->forward[0].node), weights = e.all(seed);
    for (size_t k = 0; k < y.size(); ++k) total += y[k] * weights[k];
    return total;
  };
  naive::Evaluator base(g);
  evaluate(base);
  for (const lower::Root& r : trace->backward)
    for (auto& [id, values] : symbols) {
      if (id != r.of || (whole_numbers && r.space == lower::Space::input_adjoint)) continue;
      const std::vector<double> adjoint = base.all(r.node, g[r.of].order);
      const size_t stride = std::max<size_t>(1, values.size() / 30);
      for (size_t k = 0; k < values.size(); k += stride) {
        const double keep = values[k], h = 1e-6;
        values[k] = keep + h;
        naive::Evaluator up(g);
        const double a = evaluate(up);
        values[k] = keep - h;
        naive::Evaluator down(g);
        const double b = evaluate(down);
        values[k] = keep;
        CAPTURE(k);
        CHECK(std::fabs((a - b) / (2 * h) - adjoint[k]) < 2e-6);
      }
    }
}

}  // namespace harness
