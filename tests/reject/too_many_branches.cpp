// SPDX-License-Identifier: BSL-1.0
// What is wanted of branches is told by bits.
// expect: a_container_has_at_most_32_branches< layer< 0 >,
// expect sentence: layer 0, Sum: it has 33 branches, and there are at most 32
#include "program.hpp"

template <class>
struct repeated;
template <int... K>
struct repeated<std::integer_sequence<int, K...>> {
  template <int>
  using layer = Linear<1, 1>;
  using type = Sum<layer<K>...>;
};

#ifdef REJECT
constexpr int branches = 33;
#else
constexpr int branches = 32;
#endif
using Net = Seq<typename repeated<std::make_integer_sequence<int, branches>>::type>;

int main() {
  Generator rng{0};
  Model<Net> model{rng};
  std::cout << model(Tensor<float, 1, 1>{});
}
