// SPDX-License-Identifier: BSL-1.0
// ctnn beside its peers, one core, one run: checks every contender against double precision, then times all of them and
// what the machine can do in turn, prints a table and draws it. Google Benchmark's flags work;
// --benchmark_filter='1-13-1.*step' and the like pick cells, --picture=FILE says where the picture goes.

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "../examples/plot.hpp"
#include "peers/contest.hpp"
#include "peers/machine.hpp"

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
  long products, parameters;  // multiply-adds of a sample, numbers of the network
  std::string cell(const std::string& peer) const {
    return network + "/" + what + "/" + std::to_string(samples) + "/" + peer;
  }
  std::string reading() const { return "machine/read/" + std::to_string(parameters * long(sizeof(float))); }
};

// Contenders, ctnn first, then what does a part of the work only.
std::vector<std::string> peers(bool contenders) {
  std::vector<std::string> names;
  for (const auto& e : entries())
    if ((e.check != nullptr) == contenders && std::find(names.begin(), names.end(), e.peer) == names.end())
      names.push_back(e.peer);
  std::sort(names.begin(), names.end(),
            [](const auto& a, const auto& b) { return std::pair(a != "ctnn", a) < std::pair(b != "ctnn", b); });
  return names;
}

// Network by network, forward before step, few samples before many.
std::vector<Row> rows() {
  std::vector<Row> all;
  std::set<std::string> done;
  for (const auto& first : entries()) {
    if (first.peer != "ctnn" || !done.insert(first.network).second) continue;
    for (const char* what : {"forward", "step"})
      for (const auto& e : entries())
        if (e.network == first.network && e.peer == first.peer)
          all.push_back({e.network, what, e.samples, what[0] == 'f' ? e.products : e.products_in_step, e.parameters});
  }
  return all;
}

class Table {
 public:
  explicit Table(const std::map<std::string, double>& nanoseconds) : ns_(nanoseconds) {}

  void print() const {
    const double peak = of("machine/multiply-adds");
    std::printf("\n%-18s %-8s %7s", "network", "what", "samples");
    for (bool contenders : {true, false})
      for (const auto& peer : peers(contenders)) std::printf(" %13s", peer.c_str());
    std::printf("     bound  ctnn / best peer          ctnn / bound\n");
    for (const Row& row : rows()) {
      if (of(row.cell("ctnn")) == 0) continue;
      std::printf("%-18s %-8s %7d", row.network.c_str(), row.what.c_str(), row.samples);
      for (bool contenders : {true, false})
        for (const auto& peer : peers(contenders)) std::printf(" %13s", number(of(row.cell(peer))).c_str());
      const double ours = of(row.cell("ctnn")), least = bound(row);
      const auto [who, theirs] = best(row);
      std::printf(" %9s", number(least).c_str());
      if (theirs > 0) std::printf("  %4.2f  %-18s", ours / theirs, ("(" + who + ")").c_str());
      else std::printf("  %24s", "");
      if (least > 0) std::printf("  %5.2f", ours / least);
      std::printf("\n");
    }
    std::printf(
        "Nanoseconds a call, the fastest of all repetitions. The bound is what the multiply-adds alone take at the\n"
        "machine's peak, or reading the weights");
    if (peak > 0) std::printf("; measured peak: %.0f GFLOP/s", 2 * bench::products_of_a_call / peak);
    for (const Row& row : rows())
      if (row.samples == 1 && row.what == "forward" && of(row.reading()) > 0)
        std::printf("; %s KiB: %.0f GB/s", number(double(row.parameters) * sizeof(float) / 1024).c_str(),
                    double(row.parameters) * sizeof(float) / of(row.reading()));
    std::printf(".\n");
  }

  // Every contender's time by ctnn's, cell by cell.
  void draw(const std::string& file) const {
    std::vector<Row> shown;
    for (const Row& row : rows())
      if (of(row.cell("ctnn")) > 0) shown.push_back(row);
    if (shown.empty()) return;
    std::string tics;
    for (std::size_t i = 0; i < shown.size(); ++i)
      tics += (i ? ", '" : "'") + shown[i].network + ", " + shown[i].what + " " + std::to_string(shown[i].samples) +
              "' " + std::to_string(i);
    Plot plot{file, 1, 1, 1600, 760};
    plot.panel("Time of a call by that of ctnn: above 1, ctnn is faster", "", "times as long");
    plot.set("set logscale y\nset offsets 1, 1, 0, 0\nset xtics rotate by 60 right noenhanced (" + tics + ")");
    plot.set("set key outside top center horizontal\nset ytics (0.5, 1, 2, 3, 5, 10, 20, 50, 100, 200)");
    int style = 1;
    auto series = [&](const std::string& name, auto time, const std::string& how) {
      std::vector<double> x, y;
      for (std::size_t i = 0; i < shown.size(); ++i)
        if (const double t = time(shown[i]); t > 0) x.push_back(double(i)), y.push_back(t / of(shown[i].cell("ctnn")));
      if (!x.empty()) plot.draw(how, name, x, y);
    };
    for (bool contenders : {true, false})
      for (const auto& peer : peers(contenders))
        if (peer != "ctnn")
          series(
              peer + (contenders ? "" : " (products alone)"), [&](const Row& r) { return of(r.cell(peer)); },
              "with points pointsize 0.9 pointtype " + std::to_string(4 + style) + " linecolor " +
                  std::to_string(style)),
              ++style;
    series(
        "bound", [&](const Row& r) { return bound(r); }, "with points pointtype 9 linecolor rgb '#888888'");
    series(
        "ctnn", [&](const Row& r) { return of(r.cell("ctnn")); }, "with lines linewidth 2 linecolor rgb '#008b8b'");
  }

 private:
  const std::map<std::string, double>& ns_;

  double of(const std::string& name) const {
    const auto at = ns_.find(name);
    return at == ns_.end() ? 0 : at->second;
  }
  static std::string number(double v) {
    char text[32] = "";
    if (v > 0) std::snprintf(text, sizeof text, "%.*f", v < 100 ? 1 : 0, v);
    return text;
  }
  std::pair<std::string, double> best(const Row& row) const {
    std::pair<std::string, double> least{"", 0};
    for (const auto& peer : peers(true))
      if (const double t = of(row.cell(peer)); peer != "ctnn" && t > 0 && (least.second == 0 || t < least.second))
        least = {peer, t};
    return least;
  }
  double bound(const Row& row) const {
    return std::max(double(row.products) * row.samples / bench::products_of_a_call * of("machine/multiply-adds"),
                    of(row.reading()));
  }
};

}  // namespace

int main(int argc, char** argv) {
  // What suits cells of 10 ns to 1 ms on a machine that has other work; flags on the command line come later and win.
  std::vector<std::string> flags{argv[0], "--benchmark_repetitions=15", "--benchmark_min_time=0.01",
                                 "--benchmark_enable_random_interleaving=true"};
  flags.insert(flags.end(), argv + 1, argv + argc);
  std::string picture;
  for (auto flag = flags.begin(); flag != flags.end();)
    if (flag->starts_with("--picture=")) picture = flag->substr(10), flag = flags.erase(flag);
    else ++flag;
  std::vector<char*> list;
  for (auto& flag : flags) list.push_back(flag.data());
  int count = int(list.size());
  list.push_back(nullptr);
  benchmark::Initialize(&count, list.data());
  if (benchmark::ReportUnrecognizedArguments(count, list.data())) return 1;

  std::map<std::string, double> worst;
  for (const auto& e : entries())
    if (e.check) worst[e.peer] = std::max(worst[e.peer], e.check());
  for (const auto& [peer, error] : worst)
    std::printf("%s agrees with double precision: outputs, losses and updated parameters within %.1e\n", peer.c_str(),
                error);
  std::fflush(stdout);

  for (const auto& e : entries())
    for (auto [what, run] : {std::pair{"forward", e.forward}, std::pair{"step", e.step}})
      benchmark::RegisterBenchmark(Row{e.network, what, e.samples, 0, 0}.cell(e.peer).c_str(), run);
  benchmark::RegisterBenchmark("machine/multiply-adds", bench::multiply_adds);
  std::set<std::string> sizes;
  for (const Row& row : rows())
    if (sizes.insert(row.reading()).second)
      benchmark::RegisterBenchmark(row.reading().c_str(), [bytes = std::size_t(row.parameters) * sizeof(float)](
                                                              benchmark::State& state) { bench::read(state, bytes); });
  Fastest fastest;
  benchmark::RunSpecifiedBenchmarks(&fastest);
  const Table table(fastest.nanoseconds);
  table.print();
  if (!picture.empty()) table.draw(picture);
  return fastest.failed ? 1 : 0;
}
