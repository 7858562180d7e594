// SPDX-License-Identifier: BSL-1.0
#include "heap_trap.hpp"

#include <cerrno>
#include <cstddef>

namespace {
bool armed = false;
int count = 0;
void note() { count += armed; }
}  // namespace

Trap::Trap() {
  count = 0;
  armed = true;
}
Trap::~Trap() { armed = false; }
int Trap::calls() const { return count; }

#ifdef __has_feature
#  if __has_feature(address_sanitizer)
#    define TRAP_BY_SANITIZER
#  endif
#endif
#if defined(TRAP_BY_SANITIZER) || defined(__SANITIZE_ADDRESS__)

// The address sanitizer's allocator must stay in place; it tells of each call.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, std::size_t),
                                                         void (*)(const volatile void*));
static const int installed = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t) { note(); }, [](const volatile void*) { note(); });

#else

// What a program defines takes the place of glibc's, in its libraries too; glibc keeps the originals under these names.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t n) { return note(), __libc_malloc(n); }
void* calloc(std::size_t n, std::size_t size) { return note(), __libc_calloc(n, size); }
void* realloc(void* p, std::size_t n) { return note(), __libc_realloc(p, n); }
void* memalign(std::size_t alignment, std::size_t n) { return note(), __libc_memalign(alignment, n); }
void* aligned_alloc(std::size_t alignment, std::size_t n) { return note(), __libc_memalign(alignment, n); }
int posix_memalign(void** p, std::size_t alignment, std::size_t n) {
  note();
  return (*p = __libc_memalign(alignment, n)) ? 0 : ENOMEM;
}
void free(void* p) { note(), __libc_free(p); }
}

#endif
