// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/reflect/state.hpp>

// What a header written by save_header includes: no files, no heap, nothing at run time.
namespace ctnn::inline CTNN_TARGET::internals::io {

// The words of an error.
template <class Net>
struct these_constants_are_of_another_network;

// Does the text, "0.weight 13x1;0.bias 13;" say what the network's state is made of?
template <class Net, class T>
constexpr bool is_state_of(const Model<Net, T>& model, const char* text) {
  bool same = true;
  auto expect = [&](char c) { same = same && *text == c && *text++ != 0; };
  auto expect_number = [&](int number) {
    int unit = 1;
    while (number / unit >= 10) unit *= 10;
    for (; unit > 0; unit /= 10) expect(static_cast<char>('0' + number / unit % 10));
  };
  for_each_state(model, [&](ParameterName name, const auto& p) {
    for (const char c : name) expect(c);
    for (int k = 0; k < p.rank; ++k) expect(k == 0 ? ' ' : 'x'), expect_number(p.shape[k]);
    expect(';');
  });
  return same && *text == 0;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::io

namespace ctnn::inline CTNN_TARGET {

// The model of a network from all its numbers in torch's order, `state` saying whose they are; a network of other names
// or shapes does not compile. For constant expressions: constinit and constexpr models lie in read-only memory.
template <class Net, class Constants>
consteval auto model_from() {
  using T = typename Constants::type;
  Model<Net, T> model{};
  constexpr bool same = internals::is_state_of(Model<Net, T>{}, Constants::state);
  static_assert(sizeof(internals::check<same, internals::these_constants_are_of_another_network<Net>>) > 0);
  const T* from = Constants::values;
  if constexpr (same)
    internals::for_each_state(model, [&]<class P>(internals::ParameterName, P& p) {
      T* to =
          p.storage();  // element by element, but past operator(): compilers count the steps of a constant expression
      if constexpr (P::rank != 2)
        for (int i = 0; i < P::size(); ++i) to[i] = *from++;
      else
        for (int j = 0; j < P::shape[0]; ++j)
          for (int i = 0; i < P::shape[1]; ++i) to[P::along_outputs ? i * P::stride + j : j * P::stride + i] = *from++;
    });
  return model;
}

}  // namespace ctnn::inline CTNN_TARGET
