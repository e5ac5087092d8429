#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "store/table.hpp"

namespace kling::store {
namespace {

struct Answer {
  int count = 0;
  uint64_t ticket = 0;
  kling_status status = -1;
  std::string message;
};

void KLING_CALL keep(void *data, uint64_t ticket, kling_status status, const char *message) {
  auto *answer = static_cast<Answer *>(data);
  ++answer->count;
  answer->ticket = ticket;
  answer->status = status;
  answer->message = message;
}

using Shown = std::vector<std::pair<std::string, std::string>>;

int32_t KLING_CALL collect(void *data, const Entry *entry) {
  static_cast<Shown *>(data)->emplace_back(entry->key, entry->record_json);
  return 0;
}

class MemoryStore : public testing::Test {
protected:
  MemoryStore() { EXPECT_EQ(make_memory_store(table), KLING_OK); }
  ~MemoryStore() override { table.destroy(table.user_data); }
  MemoryStore(const MemoryStore &) = delete;
  MemoryStore &operator=(const MemoryStore &) = delete;

  Answer submit(const std::vector<Entry> &entries, uint64_t ticket = 1) {
    Answer answer;
    table.submit(table.user_data, entries.data(), static_cast<uint32_t>(entries.size()), ticket, keep, &answer);
    EXPECT_EQ(answer.count, 1) << "done runs exactly once";
    EXPECT_EQ(answer.ticket, ticket);
    return answer;
  }

  Shown shown() {
    Shown lines;
    EXPECT_EQ(table.scan(table.user_data, collect, &lines), KLING_OK);
    return lines;
  }

  Table table = {};
};

TEST_F(MemoryStore, TheTableIsWhole) {
  EXPECT_EQ(table.struct_size, sizeof(Table));
  EXPECT_NE(table.submit, nullptr);
  EXPECT_NE(table.scan, nullptr);
  EXPECT_NE(table.claim, nullptr);
  EXPECT_NE(table.destroy, nullptr);
  EXPECT_TRUE(shown().empty());
}

TEST_F(MemoryStore, BatchesAreWrittenReplacedAndErased) {
  EXPECT_EQ(submit({{"a", "1"}, {"b", "2"}}, 7).status, KLING_OK);
  EXPECT_EQ(shown(), (Shown{{"a", "1"}, {"b", "2"}}));
  Answer answer = submit({{"b", "3"}, {"a", nullptr}, {"c", "4"}}, 8);
  EXPECT_EQ(answer.status, KLING_OK);
  EXPECT_EQ(answer.message, "");
  EXPECT_EQ(shown(), (Shown{{"b", "3"}, {"c", "4"}}));
  EXPECT_EQ(submit({}, 9).status, KLING_OK);
  EXPECT_EQ(submit({{"missing", nullptr}}).status, KLING_OK);
  EXPECT_EQ(shown().size(), 2U);
}

TEST_F(MemoryStore, WithinABatchTheLastWordCounts) {
  submit({{"a", "1"}, {"a", "2"}, {"b", "1"}, {"b", nullptr}, {"c", nullptr}, {"c", "3"}});
  EXPECT_EQ(shown(), (Shown{{"a", "2"}, {"c", "3"}}));
}

TEST_F(MemoryStore, EntriesAreCopied) {
  std::string key = "key";
  std::string record = "record";
  submit({{key.c_str(), record.c_str()}});
  key = "xxx";
  record = "xxxxxx";
  EXPECT_EQ(shown(), (Shown{{"key", "record"}}));
}

TEST_F(MemoryStore, AWrongBatchChangesNothing) {
  submit({{"a", "1"}});
  EXPECT_EQ(submit({{"a", "2"}, {nullptr, "3"}}).status, KLING_E_ARGUMENT);
  EXPECT_EQ(submit({{"a", "2"}, {"", "3"}}).status, KLING_E_ARGUMENT);
  Answer answer;
  table.submit(table.user_data, nullptr, 1, 5, keep, &answer);
  EXPECT_EQ(answer.status, KLING_E_ARGUMENT);
  EXPECT_NE(answer.message, "");
  EXPECT_EQ(shown(), (Shown{{"a", "1"}}));
}

TEST_F(MemoryStore, ScanStopsWhenAsked) {
  submit({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  int count = 0;
  auto stop_at_two = [](void *data, const Entry *) -> int32_t { return ++*static_cast<int *>(data) == 2 ? 1 : 0; };
  EXPECT_EQ(table.scan(table.user_data, stop_at_two, &count), KLING_OK);
  EXPECT_EQ(count, 2);
  EXPECT_EQ(table.scan(table.user_data, nullptr, nullptr), KLING_E_ARGUMENT);
  EXPECT_EQ(shown().size(), 3U) << "a scan that was stopped leaves the store usable";
}

TEST_F(MemoryStore, ShowMayClaimButNotWrite) {
  submit({{"a", "1"}, {"b", "2"}});
  struct Seen {
    Table *table;
    Answer written;
    kling_status scanned = -1;
    kling_status claimed = -1;
  } seen = {&table, {}};
  auto show = [](void *data, const Entry *entry) -> int32_t {
    auto *own = static_cast<Seen *>(data);
    Table &store = *own->table;
    uint64_t generation = 0;
    own->claimed = store.claim(store.user_data, entry->key, 0, &generation);
    Shown lines;
    own->scanned = store.scan(store.user_data, collect, &lines);
    Entry erase = {entry->key, nullptr};
    store.submit(store.user_data, &erase, 1, 3, keep, &own->written);
    return 0;
  };
  EXPECT_EQ(table.scan(table.user_data, show, &seen), KLING_OK);
  EXPECT_EQ(seen.claimed, KLING_OK);
  EXPECT_EQ(seen.scanned, KLING_E_STATE);
  EXPECT_EQ(seen.written.status, KLING_E_STATE);
  EXPECT_EQ(seen.written.count, 2) << "once for each line";
  EXPECT_EQ(shown().size(), 2U);
}

TEST_F(MemoryStore, AClaimTakesALineOnce) {
  submit({{"a", "1"}});
  uint64_t generation = 99;
  EXPECT_EQ(table.claim(table.user_data, "a", 0, &generation), KLING_OK);
  EXPECT_EQ(generation, 1U);
  uint64_t other = 99;
  EXPECT_EQ(table.claim(table.user_data, "a", 0, &other), KLING_E_CONFLICT) << "another was faster";
  EXPECT_EQ(other, 99U);
  EXPECT_EQ(table.claim(table.user_data, "a", 1, &generation), KLING_OK);
  EXPECT_EQ(generation, 2U);
  submit({{"a", "changed"}});
  EXPECT_EQ(table.claim(table.user_data, "a", 2, &generation), KLING_OK) << "writing a line is not taking it";
  EXPECT_EQ(table.claim(table.user_data, "missing", 0, &generation), KLING_E_NOT_FOUND);
  EXPECT_EQ(table.claim(table.user_data, nullptr, 0, &generation), KLING_E_ARGUMENT);
  EXPECT_EQ(table.claim(table.user_data, "a", 3, nullptr), KLING_E_ARGUMENT);
  EXPECT_EQ(shown(), (Shown{{"a", "changed"}}));
}

TEST_F(MemoryStore, DoneMayWriteAgain) {
  struct Chain {
    Table *table;
    Answer second;
  } chain = {&table, {}};
  auto write_more = [](void *data, uint64_t, kling_status status, const char *) {
    EXPECT_EQ(status, KLING_OK);
    auto *own = static_cast<Chain *>(data);
    Entry more = {"b", "2"};
    own->table->submit(own->table->user_data, &more, 1, 2, keep, &own->second);
  };
  Entry first = {"a", "1"};
  table.submit(table.user_data, &first, 1, 1, write_more, &chain);
  EXPECT_EQ(chain.second.status, KLING_OK);
  EXPECT_EQ(shown().size(), 2U);
}

TEST_F(MemoryStore, TwoStoresKnowNothingOfEachOther) {
  Table other = {};
  ASSERT_EQ(make_memory_store(other), KLING_OK);
  submit({{"a", "1"}});
  Shown lines;
  EXPECT_EQ(other.scan(other.user_data, collect, &lines), KLING_OK);
  EXPECT_TRUE(lines.empty());
  other.destroy(other.user_data);
}

} // namespace
} // namespace kling::store
