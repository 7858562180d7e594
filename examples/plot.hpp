// SPDX-License-Identifier: BSL-1.0
// Pictures for the examples, drawn by gnuplot. A Plot is a grid of panels in one SVG file.
//
//   Plot plot{"curve.svg", 1, 2, 400, 300};                              // 1 row, 2 columns, of 400 x 300 pixels
//   plot.panel("title", "x axis", "y axis");
//   plot.draw("with lines linecolor rgb '#008b8b'", "its name", x, y); // ranges of the same length
#pragma once

#include <cstdio>
#include <string>

class Plot {
 public:
  Plot(const std::string& file, int rows, int columns, int width, int height) : file_(file) {
    line("set terminal svg size " + std::to_string(columns * width) + "," + std::to_string(rows * height) +
         " background 'white' font 'Helvetica,13'");
    line("set output '" + file + "'");
    line("set grid linecolor rgb '#dddddd'\nset tics out nomirror\nset border 3");
    line("set key top left Left reverse samplen 2\nset offsets graph 0, graph 0, graph 0.4, graph 0.03");
    line("set multiplot layout " + std::to_string(rows) + "," + std::to_string(columns));
  }

  void panel(const std::string& title, const std::string& x_axis, const std::string& y_axis) {
    finish_panel();
    line("set title '" + title + "'\nset xlabel '" + x_axis + "'\nset ylabel '" + y_axis + "'");
  }

  // A setting of gnuplot's for what follows.
  void set(const std::string& text) { line(text); }

  void draw(const std::string& style, const std::string& name, const auto& x, const auto& y) {
    const std::string block = "$data" + std::to_string(blocks_++);
    line(block + " << end");
    auto from = y.begin();
    for (const auto at : x) line(std::to_string(at) + " " + std::to_string(*from++));
    line("end");
    panel_ +=
        (panel_.empty() ? "plot " : ", ") + block + " " + style + (name.empty() ? " notitle" : " title '" + name + "'");
  }

  // Runs gnuplot. Says on standard error where that does not work.
  ~Plot() {
    finish_panel();
    line("unset multiplot");
    FILE* gnuplot = popen("gnuplot", "w");
    const bool written = gnuplot && std::fwrite(script_.data(), 1, script_.size(), gnuplot) == script_.size();
    if (!gnuplot || pclose(gnuplot) != 0 || !written) std::fprintf(stderr, "no %s: gnuplot failed\n", file_.c_str());
  }
  Plot(const Plot&) = delete;

 private:
  std::string file_, script_, panel_;
  int blocks_ = 0;

  void line(const std::string& text) { script_ += text + '\n'; }
  void finish_panel() {
    if (!panel_.empty()) line(panel_);
    panel_.clear();
  }
};

// Where an example puts its picture: in the folder that its first argument names, or here.
inline std::string picture(int argc, char** argv, const std::string& name) {
  return argc > 1 ? std::string(argv[1]) + "/" + name : name;
}
