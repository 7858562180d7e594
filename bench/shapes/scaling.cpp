// SPDX-License-Identifier: BSL-1.0
// What a call costs as a network grows deeper, wider, or is given more samples: nanoseconds a multiply-add, which stay
// the same where cost is linear in the work. The picture goes to the file that --picture=FILE names.

#include <cstdio>
#include <cstring>
#include <map>

#include "../../examples/plot.hpp"
#include "timing.hpp"

namespace {

using namespace shapes;

template <class Done, int Layers>
struct Deep;
template <class... Done, int Layers>
struct Deep<ctnn::Seq<Done...>, Layers> : Deep<ctnn::Seq<Done..., ctnn::Linear<32, 32>, ctnn::Tanh>, Layers - 1> {};
template <class... Done>
struct Deep<ctnn::Seq<Done...>, 0> {
  using type = ctnn::Seq<Done...>;
};

template <int... Layers>
void depths() {
  (points().push_back(
       measure<typename Deep<ctnn::Seq<>, Layers>::type, 64>("layers of 32 features, 64 samples", Layers)),
   ...);
}
template <int... Width>
void widths() {
  (points().push_back(measure<ctnn::Seq<ctnn::Linear<Width, Width>, ctnn::ReLU, ctnn::Linear<Width, Width>>, 64>(
       "features of three layers, 64 samples", Width)),
   ...);
}

}  // namespace

int main(int argc, char** argv) {
  depths<1, 2, 4, 8, 16, 32, 64>();
  widths<8, 16, 32, 64, 128, 256, 512, 1024>();
  using Net = ctnn::Seq<ctnn::Linear<8, 32>, ctnn::Tanh, ctnn::Linear<32, 32>, ctnn::Tanh, ctnn::Linear<32, 4>>;
  for (int n = 1; n <= 65536; n *= 4) points().push_back(measure<Net>("samples of 8-32-32-4", n, n));
  std::map<std::string, std::vector<Point>> series;
  for (const Point& p : points()) {
    std::printf("%-40s %6d  forward %.4f  step %.4f ns a multiply-add\n", p.series.c_str(), p.x, p.forward, p.step);
    series[p.series].push_back(p);
  }
  for (int i = 1; i < argc; ++i)
    if (std::strncmp(argv[i], "--picture=", 10) == 0) {
      Plot plot{argv[i] + 10, 1, 3, 420, 340};
      for (const auto& [name, all] : series) {
        std::vector<double> x, forward, step;
        for (const Point& p : all) x.push_back(p.x), forward.push_back(p.forward), step.push_back(p.step);
        plot.panel(name, "", "ns a multiply-add");
        plot.set("set logscale xy\nset offsets 0, 0, 0, 0\nset xrange [0.7*" + std::to_string(x.front()) + ":1.4*" +
                 std::to_string(x.back()) + "]\nset yrange [0.002:0.2]");
        plot.draw("with linespoints pointtype 7 linecolor rgb '#008b8b'", "forward", x, forward);
        plot.draw("with linespoints pointtype 5 linecolor rgb '#b8860b'", "step", x, step);
      }
    }
}
