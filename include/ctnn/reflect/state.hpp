// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/reflect/parameters.hpp>

namespace ctnn::inline CTNN_TARGET::internals::reflect {

template <class Net, class F>
struct NamedVisit {
  F& f;
  int& number;
  constexpr void operator()(const char*, auto& member) const { f(name_table<Net>.name(number++), member); }
};
template <class L, int I>
constexpr void visit_leaf([[maybe_unused]] auto visit, [[maybe_unused]] auto& values) {
  if constexpr (HasParameters<L>) L::for_each_parameter(visit, get_leaf<I>(values));
  if constexpr (HasBuffers<L>) L::for_each_buffer(visit, get_leaf<I>(values));
}
template <class Net, class... L, int... I>
constexpr void visit_state(auto& f, auto& model, list<L...>, std::integer_sequence<int, I...>) {
  int number = 0;
  (visit_leaf<L, I>(NamedVisit<Net, std::remove_reference_t<decltype(f)>>{f, number}, model), ...);
}

template <class F>
struct UnnamedVisit {
  F& f;
  constexpr void operator()(const char*, auto& member) const { f(member); }
};
template <class L, int I>
constexpr void visit_buffers_of([[maybe_unused]] auto visit, [[maybe_unused]] auto& values) {
  if constexpr (HasBuffers<L>) L::for_each_buffer(visit, get_leaf<I>(values));
}
template <class... L, int... I>
constexpr void visit_buffers(auto& f, auto& model, list<L...>, std::integer_sequence<int, I...>) {
  (visit_buffers_of<L, I>(UnnamedVisit<std::remove_reference_t<decltype(f)>>{f}, model), ...);
}

// f(buffer) for what a model holds beside its parameters, and training moves on the way: running statistics.
template <class Net, class T>
constexpr void for_each_buffer(Model<Net, T>& model, auto f) {
  visit_buffers(f, model, leaves<Net>{}, std::make_integer_sequence<int, length<leaves<Net>>>{});
}

// f(element) of all elements of a parameter, in torch's order.
template <class P>
constexpr void for_each_element(P& parameter, auto f) {
  if constexpr (P::rank == 1)
    for (int i = 0; i < P::shape[0]; ++i) f(parameter(i));
  else
    for (int j = 0; j < P::shape[0]; ++j)
      for (int i = 0; i < P::shape[1]; ++i) f(parameter(j, i));
}

// f(name, p) for all that torch's state_dict holds of a model, in its order: of each layer the parameters and then the
// buffers. name is a ParameterName, p a Parameter.
template <class Net, class T>
constexpr void for_each_state(Model<Net, T>& model, auto f) {
  visit_state<Net>(f, model, leaves<Net>{}, std::make_integer_sequence<int, length<leaves<Net>>>{});
}
template <class Net, class T>
constexpr void for_each_state(const Model<Net, T>& model, auto f) {
  visit_state<Net>(f, model, leaves<Net>{}, std::make_integer_sequence<int, length<leaves<Net>>>{});
}

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect
