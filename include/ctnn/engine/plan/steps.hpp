// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/contract_kernels.hpp>
#include <ctnn/engine/kernels/exchange.hpp>
#include <ctnn/engine/kernels/frame.hpp>
#include <ctnn/engine/kernels/gradient_kernels.hpp>
#include <ctnn/engine/kernels/pass.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// The steps of a program: each finds what it needs in the frame and calls kernels. None depends on a network's shape,
// which numbers tell it; those of contractions do not on a layer's formula either, which their kernels know.

// The kernels of a stage for each step that chooses among some, as types or as tables (kernel.hpp).
template <class Forward, class Back, class Weight, class Bias>
struct StageKernels {
  [[no_unique_address]] Forward forward;
  [[no_unique_address]] Back back;
  [[no_unique_address]] Weight weight;
  [[no_unique_address]] Bias bias;
};
// A step that is compiled for one stage has kernels that are types; one that serves many has tables.
template <class Kernels>
inline constexpr bool of_one_stage = std::is_empty_v<std::remove_cvref_t<Kernels>>;

// Shares out a contraction among kernels: values of `in` features in rows of in_stride, multiplied by the stage's
// weight to `out` features. Along: do the weight's lanes lie along the results? If they do not, and it is not taken as
// it lies, the packed copy's do. (Where lanes are samples it does not matter.)
template <class Layout, class T>
CTNN_INLINE constexpr void contract(const Frame<T>& f, const StageInfo& i, const T* values, int in_stride, int in,
                                    int out, int out_stride, bool along, const T* bias, const Sources<T>& from,
                                    T* const* to, const auto& kernels) {
  const T* const w = f.parameters[i.parameters + i.weight];
  if constexpr (Layout::lanes_are_samples) {
    const long row = along ? 1 : i.weight_stride, step = along ? i.weight_stride : 1;
    kernels.template run<many_rows>(
        Contraction<T>{w, row, step, values, Layout::block, in, 0, out, Layout::columns, out, bias}, from, to);
  } else {
    const T* vectors = w;
    long vector_step = i.weight_stride;
    // (Made anew for each kernel: what compilers know of it they forget once another function has seen its address.)
    const auto some = [&](int first, int end) CTNN_INLINE {
      return Contraction<T>{values, in_stride, 1, vectors, vector_step, in, first, end, Layout::units(out), out, bias};
    };
    const int rows = f.here, tile = kernels.numbers.rows;
    if (rows <= kernels.numbers.dots_up_to) return kernels.template run<dots>(some(0, rows), from, to);
    if (!along) {
      transpose_matrix<typename Layout::vector>(w, i.weight_rows, i.weight_stride, f.at(i.packed), in, out_stride);
      vectors = f.at(i.packed), vector_step = out_stride;
    }
    // What whole tiles leave of a few rows takes a tile of four, where there is one.
    const int rest = tile > 4 ? rows % tile : 0, many = rows < tile ? 0 : rest <= 4 ? rows - rest : rows;
    if (many > 0) kernels.template run<many_rows>(some(0, many), from, to);
    if (many == rows) return;
    if (rows >= 4) kernels.template run<four_rows>(some(many, rows), from, to);
    else kernels.template run<one_row>(some(0, rows), from, to);
  }
}

template <class Layout>
struct ContractForward {
  using T = typename Layout::element;
  CTNN_INLINE static constexpr void run(const Frame<T>& f, const StageInfo& i, const auto& kernels) {
    Sources<T> from;
    f.template look_around<of_one_stage<decltype(kernels)>>(i, i.out, i.out_stride, &from);
    T* const to[2] = {f.result(i.y), f.at(i.z)};
    const T* const bias = i.bias < 0 ? nullptr : f.parameters[i.parameters + i.bias];
    contract<Layout, T>(f, i, f.value(i.x), i.in_stride, i.in, i.out, i.out_stride, i.along_outputs, bias, from, &to[0],
                        kernels.forward);
  }
};

template <class Layout>
struct ContractBack {
  using T = typename Layout::element;
  CTNN_INLINE static constexpr void run(const Frame<T>& f, const StageInfo& i, const auto& kernels) {
    Sources<T> from;
    T* to[1 + 2 * cells::shortcuts];
    f.template look_back<of_one_stage<decltype(kernels)>>(i, &from, &to[0]);
    contract<Layout, T>(f, i, f.at(i.g), i.out_stride, i.out, i.in, Layout::stride(i.in), !i.along_outputs, nullptr,
                        from, &to[0], kernels.back);
  }
};

// Back through a contraction, and its weight's update, of one sample.
template <class Layout, class Finish, class Rule>
struct BackWithUpdate {
  using T = typename Layout::element;
  using V = typename Layout::vector;
  CTNN_INLINE static constexpr void run(const Frame<T>& f, const StageInfo& i, const auto& kernels) {
    Sources<T> from;
    T* to[1 + 2 * cells::shortcuts];
    f.template look_back<of_one_stage<decltype(kernels)>>(i, &from, &to[0]);
    call<Layout, BackAndUpdate<Layout, Finish, Sink<V, Rule>>>(f.value(i.x), i.in, f.at(i.g), i.out, from, &to[0],
                                                               f.template sink<V>(Rule{}, i.parameters + i.weight),
                                                               i.weight_stride);
  }
};

// The gradient of a weight, or of a bias, shared out among kernels.
template <class Layout, class Rule, bool OfBias>
struct AddGradient {
  using T = typename Layout::element;
  CTNN_INLINE static constexpr void run(const Frame<T>& f, const StageInfo& i, const auto& all_kernels) {
    const auto& kernels = [&]() -> const auto& {
      if constexpr (OfBias) return all_kernels.bias;
      else return all_kernels.weight;
    }
    ();
    const Sink<typename Layout::vector, Rule> to =
        f.template sink<typename Layout::vector>(Rule{}, i.parameters + (OfBias ? i.bias : i.weight));
    GradientSums<T> s{nullptr, 0, 1, f.at(i.g), i.out_stride, i.out, f.here, i.weight_stride};
    if constexpr (!OfBias) {
      s.a = f.value(i.x), s.a_stride = i.in_stride, s.rows = i.in;
      if (!i.along_outputs) s = {s.b, s.b_stride, s.lanes, s.a, s.a_stride, s.rows, s.samples, s.stride};
    }
    const GradientNumbers n = kernels.numbers;
    const int below = s.rows - s.rows % n.rows;
    int lane = 0;
    for (; lane + n.least_lanes <= s.lanes; lane += n.lanes) {
      kernels.template run<tiles>(s, 0, lane, to);
      if (below < s.rows) kernels.template run<rows_below>(s, below, lane, to);
    }
    if (lane >= s.lanes) return;
    kernels.template run<tiles_beside>(s, 0, lane, to);
    if (below < s.rows) kernels.template run<rows_below_beside>(s, below, lane, to);
  }
};

// A pass of a stage's plan over a block.
template <class Layout, class Plan, int P, bool Back>
struct PlannedPass {
  using T = typename Layout::element;
  CTNN_INLINE static constexpr void run(const Frame<T>& f, const StageInfo& i, const auto& kernels) {
    Sources<T> from;
    T* to[1 + 2 * cells::shortcuts];
    constexpr bool here = of_one_stage<decltype(kernels)>;
    if constexpr (Back) f.template look_back<here>(i, &from, &to[0]);
    else f.template look_around<here>(i, i.in, i.in_stride, &from), to[0] = f.at(i.y);
    f.layer_values(i, from);
    const T* results[Plan::statistics + 1] = {};
    for (int k = 0; k < Plan::statistics; ++k) results[k] = f.at(i.statistics + k * i.statistic_size + i.sum_size);
    from.statistic = results;
    constexpr engine::PassFacts facts = Plan::data.pass[P];
    T* sums[Bound(facts.adds + 1)] = {};
    for (int k = 0; k < facts.adds; ++k)
      sums[k] = f.at(i.statistics + Plan::data.add[facts.first_add + k].statistic * i.statistic_size);
    call<Layout, Pass<Layout, Plan, P, Back>>(from, &to[0], &sums[0]);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
