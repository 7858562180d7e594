// SPDX-License-Identifier: BSL-1.0
// Where a program keeps its values: what a step reads is what an earlier step wrote, and nobody has written over it
// since. The steps of a program are played through with names instead of numbers.
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>
#include <map>
#include <string>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

// Scratch memory by pieces, each with the name of what it holds.
class Memory {
 public:
  explicit Memory(int size) : end(size) {}
  void write(const std::string& name, int at, int size) {
    CAPTURE(name);
    CHECK((at >= 0 && at + size <= end));
    for (auto piece = pieces.begin(); piece != pieces.end();)
      piece = at < piece->second.end && piece->second.begin < at + size ? pieces.erase(piece) : std::next(piece);
    pieces[name] = {at, at + size};
  }
  // -1: the user's own rows.
  void read(const std::string& name, int at) const {
    CAPTURE(name);
    if (at < 0) return;
    REQUIRE(pieces.count(name) == 1);
    CHECK(pieces.at(name).begin == at);
  }
  int size() const { return end; }

 private:
  struct Piece {
    int begin, end;
  };
  std::map<std::string, Piece> pieces;
  int end;
};

std::string name(const char* what, int k, int j = 0) { return what + std::to_string(k) + "." + std::to_string(j); }

template <class G, Goal goal>
class Play {
 public:
  explicit Play(LayoutNumbers l)
      : layout(l), places(make(l, std::make_integer_sequence<int, n>{})), memory(places.total) {}

  void run() {
    const StageInfo& loss = places.stage[n];
    if (places.stage[0].x >= 0) memory.write(name("value", 0), places.stage[0].x, layout.size(G::in));
    if (goal != Goal::output)
      memory.write("targets", loss.targets, layout.size(G::out)), memory.write("classes", loss.classes, layout.block);
    for (int k = 0; k <= n; ++k)
      if (places.stage[k].statistics >= 0)
        memory.write(name("statistics", k), places.stage[k].statistics, 2 * places.stage[k].statistic_size);
    for (int k = 0; k < n; ++k) forward(k);
    memory.read(name("value", n), loss.x);
    if (goal != Goal::output) memory.read("targets", loss.targets), memory.read("classes", loss.classes);
    for (int k = n; k >= 0 && goes_back(goal); --k) back(k);
    if (goal == Goal::input_gradient) memory.read(name("adjoint", 0), places.stage[0].adjoint);
  }

 private:
  static constexpr int n = G::size;
  LayoutNumbers layout;
  Places<G> places;
  Memory memory;

  // Two reductions over the batch in each stage without a contraction.
  template <int... K>
  static Places<G> make(LayoutNumbers layout, std::integer_sequence<int, K...>) {
    constexpr bool keeps_z[n + 1] = {engine::keeps_z<typename G::template stage<K>>..., false};
    constexpr int statistics[n + 1] = {(G::pointwise[K] ? 2 : 0)..., 2};
    const int first[64] = {};
    return Places<G>::make(layout, goal, 16, first, first, keeps_z, statistics);
  }

  // Is a weight that lies across turned, in any block?
  bool turns(int from, int to) const {
    return !layout.lanes_are_samples && across(from, to, layout.lanes).lies_up_to() < layout.block;
  }

  // Stages written before they are read: a value that a step reads and the room that it writes to never meet.
  void forward(int k) {
    CAPTURE(k);
    const StageInfo& i = places.stage[k];
    memory.read(name("value", k), i.x);
    for (int j = 0; j < i.joins; ++j) memory.read(name("value", G::joined(k, j)), i.skip[j]);
    if (i.z >= 0) memory.write(name("z", k), i.z, layout.size(i.out));
    if (i.y >= 0) memory.write(name("value", k + 1), i.y, layout.size(i.out));
    else {  // the user's own rows, which may be those of the input
      CHECK((k == n - 1 && goal == Goal::output && i.x >= 0));
      for (int j = 0; j < i.joins; ++j) CHECK(i.skip[j] >= 0);
    }
    memory.read(name("value", k), i.x);
    for (int j = 0; j < i.joins; ++j) memory.read(name("value", G::joined(k, j)), i.skip[j]);
    if (i.statistics >= 0) memory.read(name("statistics", k), i.statistics);
    if (!G::pointwise[k] && !i.along_outputs && turns(i.in, i.out))
      memory.write("packed", i.packed, i.in * layout.stride(i.out));
  }
  void back(int k) {
    CAPTURE(k);
    read_back(k);
    const StageInfo& i = places.stage[k];
    if (k == 0 && goal != Goal::input_gradient) return;
    if (k < n && !G::pointwise[k] && i.along_outputs && turns(i.out, i.in))
      memory.write("packed", i.packed, i.out * layout.stride(i.in));
    memory.write(name("adjoint", k), i.adjoint, layout.size(i.in));
    for (int j = 0; j < i.joins_before; ++j)
      memory.write(name("joined", k - 1, j), i.joined_before[j], layout.size(i.in));
    if (k < n && G::pointwise[k])
      for (int j = 0; j < i.joins; ++j) memory.write(name("joined", k, j), i.joined[j], layout.size(i.in));
    read_back(k);
  }
  void read_back(int k) {
    const StageInfo& i = places.stage[k];
    memory.read(name("value", k), i.x);
    if (k < n) memory.read(name("adjoint", k + 1), i.g);
    if (i.z_before >= 0) memory.read(name("z", k - 1), i.z_before);
    for (int j = 0; j < i.joins_before; ++j) memory.read(name("value", G::joined(k - 1, j)), i.skip_before[j]);
    if (k < n && G::pointwise[k]) {
      memory.read(name("value", k + 1), i.y);
      for (int j = 0; j < i.joins; ++j) memory.read(name("value", G::joined(k, j)), i.skip[j]);
    }
    if (i.statistics >= 0) memory.read(name("statistics", k), i.statistics);
    int shortcut = 0;
    for (int m = k; m < n; ++m)
      for (int j = 0; j < G::joins[m]; ++j)
        if (G::joined(m, j) == k) memory.read(name("joined", m, j), i.shortcut[shortcut++]);
    CHECK(shortcut == i.shortcuts);
  }
};

template <class Net>
void nothing_is_lost() {
  using G = stages_of<Net, Training>;
  for (const LayoutNumbers layout : {LayoutNumbers{true, 8, 16, 8}, LayoutNumbers{false, 8, 3, 8},
                                     LayoutNumbers{false, 16, 3, 16}, LayoutNumbers{true, 1, 1, 8}}) {
    CAPTURE(layout.lanes_are_samples);
    Play<G, Goal::output>(layout).run();
    Play<G, Goal::loss>(layout).run();
    Play<G, Goal::gradient>(layout).run();
    Play<G, Goal::input_gradient>(layout).run();
  }
}

struct Swish {
  constexpr auto operator()(auto x) const { return x * sigmoid(x); }
};

}  // namespace

TEST_CASE("values live as long as they are read") {
  nothing_is_lost<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>();
  nothing_is_lost<Seq<Linear<8, 40>, Swish, Linear<40, 3>, Swish, Linear<3, 64>, Swish, Linear<64, 8>>>();
  nothing_is_lost<Seq<Linear<40, 33>, Swish, Linear<33, 40>>>();
  nothing_is_lost<Seq<Linear<5, 17>, BatchNorm1d<17>, Swish, LayerNorm<17>, Linear<17, 2>, Softmax>>();
}

TEST_CASE("values live as long as shortcuts read them") {
  using Block = Residual<Linear<8, 20>, Swish, Linear<20, 8>, Residual<Softmax, Linear<8, 8>, Tanh>>;
  nothing_is_lost<Seq<Block, Swish, Block>>();
  nothing_is_lost<Residual<Residual<Residual<Linear<3, 3>>, LayerNorm<3>>, Swish>>();
  nothing_is_lost<Seq<Input<16>, Residual<Residual<LayerNorm<16>>, Tanh, Linear<16, 16>>, Softmax>>();
}
