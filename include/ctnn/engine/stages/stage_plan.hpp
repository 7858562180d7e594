// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/stages/stage_plan_maker.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// Before: the stage that computed its input, or void.
template <class Own, class Before, int Shortcuts, bool Back, bool Learns>
struct StagePlan {
 private:
  template <StagePlanSizes Room>
  static constexpr StagePlanData<Room> make_data() {
    StageTrace* before = Own::trace;
    if constexpr (!std::is_void_v<Before>) before = Before::trace;
    StagePlanMaker maker({Own::is_loss, !std::is_void_v<Before>, Shortcuts, Back, Learns}, Own::trace, *before);
    return StagePlanData<Room>(maker.make());
  }
  template <StagePlanSizes Room>
  struct In {
    static constexpr StagePlanData<Room> data = make_data<Room>();
  };
  template <class Large>
  struct Cut {
    static constexpr StagePlanData<Large::data.sizes> data{Large::data};
  };
  static constexpr bool is_long() {
    if constexpr (Own::is_loss) return false;
    else return summary<Own>.steps > long_formula;
  }
  static constexpr const auto& choose_data() {
    constexpr StagePlanSizes room = is_long() ? large_sizes : usual_sizes;
    if constexpr (!fits(In<room>::data.sizes, room)) return In<In<room>::data.sizes>::data;
    else if constexpr (is_long()) return Cut<In<room>>::data;
    else return In<room>::data;
  }

 public:
  static constexpr const auto& data = choose_data();
  static constexpr const StagePlanFacts& facts = data.facts;
  static constexpr int statistics = data.sizes.statistics;

  // The K-th program, as a template argument.
  template <int K>
  static constexpr auto make_program() {
    constexpr ProgramRange r = data.range[K];
    graph::Steps<r.words, r.numbers, r.results> steps{};
    for (int k = 0; k < r.words; ++k) steps.word[k] = data.word[r.first_word + k];
    for (int k = 0; k < r.numbers; ++k) steps.number[k] = data.number[r.first_number + k];
    for (int k = 0; k < r.results; ++k) steps.result[k] = data.result[r.first_result + k];
    return steps;
  }
  template <int K>
  static constexpr auto program = make_program<K>();
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
