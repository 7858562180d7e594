// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/arithmetic.hpp>
#include <ctnn/simd/math.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace primitive {

struct Exp {
  static constexpr int cost = 12;
  static constexpr auto value(auto a) { return simd::exp(a); }
  template <int>
  static constexpr auto adjoint(auto g, auto r, auto) {
    return g * r;
  }
};
struct Log {
  static constexpr int cost = 14;
  static constexpr auto value(auto a) { return simd::log(a); }
  template <int>
  static constexpr auto adjoint(auto g, auto, auto a) {
    return g / a;
  }
};
struct Log1p {
  static constexpr int cost = 18;
  static constexpr auto value(auto a) { return simd::log1p(a); }
  template <int>
  static constexpr auto adjoint(auto g, auto, auto a) {
    return g / (1 + a);
  }
};
struct Tanh {
  static constexpr int cost = 20;
  static constexpr auto value(auto a) { return simd::tanh(a); }
  template <int>
  static constexpr auto adjoint(auto g, auto r, auto) {
    return g * (1 - r * r);
  }
};
struct Sigmoid {
  static constexpr int cost = 20;
  static constexpr auto value(auto a) { return simd::sigmoid(a); }
  template <int>
  static constexpr auto adjoint(auto g, auto r, auto) {
    return g * (r * (1 - r));
  }
};
struct Erf {
  static constexpr int cost = 20;
  static constexpr auto value(auto a) { return simd::erf(a); }
  template <int>
  static constexpr auto adjoint(auto g, auto, auto a) {
    return g * (1.12837916709551257390 * call<Exp>(-(a * a)));  // 2 / sqrt(pi)
  }
};
struct Sqrt {
  static constexpr int cost = 8;
  static constexpr auto value(auto a) { return simd::sqrt(a); }
  template <int>
  static constexpr auto adjoint(auto g, auto r, auto) {
    return 0.5 * g / r;
  }
};
struct Square {
  static constexpr int cost = 1;
  static constexpr auto value(auto a) { return a * a; }
  template <int>
  static constexpr auto adjoint(auto g, auto, auto a) {
    return g * (2 * a);
  }
};

// where(condition, a, b): the adjoint goes to the chosen side only.
struct Where {
  static constexpr bool chooses = true;
  static constexpr int cost = 1;
  static constexpr auto value(auto c, auto a, auto b) { return simd::select(c, a, b); }
  template <int I>
  static constexpr auto adjoint(auto g, auto, auto c, auto, auto) {
    if constexpr (I == 0) return Zero{};
    else if constexpr (I == 1) return call<Where>(c, g, 0);
    else return call<Where>(c, 0, g);
  }
};

// The adjoint is selected, not multiplied by 0 or 1: an infinite gradient dies at a clipped input, as in torch, and NaN
// inputs let it pass.
struct Max {
  static constexpr int cost = 2;
  static constexpr auto value(auto a, auto b) { return simd::max(a, b); }
  template <int I>
  static constexpr auto adjoint(auto g, auto r, auto, auto b) {
    if constexpr (I == 0) return call<Where>(r <= b, 0, g);
    else return call<Where>(r <= b, g, 0);
  }
};
struct Min {
  static constexpr int cost = 2;
  static constexpr auto value(auto a, auto b) { return simd::min(a, b); }
  template <int I>
  static constexpr auto adjoint(auto g, auto r, auto, auto b) {
    if constexpr (I == 0) return call<Where>(b <= r, 0, g);
    else return call<Where>(b <= r, g, 0);
  }
};
struct Clamp {
  static constexpr int cost = 4;
  static constexpr auto value(auto a, auto low, auto high) { return simd::min(simd::max(a, low), high); }
  template <int I>
  static constexpr auto adjoint(auto g, auto r, auto, auto low, auto high) {
    if constexpr (I == 0) return call<Where>(r <= low, 0, call<Where>(high <= r, 0, g));
    else if constexpr (I == 1) return call<Where>(r <= low, g, 0);
    else return call<Where>(high <= r, g, 0);
  }
};
struct Abs {
  static constexpr int cost = 1;
  static constexpr auto value(auto a) { return simd::abs(a); }
  template <int>
  static constexpr auto adjoint(auto g, auto, auto a) {  // 0 at 0, as torch's sign
    return call<Where>(0 < a, g, call<Where>(a < 0, -g, 0));
  }
};

// The value without its gradient.
struct Detach {
  static constexpr int cost = 0;
  static constexpr auto value(auto a) { return a; }
  template <int>
  static constexpr auto adjoint(auto...) {
    return Zero{};
  }
};

}  // namespace primitive

// Function templates constrained to expressions, not function objects: `using namespace ctnn` beside <cmath> stays
// unambiguous.
template <Expr A>
constexpr auto exp(A a) {
  return call<primitive::Exp>(a);
}
template <Expr A>
constexpr auto log(A a) {
  return call<primitive::Log>(a);
}
template <Expr A>
constexpr auto log1p(A a) {
  return call<primitive::Log1p>(a);
}
template <Expr A>
constexpr auto tanh(A a) {
  return call<primitive::Tanh>(a);
}
template <Expr A>
constexpr auto sigmoid(A a) {
  return call<primitive::Sigmoid>(a);
}
template <Expr A>
constexpr auto erf(A a) {
  return call<primitive::Erf>(a);
}
template <Expr A>
constexpr auto sqrt(A a) {
  return call<primitive::Sqrt>(a);
}
template <Expr A>
constexpr auto square(A a) {
  return call<primitive::Square>(a);
}
template <Expr A>
constexpr auto abs(A a) {
  return call<primitive::Abs>(a);
}
template <Expr A>
constexpr auto detach(A a) {
  return call<primitive::Detach>(a);
}
template <class A, class B>
requires Formula<A, B>
constexpr auto max(A a, B b) { return call<primitive::Max>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto min(A a, B b) { return call<primitive::Min>(a, b); }
// clamp(x, low, high): the gradient is 0 at the limits and beyond them, as torch.nn.Hardtanh's.
template <class A, class B, class C>
requires Formula<A, B, C>
constexpr auto clamp(A a, B low, C high) { return call<primitive::Clamp>(a, low, high); }
template <Expr C, class A, class B>
requires Formula<C, A, B>
constexpr auto where(C condition, A a, B b) { return call<primitive::Where>(condition, a, b); }

}  // namespace ctnn::inline CTNN_TARGET
