// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <cstdint>
#include <ctnn/plan/plan.hpp>
#include <ctnn/random/generator.hpp>

// A program at run time: blocks of samples, sweeps over them, and what goes in and out.
namespace ctnn::inline CTNN_TARGET::internals::plan {

// Rows of samples become units of lanes. Lanes beyond the samples hold a copy of the last one.
template <class T, int L, class From>
CTNN_KERNEL constexpr void load_rows(const From* rows, int units, int samples, T* to) {
  using V = simd::vec<T, L>;
  int u = 0;
  if constexpr (std::is_same_v<T, From> && L > 1) {
    for (; u + L <= units; u += L) {
      V v[Bound(L)];
#pragma GCC unroll 64
      for (int l = 0; l < L; ++l)
        v[l] = simd::load<V>(rows + static_cast<long long>(l < samples ? l : samples - 1) * units + u);
      simd::transpose<V>(v);
#pragma GCC unroll 64
      for (int l = 0; l < L; ++l) simd::store<V>(to + static_cast<long long>(u + l) * L, v[l]);
    }
  }
  for (; u < units; ++u)
    for (int l = 0; l < L; ++l)
      to[static_cast<long long>(u) * L + l] =
          static_cast<T>(rows[static_cast<long long>(l < samples ? l : samples - 1) * units + u]);
}
template <class T, int L>
CTNN_KERNEL constexpr void store_rows(const T* from, int units, int samples, T* rows) {
  using V = simd::vec<T, L>;
  int u = 0;
  if constexpr (L > 1) {
    for (; u + L <= units; u += L) {
      V v[Bound(L)];
#pragma GCC unroll 64
      for (int l = 0; l < L; ++l) v[l] = simd::load<V>(from + static_cast<long long>(u + l) * L);
      simd::transpose<V>(v);
#pragma GCC unroll 64
      for (int l = 0; l < L; ++l)
        if (l < samples) simd::store<V>(rows + static_cast<long long>(l) * units + u, v[l]);
    }
  }
  for (; u < units; ++u)
    for (int l = 0; l < samples; ++l)
      rows[static_cast<long long>(l) * units + u] = from[static_cast<long long>(u) * L + l];
}

// torch's uniform numbers in [0, 1) of double precision: 53 of 64 bits.
constexpr double uniform_double(Generator& g) {
  return static_cast<double>(g.random64() & ((1ull << 53) - 1)) * 0x1p-53;
}

template <class T>
struct ProgramView {
  const PlanOp* op;
  const int* units;
  int ops;
  const int* barrier;
  int sweeps;
  const int* place;
  const int* first_place;
  const StageView<T>* stage;
  int noises, out, spare, in_units, out_units;
  Generator* generators;  // one for each source of noise, and one that is behind all of them
};

template <class T, int L, class With>
class ProgramRun {
 public:
  constexpr ProgramRun(const ProgramView<T>& program, T* memory, T** handed_in, const With& arguments)
      : p(program), scratch(memory), external(handed_in), with(arguments) {}

  constexpr T run() {
    for (int k = 0; k < p.ops; ++k)
      if (p.op[k].sums) start(p.op[k], p.units[k]);
    const bool one_block = with.samples <= L;
    if (!one_block)
      for (int sweep = 0; sweep < p.sweeps; ++sweep) all_blocks(sweep, p.barrier[sweep]);
    all_blocks(one_block ? -1 : p.sweeps, p.ops);
    is_first = true;
    for (int k = 0; k < p.ops; ++k)
      if (p.op[k].after) call(k, L);
    if (p.noises > 0) *with.generator = p.generators[p.noises];
    return result();
  }

 private:
  const ProgramView<T>& p;
  T* scratch;
  T** external;
  const With& with;
  bool is_first = true;  // the block

  constexpr void all_blocks(int sweep, int until) {
    // each source of noise begins behind the draws of those before it
    int source = 0;
    if (p.noises > 0) p.generators[0] = *with.generator;
    for (int k = 0; k < p.ops; ++k)
      if (p.op[k].act == Act::noise) {
        Generator& next = p.generators[++source];
        next = p.generators[source - 1];
        for (long long draw = static_cast<long long>(with.samples) * p.units[k]; draw-- > 0;) next.random64();
      }
    for (int from = 0; from < with.samples; from += L) block(from, sweep, until);
  }
  constexpr void block(int from, int sweep, int until) {
    const int here = with.samples - from < L ? with.samples - from : L;
    is_first = from == 0;
    int source = 0;
    for (int k = 0; k < until; ++k) {
      const PlanOp& op = p.op[k];
      const int units = p.units[k];
      switch (op.act) {
        case Act::call:
          if (op.after) break;
          if (const int end = scan_end(k, until); end > k) {
            scan(k, end, here);
            k = end - 1;
          } else if (const Kind kind = call_of(op).kind; sweep < 0 || !sums(op, kind) || sweep == sweep_of(op))
            call(k, here);
          break;
        case Act::load_input:
          load_input(op, with.x + static_cast<long long>(from) * units, units, here);
          if (p.out < 0) external[~p.out] = overlap() ? scratch + p.spare : out_row(from);
          break;
        case Act::load_targets:
          load_rows<T, L>(with.targets + static_cast<long long>(from) * units, units, here, scratch + op.place);
          break;
        case Act::noise:
          fill_noise(op, units, here, p.generators[source++]);
          break;
        case Act::zero:
          for (long long i = 0; i < static_cast<long long>(units) * L; ++i) memory(op.place)[i] = 0;
          break;
        case Act::store:
          if (L > 1 || overlap() || op.place != p.out) store_rows<T, L>(memory(op.place), units, here, out_row(from));
          break;
      }
    }
  }
  constexpr T* memory(int place) const { return place < 0 ? external[~place] : scratch + place; }
  constexpr T* out_row(int sample) const { return with.out + static_cast<long long>(sample) * p.out_units; }
  // One sample is read where it is, if its numbers are of our type.
  constexpr void load_input(const PlanOp& op, const auto* x, int units, int here) {
    if constexpr (L == 1) {
      if constexpr (std::is_same_v<const T*, std::remove_cvref_t<decltype(x)>>) {
        external[~op.place] = const_cast<T*>(x);
        return;
      }
      external[~op.place] = scratch + op.call;
    }
    load_rows<T, L>(x, units, here, memory(op.place));
  }
  // Do results take the place of what is read? (They go to other memory first then.)
  constexpr bool overlap() const {
    if (__builtin_is_constant_evaluated()) return true;
    const auto x = reinterpret_cast<std::uintptr_t>(with.x), out = reinterpret_cast<std::uintptr_t>(with.out);
    return x < out + sizeof(T) * std::uintptr_t(p.out_units) * std::uintptr_t(with.samples) &&
           out < x + sizeof(*with.x) * std::uintptr_t(p.in_units) * std::uintptr_t(with.samples);
  }
  constexpr const Call& call_of(const PlanOp& op) const { return p.stage[op.stage].call[op.call]; }
  constexpr bool sums(const PlanOp& op, Kind) const { return call_of(op).over_batch; }
  // Sums into scratch memory are made by the sweep that ends behind them, gradients by the last one.
  constexpr int sweep_of(const PlanOp& op) const { return op.sums ? op.sweep : p.sweeps; }
  constexpr int scan_end(int k, int until) const {
    const int scan = call_of(p.op[k]).scan;
    if (scan < 0) return k;
    int end = k;
    while (end < until && p.op[end].act == Act::call && p.op[end].stage == p.op[k].stage &&
           call_of(p.op[end]).scan == scan)
      ++end;
    return end;
  }
  constexpr void scan(int first, int end, int here) {
    const Call& c = call_of(p.op[first]);
    const int steps = CallView(c, p.stage[p.op[first].stage].number).steps();
    for (int s = 0; s < steps; ++s)
      for (int k = first; k < end; ++k) call(k, here, c.backwards ? steps - 1 - s : s);
  }
  constexpr void call(int k, int here, int step = 0) {
    const PlanOp& op = p.op[k];
    const StageView<T>& s = p.stage[op.stage];
    const Frame<T> frame{scratch, external, p.place + p.first_place[op.stage], here};
    const kernels::Code<T>& code = s.code[op.call];
    const bool adds = op.adds && !(op.first && is_first);
    code.run(CallView(s.call[op.call], s.number), frame, code.row, adds, step);
  }
  constexpr void start(const PlanOp& op, int units) {
    const StageView<T>& s = p.stage[op.stage];
    const int place = CallView(s.call[op.call], s.number).place(0);
    const graph::Op r = s.call[op.call].reduction;
    const T neutral = r == graph::Op::sum       ? T(0)
                      : r == graph::Op::minimum ? static_cast<T>(__builtin_huge_val())
                                                : static_cast<T>(-__builtin_huge_val());
    T* const to = scratch + p.place[p.first_place[op.stage] + place];
    for (int i = 0; i < units; ++i) to[i] = neutral;
  }
  constexpr void fill_noise(const PlanOp& op, int units, int here, Generator& g) {
    const StageView<T>& s = p.stage[op.stage];
    const double probability = s.place[op.call].probability;
    for (int l = 0; l < here; ++l)
      for (int u = 0; u < units; ++u)
        scratch[op.place + static_cast<long long>(u) * L + l] = uniform_double(g) < probability ? T(1) : T(0);
    for (int l = here; l < L; ++l)
      for (int u = 0; u < units; ++u) scratch[op.place + static_cast<long long>(u) * L + l] = 0;
  }
  // The loss: the last stage's result, one number.
  constexpr T result() const {
    int stage = 0;
    bool loss = false;
    for (int k = 0; k < p.ops; ++k)
      if (p.op[k].act == Act::load_targets) stage = p.op[k].stage, loss = true;
    if (!loss) return 0;
    const StageView<T>& s = p.stage[stage];
    for (int k = 0; k < s.places; ++k)
      if (s.place[k].space == lower::Space::result) return scratch[p.place[p.first_place[stage] + k]];
    return 0;
  }
};

// Noises: how many sources of noise there are. (Their generators are made where there are some: one takes longer to
// make than a small network to run.)
template <class T, int L, int Noises, class With>
constexpr T run_program(ProgramView<T> program, T* scratch, T** external, const With& with) {
  if constexpr (Noises > 0) return [&]<int... K>(std::integer_sequence<int, K...>) {
      Generator generators[] = {*with.generator, (static_cast<void>(K), *with.generator)...};
      program.generators = generators;
      return ProgramRun<T, L, With>(program, scratch, external, with).run();
    }
  (std::make_integer_sequence<int, Noises>{});
  else return ProgramRun<T, L, With>(program, scratch, external, with).run(); }

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
