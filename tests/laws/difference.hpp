// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cmath>

namespace laws {

// f'(v) by finite differences, (8 (f(v + h) - f(v - h)) - (f(v + 2h) - f(v - 2h))) / 12h: wrong by about h^4 f''''' /
// 30, and by the rounding of f over h. v is put back.
template <class F>
double difference(double& v, F f) {
  const double at = v, h = 1e-3 * (at == 0 ? 1 : std::fmin(1, std::fabs(at)));
  const auto f_at = [&](double steps) {
    v = at + steps * h;
    return f();
  };
  const double near = f_at(1) - f_at(-1), far = f_at(2) - f_at(-2);
  v = at;
  return (8 * near - far) / (12 * h);
}

}  // namespace laws
