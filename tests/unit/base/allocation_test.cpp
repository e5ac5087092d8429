#include <gtest/gtest.h>
#include <limits>
#include <new>

#include "base/allocation.hpp"

namespace kling {
namespace {

TEST(Allocation, EveryBlockIsABlockOfItsOwn) {
  void *a = allocate(0);
  void *b = allocate(0);
  EXPECT_NE(a, nullptr);
  EXPECT_NE(a, b);
  deallocate(a);
  deallocate(b);
  deallocate(nullptr);
}

TEST(Allocation, WhatCannotBeHadIsBadAlloc) {
  EXPECT_THROW(static_cast<void>(allocate(std::numeric_limits<std::size_t>::max() / 2)), std::bad_alloc);
  Allocator<int64_t> numbers;
  EXPECT_THROW(static_cast<void>(numbers.allocate(std::numeric_limits<std::size_t>::max() / 4)), std::bad_alloc)
      << "the byte count must not wrap around";
}

TEST(Allocation, ContainersAndSharedObjectsUseIt) {
  Map<String, Vector<int>> map;
  map["a"].assign(1000, 7);
  EXPECT_EQ(map.find(std::string_view("a"))->second.size(), 1000U);
  Shared<String> text = make_shared<String>(std::size_t{100}, 'x');
  EXPECT_EQ(text->size(), 100U);
  struct Kept : Allocated {
    int value = 5;
  };
  auto kept = std::make_unique<Kept>();
  EXPECT_EQ(kept->value, 5);
}

} // namespace
} // namespace kling
