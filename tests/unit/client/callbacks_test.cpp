#include <cstddef>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "client/callbacks.hpp"
#include "client/options.hpp"

namespace kling::client {
namespace {

struct Witness {
  int events = 0, notices = 0, destroyed = 0;
  std::vector<std::string> lines;
};

kling_callbacks table_for(Witness &witness) {
  kling_callbacks table = KLING_CALLBACKS_INIT;
  table.user_data = &witness;
  table.on_event = [](void *user_data, const kling_event *) { ++static_cast<Witness *>(user_data)->events; };
  table.on_log = [](void *user_data, int32_t level, const char *text) {
    static_cast<Witness *>(user_data)->lines.push_back(std::to_string(level) + " " + text);
  };
  table.notify = [](void *user_data) { ++static_cast<Witness *>(user_data)->notices; };
  table.destroy = [](void *user_data) { ++static_cast<Witness *>(user_data)->destroyed; };
  return table;
}

TEST(Callbacks, CallWhatIsThere) {
  Witness witness;
  const kling_callbacks table = table_for(witness);
  {
    const Callbacks callbacks(table);
    EXPECT_TRUE(callbacks.takes_events() && callbacks.takes_logs() && callbacks.takes_notices());
    callbacks.event(nullptr);
    callbacks.notify();
    callbacks.log(KLING_LOG_WARNING, "text");
    EXPECT_EQ(witness.destroyed, 0);
  }
  EXPECT_EQ(witness.events, 1);
  EXPECT_EQ(witness.notices, 1);
  EXPECT_EQ(witness.destroyed, 1);
  EXPECT_EQ(witness.lines, std::vector<std::string>{"2 text"});

  const Callbacks none;
  EXPECT_FALSE(none.takes_events() || none.takes_logs() || none.takes_notices());
  none.event(nullptr);
  none.notify();
  none.log(KLING_LOG_ERROR, "");
}

TEST(Callbacks, ReadTablesOfEverySize) {
  Witness witness;
  struct {
    kling_callbacks known;
    unsigned char later[24];
  } table{table_for(witness), {}};
  const struct {
    const char *what;
    std::size_t size;
    unsigned char tail;
    uint32_t reserved;
    kling_status status;
    bool event, log, notify, destroy;
  } rows[] = {
      {"its own", sizeof(kling_callbacks), 0xff, 0, KLING_OK, true, true, true, true},
      {"larger with a zero tail", sizeof(table), 0, 0, KLING_OK, true, true, true, true},
      {"larger with something in it", sizeof(table), 1, 0, KLING_E_ARGUMENT, false, false, false, false},
      {"without destroy", offsetof(kling_callbacks, destroy), 0xff, 0, KLING_OK, true, true, true, false},
      {"ending inside a pointer", offsetof(kling_callbacks, notify) + 3, 0xff, 0, KLING_OK, true, true, false, false},
      {"the first one only", offsetof(kling_callbacks, on_log), 0xff, 0, KLING_OK, true, false, false, false},
      {"no callback", offsetof(kling_callbacks, user_data), 0xff, 0, KLING_OK, false, false, false, false},
      {"forgotten", 0, 0xff, 0, KLING_E_ARGUMENT, false, false, false, false},
      {"reserved in use", sizeof(kling_callbacks), 0, 1, KLING_E_ARGUMENT, false, false, false, false},
  };
  for (const auto &row : rows) {
    table.known.struct_size = static_cast<uint32_t>(row.size);
    table.known.reserved = row.reserved;
    std::memset(table.later, row.tail, sizeof(table.later));
    kling_callbacks known;
    EXPECT_EQ(Callbacks::read(&table.known, known), row.status) << row.what;
    if (row.status == KLING_OK) {
      EXPECT_EQ(known.on_event != nullptr, row.event) << row.what;
      EXPECT_EQ(known.on_log != nullptr, row.log) << row.what;
      EXPECT_EQ(known.notify != nullptr, row.notify) << row.what;
      EXPECT_EQ(known.destroy != nullptr, row.destroy) << row.what;
    }
  }
  kling_callbacks known;
  EXPECT_EQ(Callbacks::read(nullptr, known), KLING_E_ARGUMENT);
}

TEST(Callbacks, DestroyRunsOnceWhenTheLastHolderGoes) {
  Witness first;
  Witness second;
  const kling_callbacks first_table = table_for(first);
  const kling_callbacks second_table = table_for(second);
  auto options = std::make_unique<Options>();
  ASSERT_EQ(options->set_callbacks(&first_table), KLING_OK);
  Shared<Callbacks> client = options->callbacks();
  ASSERT_EQ(options->set_callbacks(&second_table), KLING_OK);
  EXPECT_EQ(first.destroyed, 0) << "a client still holds them";
  client.reset();
  EXPECT_EQ(first.destroyed, 1);

  client = options->callbacks();
  options.reset();
  EXPECT_EQ(second.destroyed, 0);
  client->notify();
  client.reset();
  EXPECT_EQ(second.destroyed, 1);
  EXPECT_EQ(second.notices, 1);
  EXPECT_EQ(first.destroyed, 1);
}

TEST(Callbacks, ARefusedTableIsNotTakenOver) {
  Witness first;
  Witness second;
  const kling_callbacks first_table = table_for(first);
  kling_callbacks second_table = table_for(second);
  second_table.struct_size = 0;
  auto options = std::make_unique<Options>();
  ASSERT_EQ(options->set_callbacks(&first_table), KLING_OK);
  EXPECT_EQ(options->set_callbacks(&second_table), KLING_E_ARGUMENT);
  EXPECT_EQ(options->set_callbacks(nullptr), KLING_E_ARGUMENT);
  Error error;
  EXPECT_EQ(options->settle(error), KLING_E_ARGUMENT);
  options.reset();
  EXPECT_EQ(first.destroyed, 1);
  EXPECT_EQ(second.destroyed, 0);
}

} // namespace
} // namespace kling::client
