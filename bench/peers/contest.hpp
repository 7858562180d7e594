// SPDX-License-Identifier: BSL-1.0
#pragma once

// A contender is a class template over (Net, N). It takes the initial parameters and the data of Problem<Net, N> into
// whatever layout it likes, and has
//
//   static constexpr const char* name;
//   explicit Contender(float lr);
//   float* input();                the N x In input, row major; the caller changes it between calls
//   const float* forward();        the N x Out output, row major
//   float step();                  forward, loss, backward, update; returns the loss before the update
//   void parameters(float* to);    as in network.hpp
//
// enlist<Contender>() puts its cells on the programme. Each contender is a translation unit of its own: g++ inlines
// less of Eigen the more of it one unit holds, and small products then take up to 1.6 times as long.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "cells.hpp"
#include "reference.hpp"

namespace bench {

// One contender in one cell: what checks it, and what times it.
struct Entry {
  std::string network, peer;
  int samples;
  long products, products_in_step, parameters;  // multiply-adds of a sample, and numbers of the network
  double (*check)();  // the worst relative error; exits with words when the contender computes something else; null: a
                      // bound
  void (*forward)(benchmark::State&);
  void (*step)(benchmark::State&);
};
inline std::vector<Entry>& entries() {
  static std::vector<Entry> all;
  return all;
}

// Outputs may differ by 1e-5, losses by 1e-4 (a plain float sum of 65536 terms does), a layer's parameters by a
// thousandth of its largest movement.
template <template <class, int> class Peer, class Net, int N>
double check() {
  const auto& truth = Truth<Net, N>::get();
  auto peer = std::make_unique<Peer<Net, N>>(truth.lr);
  double worst = 0;
  auto near = [&](double is, double should, double scale, double tolerance, const char* what, std::size_t at) {
    const double error = std::fabs(is - should) / scale;
    worst = std::max(worst, error);
    if (error <= tolerance) return;  // false for NaN too
    std::fprintf(stderr, "%s computes something else: %s, %d samples: %s %zu is %.9g and should be %.9g\n",
                 Peer<Net, N>::name, Net::name().c_str(), N, what, at, is, should);
    std::exit(1);
  };
  auto outputs = [&](const std::vector<double>& should) {
    const float* y = peer->forward();
    for (std::size_t i = 0; i < should.size(); ++i)
      near(double(y[i]), should[i], std::max(1.0, std::fabs(should[i])), 1e-5, "output", i);
  };
  outputs(truth.before);
  for (std::size_t i = 0; i < 2; ++i)
    near(double(peer->step()), truth.losses[i], truth.losses[i], 1e-4, "the loss of step", i + 1);
  std::vector<float> p(truth.end.size());
  peer->parameters(p.data());
  for (int k = 0; k < Net::layers; ++k) {
    double moved = 0;
    const std::size_t from = std::size_t(Net::offset(k)), to = std::size_t(Net::offset(k + 1));
    for (std::size_t i = from; i < to; ++i) moved = std::max(moved, std::fabs(truth.end[i] - truth.start[i]));
    for (std::size_t i = from; i < to; ++i) near(double(p[i]), truth.end[i], moved, 1e-3, "parameter", i);
  }
  outputs(truth.after);
  return worst;
}

// Each call's first input is the last call's first output: nothing can be hoisted, and for one sample the calls wait
// for each other, as in a simulation or a recursive filter.
template <template <class, int> class Peer, class Net, int N>
void forward(benchmark::State& state) {
  auto peer = std::make_unique<Peer<Net, N>>(1e-3f);
  for (auto _ : state) {
    peer->input()[0] = peer->forward()[0];
    benchmark::ClobberMemory();
  }
  if (!std::isfinite(peer->input()[0])) state.SkipWithError("not finite");
}

template <template <class, int> class Peer, class Net, int N>
void step(benchmark::State& state) {
  auto peer = std::make_unique<Peer<Net, N>>(1e-3f);
  float loss = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(loss = peer->step());
    benchmark::ClobberMemory();
  }
  if (!std::isfinite(loss)) state.SkipWithError("not finite");
}

template <template <class, int> class Peer, bool Checked, class... Net, int... N>
void enlist_all(List<Net...>, std::integer_sequence<int, N...> samples) {
  auto one = [&]<class Network, int... M>(Network, std::integer_sequence<int, M...>) {
    auto check_of = []<int K>(std::integral_constant<int, K>) -> double (*)() {
      if constexpr (Checked) return check<Peer, Network, K>;
      else return nullptr;
    };
    (entries().push_back({Network::name(), Peer<Network, M>::name, M, Network::products(), Network::products_in_step(),
                          Network::parameters, check_of(std::integral_constant<int, M>{}), forward<Peer, Network, M>,
                          step<Peer, Network, M>}),
     ...);
  };
  (one(Net{}, samples), ...);
}
template <template <class, int> class Peer, class... Networks>
bool enlist(Networks... networks) {
  (enlist_all<Peer, true>(networks, Samples{}), ...);
  return true;
}
template <template <class, int> class Peer>
bool enlist() {
  return enlist<Peer>(NarrowNetworks{}, WideNetworks{});
}
// What does part of the work is no contender, but says what that part takes.
template <template <class, int> class Part>
bool enlist_bound() {
  enlist_all<Part, false>(NarrowNetworks{}, Samples{});
  enlist_all<Part, false>(WideNetworks{}, Samples{});
  return true;
}

}  // namespace bench
