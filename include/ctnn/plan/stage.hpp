// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/plan/names.hpp>

// A stage as types and constants: a layer on inputs of some shapes, lowered, with a kernel for each of its calls.
namespace ctnn::inline CTNN_TARGET::internals::plan {

// A layer of a network, in a mode, with what is wanted of it. (What it is called with is an argument: g++ evaluates
// calls with constant arguments wherever they stand, and the trace would be made twice.)
template <class L, class Mode, Wants Want, SampleShape... In>
struct LayerStage {
  static constexpr bool is_large = false;
  static constexpr Wants wants = Want;
  static constexpr Trace make(Wants some) {
    Trace t;
    lower::trace_layer<L, Mode, ((In.steps != 0) || ...)>(t, some, In...);
    return t;
  }
};
template <class Loss, Wants Want, SampleShape Result, SampleShape Target>
struct LossStage {
  static constexpr bool is_large = false;
  static constexpr Wants wants = Want;
  static constexpr Trace make(Wants some) {
    Trace t;
    lower::trace_loss<Loss, Result.steps != 0>(t, some, Result, Target);
    return t;
  }
};

// The stage's tables. The layout of parameters depends on the lanes of a register.
template <class S, int Lanes, int Line, bool AlongLoops = false>
class Lowered {
  using Room = std::conditional_t<S::is_large, lower::LargeStageRoom, StageRoom>;
  static constexpr Room room = lower::lowered<Room>(S::make(S::wants), ParameterLayout{Lanes, Line, AlongLoops});

 public:
  static constexpr auto data = room.template cut<room.calls, room.numbers, room.words, room.constants, room.places>();
  static constexpr bool overflows = room.overflows;

  // The formula of a call, as a template argument.
  template <int C>
  static constexpr auto steps() {
    constexpr const Call& c = data.call[C];
    graph::Steps<c.words, c.numbers, 1> s{};
    for (int k = 0; k < c.words; ++k) s.word[k] = data.word[c.word + k];
    for (int k = 0; k < c.numbers; ++k) s.number[k] = data.constant[c.number + k];
    s.result[0] = c.formula;
    return s;
  }
};

template <class S, class T>
inline constexpr const auto& lowered_for = Lowered<S, simd::native_lanes<T>, cache_line<T>>::data;

// How a program's lanes lie: so many samples side by side, or, of one sample at a time, so many elements of a loop.
struct LanesOf {
  int samples = 1, elements = 1;
  friend constexpr bool operator==(const LanesOf&, const LanesOf&) = default;
};

// The loop that a call's lanes lie along.
constexpr kernels::LaneLoop lane_loop(const Call& c, const int* numbers, const graph::Word* words, int lanes) {
  if (lanes == 1 || c.kind > Kind::outer) return {};
  if (c.kind >= Kind::contract) return kernels::LaneLoops(CallView(c, numbers), 0, lanes).of_contraction();
  int cost = 0;
  for (int k = 0; k < c.words; ++k) cost += graph::cost_of(graph::Step(words[c.word + k]).op);
  return kernels::LaneLoops(CallView(c, numbers), cost, lanes).best();
}

// A kernel for each call.
template <class S, class T, LanesOf Lanes>
class StageCode {
  static constexpr int L = Lanes.samples;
  using Low = Lowered<S, simd::native_lanes<T>, cache_line<T>, (Lanes.elements > 1)>;
  static constexpr const auto& data = Low::data;
  using Code = kernels::Code<T>;

  template <int C>
  static constexpr Code code_of() {
    constexpr const Call& c = data.call[C];
    constexpr kernels::LaneLoop along = lane_loop(c, data.number, data.word, Lanes.elements);
    constexpr bool contracts = c.kind >= Kind::contract, reduced = along.loop >= c.kept;
    if constexpr (along.loop >= 0)
      return {kernels::ExecutionAlong<T, Lanes.elements>::template run_of<
                  along.loop, reduced, (contracts ? along.exchanged : along.along.pairs), contracts>(),
              row_along<C, along, reduced>()};
    else return {Execution<T, L>::template run_of<c.kind, c.lanes, c.vector_rows>(), row_of<C>()};
  }
  template <int C, kernels::LaneLoop Loop, bool Folded>
  static constexpr RowCode<T> row_along() {
    constexpr kernels::Along A = Loop.along;
    using V = simd::vec<T, Lanes.elements>;
    constexpr auto steps = Low::template steps<C>();
    if constexpr (data.call[C].formula < 0) return nullptr;
    else if constexpr (data.call[C].kind == Kind::reduce)
      return &kernels::reduce_row<steps, data.call[C].reduction, Folded, V, A>;
    else return &kernels::map_row<steps, V, A>;
  }
  template <int C>
  static constexpr RowCode<T> row_of() {
    constexpr const Call& c = data.call[C];
    if constexpr (c.formula < 0) return nullptr;
    else {
      using V = simd::vec<T, c.lanes ? L : 1>;
      constexpr auto steps = Low::template steps<C>();
      if constexpr (c.kind == Kind::reduce) return &kernels::reduce_row<steps, c.reduction, c.over_batch, V>;
      else return &kernels::map_row<steps, V>;
    }
  }
  template <int... C>
  static constexpr auto all(std::integer_sequence<int, C...>) {
    struct {
      Code code[sizeof...(C) + 1];
    } codes{{code_of<C>()..., Code{}}};
    return codes;
  }

 public:
  static constexpr auto table = all(std::make_integer_sequence<int, data.calls>{});
};

// The same without its types, as the program sees it.
template <class T>
struct StageView {
  const Call* call = nullptr;
  const int* number = nullptr;
  const PlaceInfo* place = nullptr;
  const kernels::Code<T>* code = nullptr;
  int calls = 0, forward = 0, places = 0, noises = 0, numbers = 0, counts = 0;
  const graph::Word *word = nullptr, *constant = nullptr;
  int words = 0, constants = 0;
  bool overflows = false;
  SampleShape out{};

  // (Of 0 samples: without kernels.)
  template <class S, LanesOf Lanes>
  static constexpr StageView of() {
    using Low = Lowered<S, simd::native_lanes<T>, cache_line<T>, (Lanes.elements > 1)>;
    constexpr const auto& d = Low::data;
    const kernels::Code<T>* code = nullptr;
    if constexpr (Lanes.samples > 0) code = StageCode<S, T, Lanes>::table.code;
    return {d.call,    d.number, d.place, code,       d.calls, d.forward,   d.places,       d.noises,
            d.numbers, d.counts, d.word,  d.constant, d.words, d.constants, Low::overflows, d.out};
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
