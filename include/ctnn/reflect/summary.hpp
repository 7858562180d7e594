// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/reflect/costs.hpp>
#include <ctnn/reflect/print_model.hpp>

namespace ctnn::inline CTNN_TARGET::internals::reflect {

// std::cout << summary(model), or summary<Net>(): a table of a network's layers, what each gives for one sample, how
// many numbers it learns and how many multiplications and additions its product takes; then the sums, and the memory.
template <class Net, class T = float>
struct Summary {};

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect

namespace ctnn::inline CTNN_TARGET {

template <class Net, class T = float>
constexpr internals::Summary<Net, T> summary() {
  return {};
}
template <class Net, class T>
constexpr internals::Summary<Net, T> summary(const Model<Net, T>&) {
  return {};
}

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::reflect {

constexpr int digits_of(std::int64_t number) {
  int digits = 1;
  while (number >= 10) number /= 10, ++digits;
  return digits;
}

struct SummaryRow {
  int depth, index;
  lower::SampleShape shape;
  OwnName own;
  TypeName layer;
  std::int64_t parameters, multiply_adds;

  // How wide the first column is: what the layer is called, and what it is.
  constexpr int label_width() const {
    int name = own.given || index < 0 ? 0 : digits_of(index);
    if (own.given)
      while (own.text[name]) ++name;
    return 2 * depth + name + (name > 0) + layer.length;
  }
};

template <class L>
inline constexpr bool is_sequence = false;
template <class... L>
inline constexpr bool is_sequence<Seq<L...>> = true;

template <class Net>
constexpr int rows_in = 1;
template <Container L>
constexpr int rows_in<L> = rows_in<typename container<L>::layers>;
template <class... L>
constexpr int rows_in<list<L...>> = (1 + ... + rows_in<L>);

template <class G>
constexpr std::int64_t multiply_adds_of_leaf(int leaf) {
  for (int k = 0; k < G::size; ++k)
    if (G::leaf[k] == leaf && !G::pointwise[k]) return std::int64_t(G::width[k]) * G::width[k + 1];
  return 0;
}

template <class Net>
struct SummaryTable {
  using G = stages_of<Net, Evaluation>;
  static constexpr bool is_shaped = nets::is_shaped<G>;
  SummaryRow row[rows_in<Net>] = {};
  int count = 0, leaf = 0;
  lower::SampleShape shape = make_shape();

  constexpr SummaryTable() { add<Net>(0, {}, -1); }

 private:
  static constexpr lower::SampleShape make_shape() {
    if constexpr (is_shaped) return G::in_shape;
    else return lower::SampleShape(G::in);
  }
  template <class L>
  constexpr void add(int depth, OwnName own, int index) {
    using Bare = unnamed<L>;
    SummaryRow& mine = row[count++];
    mine = {depth, index, {}, own, layer_name<Bare>, 0, 0};
    if constexpr (Container<Bare>) {
      const int first = count;
      add_all(depth + 1, typename container<Bare>::layers{});
      for (int i = first; i < count; ++i)
        if (row[i].depth == depth + 1) mine.parameters += row[i].parameters, mine.multiply_adds += row[i].multiply_adds;
      if constexpr (is_shaped && !is_sequence<Bare>) mine.multiply_adds += follow<Bare>();  // where branches join
    } else {
      mine.parameters = parameter_count<Bare>;
      mine.multiply_adds += follow<Bare>();
    }
    mine.shape = shape;
  }
  // What the next layer gives, and its multiply-adds.
  template <class Bare>
  constexpr std::int64_t follow() {
    if constexpr (is_shaped) {
      shape = use_costs<G>.use[leaf].shape;
      return use_costs<G>.use[leaf++].multiply_adds;
    } else {
      if constexpr (FixesShape<Bare>) shape = lower::SampleShape(Bare::out_features);
      return multiply_adds_of_leaf<G>(leaf++);
    }
  }
  template <class... L>
  constexpr void add_all([[maybe_unused]] int depth, list<L...>) {
    int index = 0;
    (add<L>(depth, own_name<L>, index++), ...);
  }
};

// 6x28x28; a * where only run time knows an extent.
template <TextStream S>
void put_right(S& out, const lower::SampleShape& shape, int width) {
  int length = shape.rank - 1;
  for (int d = 0; d < shape.rank; ++d) length += shape.grows(d) ? 1 : digits_of(shape[d]);
  for (int i = length; i < width; ++i) put(out, " ");
  for (int d = 0; d < shape.rank; ++d) {
    if (d > 0) put(out, "x");
    if (shape.grows(d)) put(out, "*");
    else put(out, shape[d]);
  }
}
template <TextStream S>
void put_right(S& out, std::int64_t number, int width) {
  for (int i = digits_of(number); i < width; ++i) put(out, " ");
  put(out, number);
}

template <TextStream S>
void print_summary(S& out, const SummaryRow* row, int count) {
  int label = 5;
  for (int i = 0; i < count; ++i) label = label < row[i].label_width() ? row[i].label_width() : label;
  put(out, "Layer");
  for (int i = 5; i < label; ++i) put(out, " ");
  put(out, "     Output  Parameters  Multiply-adds\n");
  for (int i = 0; i < count; ++i) {
    const SummaryRow& r = row[i];
    for (int k = 0; k < 2 * r.depth; ++k) put(out, " ");
    if (r.own.given) put(out, r.own.text), put(out, " ");
    else if (r.index >= 0) put(out, r.index), put(out, " ");
    out.write(r.layer.text, r.layer.length);
    for (int k = r.label_width(); k < label; ++k) put(out, " ");
    put_right(out, r.shape, 11), put_right(out, r.parameters, 12), put_right(out, r.multiply_adds, 15);
    put(out, "\n");
  }
}

template <TextStream Stream, class Net, class T>
Stream& operator<<(Stream& out, Summary<Net, T>) {
  static constexpr SummaryTable<Net> table;
  print_summary(out, table.row, table.count);
  put(out, "Parameters: "), put(out, parameter_count<Net>), put(out, ", ");
  put(out, parameter_bytes<Net, T>), put(out, " bytes");
  if constexpr (!model::grows<Net>) {  // else the Trainer's MaxSteps tells
    put(out, "; for training "), put(out, training_bytes<Net, T>), put(out, " bytes in all");
  }
  put(out, "\n");
  return out;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect
