#include <fstream>
#include <gtest/gtest.h>

#include "support/pouring_server.hpp"
#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

constexpr int64_t mebibyte = int64_t{1} << 20;
constexpr int64_t hundred_megabytes = 100'000'000;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int64_t margin = 512 * mebibyte; // freed memory is kept back, and shadowed
#else
constexpr int64_t margin = 24 * mebibyte;
#endif

/// The most memory that was resident since the last reset_peak(), in bytes.
int64_t peak() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) {
      return std::stoll(line.substr(6)) * 1024;
    }
  }
  return 0;
}

int64_t reset_peak() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  EXPECT_TRUE(file.good()) << "the peak of what came before would be measured";
  return peak();
}

using Send = PouringServer::Send;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const std::string begun = R"({"code":0,"message":"SUCCEED","data":{"task_id":"810000000000000001","task_status":"processing","x":")";

void pour(const Send &send, int64_t bytes, bool chunked = false) {
  const std::string piece(65536, 'x');
  for (int64_t done = 0; bytes < 0 || done < bytes; done += static_cast<int64_t>(piece.size())) {
    if (!(chunked ? send("10000\r\n" + piece + "\r\n") : send(piece))) {
      return;
    }
  }
}

void with_length(const Send &send) {
  send(ok + "Content-Length: " + std::to_string(hundred_megabytes) + "\r\n\r\n" + begun);
  pour(send, hundred_megabytes);
}
void until_close(const Send &send) {
  send(ok + "\r\n" + begun);
  pour(send, hundred_megabytes);
}
void endless_chunks(const Send &send) {
  send(ok + "Transfer-Encoding: chunked\r\n\r\n");
  pour(send, -1, true);
}
void endless_header(const Send &send) {
  send(ok);
  std::string lines;
  for (int each = 0; each < 1000; ++each) {
    lines += "X-Filler: " + std::string(54, 'x') + "\r\n";
  }
  while (send(lines)) {
  }
}
void one_long_header(const Send &send) {
  send(ok + "X-Filler: " + std::string(mebibyte, 'x') + "\r\nContent-Length: 2\r\n\r\n{}");
}
void endless_interim(const Send &send) {
  std::string lines;
  for (int each = 0; each < 100; ++each) {
    lines += "HTTP/1.1 100 Continue\r\n\r\n";
  }
  while (send(lines)) {
  }
}
void refused_at_length(const Send &send) {
  send("HTTP/1.1 400 Bad Request\r\n\r\n");
  pour(send, hundred_megabytes);
}
void redirected_at_length(const Send &send) {
  send("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/elsewhere\r\n\r\n");
  pour(send, hundred_megabytes);
}

void send_body(const Send &send, const std::string &body, const std::string &headers = "") {
  send(ok + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

/// Bits of a deflate stream, the lowest first.
class Bits {
public:
  void put(unsigned value, int count) {
    for (int each = 0; each < count; ++each) {
      byte_ |= ((value >> each) & 1U) << used_;
      if (++used_ == 8) {
        flush();
      }
    }
  }
  void flush() {
    bytes_.push_back(static_cast<char>(byte_));
    byte_ = 0;
    used_ = 0;
  }
  [[nodiscard]] const std::string &bytes() const { return bytes_; }

private:
  std::string bytes_;
  unsigned byte_ = 0;
  int used_ = 0;
};

/// Two thirds of a megabyte that unpack to `size` bytes: one 'x', and copies of 258 bytes from one byte back, in fixed Huffman codes.
std::string gzip_bomb(int64_t size) {
  Bits bits;
  bits.put(1, 1);          // the last block
  bits.put(1, 2);          // fixed codes
  bits.put(0b00010101, 8); // 'x' is 10101000, from its highest bit on
  for (int64_t done = 1; done < size; done += 258) {
    bits.put(0b10100011, 8); // length 258 is 11000101
    bits.put(0, 5);          // distance 1
  }
  bits.put(0, 7); // the end of the block
  bits.flush();
  return std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + bits.bytes() + std::string(8, '\0');
}

void gzip(const Send &send) {
  static const std::string bomb = gzip_bomb(hundred_megabytes);
  send_body(send, bomb, "Content-Encoding: gzip\r\n");
}
void hundred_levels(const Send &send) {
  std::string body;
  for (int each = 0; each < 100; ++each) {
    body += R"({"data":)";
  }
  send_body(send, body + "1" + std::string(100, '}'));
}
void unclosed_levels(const Send &send) {
  send_body(send, std::string(900'000, '['));
}
void million_members(const Send &send) {
  std::string body = R"({"code":0,"data":{"task_id":"810000000000000001","task_status":"processing")";
  for (int each = 0; each < 1'000'000; ++each) {
    body += ",\"m" + std::to_string(each) + "\":0";
  }
  send_body(send, body + "}}");
}
void million_items(const Send &send) {
  std::string body = R"({"code":0,"data":[0)";
  for (int each = 0; each < 7'000'000; ++each) {
    body += ",0";
  }
  send_body(send, body + "]}");
}
void invalid_utf8(const Send &send) {
  send_body(send, "{\"code\":0,\"message\":\"\xff\xfe\",\"data\":{\"task_id\":\"810000000000000001\"}}");
}
void nul_bytes(const Send &send) {
  send_body(send, std::string(R"({"code":0,"data":{"task_id":"81)") + std::string(3, '\0') + "\"}}");
}
void trailing_text(const Send &send) {
  send_body(send, PretendService::created("810000000000000001") + " and more");
}

struct Hostile {
  const char *name;
  void (*pour)(const Send &send);
  kling_status trouble;    // of a look
  bool refuses = false;    // its status line says no, whatever comes behind
  bool by_default = false; // with max_reply_bytes as it is without the option, else 1 MiB
};

const Hostile table[] = {
    {"100 MB with a length", with_length, KLING_E_TOO_LARGE},
    {"100 MB with a length, default limit", with_length, KLING_E_TOO_LARGE, false, true},
    {"100 MB until the connection closes", until_close, KLING_E_TOO_LARGE},
    {"endless chunks", endless_chunks, KLING_E_TOO_LARGE},
    {"gzip that unpacks to 100 MB", gzip, KLING_E_TOO_LARGE},
    {"gzip that unpacks to 100 MB, default limit", gzip, KLING_E_TOO_LARGE, false, true},
    {"header lines without end", endless_header, KLING_E_TOO_LARGE},
    {"a header line of 1 MB", one_long_header, KLING_E_TOO_LARGE},
    {"interim replies without end", endless_interim, KLING_E_NETWORK},
    {"400 and 100 MB", refused_at_length, KLING_E_FIELD, true},
    {"302 and 100 MB", redirected_at_length, KLING_E_ENDPOINT, true},
    {"JSON of 100 levels", hundred_levels, KLING_E_PROTOCOL},
    {"900000 brackets", unclosed_levels, KLING_E_PROTOCOL},
    {"an object of 1000000 members", million_members, KLING_E_PROTOCOL, false, true},
    {"an array of 7000000 items", million_items, KLING_E_PROTOCOL, false, true},
    {"invalid UTF-8", invalid_utf8, KLING_E_PROTOCOL},
    {"NUL bytes", nul_bytes, KLING_E_PROTOCOL},
    {"something behind the JSON", trailing_text, KLING_E_PROTOCOL},
};

Settings settings_for(const PouringServer &server, const Hostile &row) {
  Settings settings{{"provider", "custom"},     {"base_url", server.url()},     {"api_key", "the-key"},
                    {"poll_interval_ms", "10"}, {"poll_max_interval_ms", "10"}, {"request_timeout_ms", "20000"}};
  if (row.pour == endless_interim) {
    settings["request_timeout_ms"] = "300";
  }
  if (!row.by_default) {
    settings["max_reply_bytes"] = std::to_string(mebibyte);
  }
  return settings;
}

/// What a limit of so many bytes may take: a text that doubles while it grows, and the JSON of it.
int64_t allowed(const Hostile &row) {
  return margin + (row.by_default ? 8 * 16 * mebibyte : 8 * mebibyte);
}

/// A create whose reply cannot be read may have created; one that was refused has not.
TEST(HostileReplies, ToACreateEndHonestly) {
  for (const Hostile &row : table) {
    SCOPED_TRACE(row.name);
    const PouringServer server([&row](const std::string &, const Send &send) { row.pour(send); });
    const Client client = make_client(settings_for(server, row));
    ASSERT_NE(client, nullptr);
    const int64_t before = reset_peak();
    const Task task = submit(client, make_request("a lighthouse"));
    ASSERT_NE(task, nullptr);
    kling_error error = no_error();
    if (row.refuses) {
      finish(client, task, &error);
      EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED) << error.message;
    } else {
      ASSERT_TRUE(reach(client, task, KLING_TASK_UNCERTAIN)) << kling_task_state_name(kling_task_state(task.get()));
      ASSERT_EQ(kling_task_detach(task.get()), KLING_OK);
      finish(client, task, &error);
      EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
      EXPECT_EQ(error.status, KLING_E_SUBMIT_UNKNOWN);
    }
    EXPECT_NE(error.message[0], 0);
    EXPECT_EQ(server.posts(), 1) << "never a second one";
    EXPECT_LT(peak() - before, allowed(row));
  }
}

/// The kinds of trouble that the queue holds, and whether the task came to its end.
TEST(HostileReplies, ToALookAreToldAndTheTaskGoesOn) {
  for (const Hostile &row : table) {
    SCOPED_TRACE(row.name);
    const PretendService pretended({"succeed"});
    std::atomic<int> looks = 0;
    const PouringServer server([&](const std::string &, const Send &send) {
      looks++ == 0 ? row.pour(send) : send_body(send, pretended.told("810000000000000001", "succeed"));
    });
    const Client client = make_client(settings_for(server, row));
    ASSERT_NE(client, nullptr);
    const int64_t before = reset_peak();
    kling_task *made = nullptr;
    ASSERT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, "810000000000000001", 0, &made, nullptr), KLING_OK);
    const Task task(made);
    kling_error trouble = no_error();
    ASSERT_TRUE(drive_until(client, [&] {
      for (Event event = next_event(client); event; event = next_event(client)) {
        if (kling_event_type(event.get()) == KLING_EVENT_TROUBLE) {
          kling_event_error(event.get(), &trouble);
        }
      }
      return kling_task_state(made) >= KLING_TASK_FINAL;
    }));
    EXPECT_EQ(trouble.status, row.trouble) << trouble.message;
    EXPECT_NE(trouble.message[0], 0);
    EXPECT_EQ(kling_task_state(made), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(kling_task_output_count(made), 1U);
    EXPECT_LT(peak() - before, allowed(row));
  }
}

TEST(HostileReplies, ALostCreateIsFoundByItsExternalId) {
  const std::string found =
      R"({"code":0,"data":{"task_id":"810000000000000001","task_status":"succeed","created_at":)" + std::to_string(time(nullptr)) + "000}}";
  const PouringServer server(
      [&](const std::string &head, const Send &send) { head.starts_with("POST ") ? gzip(send) : send_body(send, found); });
  const Client client = make_client(settings_for(server, table[0]));
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  EXPECT_EQ(text_of(kling_task_id(task.get())), "810000000000000001");
  EXPECT_EQ(server.posts(), 1);
}

TEST(HostileReplies, TenThousandShortHeaderLinesAreRead) {
  const PretendService pretended({"succeed"});
  const PouringServer server([&](const std::string &, const Send &send) {
    std::string lines;
    for (int each = 0; each < 10'000; ++each) {
      lines += "X-" + std::to_string(each) + ": y\r\n";
    }
    send_body(send, pretended.told("810000000000000001", "succeed"), lines);
  });
  const Client client = make_client(settings_for(server, table[0]));
  kling_task *made = nullptr;
  ASSERT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, "810000000000000001", 0, &made, nullptr), KLING_OK);
  const Task task(made);
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
}

/// A download follows links, but not for ever, and what stands in them is not kept.
TEST(HostileReplies, RedirectsOfADownloadWithLongBodiesEnd) {
  const PouringServer *self = nullptr;
  std::atomic<int> hops = 0;
  const PouringServer server([&](const std::string &head, const Send &send) {
    if (!head.starts_with("GET /clip")) {
      send_body(send,
                R"({"code":0,"data":{"task_id":"810000000000000001","task_status":"succeed","task_result":{"videos":[{"id":"v","url":")" +
                    self->url("/clip?signature=hidden") + R"("}]}}})");
      return;
    }
    send("HTTP/1.1 302 Found\r\nLocation: /clip" + std::to_string(++hops) + "?signature=hidden\r\nContent-Length: 3932160\r\n\r\n");
    pour(send, 3'932'160); // whole pieces: nothing behind the length
  });
  self = &server;
  Settings settings = settings_for(server, table[0]);
  settings["max_retries"] = "1";
  settings["retry_base_ms"] = "1";
  settings["download_dir"] = testing::TempDir();
  const Client client = make_client(settings);
  const int64_t before = reset_peak();
  kling_task *made = nullptr;
  ASSERT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, "810000000000000001", 0, &made, nullptr), KLING_OK);
  const Task task(made);
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_E_DOWNLOAD);
  EXPECT_NE(std::string(error.message).find("redirects"), std::string::npos) << error.message;
  EXPECT_EQ(kling_task_state(made), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(std::string(error.message).find("hidden"), std::string::npos) << error.message;
  EXPECT_GT(hops, 2) << error.message;
  EXPECT_LT(hops, 200);
  EXPECT_LT(peak() - before, margin);
}

} // namespace
} // namespace kling::test
