// SPDX-License-Identifier: BSL-1.0
#pragma once

// Counts the calls of malloc and its kin, and so of operator new and delete, that the program makes while a Trap lives.
struct Trap {
  Trap();
  ~Trap();
  Trap(const Trap&) = delete;
  Trap& operator=(const Trap&) = delete;
  int calls() const;
};
