#include <cJSON.h>
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

#include "json/document.hpp"

namespace kling::json {
namespace {

int allocations_left = 0;

void *failing_malloc(std::size_t bytes) {
  return allocations_left-- > 0 ? std::malloc(bytes) : nullptr;
}

/// Lets every cJSON allocation of `act` fail once, in turn; answers how many there were. A sanitizer build sees what leaks.
template <class Act> int fail_each(Act act) {
  cJSON_Hooks hooks = {failing_malloc, std::free};
  int failures = 0;
  for (bool done = false; !done; ++failures) {
    cJSON_InitHooks(&hooks);
    allocations_left = failures;
    try {
      act();
      done = true;
    } catch (const std::bad_alloc &) {
    }
    cJSON_InitHooks(nullptr);
  }
  return failures - 1;
}

Path path(std::string_view name) {
  Path out;
  String why;
  EXPECT_TRUE(Path::parse(name, out, why)) << why;
  return out;
}

TEST(Memory, ParsingPrintingAndCopyingReportWhenItRunsOut) {
  EXPECT_GT(fail_each([] {
              Document document;
              String why;
              EXPECT_TRUE(Document::parse(R"({"a":[1,{"b":"c"}],"d":0.10})", document, why)) << "no refusal of good text";
            }),
            6);
  Document document;
  String why;
  ASSERT_TRUE(Document::parse(R"({"a":[1,{"b":"c"}]})", document, why));
  EXPECT_GT(fail_each([&document] { EXPECT_EQ(document.copy().print(), document.print()); }), 6);
  EXPECT_GT(fail_each([] { EXPECT_EQ(Document::object().print(), "{}"); }), 0);
}

TEST(Memory, AChangeThatFailsLeavesTheDocumentAsItWas) {
  Document document;
  String why;
  ASSERT_TRUE(Document::parse(R"({"a":{"x":1},"l":[1]})", document, why));
  for (const char *name : {"a.b.c[0].d", "a", "l[1].x", "l[0]", "n.o"}) {
    Path place = path(name);
    EXPECT_GT(fail_each([&document, &place] {
                Document changed = document.copy();
                String before = changed.print();
                String reason;
                try {
                  EXPECT_TRUE(changed.set_string(place, "text", reason)) << reason;
                } catch (const std::bad_alloc &) {
                  int left = std::exchange(allocations_left, 1000);
                  EXPECT_EQ(changed.print(), before);
                  allocations_left = left;
                  throw;
                }
              }),
              3)
        << name;
  }
}

TEST(Memory, MergingReportsWhenItRunsOut) {
  Document source;
  String why;
  ASSERT_TRUE(Document::parse(R"({"a":{"y":[2]},"z":"w"})", source, why));
  EXPECT_GT(fail_each([&source] {
              Document target = Document::object();
              target.merge(source.root());
              EXPECT_EQ(target.root().size(), 2U);
            }),
            6);
}

} // namespace
} // namespace kling::json
