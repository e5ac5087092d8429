#include <gtest/gtest.h>

#include "cli/progress_line.hpp"
#include "cli/table.hpp"
#include "cli/typical_time.hpp"

namespace kling::cli {
namespace {

ProgressLine processing() {
  ProgressLine line;
  line.state = "processing";
  line.seconds = 187.9;
  line.typical_ms = 319000;
  line.task_id = "812345678901234567";
  return line;
}

TEST(ProgressLine, LeavesOutWhatDoesNotFit) {
  const std::pair<size_t, const char *> rows[] = {{79, "processing  3 min 07 s  usually about 5 min  task 812345678901234567"},
                                                  {50, "processing  3 min 07 s  usually about 5 min"},
                                                  {39, "processing  3 min 07 s"},
                                                  {19, "processing  3:07"},
                                                  {12, "processing"},
                                                  {5, "proce"},
                                                  {1, "p"}};
  for (const auto &[columns, text] : rows) {
    EXPECT_EQ(processing().fitted(columns), text);
  }
}

TEST(ProgressLine, OfADownload) {
  ProgressLine line;
  line.state = "saving";
  line.seconds = 12.34;
  line.bytes_done = 1234567;
  line.bytes_total = 3400000;
  line.bytes_per_second = 5000000;
  EXPECT_EQ(line.fitted(79), "saving  1.2 MB of 3.4 MB  5.0 MB/s  12.3 s");
  EXPECT_EQ(line.fitted(39), "saving  1.2 MB of 3.4 MB  5.0 MB/s");
  EXPECT_EQ(line.fitted(19), "saving  1.2 MB");
  line.bytes_total = -1;
  line.bytes_per_second = 0;
  EXPECT_EQ(line.fitted(79), "saving  1.2 MB  12.3 s");
}

TEST(ProgressLine, NeverIsWiderThanItsRoom) {
  for (size_t columns = 1; columns < 100; ++columns) {
    EXPECT_LE(processing().fitted(columns).size(), columns);
  }
}

TEST(ProgressLine, TypicalTimesAreNotPrecise) {
  const std::pair<int64_t, const char *> rows[] = {{1000, "about 10 s"},   {44000, "about 40 s"},   {89000, "about 90 s"},
                                                   {91000, "about 2 min"}, {175000, "about 3 min"}, {319000, "about 5 min"}};
  for (const auto &[ms, text] : rows) {
    EXPECT_EQ(text_of_typical(ms), text);
  }
}

TEST(TypicalTime, IsTheFirstRowThatCounts) {
  const JsonValue kind = read_json(R"({"typical_times":[{"mode":"pro","ms":2},{"model":"m","ms":3},{"ms":4}]})").value_or(JsonValue{});
  EXPECT_EQ(typical_time_ms(kind, "m", "pro"), 2);
  EXPECT_EQ(typical_time_ms(kind, "m", ""), 3);
  EXPECT_EQ(typical_time_ms(kind, "n", "std"), 4);
  EXPECT_EQ(typical_time_ms(read_json("{}").value_or(JsonValue{}), "", ""), 0);
}

TEST(Table, IsWrappedWhereThePageIsNarrow) {
  Table table({"NAME", "NONE", "WHAT"});
  table.add({"one", "", "the first of all of them"});
  table.add({"twentytwo", "", "another"});
  EXPECT_EQ(table.text(0), "NAME       WHAT\n"
                           "one        the first of all of them\n"
                           "twentytwo  another\n");
  EXPECT_EQ(table.text(26), "NAME       WHAT\n"
                            "one        the first of\n"
                            "           all of them\n"
                            "twentytwo  another\n");
  EXPECT_EQ(table.text(20), "one\n  WHAT: the first of\n  all of them\n"
                            "twentytwo\n  WHAT: another\n");
}

} // namespace
} // namespace kling::cli
