#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <new>

#include "base/handle.hpp"

namespace kling {
namespace {

struct Thing : Handle<HandleKind::task> {
  int value = 7;
};

TEST(Handle, KnowsItsOwnKindOnly) {
  const Thing thing;
  EXPECT_TRUE(thing.is_genuine());
  const void *memory = &thing;
  EXPECT_FALSE(static_cast<const Handle<HandleKind::client> *>(memory)->is_genuine());
  uint64_t first = 0;
  std::memcpy(&first, memory, sizeof(first));
  EXPECT_EQ(first, static_cast<uint64_t>(HandleKind::task)) << "the check reads the first 8 bytes";
}

TEST(Handle, IsNoneWhenFreed) {
  alignas(Thing) unsigned char memory[sizeof(Thing)] = {};
  Thing *thing = new (memory) Thing();
  // Volatile: the compiler takes what an object leaves behind for undefined, and would not look.
  const volatile auto *first = reinterpret_cast<const volatile uint64_t *>(memory);
  EXPECT_NE(*first, 0U);
  thing->~Thing();
  EXPECT_EQ(*first, 0U);
}

TEST(Handle, ACopyIsAHandleOfItsOwn) {
  Thing one;
  const Thing copy(one);
  EXPECT_TRUE(copy.is_genuine());
  one = copy;
  EXPECT_TRUE(one.is_genuine());
}

} // namespace
} // namespace kling
