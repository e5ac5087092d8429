#include <gtest/gtest.h>

#include "client/input_holds.hpp"

namespace kling::client {
namespace {

class Counted final : public protocol::Loan {
public:
  explicit Counted(int &returned) : returned_(returned) {}
  ~Counted() override { ++returned_; }
  Counted(const Counted &) = delete;
  Counted &operator=(const Counted &) = delete;

private:
  int &returned_;
};

Shared<const protocol::Input> lent(int &returned) {
  return kling::make_shared<protocol::Input>("lent", 4, std::make_unique<Counted>(returned));
}

TEST(InputHolds, GivesBackOnlyWhenItIsAsked) {
  int returned = 0;
  InputHolds holds;
  Shared<const protocol::Input> input = holds.hold(lent(returned));
  EXPECT_EQ(std::string_view(static_cast<const char *>(input->bytes()), 4), "lent");
  Shared<const protocol::Input> other = input;
  input.reset();
  EXPECT_FALSE(holds.waiting());
  other.reset();
  EXPECT_TRUE(holds.waiting());
  EXPECT_EQ(returned, 0);
  holds.give_back();
  EXPECT_EQ(returned, 1);
  EXPECT_FALSE(holds.waiting());
  holds.give_back();
  EXPECT_EQ(returned, 1);
}

TEST(InputHolds, WhatARequestStillHasIsNotGivenBack) {
  int returned = 0;
  Shared<const protocol::Input> own = lent(returned);
  InputHolds holds;
  holds.hold(own).reset();
  holds.give_back();
  EXPECT_EQ(returned, 0);
  own.reset();
  EXPECT_EQ(returned, 1);
}

TEST(InputHolds, GivesBackWithItself) {
  int returned = 0;
  {
    InputHolds holds;
    holds.hold(lent(returned)).reset();
    EXPECT_EQ(returned, 0);
  }
  EXPECT_EQ(returned, 1);
}

} // namespace
} // namespace kling::client
