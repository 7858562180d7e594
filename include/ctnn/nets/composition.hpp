// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/lower/trace.hpp>
#include <ctnn/nets/layer_faults.hpp>
#include <ctnn/nets/names.hpp>
#include <ctnn/nets/untied.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// Do the layers of a network fit? Found out by a walk over them before anything else is made of it, so that a mistake
// is told in few lines and once: nothing is instantiated of a network that has one.

// Is a network one of values with a shape? Where it has layers of such values, or where one that works on features
// follows an Input of more extents, of which the last one is what it takes.
template <class Net>
struct starts_on {
  static constexpr bool last = false, grows = false;
};
template <int... E, class L, class... R>
struct starts_on<Seq<Input<E...>, L, R...>> {
  static constexpr bool grows = ((E == dynamic) || ...);  // do its values follow a number of steps?
  static constexpr bool make_last() {
    if constexpr (sizeof...(E) > 1 && FixesShape<unnamed<L>>) {
      constexpr int extents[] = {E...};
      return unnamed<L>::in_features == extents[sizeof...(E) - 1] && unnamed<L>::in_features != (E * ...);
    } else return false;
  }
  static constexpr bool last = make_last();
};
template <class Net>
inline constexpr bool shaped_network = has_shaped<Net>() || starts_on<Net>::last || starts_on<Net>::grows;

// Goes through the layers; `width` is what the last one gives, 0 while nobody knows, `from` where that one is.
// (Where only run time knows the number of steps, the first of those that are probed is walked with.)
template <bool shaped, bool grows = false>
struct Walk {
  lower::SampleShape in_shape{}, shape{};  // of the network's input, and of what the last layer gives, if shaped
  Misfit misfit{};
  Way here{}, from{};
  int in = 0, width = 0, leaves = 0;
  int least_batch = 0;  // samples that training needs, if shaped
  int members = 0;      // of all layers: parameters and buffers
  int fewest_steps = 1;
  int least_values = 0;  // of a channel whose extents grow with the steps
  lower::SampleShape least_channel{};

  static constexpr int samples_for(int values, int places) { return (values + places - 1) / places; }
  // For so many steps.
  constexpr int least_batch_of(int steps) const {
    const int samples = least_values == 0 ? 0 : samples_for(least_values, least_channel.at(steps).units());
    return samples > least_batch ? samples : least_batch;
  }

  constexpr bool expect(bool holds, Fault fault, long long first = 0, long long second = 0) {
    if (!holds && misfit.fault == Fault::none) misfit = {fault, here, from, first, second};
    return holds;
  }

  template <class L>
  constexpr void layer() {
    using Bare = unnamed<L>;
    if constexpr (Container<Bare>) container_of<Bare>();
    else {
      ++leaves;
      if constexpr (requires { Bare::tie_fault; }) expect(false, Bare::tie_fault);
      else if constexpr (shaped) shaped_layer<Bare>();
      else features_layer<Bare>();
    }
  }

 private:
  // A layer on features alone.
  template <class Bare>
  constexpr void features_layer() {
    if constexpr (std::is_function_v<Bare>) expect(false, Fault::parentheses);
    else if constexpr (HasParameters<Bare> || HasBuffers<Bare>) { members_of(member_fault<Bare>()); }
    if constexpr (!std::is_function_v<Bare> && !requires { typename Bare::formula; })
      expect(trial<Bare>.fault == Fault::none, trial<Bare>.fault);
    constexpr bool tells_lengths = (HasParameters<Bare> || HasBuffers<Bare>)&&!requires { typename Bare::formula; };
    if constexpr (FixesShape<Bare>) {
      expect(width == 0 || width == Bare::in_features, Fault::widths, width, Bare::in_features);
      if (in == 0) in = Bare::in_features;
      if constexpr (tells_lengths) lengths<Bare>(Bare::in_features);
      width = Bare::out_features;
    } else {
      expect(width != 0, Fault::no_input);
      if constexpr (tells_lengths) lengths<Bare>(width);
    }
    from = here;
  }
  constexpr void members_of(const MemberFault& own) {
    members += own.count;
    expect(own.fault == Fault::none, own.fault, own.first, own.second);
  }
  template <class L>
  constexpr void lengths(int features) {
    if (misfit.fault != Fault::none) return;
    lower::Trace t;
    lower::trace_layer<L, Training>(t, {}, lower::SampleShape(features));
    fit(t);
    returns<L>(t.out, 1);
  }
  // Does a layer that says so return so many features, of as many dimensions as it was given?
  template <class L>
  constexpr void returns(const lower::SampleShape& out, int rank) {
    if constexpr (FixesShape<L>)
      expect(out.rank == rank && out[-1] == L::out_features, Fault::returns, out.rank == rank ? out[-1] : out.units(),
             L::out_features);
  }
  // A layer on a value with a shape, whose result's shape its formula tells.
  template <class L>
  constexpr void shaped_layer() {
    if constexpr (HasParameters<L> || HasBuffers<L>) { members_of(member_fault<L>()); }
    if constexpr (FixesShape<L>)
      if (shape.rank == 0) in_shape = shape = lower::SampleShape(L::in_features);
    if (!expect(shape.rank > 0, Fault::no_input) || misfit.fault != Fault::none) return;
    int expected = 0;
    if constexpr (Shaped<L>) expected = L::rank;
    if (!expect(expected == 0 || expected == shape.rank + 1, Fault::dimensions, shape.rank + 1, expected)) return;
    if constexpr (requires { L::in_channels; })
      if (!expect(!shape.grows(0), Fault::steps) ||
          !expect(shape[0] == L::in_channels, Fault::channels, shape[0], L::in_channels))
        return;
    if constexpr (requires { L::in_features; })
      if (!expect(!shape.grows(-1), Fault::steps) ||
          !expect(shape[-1] == L::in_features, Fault::widths, shape[-1], L::in_features))
        return;
    if constexpr (requires { L::least_batch; }) {
      lower::SampleShape channel = shape;  // of a sample
      channel.extent[requires { L::in_channels; } ? 0 : shape.rank - 1] = 1;
      const int samples = samples_for(L::least_batch, channel.units());
      least_batch = samples > least_batch ? samples : least_batch;
      if (channel.steps != 0 && (least_values == 0 || channel.at(1).units() < least_channel.at(1).units()))
        least_values = L::least_batch, least_channel = channel;
    }
    const int rank = shape.rank;
    follow<L>(shape);
    returns<L>(shape, rank);
    from = here;
  }
  // Is each parameter as long as the axis that it meets, and each buffer updated by a value of its shape?
  constexpr void fit(const lower::Trace& t) {
    const graph::Misfit& m = t.g.misfit;
    expect(t.g.asked.halves == 0, Fault::odd, t.g.asked.halves);
    expect(fault_of(t.g.asked) == Fault::none, fault_of(t.g.asked));
    expect(m.parameter < 0, m.grows ? Fault::steps : Fault::length, m.meets, m.length);
    List<int> used;
    used.resize(t.g.size(), 0);
    for (const lower::Root& r : t.forward) used[r.node] = 1;
    for (int id = t.g.size(); id-- > 0;) {
      if (!used[id]) continue;
      const graph::Node& n = t.g[id];
      if (n.op == graph::Op::symbol && n.info >= graph::symbol::unfit) {
        if (n.value == 0) expect(false, Fault::matrix, n.info % graph::symbol::kind);
        else
          expect(false, t.g.growth.axes & t.g.last ? Fault::steps : Fault::length, t.g.extent(t.g.last),
                 static_cast<int>(n.value));
      }
      expect(!n.order.overflows(), Fault::rank);
      for (const int a : n.arg)
        if (a >= 0) used[a] = 1;
    }
    expect(t.misfit.buffer < 0, Fault::update, t.misfit.buffer);
    expect(t.misfit.values < 0, Fault::updates, t.misfit.values, t.misfit.buffers);
  }
  template <class L, class... S>
  constexpr void follow(const S&... inputs) {
    if constexpr (requires { L::only_reshapes; }) shape = lower::told_shape<L>(inputs...);
    else {
      lower::Trace t;
      lower::trace_layer<L, Training, grows>(t, {}, inputs...);
      fit(t);
      expect(t.same_form, Fault::steps);
      if (t.g.growth.fewest > fewest_steps) fewest_steps = t.g.growth.fewest;
      shape = t.out;
    }
    for (int k = 0; k < shape.rank; ++k) expect(shape.extent[k] > 0, Fault::window);
  }

  int too_deep = 0;  // the way to what lies deeper ends at its container

  constexpr void down() {
    if (here.depth == Way::deepest) ++too_deep;
    else here.step[here.depth++] = 0;
  }
  constexpr void up() {
    if (too_deep > 0) --too_deep;
    else here.step[--here.depth] = 0;
  }
  constexpr void at(int index) {
    if (too_deep == 0) here.step[here.depth - 1] = index;
  }

  template <class C>
  constexpr void container_of() {
    names(child_names<typename container<C>::layers>::own, child_names<typename container<C>::layers>::count);
    inside(C{});
  }
  constexpr void names(const OwnName* own, int count) {
    const NameFault fault = find_fault(own, count);
    if (fault.layer < 0) return;
    down(), at(fault.layer);
    expect(false, fault.twin < 0 ? Fault::bad_name : Fault::same_name, fault.layer, fault.twin);
    up();
  }
  template <class... L>
  constexpr void inside(Seq<L...>) {
    [[maybe_unused]] int index = 0;
    down();
    (one<L>(index), ...);
    up();
  }
  template <class B>
  requires(!std::is_void_v<typename nets::formula_of_branches<B>::type>) constexpr void inside(B) {
    branches<typename nets::formula_of_branches<B>::type>(typename container<B>::layers{});
  }
  template <class Formula, class... L>
  constexpr void branches(list<L...>) {
    const lower::SampleShape before = shape;
    lower::SampleShape ends[sizeof...(L) + 1] = {};
    [[maybe_unused]] int index = 0;
    down();
    ((shape = before, at(index), layer<L>(), ends[index++] = shape), ...);
    up();
    expect(index <= lower::most_inputs, Fault::many_branches, index, lower::most_inputs);
    for (int k = 1; k < index && misfit.fault == Fault::none; ++k)
      expect(nets::fit_together<Formula>(ends[0], ends[k]), Fault::branches, ends[0].units(), ends[k].units());
    if (misfit.fault == Fault::none) [&]<int... I>(std::integer_sequence<int, I...>) {
        follow<Formula>(ends[I]...);
      }
    (std::make_integer_sequence<int, int(sizeof...(L))>{});
  }
  template <class... L>
  constexpr void inside(Residual<L...>) {
    [[maybe_unused]] const lower::SampleShape shape_before = shape;
    if constexpr (shaped) {
      inside(Seq<L...>{});
      if (!(shape == shape_before)) expect(false, Fault::residual, shape_before.units(), shape.units());
    } else {
      const int before = width;
      inside(Seq<L...>{});
      const int received = before != 0 ? before : in;
      expect(width == received, Fault::residual, received, width);
    }
  }
  template <class L>
  constexpr void one(int& index) {
    at(index);
    if constexpr (requires { input_width(std::type_identity<L>{}); }) {
      const int features = input_width(std::type_identity<L>{});
      expect(leaves == 0 && width == 0 && (grows || features > 0), Fault::late_input);
      expect(input_dimensions(std::type_identity<L>{}) <= lower::SampleShape::most, Fault::rank);
      from = Way{};
      in = width = features > 0 ? features : 1;
      if constexpr (shaped) in_shape = shape = input_shape(std::type_identity<L>{});
    } else layer<L>(), ++index;
  }
  template <int... E>
  static constexpr int input_dimensions(std::type_identity<Input<E...>>) {
    return sizeof...(E);
  }
  template <int... E>
  static constexpr lower::SampleShape input_shape(std::type_identity<Input<E...>>) {
    if constexpr (sizeof...(E) > lower::SampleShape::most) return lower::SampleShape((E * ...));
    else {
      lower::SampleShape s(E...);
      if constexpr (grows)
        for (int k = 0; k < s.rank; ++k)
          if (s.extent[k] == dynamic) s.extent[k] = s.steps = lower::probed_steps[0], s.growth[k] = 1;
      return s;
    }
  }
  template <int... E>
  static constexpr int input_width(std::type_identity<Input<E...>>) {
    return (E * ...);
  }
};

template <class Net>
constexpr auto make_walked() {
  Walk<shaped_network<Net>, starts_on<Net>::grows> walk;
  if constexpr (shaped_network<Net>) walk.template layer<untied<Net>>();
  else walk.template layer<Net>();
  walk.expect(walk.leaves > 0, Fault::no_layers);
  return walk;
}
template <class Net>
inline constexpr auto walked = make_walked<Net>();

template <class Net>
inline constexpr bool composes = walked<Net>.misfit.fault == Fault::none;

// Instead of the graph of a network that does not fit: nothing comes of it, but nothing else is wrong with it either.
template <int In, int Out>
struct FaultyGraph {
  static constexpr int in = In, out = Out;
};
template <class G>
inline constexpr bool is_faulty = false;
template <int In, int Out>
inline constexpr bool is_faulty<FaultyGraph<In, Out>> = true;

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
