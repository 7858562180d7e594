// SPDX-License-Identifier: BSL-1.0
// Widths and numbers of samples from 1 to 130, one by one: what a multiply-add costs, and where a call takes longer
// than one for the next larger shape that fills whole vectors (widths) or has one more (samples). Prints a line a point
// for shapes/plot.gp, and the cliffs to standard error; --limit=1.1 makes a cliff what takes 1.1 times as long.

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "timing.hpp"

namespace shapes {

using Oblong = ctnn::Seq<ctnn::Linear<8, 48>, ctnn::Tanh, ctnn::Linear<48, 6>>;

template <int Part>
void part();

// A call's time, from that of its multiply-adds.
double call(const Point& p, bool step) {
  const double cost = step ? p.step : p.forward;
  return p.series == "width" ? cost * p.x * p.x : cost * p.x;
}

void report(const std::string& series, bool step, double limit) {
  int cliffs = 0;
  double worst = 1;
  const auto at = [&](int x) -> const Point* {
    for (const Point& p : points())
      if (p.series == series && p.x == x) return &p;
    return nullptr;
  };
  for (int x = 1; x <= 130; ++x) {
    constexpr int lanes = ctnn::internals::simd::native_lanes<float>;
    const Point *here = at(x), *above = at(series == "width" ? (x + lanes - 1) / lanes * lanes : x + 1);
    if (!here || !above) continue;
    const double ratio = call(*here, step) / call(*above, step);
    if (ratio > worst) worst = ratio;
    if (ratio <= limit) continue;
    ++cliffs;
    std::fprintf(stderr, "%s %s %d: %.2f times as long as %d\n", series.c_str(), step ? "step" : "forward", x, ratio,
                 above->x);
  }
  std::fprintf(stderr, "%s, %s: %d cliffs of more than %.2f; the highest is %.2f\n", series.c_str(),
               step ? "step" : "forward", cliffs, limit, worst);
}

}  // namespace shapes

int main(int argc, char** argv) {
  using namespace shapes;
  double limit = 1.1;
  for (int i = 1; i < argc; ++i)
    if (std::strncmp(argv[i], "--limit=", 8) == 0) limit = std::atof(argv[i] + 8);
  for (int round = 0; round < 5;
       ++round) {  // other work on the machine slows some neighbours down in one, others in the next
    [&]<int... K>(std::integer_sequence<int, K...>) { (part<K>(), ...); }
    (std::make_integer_sequence<int, 10>{});
    for (int n = 1; n <= 130; ++n) note(measure<Oblong>("samples at run time", n, n));
  }
  std::sort(points().begin(), points().end(),
            [](const Point& a, const Point& b) { return std::pair(a.series, a.x) < std::pair(b.series, b.x); });
  std::string series;
  for (const Point& p : points()) {
    if (p.series != series) std::printf(series.empty() ? "# %s\n" : "\n\n# %s\n", p.series.c_str());
    series = p.series;
    std::printf("%d %.5f %.5f\n", p.x, p.forward, p.step);
  }
  for (const char* name : {"width", "samples", "samples at run time"})
    for (bool step : {false, true}) report(name, step, limit);
}
