// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET::internals::core {

// A list that grows, for what is computed at compile time (std::vector costs every user half a second more).
template <class T>
class List {
 public:
  constexpr List() = default;
  constexpr List(const List& other) : room_(other.size_), size_(other.size_) {
    if (size_ > 0) data_ = new T[static_cast<unsigned>(size_)];
    for (int i = 0; i < size_; ++i) data_[i] = other.data_[i];
  }
  constexpr List& operator=(const List& other) {
    if (this != &other) {
      clear();
      for (int i = 0; i < other.size_; ++i) push(other.data_[i]);
    }
    return *this;
  }
  constexpr ~List() {
    if (room_ > 0) delete[] data_;
  }

  constexpr int size() const { return size_; }
  constexpr T& operator[](int i) { return data_[i]; }
  constexpr const T& operator[](int i) const { return data_[i]; }
  constexpr T* begin() { return data_; }
  constexpr T* end() { return data_ + size_; }
  constexpr const T* begin() const { return data_; }
  constexpr const T* end() const { return data_ + size_; }
  constexpr T& back() { return data_[size_ - 1]; }

  // Gives the new element's index. The value may be one of the list's own.
  constexpr int push(const T& value) {
    if (size_ == room_) {
      const T same = value;
      grow(size_ < 4 ? 8 : 2 * size_);
      data_[size_] = same;
    } else data_[size_] = value;
    return size_++;
  }
  constexpr void resize(int size, const T& value) {
    const T same = value;
    if (size > room_) grow(size);
    for (int i = size_; i < size; ++i) data_[i] = same;
    size_ = size;
  }
  constexpr void clear() { size_ = 0; }

 private:
  T* data_ = nullptr;
  int room_ = 0, size_ = 0;

  constexpr void grow(int room) {
    T* more = new T[static_cast<unsigned>(room)];
    for (int i = 0; i < size_; ++i) more[i] = data_[i];
    if (room_ > 0) delete[] data_;
    data_ = more, room_ = room;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::core
