// Files and bytes in a body: what arrives, and what is refused or not sent.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <kling/transport.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/sent_inputs.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

constexpr std::size_t ten_mib = std::size_t{10} << 20U;

std::atomic<int> file_reads{0};
std::atomic<int> host_reads{0}; // of the thread that ticks
std::atomic<std::thread::id> ticking_thread;

/// The kept words of the first refusal.
kling_error refusal_of(const Request &request) {
  kling_error error = no_error();
  kling_request_validate(request.get(), nullptr, &error);
  return error;
}

TEST(Inputs, ArriveAsBase64AtAnyPath) {
  const InputFolder folder;
  for (const std::size_t length : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{49151}, std::size_t{49152},
                                   std::size_t{49153}, std::size_t{200000}, ten_mib + 1}) {
    const PretendService service;
    const std::string filed = some_bytes(length, 1);
    const std::string copied = some_bytes(length + 1, 2);
    const std::string lent = some_bytes(length + 2, 3);
    LentBytes lender(lent);
    const Client client = make_client(unchecked(service));
    const Request request = image_request("#0# is \"no\" mark");
    ASSERT_EQ(kling_request_set_file(request.get(), "image", folder.write("photo.png", filed).c_str()), KLING_OK);
    ASSERT_EQ(kling_request_set_bytes(request.get(), "image_list[0].image", copied.data(), copied.size()), KLING_OK);
    ASSERT_EQ(lender.to(request, "/image_list/1/image"), KLING_OK);
    ASSERT_EQ(kling_request_set_string(request.get(), "image_list[2].image", "https://host/a.png"), KLING_OK);
    const Task task = submit(client, request);
    ASSERT_EQ(finish(client, task), KLING_OK);
    expect_body(service.server.requests().front(), R"({"prompt":"#0# is \"no\" mark","image":")" + base64_of(filed) +
                                                       R"(","image_list":[{"image":")" + base64_of(copied) + R"("},{"image":")" +
                                                       base64_of(lent) + R"("},{"image":"https://host/a.png"}]})");
    EXPECT_EQ(lender.given_back(), 0) << "the request still has them";
  }
}

/// 640 x 480 by its header, and noise.
std::string picture(std::size_t length) {
  using namespace std::string_literals;
  const std::string head = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x02\x80\0\0\x01\xE0\x08\x02\0\0\0"s;
  return head + some_bytes(length - head.size());
}

TEST(Inputs, ArriveAtTheSimulatorToo) {
  const InputFolder folder;
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  const Client client = make_client({{"provider", "custom"},
                                     {"base_url", simulator.base_url()},
                                     {"api_key", simulator.api_key()},
                                     {"poll_interval_ms", "10"},
                                     {"external_ids", "never"}});
  const std::string bytes = picture(2000000);
  const Request request = image_request("waves");
  ASSERT_EQ(kling_request_set_file(request.get(), "image", folder.write("photo.png", bytes).c_str()), KLING_OK);
  kling_error error = no_error();
  const Task task = submit(client, request, 0, &error);
  ASSERT_NE(task, nullptr) << error.message;
  EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  EXPECT_TRUE(simulator.last_body("/v1/videos/image2video") == R"({"prompt":"waves","image":")" + base64_of(bytes) + R"("})");
}

TEST(Inputs, AreReadWhereverTheWorkIsDone) {
  const InputFolder folder;
  const PretendService service;
  const Client client = make_client(unchecked(service));
  const Request request = image_request();
  ASSERT_EQ(kling_request_set_file(request.get(), "image", folder.write("photo.png", some_bytes(200000)).c_str()), KLING_OK);
  const int before = file_reads.load();
  ticking_thread = std::this_thread::get_id();
  host_reads = 0;
  const Task task = submit(client, request);
  EXPECT_EQ(host_reads.load(), 0) << "kling_submit only queues";
  ASSERT_TRUE(reach(client, task, KLING_TASK_SUBMITTED));
  EXPECT_GT(file_reads.load(), before);
  EXPECT_EQ(host_reads.load() > 0, !background_io()) << "with background_io a tick reads no file";
  ticking_thread = std::thread::id();
}

TEST(Inputs, OfOneRequestAreSentAsOftenAsItIsSubmitted) {
  const InputFolder folder;
  const PretendService service;
  const std::string filed = some_bytes(300000, 1);
  const std::string lent = some_bytes(100000, 2);
  LentBytes lender(lent);
  const Client client = make_client(unchecked(service));
  Request request = image_request();
  ASSERT_EQ(kling_request_set_file(request.get(), "image", folder.write("photo.png", filed).c_str()), KLING_OK);
  ASSERT_EQ(lender.to(request, "image_tail"), KLING_OK);
  const Task one = submit(client, request);
  const Task two = submit(client, request);
  request.reset();
  EXPECT_EQ(finish(client, one), KLING_OK);
  EXPECT_EQ(finish(client, two), KLING_OK);
  EXPECT_TRUE(drive_until(client, [&] { return lender.given_back() > 0; }));
  EXPECT_EQ(lender.given_back(), 1);
  int creates = 0;
  for (const RecordedRequest &each : service.server.requests()) {
    if (each.method == "POST") {
      ++creates;
      expect_body(each, R"({"image":")" + base64_of(filed) + R"(","image_tail":")" + base64_of(lent) + R"("})");
    }
  }
  EXPECT_EQ(creates, 2);
}

TEST(Inputs, AreShownByTheirLength) {
  const InputFolder folder;
  const Request request = image_request("a lighthouse");
  const PretendService service;
  const Client client = make_client(unchecked(service));
  ASSERT_EQ(kling_request_set_file(request.get(), "image", folder.write("pho\"to.png", some_bytes(1234)).c_str()), KLING_OK);
  ASSERT_EQ(kling_request_set_bytes(request.get(), "images[0]", "12345", 5), KLING_OK);
  EXPECT_EQ(text_of(kling_request_to_json(request.get(), client.get())),
            R"({"method":"POST","url":")" + service.server.url("/v1/videos/image2video") +
                R"(","body":{"prompt":"a lighthouse","image":"<1234 bytes of pho\"to.png>","images":["<5 bytes>"]}})");
}

TEST(Inputs, FilesThatCannotBeReadAreRefusedAtOnce) {
  const InputFolder folder;
  const std::string closed = folder.write("closed.png", "x");
  ASSERT_EQ(chmod(closed.c_str(), 0), 0);
  ASSERT_EQ(mkfifo(folder.path("pipe").c_str(), 0600), 0);
  const struct {
    std::string path;
    std::string words;
  } rows[] = {
      {folder.path("missing.png"), "image: cannot read " + folder.path("missing.png") + ": No such file or directory"},
      {folder.path(""), "image: cannot read " + folder.path("") + ": it is a folder"},
      {folder.write("empty.png", ""), "image: cannot send " + folder.path("empty.png") + ": it is empty"},
      {folder.path("pipe"), "image: cannot read " + folder.path("pipe") + ": not a regular file"},
      {"", "image: cannot read \"\": no file has an empty path"},
      {closed, "image: cannot read " + closed + ": Permission denied"},
  };
  for (const auto &row : rows) {
    if (row.path == closed && geteuid() == 0) {
      continue; // root reads everything
    }
    const Request request = image_request();
    EXPECT_EQ(kling_request_set_file(request.get(), "image", row.path.c_str()), KLING_E_FILE) << row.words;
    const kling_error error = refusal_of(request);
    EXPECT_EQ(error.status, KLING_E_FILE);
    EXPECT_STREQ(error.field, "image");
    EXPECT_EQ(error.message, row.words);
  }
  const Request request = image_request();
  EXPECT_EQ(kling_request_set_file(request.get(), "image", "\xFF.png"), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_request_set_file(request.get(), "image", "a\n.png"), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_request_set_file(request.get(), nullptr, closed.c_str()), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_request_set_file(request.get(), "image", nullptr), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_request_set_file(nullptr, "image", closed.c_str()), KLING_E_ARGUMENT);
}

TEST(Inputs, WhatNoClientCanChangeIsRefusedAtOnce) {
  struct Row {
    const char *name;
    uint64_t length;
    kling_status status;
    const char *words;
  };
  const char byte = 'x';
  for (const Row &row : {
           Row{"image", 0, KLING_E_FIELD, "image is given no bytes"},
           Row{"image", 402653185, KLING_E_TOO_LARGE, "image has 402653185 bytes; at most 402653184, which are 512 MiB in Base64"},
           Row{"image", UINT64_MAX, KLING_E_TOO_LARGE,
               "image has 9223372036854775807 bytes; at most 402653184, which are 512 MiB in Base64"},
           Row{"duration", 1, KLING_E_FIELD, "duration takes a number or text, not a file or bytes"},
           Row{"multi_shot", 1, KLING_E_FIELD, "multi_shot takes true or false, not a file or bytes"},
           Row{"image..x", 1, KLING_E_ARGUMENT, nullptr},
           Row{"image[1]", 1, KLING_E_FIELD, nullptr},
       }) {
    const Request request = image_request();
    EXPECT_EQ(kling_request_set_bytes(request.get(), row.name, &byte, row.length), row.status) << row.name;
    const kling_error error = refusal_of(request);
    EXPECT_EQ(error.status, row.status);
    if (row.words != nullptr) {
      EXPECT_STREQ(error.message, row.words);
      EXPECT_STREQ(error.field, row.name);
    }
    LentBytes lender("x");
    const Request other = image_request();
    EXPECT_EQ(kling_request_lend_bytes(other.get(), row.name, &byte, row.length, LentBytes::give_back, &lender), row.status);
    EXPECT_EQ(lender.given_back(), 1) << row.name;
  }
  const Request request = image_request();
  EXPECT_EQ(kling_request_set_bytes(request.get(), "image", nullptr, 1), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_request_set_bytes(nullptr, "image", &byte, 1), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_request_set_bytes(request.get(), nullptr, &byte, 1), KLING_E_ARGUMENT);
}

TEST(Inputs, GoIntoImagesAndSoundsAlone) {
  const struct {
    const char *kind;
    const char *name;
    const char *words; // NULL: taken
  } rows[] = {
      {"image2video", "image", nullptr},
      {"multi-image2video", "image_list[0].image", nullptr},
      {"avatar", "sound_file", nullptr},
      {"image2video", "prompt", "prompt takes text, not a file or bytes"},
      {"motion-control", "video_url", "video_url takes a URL only"},
      {"image2video", "of_tomorrow", nullptr}, // the client's validation decides
  };
  for (const auto &row : rows) {
    kling_request *made = nullptr;
    ASSERT_EQ(kling_request_new(row.kind, &made), KLING_OK) << row.kind;
    const Request request(made);
    EXPECT_EQ(kling_request_set_bytes(made, row.name, "x", 1), row.words == nullptr ? KLING_OK : KLING_E_FIELD) << row.name;
    if (row.words != nullptr) {
      EXPECT_EQ(std::string(refusal_of(request).message).find(row.words), 0U) << refusal_of(request).message;
    }
  }
}

TEST(Inputs, ARequestHoldsSixtyFour) {
  const Request request = image_request();
  LentBytes first("x");
  ASSERT_EQ(first.to(request, "images[0]"), KLING_OK);
  for (int each = 1; each < 64; ++each) {
    ASSERT_EQ(kling_request_set_bytes(request.get(), ("images[" + std::to_string(each) + "]").c_str(), "x", 1), KLING_OK);
  }
  EXPECT_EQ(kling_request_set_bytes(request.get(), "images[64]", "x", 1), KLING_E_TOO_LARGE);
  EXPECT_STREQ(refusal_of(request).message, "images[64] would be one more than the 64 files and bytes that a request holds at most");
  EXPECT_EQ(kling_request_set_string(request.get(), "images[0]", "https://host/a.png"), KLING_OK);
  EXPECT_EQ(first.given_back(), 1);
  EXPECT_EQ(kling_request_set_bytes(request.get(), "images[64]", "x", 1), KLING_OK) << "a place is free again";
}

TEST(Inputs, TheWholeBodyHasALimit) {
  const InputFolder folder;
  const std::string path = folder.write("large.png", "x");
  ASSERT_EQ(truncate(path.c_str(), 300 << 20), 0);
  const PretendService service;
  const Client client = make_client(unchecked(service));
  const Request request = image_request();
  ASSERT_EQ(kling_request_set_file(request.get(), "image", path.c_str()), KLING_OK);
  EXPECT_EQ(kling_request_validate(request.get(), client.get(), nullptr), KLING_OK);
  ASSERT_EQ(kling_request_set_file(request.get(), "image_tail", path.c_str()), KLING_OK);
  kling_error error = no_error();
  EXPECT_EQ(kling_request_validate(request.get(), client.get(), &error), KLING_E_TOO_LARGE);
  EXPECT_STREQ(error.message, "the request has 838860828 bytes with its files and bytes in Base64; at most 536870912 (512 MiB)");
}

/// What may happen to a file between set_file and the moment it is sent, and what the task then says.
TEST(Inputs, AFileThatIsNoLongerWhatItWasIsNotSent) {
  const InputFolder folder;
  const std::string path = folder.path("photo.png");
  struct Row {
    const char *what;
    std::function<void()> change;
    kling_status status;
    std::string words;
  };
  for (const Row &row : {
           Row{"longer", [&] { folder.write("photo.png", some_bytes(1001)); }, KLING_E_FIELD,
               path + " changed since it was set: it had 1000 bytes and has 1001"},
           Row{"emptied", [&] { folder.write("photo.png", ""); }, KLING_E_FIELD,
               path + " changed since it was set: it had 1000 bytes and has 0"},
           Row{"written to",
               [&] {
                 folder.write("photo.png", some_bytes(1000, 7));
                 std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
               },
               KLING_E_FIELD, path + " changed since it was set: it was written to"},
           Row{"removed", [&] { std::filesystem::remove(path); }, KLING_E_FILE, "cannot read " + path + ": No such file or directory"},
           Row{"a folder",
               [&] {
                 std::filesystem::remove(path);
                 std::filesystem::create_directory(path);
               },
               KLING_E_FILE, "cannot read " + path + ": it is a folder"},
       }) {
    std::filesystem::remove(path);
    folder.write("photo.png", some_bytes(1000));
    const PretendService service;
    const Client client = make_client(unchecked(service));
    LentBytes lender("lent");
    Request request = image_request();
    ASSERT_EQ(kling_request_set_file(request.get(), "image_list[0].image", path.c_str()), KLING_OK);
    ASSERT_EQ(lender.to(request, "image"), KLING_OK);
    row.change();
    kling_error error = no_error();
    const Task task = submit(client, request, 0, &error);
    ASSERT_NE(task, nullptr) << error.message;
    request.reset();
    EXPECT_EQ(finish(client, task), row.status) << row.what;
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED) << row.what;
    error = error_of(task);
    EXPECT_EQ(error.status, row.status) << row.what;
    EXPECT_EQ(error.message, row.words);
    EXPECT_STREQ(error.field, "image_list[0].image");
    EXPECT_EQ(error.retryable, 0);
    EXPECT_EQ(service.server.count(), 0) << row.what;
    kling_stats stats{};
    stats.struct_size = sizeof stats;
    kling_client_stats(client.get(), &stats);
    EXPECT_EQ(stats.retries, 0U) << row.what;
    EXPECT_TRUE(drive_until(client, [&] { return lender.given_back() > 0; }));
    EXPECT_EQ(lender.given_back(), 1);
  }
}

/// A server that takes connections and reads them when it is told to.
class SlowReader {
public:
  SlowReader() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    bind(listener_, reinterpret_cast<sockaddr *>(&address), length);
    listen(listener_, 8);
    getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &length);
    port_ = ntohs(address.sin_port);
  }
  ~SlowReader() {
    close(peer_);
    close(listener_);
  }
  SlowReader(const SlowReader &) = delete;
  SlowReader &operator=(const SlowReader &) = delete;
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// The first connection, if it is there and has sent some of its body.
  [[nodiscard]] bool accepted() {
    if (peer_ < 0) {
      peer_ = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    }
    char bytes[4096];
    return peer_ >= 0 && recv(peer_, bytes, sizeof bytes, MSG_PEEK) == sizeof bytes;
  }
  /// Reads what there is; false at the end of the connection.
  [[nodiscard]] bool read_some() {
    char bytes[65536];
    const ssize_t got = recv(peer_, bytes, sizeof bytes, 0);
    read += got > 0 ? static_cast<std::size_t>(got) : 0;
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
  }
  std::size_t read = 0;

private:
  int listener_ = -1;
  int peer_ = -1;
  uint16_t port_ = 0;
};

TEST(Inputs, AFileThatChangesWhileItIsSentLeavesTheOutcomeOpen) {
  const InputFolder folder;
  for (const bool shorter : {true, false}) {
    const std::string path = folder.write("photo.png", "x");
    constexpr std::size_t length = std::size_t{64} << 20U; // more than sockets hold
    ASSERT_EQ(truncate(path.c_str(), static_cast<off_t>(length)), 0);
    SlowReader server;
    const PretendService unused;
    Settings settings = unchecked(unused);
    settings["base_url"] = server.url();
    settings["external_ids"] = "always";
    const Client client = make_client(settings);
    const Request request = image_request();
    ASSERT_EQ(kling_request_set_file(request.get(), "image", path.c_str()), KLING_OK);
    const Task task = submit(client, request);
    ASSERT_TRUE(drive_until(client, [&] { return server.accepted(); }));
    ASSERT_EQ(truncate(path.c_str(), shorter ? 1000 : static_cast<off_t>(length + 1)), 0);
    ASSERT_TRUE(drive_until(client,
                            [&] {
                              for (int piece = 0; piece < 100 && server.read_some(); ++piece) {
                              }
                              return kling_task_state(task.get()) == KLING_TASK_UNCERTAIN;
                            }))
        << kling_task_state_name(kling_task_state(task.get())) << " after " << server.read;
    EXPECT_LT(server.read, length / 3 * 4) << "it was not sent to its end";
    bool told = false;
    for (Event event = next_event(client); event; event = next_event(client)) {
      kling_error error = no_error();
      kling_event_error(event.get(), &error);
      if (error.status == KLING_E_FIELD) {
        told = true;
        EXPECT_NE(std::string(error.message).find("photo.png changed since it was set"), std::string::npos) << error.message;
        EXPECT_STREQ(error.field, "image");
        EXPECT_EQ(error.retryable, 0);
      }
    }
    EXPECT_TRUE(told);
    kling_task_detach(task.get());
  }
}

// A transport of the program's own

/// Reads a body as no HTTP client would, and answers nothing.
struct OddReader {
  std::vector<kling_http_segment> segments;
  std::vector<std::string> pieces;
  bool with_bytes = false;
  int64_t timeout_ms = 0;
  std::atomic<bool> started{false};

  [[nodiscard]] kling_transport table() {
    kling_transport table{};
    table.struct_size = sizeof table;
    table.user_data = this;
    table.open = [](void *self, const kling_transport_host *, void **out) {
      *out = self;
      return kling_status{KLING_OK};
    };
    table.start = [](void *self, const kling_http_request *request, const kling_http_sink *, uint64_t *id) {
      static_cast<OddReader *>(self)->take(*request);
      *id = 1;
      return kling_status{KLING_OK};
    };
    table.cancel = [](void *, uint64_t) {};
    table.on_timer = [](void *) {};
    table.close = [](void *) {};
    return table;
  }

  void take(const kling_http_request &request) {
    timeout_ms = request.timeout_ms;
    segments.assign(request.segments, request.segments + request.segment_count);
    std::size_t step = 1;
    for (const kling_http_segment &segment : segments) {
      with_bytes = with_bytes || segment.read == nullptr || segment.bytes != nullptr;
      std::string piece;
      while (piece.size() < segment.length) {
        std::string some(step % 97 + 1, '?');
        step += 7;
        const int64_t got = segment.read(segment.user_data, piece.size(), some.data(), some.size());
        if (got <= 0) {
          break;
        }
        piece += some.substr(0, static_cast<std::size_t>(got));
      }
      pieces.push_back(piece);
    }
    started = true;
  }

  [[nodiscard]] std::string read(std::size_t segment, uint64_t offset, std::size_t capacity) const {
    std::string some(capacity, '?');
    const int64_t got = segments[segment].read(segments[segment].user_data, offset, some.data(), capacity);
    return some.substr(0, got > 0 ? static_cast<std::size_t>(got) : 0);
  }
};

TEST(Inputs, ATransportOfTheProgramsOwnReadsThemFromAnywhere) {
  const InputFolder folder;
  const std::string filed = some_bytes(150001, 1);
  const std::string lent = some_bytes(1000, 2);
  LentBytes lender(lent);
  OddReader reader;
  const kling_transport table = reader.table();
  const Options options = make_options({{"provider", "kling"}, {"api_key", "the-key"}, {"validation", "off"}, {"external_ids", "never"}});
  ASSERT_EQ(kling_options_set_transport(options.get(), &table), KLING_OK);
  const Client client = make_client(options);
  const Request request = image_request();
  ASSERT_EQ(kling_request_set_file(request.get(), "image", folder.write("photo.png", filed).c_str()), KLING_OK);
  ASSERT_EQ(lender.to(request, "image_tail"), KLING_OK);
  const Task task = submit(client, request);
  ASSERT_TRUE(drive_until(client, [&] { return reader.started.load(); }));
  EXPECT_FALSE(reader.with_bytes);
  EXPECT_EQ(reader.pieces, (std::vector<std::string>{R"({"image":")", base64_of(filed), R"(","image_tail":")", base64_of(lent), R"("})"}));
  const std::string letters = base64_of(filed);
  for (const std::size_t offset : {std::size_t{0}, std::size_t{1}, std::size_t{65535}, std::size_t{65537}, std::size_t{100003},
                                   letters.size() - 5, letters.size() - 1, letters.size(), letters.size() + 100, std::size_t{3}}) {
    for (const std::size_t capacity : {std::size_t{1}, std::size_t{3}, std::size_t{4}, std::size_t{70000}}) {
      EXPECT_EQ(reader.read(1, offset, capacity), letters.substr(std::min(offset, letters.size()), capacity)) << offset << " " << capacity;
    }
  }
  EXPECT_EQ(reader.timeout_ms, 60000 + static_cast<int64_t>(reader.pieces[1].size() + reader.pieces[3].size() + 40) / 32768 * 1000);
}

TEST(Inputs, AFileThatChangesBeforeTheFirstByteIsAskedForIsNotSent) {
  if (background_io()) {
    GTEST_SKIP() << "what happens between two steps is chosen by the thread that polls";
  }
  /// Takes the request, and reads nothing before it is told to.
  struct Late {
    kling_http_segment first{};
    kling_http_sink sink{};
    kling_transport_host host{};
    int64_t got = 0;
  } late;
  kling_transport table{};
  table.struct_size = sizeof table;
  table.user_data = &late;
  table.open = [](void *self, const kling_transport_host *host, void **out) {
    *out = self;
    static_cast<Late *>(self)->host = *host;
    return kling_status{KLING_OK};
  };
  table.start = [](void *self, const kling_http_request *request, const kling_http_sink *sink, uint64_t *id) {
    static_cast<Late *>(self)->first = request->segments[0];
    static_cast<Late *>(self)->sink = *sink;
    *id = 1;
    return kling_status{KLING_OK};
  };
  table.cancel = [](void *, uint64_t) {};
  table.on_timer = [](void *self) {
    auto &asked = *static_cast<Late *>(self);
    char letters[64];
    asked.got = asked.first.read(asked.first.user_data, 0, letters, sizeof letters);
    kling_http_result result{}; // nothing promised
    result.struct_size = sizeof result;
    result.status = KLING_E_FILE;
    asked.sink.on_done(asked.sink.user_data, &result);
  };
  table.close = [](void *) {};
  const InputFolder folder;
  const Options options = make_options({{"provider", "kling"}, {"api_key", "the-key"}, {"validation", "off"}});
  ASSERT_EQ(kling_options_set_transport(options.get(), &table), KLING_OK);
  const Client client = make_client(options);
  const Request request = image_request();
  ASSERT_EQ(kling_request_set_file(request.get(), "image", folder.write("photo.png", "one").c_str()), KLING_OK);
  const Task task = submit(client, request);
  ASSERT_TRUE(drive_until(client, [&] { return late.first.read != nullptr; }));
  folder.write("photo.png", "other");
  late.host.wake(late.host.user_data);
  EXPECT_EQ(finish(client, task), KLING_E_FIELD);
  EXPECT_LT(late.got, 0);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_EQ(error_of(task).message, folder.path("photo.png") + " changed since it was set: it had 3 bytes and has 5");
}

} // namespace

void count_read() {
  ++file_reads;
  host_reads += ticking_thread.load() == std::this_thread::get_id() ? 1 : 0;
}

} // namespace kling::test

/// In the place of the system's.
extern "C" __attribute__((visibility("default"))) ssize_t pread(int descriptor, void *bytes, size_t length, off_t offset) {
  kling::test::count_read();
  return syscall(SYS_pread64, descriptor, bytes, length, offset);
}
