// What a body with an image of 10 MiB costs in memory beyond what the same client needs for a small one. Every byte that any part of the
// process takes from the heap is counted; the service is another process.
#include <gtest/gtest.h>

#include "support/counted_heap.hpp"
#include "support/draining_server.hpp"
#include "support/input_files.hpp"
#include "support/png_file.hpp"
#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

constexpr int64_t most_extra = int64_t{1} << 20U; // goal P7; half of it is the stretch

struct Way {
  const char *name;
  kling_status (*set)(kling_request *request, const std::string &path, const std::string &bytes);
  int64_t copies;
};

const Way ways[] = {
    {"file",
     [](kling_request *request, const std::string &path, const std::string &) {
       return kling_request_set_file(request, "image", path.c_str());
     },
     0},
    {"bytes",
     [](kling_request *request, const std::string &, const std::string &bytes) {
       return kling_request_set_bytes(request, "image", bytes.data(), bytes.size());
     },
     1},
    {"lent",
     [](kling_request *request, const std::string &, const std::string &bytes) {
       return kling_request_lend_bytes(request, "image", bytes.data(), bytes.size(), nullptr, nullptr);
     },
     0},
};

void send_one(const Client &client, const Way &way, const std::string &path, const std::string &bytes) {
  Request request = image_request("a lighthouse");
  ASSERT_EQ(way.set(request.get(), path, bytes), KLING_OK);
  const Task task = submit(client, request);
  ASSERT_EQ(finish(client, task), KLING_OK);
  while (next_event(client)) {
  }
}

TEST(InputMemory, TenMebibytesTakeLessThanOne) {
  if (!CountedHeap::counts()) {
    GTEST_SKIP() << "a sanitizer stands in the place of malloc: nothing is counted here";
  }
  const DrainingServer server;
  const InputFolder folder;
  const std::string bytes = png_of(1910, 1820); // as much as the service takes, but for a little
  ASSERT_GT(bytes.size(), std::size_t{9900} << 10U);
  ASSERT_LE(bytes.size(), std::size_t{10} << 20U);
  const auto length = static_cast<int64_t>(bytes.size());
  const std::string path = folder.write("photo.png", bytes);
  const std::string small_bytes = png_of(300, 300);
  const std::string small = folder.write("small.png", small_bytes);
  for (const Way &way : ways) {
    const Client client =
        make_client({{"provider", "kling"}, {"base_url", server.url()}, {"api_key", "the-key"}, {"poll_interval_ms", "10"}});
    send_one(client, way, small, small_bytes);
    const int64_t before = CountedHeap::live();
    CountedHeap::restart();
    send_one(client, way, path, bytes);
    const int64_t extra = CountedHeap::peak() - before - way.copies * length;
    std::printf("%s: %lld bytes more than for a small one\n", way.name, static_cast<long long>(extra));
    RecordProperty(std::string("extra_") + way.name, static_cast<int>(extra));
    EXPECT_LE(extra, most_extra) << way.name;
    EXPECT_GT(extra, 0) << way.name << ": is anything counted?";
    EXPECT_LE(CountedHeap::live() - before, 200000) << way.name << ": it is all given back";
  }
}

} // namespace
} // namespace kling::test
