// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/plan/stage_plans.hpp>
#include <ctnn/nets/composition.hpp>
#include <ctnn/nets/dag.hpp>
#include <ctnn/nets/layer_formula.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// From layers to stages. A contraction, or a reduction of rows or of the batch, opens a stage, and what follows lane by
// lane becomes part of the formula of the stage that is open. A stage computes one value of the network: values are
// numbered, 0 is the input and k + 1 what stage k gives.

// What a stage's formula is made of: layers, one after the other, values that join, and the stage's own input.
struct Join {};
struct JoinInput {};
// A layer that behaves differently in training and in evaluation, in one of them.
template <class L, class Mode>
struct InMode {};

// The formula of a stage, whatever its sizes: equal stages are equal types. It writes itself into a graph.
template <class... E>
struct StageFormula {
  static constexpr bool is_loss = false;

  static constexpr engine::Traced trace(engine::Formulary& g, engine::Role role) {
    const bool itself = role == engine::Role::itself;
    engine::Traced t;
    t.input = t.opening = g.cell(cells::x).id;
    graph::Value value{&g, t.input};
    (element(t, value, E{}, itself), ...);
    t.formula = value.id;
    return t;
  }

 private:
  static constexpr void element(engine::Traced& t, graph::Value& value, Join, bool itself) {
    engine::Formulary& g = static_cast<engine::Formulary&>(*value.graph);
    const graph::Value joined = g.cell((itself ? cells::skip : cells::skip_before) + t.joins);
    t.skip[t.joins++] = joined.id;
    value = value + joined;
  }
  static constexpr void element(engine::Traced& t, graph::Value& value, JoinInput, bool) {
    value = value + graph::Value{value.graph, t.input};
  }
  template <class L>
  static constexpr void element(engine::Traced& t, graph::Value& value, L, bool) {
    layer<L, void>(t, value);
  }
  template <class L, class Mode>
  static constexpr void element(engine::Traced& t, graph::Value& value, InMode<L, Mode>, bool) {
    layer<L, Mode>(t, value);
  }
  template <class L, class Mode>
  static constexpr void layer(engine::Traced& t, graph::Value& value) {
    engine::Formulary& g = static_cast<engine::Formulary&>(*value.graph);
    const graph::Value x = value;
    value = traced<L, Mode>(x);
    if (x.id != t.input || t.contracts) return;
    trace_updates<L, Mode>(x, t.updates);
    // A contraction's result is a symbol, with the features of the stage's values.
    const graph::Contraction c = graph::find_contraction(g, x.id);
    if (c.node < 0) return;
    t.contracts = true, t.weight = c.weight, t.bias = c.bias;
    t.opening = g.cell(cells::z).id;
    graph::Rebuild opened(g, c.node, t.opening, c.axis, g.last.id);
    value = {&g, opened(value.id)};
  }
};

// A stage's formula has so many steps at most, as its code stands in each kernel of a contraction; then another stage
// begins. (A layer's own may be longer.)
inline constexpr int most_steps = 40;

// The layers of a network and the ends of its Residuals, in order.
template <class L, class Mode>
struct element_of {
  using type = typename formula_of_layer<L>::type;
};
template <HasBuffers L, class Mode>
struct element_of<L, Mode> {
  using type = InMode<typename formula_of_layer<L>::type, Mode>;
};
enum class Event { layer, residual, end };

// What a layer by itself means for the stages around it.
struct LayerFacts {
  bool elementwise = false, contracts = false;
  int weight = -1, bias = -1, steps = 0;
};
template <class E>
constexpr LayerFacts layer_facts() {
  const engine::StageSummary& s = engine::summary<StageFormula<E>>;
  return {!s.contracts && !s.reduces && !s.reads_members, s.contracts, s.weight, s.bias, s.steps};
}

struct LayerWidths {
  int in = 0, out = 0;  // 0: as it comes
};
template <class L>
constexpr LayerWidths widths_of() {
  if constexpr (FixesShape<L>) return {L::in_features, L::out_features};
  else return {};
}

// How many layers and Residuals there are.
template <class L>
constexpr int count_events() {
  if constexpr (Container<L>) {
    const auto inside = []<class... I>(list<I...>) { return (count_events<I>() + ... + 1); };
    return inside(typename container<L>::layers{});
  } else return 1;
}

// Writes down the events of a network, and what is known of its layers.
struct EventList {
  List<Event> events;
  List<LayerFacts> facts;
  List<LayerWidths> widths;
  int first = 0;  // features of an Input

  template <class Mode, class L>
  constexpr void add(std::type_identity<L>) {
    events.push(Event::layer);
    facts.push(layer_facts<typename element_of<L, Mode>::type>());
    widths.push(widths_of<L>());
  }
  template <class Mode, fixed_string N, class L>
  constexpr void add(std::type_identity<Named<N, L>>) {
    add<Mode>(std::type_identity<L>{});
  }
  template <class Mode, int... E>
  constexpr void add(std::type_identity<Input<E...>>) {
    first = (E * ...);
  }
  template <class Mode, class... L>
  constexpr void add(std::type_identity<Seq<L...>>) {
    (add<Mode>(std::type_identity<L>{}), ...);
  }
  template <class Mode, class... L>
  constexpr void add(std::type_identity<Residual<L...>>) {
    events.push(Event::residual);
    (add<Mode>(std::type_identity<L>{}), ...);
    events.push(Event::end);
  }
};

// The elements of stages' formulas as numbers: leaves, and what joins.
inline constexpr int join = -1, join_input = -2;

struct StageRecord {
  int leaf = 0, first_element = 0, elements = 0, in = 0, out = 0, weight = -1, bias = -1, joins = 0;
  int joined[cells::shortcuts] = {};
  bool contracts = false;
};
struct StageRecords {
  List<StageRecord> stages;
  List<int> elements;
  int in = 0;
  bool too_many_joins = false;

  constexpr explicit StageRecords(const EventList& l) : in(l.first), width(l.first) {
    List<int> starts;
    for (const Event e : l.events) {
      if (e == Event::layer) layer(l.facts[leaf], l.widths[leaf]), ++leaf;
      else if (e == Event::residual) open = false, starts.push(stages.size());
      else {
        end(starts.back());
        starts.resize(starts.size() - 1, 0);
      }
    }
  }

 private:
  int width, leaf = 0, steps = 0;  // (steps of the open stage)
  bool open = false;

  constexpr void layer(const LayerFacts& f, LayerWidths w) {
    const int entered = w.in > 0 ? w.in : width;
    if (in == 0) in = entered;
    width = w.out > 0 ? w.out : entered;
    if (!f.elementwise || !open || steps + f.steps > most_steps) begin(entered, f);
    steps += f.steps;
    add(leaf);
    stages.back().out = width;
  }
  constexpr void begin(int entered, const LayerFacts& f) {
    StageRecord s;
    s.leaf = leaf, s.first_element = elements.size(), s.in = entered, s.out = entered;
    s.contracts = f.contracts, s.weight = f.weight, s.bias = f.bias;
    stages.push(s);
    open = true, steps = 0;
  }
  constexpr void add(int element) { elements.push(element), ++stages.back().elements; }
  // A shortcut starts at a finished value and ends in the formula of the stage that is open behind the inner layers; if
  // none is, it gets a stage of its own.
  constexpr void end(int from) {
    if (!open) begin(width, {});
    StageRecord& s = stages.back();
    if (from == stages.size() - 1 && !s.contracts) return add(join_input);
    if (s.joins == cells::shortcuts) too_many_joins = true;
    else s.joined[s.joins++] = from, add(join);
  }
};

// A network without names.
template <class L>
struct bare {
  using type = L;
};
template <fixed_string N, class L>
struct bare<Named<N, L>> : bare<L> {};
template <class... L>
struct bare<Seq<L...>> {
  using type = Seq<typename bare<L>::type...>;
};
template <class... L>
struct bare<Residual<L...>> {
  using type = Residual<typename bare<L>::type...>;
};

// The stages of a network without names, one after the other, and the widths of the values between them.
template <class Net, class Mode>
struct Stages {
 private:
  // As many stages at most as there are layers and Residuals, and as many elements.
  static constexpr int most = nets::count_events<Net>();
  struct Data {
    int size = 0, in = 0;
    bool too_many_joins = false;
    nets::StageRecord stage[Bound(most + 1)] = {};
    int element[Bound(most + 1)] = {};
  };
  static constexpr Data make_data() {
    nets::EventList l;
    l.add<Mode>(std::type_identity<Net>{});
    const nets::StageRecords r(l);
    Data d{r.stages.size(), r.in, r.too_many_joins};
    for (int k = 0; k < r.stages.size(); ++k) d.stage[k] = r.stages[k];
    for (int k = 0; k < r.elements.size(); ++k) d.element[k] = r.elements[k];
    return d;
  }
  static constexpr Data data = make_data();
  static_assert(!data.too_many_joins, "too many Residuals end at one place");

 public:
  static constexpr int size = data.size, in = data.in;

 private:
  template <class... L>
  static auto pack(list<L...>) -> leaf_pack<type_leaf<L>...>;
  using layers = decltype(pack(leaves<Net>{}));

  template <int Element>
  static constexpr auto element() {
    if constexpr (Element == nets::join) return std::type_identity<nets::Join>{};
    else if constexpr (Element == nets::join_input) return std::type_identity<nets::JoinInput>{};
    else return nets::element_of<type_at<Element, layers>, Mode>{};
  }
  struct Arrays {
    int width[Bound(size + 1)], cost[Bound(size + 1)], leaf[Bound(size + 1)], weight[Bound(size + 1)],
        bias[Bound(size + 1)], joins[Bound(size + 1)];
    bool pointwise[Bound(size + 1)];
  };
  template <int... K>
  static constexpr Arrays make_arrays(std::integer_sequence<int, K...>) {
    Arrays a{{in}, {engine::summary<stage<K>>.cost...}, {}, {}, {}, {}, {}};
    for (int k = 0; k < size; ++k) {
      const nets::StageRecord& s = data.stage[k];
      a.width[k + 1] = s.out, a.leaf[k] = s.leaf, a.weight[k] = s.weight, a.bias[k] = s.bias, a.joins[k] = s.joins;
      a.pointwise[k] = !s.contracts;
    }
    a.leaf[size] = a.weight[size] = a.bias[size] = -1;
    return a;
  }

 public:
  template <int K, int... I>
  static auto formula(std::integer_sequence<int, I...>)
      -> nets::StageFormula<typename decltype(element<data.element[data.stage[K].first_element + I]>())::type...>;
  // The formula of the K-th, of any sizes (engine/stages/trace.hpp). (clang 14 looks for access where it is used.)
  template <int K>
  using stage = decltype(formula<K>(std::make_integer_sequence<int, data.stage[K].elements>{}));

 private:
  static constexpr Arrays arrays = make_arrays(std::make_integer_sequence<int, size>{});

 public:
  static constexpr const int (&width)[Bound(size + 1)] = arrays.width;
  static constexpr const int (&cost)[Bound(size + 1)] = arrays.cost;
  static constexpr const int (&leaf)[Bound(size + 1)] = arrays.leaf;
  static constexpr const int (&weight)[Bound(size + 1)] = arrays.weight;
  static constexpr const int (&bias)[Bound(size + 1)] = arrays.bias;
  static constexpr const int (&joins)[Bound(size + 1)] = arrays.joins;
  static constexpr const bool (&pointwise)[Bound(size + 1)] = arrays.pointwise;
  static constexpr int out = width[size];
  static constexpr bool make_any_pointwise() {
    bool any = false;
    for (int k = 0; k < size; ++k) any |= pointwise[k];
    return any;
  }
  static constexpr bool any_pointwise = make_any_pointwise();
  static constexpr bool make_any_joins() {
    bool any = false;
    for (int k = 0; k < size; ++k) any |= joins[k] > 0;
    return any;
  }
  static constexpr bool any_joins = make_any_joins();
  // Every parameter learns (but nets/frozen.hpp).
  static constexpr int lowest = 0;
  static constexpr bool learns(int) { return true; }
  // Does a stage begin with a layer, or with a value that joins?
  static constexpr bool has_layer(int k) { return data.element[data.stage[k].first_element] >= 0; }
  // The value from which the j-th that joins stage k comes.
  static constexpr int joined(int k, int j) { return data.stage[k].joined[j]; }
  // How many shortcuts start at a value.
  static constexpr int shortcuts(int value) {
    int n = 0;
    for (int m = 0; m < size; ++m)
      for (int j = 0; j < joins[m]; ++j) n += joined(m, j) == value;
    return n;
  }
};

template <class Net, class Mode, bool Composes = composes<Net>, bool IsShaped = shaped_network<Net>>
struct stages_of_net {
  using type = Stages<typename nets::bare<Net>::type, Mode>;
};
template <class Net, class Mode>
struct stages_of_net<Net, Mode, true, true> {
  using type = nets::ShapedNet<Net, Mode>;
};
template <class Net, class Mode, bool IsShaped>
struct stages_of_net<Net, Mode, false, IsShaped> {
  using type = FaultyGraph<walked<Net>.in, walked<Net>.width>;
};

// The stages of a network in training or in evaluation; where the mode makes no difference it is one and the same type.
template <class Net, class Mode>
using stages_of = typename stages_of_net<Net, std::conditional_t<depends_on_mode<Net>, Mode, Evaluation>>::type;

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
