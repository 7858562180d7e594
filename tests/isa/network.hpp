// SPDX-License-Identifier: BSL-1.0
#pragma once

struct Outputs {
  float loss[3];
  float y[100];  // 20 samples of 5
};
