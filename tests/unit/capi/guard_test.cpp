#include <cstring>
#include <gtest/gtest.h>
#include <new>
#include <stdexcept>

#include "capi/guard.hpp"

namespace kling::capi {
namespace {

struct Polymorphic {
  virtual ~Polymorphic() = default;
  int filler = 1;
};
/// Its handle base does not stand at its start.
struct Thing : Polymorphic, Handle<HandleKind::task> {
  int value = 7;
};
struct Other : Handle<HandleKind::event> {};

TEST(Handles, OpenOnlyWhatTheyAre) {
  Thing thing;
  auto *handle = outer<kling_task>(&thing);
  EXPECT_NE(static_cast<void *>(handle), static_cast<void *>(&thing)) << "the case is worth testing";
  EXPECT_EQ(inner<Thing>(handle), &thing);
  EXPECT_EQ(inner<const Thing>(static_cast<const kling_task *>(handle)), &thing);
  EXPECT_EQ(inner<Thing>(static_cast<kling_task *>(nullptr)), nullptr);
  EXPECT_EQ(inner<Other>(reinterpret_cast<kling_event *>(handle)), nullptr);
}

struct Case {
  const char *what;
  kling_status (*body)(Error &);
  kling_status status;
  const char *message;
};

TEST(Guard, TellsWhatCameOfTheBody) {
  const Case rows[] = {
      {"success", [](Error &) -> kling_status { return KLING_OK; }, KLING_OK, ""},
      {"its own words",
       [](Error &error) -> kling_status {
         error = make_error(KLING_E_FIELD, "too long", "prompt");
         return error.status;
       },
       KLING_E_FIELD, "too long"},
      {"no words of its own", [](Error &) -> kling_status { return KLING_E_FORKED; }, KLING_E_FORKED,
       kling_status_description(KLING_E_FORKED)},
      {"words of another failure",
       [](Error &error) -> kling_status {
         error = make_error(KLING_E_FIELD, "too long");
         return KLING_E_STATE;
       },
       KLING_E_STATE, kling_status_description(KLING_E_STATE)},
      {"no memory", [](Error &) -> kling_status { throw std::bad_alloc(); }, KLING_E_MEMORY, kling_status_description(KLING_E_MEMORY)},
      {"anything else", [](Error &) -> kling_status { throw std::runtime_error("x"); }, KLING_E_INTERNAL,
       kling_status_description(KLING_E_INTERNAL)},
  };
  for (const Case &row : rows) {
    kling_error error = KLING_ERROR_INIT;
    std::memset(error.message, 'x', sizeof(error.message) - 1);
    error.status = 1;
    EXPECT_EQ(guarded(&error, row.body), row.status) << row.what;
    EXPECT_EQ(error.status, row.status) << row.what;
    EXPECT_STREQ(error.message, row.message) << row.what;
    EXPECT_EQ(guarded(static_cast<kling_error *>(nullptr), row.body), row.status) << row.what;
  }
}

TEST(Guard, RefusesARecordThatCannotHoldTheStatusBeforeAnythingHappens) {
  kling_error error = KLING_ERROR_INIT;
  error.struct_size = 4;
  bool ran = false;
  EXPECT_EQ(guarded(&error,
                    [&](Error &) -> kling_status {
                      ran = true;
                      return KLING_OK;
                    }),
            KLING_E_ARGUMENT);
  EXPECT_FALSE(ran);
}

TEST(Guard, GivesTheFallbackForWhatThrows) {
  EXPECT_EQ(guarded_value(-1, []() -> int { throw std::bad_alloc(); }), -1);
  EXPECT_EQ(guarded_value(-1, []() -> int { throw 5; }), -1);
  EXPECT_EQ(guarded_value(-1, [] { return 3; }), 3);
}

} // namespace
} // namespace kling::capi
