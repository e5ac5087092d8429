// Memory that ends at each single allocation of our own in a whole job with real sockets: once it is back, the job ends, and nothing was
// sent twice. KLING_TORTURE=1 takes every allocation, otherwise they are taken in strides.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <unistd.h>

#include "support/clip_service.hpp"
#include "support/failing_memory.hpp"
#include "support/input_files.hpp"

namespace kling::test {
namespace {

struct Receiver {
  std::string bytes;
  int destroyed = 0;
};

int32_t take(void *receiver, const void *bytes, uint64_t length) {
  static_cast<Receiver *>(receiver)->bytes.append(static_cast<const char *>(bytes), length);
  return 0;
}

void destroy(void *receiver) {
  ++static_cast<Receiver *>(receiver)->destroyed;
}

/// Calls again where memory ended.
template <class Call> kling_status insist(Call &&call) {
  for (;;) {
    kling_status status = KLING_OK;
    {
      const FailingMemory::Armed armed;
      status = call();
    }
    FailingMemory::relieve();
    if (status != KLING_E_MEMORY) {
      return status;
    }
  }
}

/// How many allocations kling_client_free takes. It cannot say that memory ended: it lets go of everything all the same.
int64_t give_back(int64_t which, bool drought) {
  int destroyed = 0;
  LentBytes lender("lent");
  ClipService service(1000);
  kling_task *submitted = nullptr;
  const FailingMemory memory(which, drought);
  {
    kling_options *options = make_options(service.settings()).release();
    kling_callbacks callbacks = KLING_CALLBACKS_INIT;
    callbacks.user_data = &destroyed;
    callbacks.destroy = [](void *count) { ++*static_cast<int *>(count); };
    EXPECT_EQ(kling_options_set_callbacks(options, &callbacks), KLING_OK);
    EXPECT_EQ(kling_options_set_string(options, "validation", "off"), KLING_OK);
    kling_client *client = nullptr;
    EXPECT_EQ(kling_client_new(options, &client, nullptr), KLING_OK);
    kling_options_free(options);
    Request request = image_request("a lighthouse");
    EXPECT_EQ(lender.to(request, "image"), KLING_OK);
    EXPECT_EQ(kling_submit(client, request.get(), 0, &submitted, nullptr), KLING_OK);
    request.reset();
    kling_poll(client, 0, nullptr);
    EXPECT_EQ(lender.given_back(), 0);
    const FailingMemory::Armed armed;
    kling_client_free(client);
  }
  EXPECT_EQ(lender.given_back(), 1) << "allocation " << which;
  const int64_t count = FailingMemory::counted();
  FailingMemory::relieve();
  EXPECT_GE(kling_task_state(submitted), KLING_TASK_FINAL);
  EXPECT_EQ(destroyed, 0);
  kling_task_release(submitted);
  EXPECT_EQ(destroyed, 1) << "allocation " << which;
  return count;
}

TEST(Torture, AClientThatIsGivenBackWithoutMemoryLeavesNothingBehind) {
  for (const bool drought : {false, true}) {
    for (int64_t which = 0; give_back(which, drought) > which; ++which) {
      ASSERT_LT(which, 1000);
    }
  }
}

/// How many allocations there were.
int64_t play(const std::string &path, int64_t which, bool drought) {
  ClipService service(50000);
  const InputFolder folder;
  const std::string filed = some_bytes(100000, 1);
  const std::string image = folder.write("photo.png", filed);
  const std::string lent = some_bytes(1000, 2);
  LentBytes lender(lent);
  int calls = 0; // that gave back, or took, what was lent
  service.bend([](int before, const RecordedRequest &, Reply &reply) { reply.cut_after = before == 0 ? 20000 : -1; });
  Settings settings = service.settings();
  settings["validation"] = "off";
  const Client client = make_client(settings);
  Request request = image_request("a lighthouse");
  kling_request_save_to(request.get(), path.c_str());
  Receiver receiver;
  const FailingMemory memory(which, drought);
  kling_task *submitted = nullptr;
  EXPECT_EQ(insist([&] { return kling_request_set_file(request.get(), "image", image.c_str()); }), KLING_OK);
  EXPECT_EQ(insist([&] {
              ++calls;
              return kling_request_lend_bytes(request.get(), "image_tail", lent.data(), lent.size(), LentBytes::give_back, &lender);
            }),
            KLING_OK);
  EXPECT_EQ(insist([&] { return kling_submit(client.get(), request.get(), 0, &submitted, nullptr); }), KLING_OK);
  const Task task(submitted);
  request.reset();
  EXPECT_EQ(insist([&] { return kling_task_save_with(submitted, 0, take, destroy, &receiver, nullptr); }), KLING_OK);
  for (int turn = 0; turn < 10000 && (kling_task_state(submitted) < KLING_TASK_FINAL || receiver.destroyed == 0); ++turn) {
    EXPECT_EQ(insist([&] { return kling_poll(client.get(), 10, nullptr); }), KLING_OK);
    while (next_event(client)) {
    }
  }
  kling_error error = no_error();
  kling_task_error(submitted, &error);
  EXPECT_EQ(receiver.destroyed, 1);
  EXPECT_EQ(lender.given_back(), calls) << "once for each call";
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  if (kling_task_state(submitted) == KLING_TASK_REJECTED) { // the journal itself found no memory: then nothing is sent
    EXPECT_EQ(error.status, KLING_E_STORE) << error.message;
    EXPECT_EQ(service.server.count(), 0);
  } else {
    EXPECT_EQ(kling_task_state(submitted), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(error.status, KLING_OK) << error.message;
    EXPECT_EQ(service.server.count("POST"), 1);
    EXPECT_NE(
        service.server.requests().front().body.find(R"("image":")" + base64_of(filed) + R"(","image_tail":")" + base64_of(lent) + "\""),
        std::string::npos);
    EXPECT_TRUE(receiver.bytes == service.clip());
    EXPECT_TRUE(content.str() == service.clip());
  }
  std::filesystem::remove(path);
  return FailingMemory::counted();
}

TEST(Torture, AWholeJobEndsAsIfMemoryHadBeenThere) {
  if (background_io()) {
    GTEST_SKIP() << "what fails is chosen by the thread that polls";
  }
  char folder[] = "/tmp/kling-torture-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/clip.mp4";
  const int64_t allocations = play(path, -1, false);
  EXPECT_GT(allocations, 100);
  const int64_t stride = std::getenv("KLING_TORTURE") != nullptr ? 1 : std::max<int64_t>(allocations / 5, 1);
  for (const bool drought : {false, true}) {
    for (int64_t which = drought ? stride / 2 : 0; which < allocations && !HasFailure(); which += stride) {
      play(path, which, drought);
      EXPECT_FALSE(HasFailure()) << "allocation " << which << " of " << allocations << ", drought " << drought;
    }
  }
  RecordProperty("allocations", static_cast<int>(allocations));
  std::filesystem::remove_all(folder);
}

} // namespace
} // namespace kling::test
