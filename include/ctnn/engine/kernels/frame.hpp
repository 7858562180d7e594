// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/environment.hpp>
#include <ctnn/engine/kernels/kernel.hpp>
#include <ctnn/engine/kernels/sink.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// A program is a table of numbers and a table of functions: what a stage works on, and the code, shared by all stages
// that do the same in the same tile. Places are offsets in scratch memory, in elements; -1 stands for the user's own
// rows, or for what is not kept.
struct StageInfo {
  int in, out, in_stride, out_stride;
  int x, y, z, z_before;  // input, result, and what contractions gave, here and in the stage before
  int g, adjoint;         // the adjoint of the result, and where that of the input goes
  int joins, skip[cells::shortcuts],
      joined[cells::shortcuts];  // values that join here, and where their adjoints go
  int joins_before, skip_before[cells::shortcuts], joined_before[cells::shortcuts];
  int shortcuts, shortcut[cells::shortcuts];     // adjoints of the input that come by shortcuts
  int parameters, buffers;                       // first pointers in the frame's tables
  int weight, bias, weight_rows, weight_stride;  // which parameters (-1: none), and the weight's storage
  bool along_outputs;
  int statistics, sum_size, statistic_size;  // reductions over the batch: while they are summed, and with their results
  int targets, classes, packed;
};

template <class T>
struct LookAround;
template <class T>
struct LookBack;

// What is the same for all steps of a block.
template <class T>
struct Frame {
  T* scratch;
  const T* const* parameters;
  T* const* gradients;
  const T* const* buffers;
  const T* uniforms;
  int samples;  // in the whole batch
  T inverse_samples;
  const T* rows;        // the block at hand: the user's rows, ...
  T* results;           // ... those of its results, where the last stage writes them itself, ...
  int here;             // ... and how many samples
  bool fresh, updates;  // is it the first, whose gradients are stored rather than added, and one by whose gradients
                        // parameters are updated?
  T* const* updated;    // with a rule (RulePlaces in update.hpp), and so many parameters
  int count;
  const T* rule_uniforms;
  bool on_the_way;  // does the rule update parameters at all?

  constexpr T* at(int place) const { return place < 0 ? nullptr : scratch + place; }
  constexpr const T* value(int place) const { return place < 0 ? rows : scratch + place; }
  constexpr T* result(int place) const { return place < 0 ? results : scratch + place; }

  // Where the gradient of a parameter goes.
  template <class V, class R>
  CTNN_INLINE constexpr Sink<V, R> sink(R, int parameter) const {
    if constexpr (R::results == 0) return {gradients[parameter], fresh};
    else {
      Sink<V, R> s{gradients[parameter], fresh, updates, rule_uniforms, {}};
      for (int k = 0; k < R::results; ++k) s.to[k] = updated[k * count + parameter];
      return s;
    }
  }
  CTNN_INLINE constexpr void layer_values(const StageInfo& i, Sources<T>& s) const {
    if (i.parameters >= 0) s.parameter = parameters + i.parameters;
    if (i.buffers >= 0) s.buffer = buffers + i.buffers;
  }
  // Where the adjoints that are handed to the stage before go, and those of the stage's own joins.
  CTNN_INLINE constexpr void adjoints(const StageInfo& i, T** to) const {
    *to++ = at(i.adjoint);
    for (int k = 0; k < i.joins_before; ++k) *to++ = at(i.joined_before[k]);
    for (int k = 0; k < i.joins; ++k) *to++ = at(i.joined[k]);
  }
  // What formulas find around a stage; the values that they compute are as wide as its input or its result. Here: a
  // step that is compiled for one stage looks around where it stands, one that serves many by a call.
  template <bool Here>
  CTNN_INLINE constexpr void look_around(const StageInfo& i, int width, int stride, Sources<T>* to) const {
    if constexpr (!Here) outlined<LookAround<T>, Frame, StageInfo, int, int, Sources<T>*>(*this, i, width, stride, to);
    else {
      Sources<T>& s = *to;
      s.features = width, s.stride = stride, s.block_samples = here, s.uniform = uniforms;
      s.extent[0] = s.inverse_extent[0] = 1;
      s.extent[1] = T(samples), s.inverse_extent[1] = inverse_samples;
      s.extent[2] = T(width), s.inverse_extent[2] = 1 / T(width);
      s.extent[3] = s.extent[1] * s.extent[2], s.inverse_extent[3] = s.inverse_extent[1] * s.inverse_extent[2];
      s.cell[cells::x] = value(i.x);
      s.cell[cells::y] = at(i.y);
      s.cell[cells::z] = at(i.z_before);
      s.cell[cells::g] = at(i.g);
      s.cell[cells::target] = at(i.targets);
      s.classes = at(i.classes);
      for (int k = 0; k < i.joins; ++k) s.cell[cells::skip + k] = value(i.skip[k]);
      for (int k = 0; k < i.joins_before; ++k) s.cell[cells::skip_before + k] = value(i.skip_before[k]);
      for (int k = 0; k < i.shortcuts; ++k) s.cell[cells::shortcut + k] = at(i.shortcut[k]);
    }
  }
  // Both, for a step that goes back through stage i.
  template <bool Here>
  CTNN_INLINE constexpr void look_back(const StageInfo& i, Sources<T>* from, T** to) const {
    if constexpr (!Here) outlined<LookBack<T>, Frame, StageInfo, Sources<T>*, T**>(*this, i, from, to);
    else look_around<true>(i, i.in, i.in_stride, from), adjoints(i, to);
  }
};

// The same as kernels.
template <class T>
struct LookAround {
  static constexpr void run(const Frame<T>& f, const StageInfo& i, int width, int stride, Sources<T>* to) {
    f.template look_around<true>(i, width, stride, to);
  }
};
template <class T>
struct LookBack {
  static constexpr void run(const Frame<T>& f, const StageInfo& i, Sources<T>* from, T** to) {
    f.template look_back<true>(i, from, to);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
