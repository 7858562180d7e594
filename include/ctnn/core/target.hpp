// SPDX-License-Identifier: BSL-1.0
#pragma once

// CTNN_TARGET names the inline namespace that holds the whole library. It spells what the compiler may assume of the
// machine and of arithmetic, so that translation units compiled with different -march or -ffast-math link into one
// program and each keeps its own code.
//
// CTNN_VECTOR_BYTES is the width of a vector register in bytes: 64, 32, 16, or 0 for scalar code without vector
// extensions. It follows the instruction set; defining it before the first include overrides that (any of the four
// values works on any machine).

#ifndef CTNN_VECTOR_BYTES
#  if defined(__AVX512F__)
#    define CTNN_VECTOR_BYTES 64
#  elif defined(__AVX__)
#    define CTNN_VECTOR_BYTES 32
#  elif defined(__SSE2__) || defined(__ARM_NEON) || defined(__ALTIVEC__) || defined(__wasm_simd128__) || \
      defined(__riscv_vector)
#    define CTNN_VECTOR_BYTES 16
#  else
#    define CTNN_VECTOR_BYTES 0
#  endif
#endif

// What the code generator may use, as one word of feature letters. Two units with the same word may share code.
#if defined(__AVX512VBMI__)
#  define CTNN_ISA_AVX512 _avx512vbmi
#elif defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#  define CTNN_ISA_AVX512 _avx512
#elif defined(__AVX512F__)
#  define CTNN_ISA_AVX512 _avx512f
#else
#  define CTNN_ISA_AVX512
#endif
#if defined(__FMA__)
#  define CTNN_ISA_FMA _fma
#else
#  define CTNN_ISA_FMA
#endif
#if defined(__BMI2__)
#  define CTNN_ISA_BMI _bmi2
#else
#  define CTNN_ISA_BMI
#endif
#if defined(__AVX2__)
#  define CTNN_ISA_BASE avx2
#elif defined(__AVX__)
#  define CTNN_ISA_BASE avx
#elif defined(__SSE4_2__)
#  define CTNN_ISA_BASE sse42
#elif defined(__SSE4_1__)
#  define CTNN_ISA_BASE sse41
#elif defined(__SSSE3__)
#  define CTNN_ISA_BASE ssse3
#elif defined(__SSE3__)
#  define CTNN_ISA_BASE sse3
#elif defined(__SSE2__)
#  define CTNN_ISA_BASE sse2
#elif defined(__ARM_NEON)
#  define CTNN_ISA_BASE neon
#else
#  define CTNN_ISA_BASE generic
#endif
#if defined(__FAST_MATH__)
#  define CTNN_ISA_MATH _fast
#else
#  define CTNN_ISA_MATH
#endif

// A kernel is one function, in which all stands that it calls: what is marked CTNN_INLINE. g++ takes it into the kernel
// once (flatten); marked always_inline it would do so at every level of calls, and optimise each of these copies.
#if defined(__GNUC__) && !defined(__clang__) && !defined(__NO_INLINE__)
#  define CTNN_INLINE
#  define CTNN_KERNEL __attribute__((noinline, flatten))
#else
#  define CTNN_INLINE __attribute__((always_inline))
#  define CTNN_KERNEL __attribute__((noinline))
#endif

#define CTNN_JOIN_(base, fma, bmi, avx512, width, math) base##fma##bmi##avx512##_w##width##math
#define CTNN_JOIN(base, fma, bmi, avx512, width, math) CTNN_JOIN_(base, fma, bmi, avx512, width, math)
#define CTNN_TARGET \
  CTNN_JOIN(CTNN_ISA_BASE, CTNN_ISA_FMA, CTNN_ISA_BMI, CTNN_ISA_AVX512, CTNN_VECTOR_BYTES, CTNN_ISA_MATH)

// Public names stand in ctnn, all others in namespaces of internals that are named after their folders: a user's own
// names stay their own beside `using namespace ctnn`, but for the public ones and for internals itself. (Not in ctnn,
// as users have variables and functions called model, data, train and random.) In graph stands the language of
// formulas.
namespace ctnn::inline CTNN_TARGET {
namespace internals {
namespace core {}
namespace random {}
namespace engine {}
namespace layers {}
namespace nets {}
namespace optimizers {}
namespace model {}
namespace reflect {}
namespace data {}
namespace io {}
namespace train {}
using namespace core;
using namespace random;
using namespace engine;
using namespace layers;
using namespace nets;
using namespace optimizers;
using namespace model;
using namespace reflect;
using namespace data;
using namespace io;
using namespace train;
}  // namespace internals
namespace graph {
using namespace internals;
}
}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::core {

// T array[Bound(N)]: with a template argument of type int by itself, g++ warns users that its sign changes.
using Bound = decltype(sizeof(0));

inline constexpr int vector_bytes = CTNN_VECTOR_BYTES;

// Registers that a kernel may fill with vectors: AVX-512, NEON and most others have 32, x86 below AVX-512 has 16.
#if (defined(__x86_64__) || defined(__i386__)) && !defined(__AVX512F__)
inline constexpr int vector_registers = 16;
#else
inline constexpr int vector_registers = 32;
#endif

}  // namespace ctnn::inline CTNN_TARGET::internals::core
