// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET::internals::core {

// A list that grows, for what is computed at compile time (std::vector costs every user half a second more). Its
// elements are public, as constant evaluation pays more for a call of operator[] than for what it does.
template <class T>
class List {
 public:
  constexpr List() = default;
  constexpr List(const List& other) : count(other.count), room_(other.count) {
    if (count > 0) items = new T[static_cast<unsigned>(count)];
    for (int i = 0; i < count; ++i) items[i] = other.items[i];
  }
  constexpr List& operator=(const List& other) {
    if (this != &other) {
      clear();
      for (int i = 0; i < other.count; ++i) push(other.items[i]);
    }
    return *this;
  }
  constexpr ~List() {
    if (room_ > 0) delete[] items;
  }

  T* items = nullptr;
  int count = 0;

  constexpr int size() const { return count; }
  constexpr T& operator[](int i) { return items[i]; }
  constexpr const T& operator[](int i) const { return items[i]; }
  constexpr T* begin() { return items; }
  constexpr T* end() { return items + count; }
  constexpr const T* begin() const { return items; }
  constexpr const T* end() const { return items + count; }
  constexpr T& back() { return items[count - 1]; }

  // Gives the new element's index. The value may be one of the list's own.
  constexpr int push(const T& value) {
    if (count == room_) {
      const T same = value;
      grow(count < 4 ? 8 : 2 * count);
      items[count] = same;
    } else items[count] = value;
    return count++;
  }
  constexpr void resize(int size, const T& value) {
    const T same = value;
    if (size > room_) grow(size);
    for (int i = count; i < size; ++i) items[i] = same;
    count = size;
  }
  constexpr void clear() { count = 0; }

 private:
  int room_ = 0;

  constexpr void grow(int room) {
    T* more = new T[static_cast<unsigned>(room)];
    for (int i = 0; i < count; ++i) more[i] = items[i];
    if (room_ > 0) delete[] items;
    items = more, room_ = room;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::core
