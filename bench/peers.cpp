// SPDX-License-Identifier: BSL-1.0
// ctnn beside its peers, one core, one run: checks every contender against double precision, then times all of them in
// turn and prints a table. Google Benchmark's flags work; --benchmark_filter='1-13-1.*step' and the like pick cells.

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "peers/contest.hpp"

namespace {

using bench::entries;

// Keeps the fastest repetition of each benchmark; what disturbs a run only ever adds time.
class Fastest : public benchmark::BenchmarkReporter {
 public:
  std::map<std::string, double> nanoseconds;
  bool failed = false;

  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.error_occurred) {
        std::fprintf(stderr, "%s: %s\n", run.benchmark_name().c_str(), run.error_message.c_str());
        failed = true;
      } else if (run.run_type == Run::RT_Iteration) {
        const double ns = run.GetAdjustedCPUTime();
        auto [at, fresh] = nanoseconds.emplace(run.run_name.function_name, ns);
        if (!fresh) at->second = std::min(at->second, ns);
      }
    }
  }
};

// One row: a network, forward or step, a number of samples. A filter may leave cells out.
struct Row {
  std::string network, what;
  int samples;
  std::string cell(const std::string& peer) const {
    return network + "/" + what + "/" + std::to_string(samples) + "/" + peer;
  }
};

std::vector<std::string> peers() {
  std::vector<std::string> names;
  for (const auto& e : entries())
    if (std::find(names.begin(), names.end(), e.peer) == names.end()) names.push_back(e.peer);
  std::sort(names.begin(), names.end(),
            [](const auto& a, const auto& b) { return std::pair(a != "ctnn", a) < std::pair(b != "ctnn", b); });
  return names;
}

// As the cells were enlisted: network by network, forward before step, few samples before many.
std::vector<Row> rows() {
  std::vector<Row> all;
  std::set<std::string> done;
  for (const auto& first : entries()) {
    if (!done.insert(first.network).second) continue;
    for (const char* what : {"forward", "step"})
      for (const auto& e : entries())
        if (e.network == first.network && e.peer == first.peer) all.push_back({e.network, what, e.samples});
  }
  return all;
}

void print(const std::map<std::string, double>& nanoseconds) {
  std::printf("\n%-18s %-8s %7s", "network", "what", "samples");
  for (const auto& peer : peers()) std::printf(" %14s", peer.c_str());
  std::printf("   ctnn / best peer\n");
  for (const Row& row : rows()) {
    double ours = 0, best = 0;
    std::string line, who;
    for (const auto& peer : peers()) {
      const auto at = nanoseconds.find(row.cell(peer));
      char text[32] = "";
      if (at != nanoseconds.end()) {
        std::snprintf(text, sizeof text, "%.*f", at->second < 100 ? 1 : 0, at->second);
        if (peer == "ctnn") {
          ours = at->second;
        } else if (best == 0 || at->second < best) {
          best = at->second;
          who = peer;
        }
      }
      line += std::string(15 - std::min<std::size_t>(15, std::string(text).size()), ' ') + text;
    }
    if (ours == 0 && best == 0) continue;
    std::printf("%-18s %-8s %7d%s", row.network.c_str(), row.what.c_str(), row.samples, line.c_str());
    if (ours > 0 && best > 0) std::printf("   %.2f  (%s)", ours / best, who.c_str());
    std::printf("\n");
  }
  std::printf("Nanoseconds a call, the fastest of all repetitions.\n");
}

}  // namespace

int main(int argc, char** argv) {
  // What suits cells of 10 ns to 1 ms on a machine that has other work; flags on the command line come later and win.
  std::vector<std::string> flags{argv[0], "--benchmark_repetitions=15", "--benchmark_min_time=0.01",
                                 "--benchmark_enable_random_interleaving=true"};
  flags.insert(flags.end(), argv + 1, argv + argc);
  std::vector<char*> list;
  for (auto& flag : flags) list.push_back(flag.data());
  int count = int(list.size());
  list.push_back(nullptr);
  benchmark::Initialize(&count, list.data());
  if (benchmark::ReportUnrecognizedArguments(count, list.data())) return 1;

  std::map<std::string, double> worst;
  for (const auto& e : entries()) worst[e.peer] = std::max(worst[e.peer], e.check());
  for (const auto& [peer, error] : worst)
    std::printf("%s agrees with double precision: outputs, losses and updated parameters within %.1e\n", peer.c_str(),
                error);
  std::fflush(stdout);

  for (const auto& e : entries())
    for (auto [what, run] : {std::pair{"forward", e.forward}, std::pair{"step", e.step}})
      benchmark::RegisterBenchmark(Row{e.network, what, e.samples}.cell(e.peer).c_str(), run)
          ->ComputeStatistics("min",
                              [](const std::vector<double>& v) { return *std::min_element(v.begin(), v.end()); });
  Fastest fastest;
  benchmark::RunSpecifiedBenchmarks(&fastest);
  print(fastest.nanoseconds);
  return fastest.failed ? 1 : 0;
}
