#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kling {

/// Every byte that our own code takes from the heap comes through these two, so that a test can make any of them fail.
[[nodiscard]] void *allocate(std::size_t bytes); // throws std::bad_alloc
void deallocate(void *memory) noexcept;

template <class T> struct Allocator {
  using value_type = T;
  Allocator() = default;
  template <class U> Allocator(const Allocator<U> &) noexcept {} // NOLINT(google-explicit-constructor): allocators convert
  T *allocate(std::size_t count) {
    constexpr std::size_t size = sizeof(T); // NOLINT(bugprone-sizeof-expression): T may well be a pointer
    if (count > static_cast<std::size_t>(-1) / size) {
      throw std::bad_alloc();
    }
    return static_cast<T *>(kling::allocate(count * size));
  }
  void deallocate(T *memory, std::size_t) noexcept { kling::deallocate(memory); }
  friend bool operator==(const Allocator &, const Allocator &) { return true; }
};

using String = std::basic_string<char, std::char_traits<char>, Allocator<char>>;
template <class T> using Vector = std::vector<T, Allocator<T>>;
template <class T> using Deque = std::deque<T, Allocator<T>>;
template <class K, class V> using Map = std::map<K, V, std::less<>, Allocator<std::pair<const K, V>>>;
template <class K, class V> using HashMap = std::unordered_map<K, V, std::hash<K>, std::equal_to<K>, Allocator<std::pair<const K, V>>>;

/// Base of what lives on the heap by itself: `new` and `delete` of it go through the same two functions.
struct Allocated {
  static void *operator new(std::size_t bytes) { return allocate(bytes); }
  static void operator delete(void *memory) noexcept { deallocate(memory); }
};

template <class T> using Shared = std::shared_ptr<T>;
template <class T, class... Arguments> Shared<T> make_shared(Arguments &&...arguments) {
  return std::allocate_shared<T>(Allocator<T>(), std::forward<Arguments>(arguments)...);
}

} // namespace kling
