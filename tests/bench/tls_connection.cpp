/// What a new TLS connection costs, in instructions (goal P6 of the performance notes): with the system's bundle of certificates against a
/// file with one, and resumed against a full handshake. Each connection is a create through the public interface.
///
///   bench_tls_connection                            all of it, under valgrind's callgrind; needs valgrind
///   bench_tls_connection connect URL CA_FILE COUNT  COUNT creates, one after the other; CA_FILE may be "system:FILE", the system's bundle
///                                                   with FILE's certificate added to it
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

#include "support/handles.hpp"
#include "support/store_loads.hpp"
#include "support/tls_server.hpp"

namespace {

using namespace kling::test;

std::string created(const std::string &) {
  static std::atomic<long long> number = 810000000000000000LL;
  const std::string body = R"({"code":0,"message":"SUCCEED","request_id":"r","data":{"task_id":")" + std::to_string(++number) +
                           R"(","task_status":"submitted","created_at":1722769557708,"updated_at":1722769557708}})";
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string contents(const std::string &path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

int connect(const std::string &url, const std::string &trust, int count) {
  Settings settings = {{"base_url", url}, {"api_key", "the-key"}, {"poll_interval_ms", "3600000"}, {"poll_max_interval_ms", "3600000"}};
  constexpr std::string_view system = "system:";
  if (trust.starts_with(system)) {
    trust_besides_the_systems(contents(trust.substr(system.size())));
  } else {
    settings["ca_file"] = trust;
  }
  const Client client = make_client(settings);
  for (int each = 0; each < count; ++each) {
    const Task task = submit(client, make_request("a lighthouse"));
    while (kling_task_state(task.get()) < KLING_TASK_SUBMITTED) {
      kling_poll(client.get(), 1000, nullptr);
    }
    if (kling_task_state(task.get()) != KLING_TASK_SUBMITTED) {
      return 1;
    }
  }
  return 0;
}

/// Instructions of one run of this program, -1 when it failed.
double instructions(const std::string &self, const std::string &arguments) {
  const std::string command = "valgrind --tool=callgrind --callgrind-out-file=/dev/null '" + self + "' connect " + arguments + " 2>&1";
  FILE *output = popen(command.c_str(), "r"); // NOLINT(cert-env33-c): a bench of our own, with arguments of our own
  std::string text;
  char bytes[4096];
  for (std::size_t got = fread(bytes, 1, sizeof bytes, output); got > 0; got = fread(bytes, 1, sizeof bytes, output)) {
    text.append(bytes, got);
  }
  const std::string mark = "Collected : ";
  const std::size_t at = text.find(mark);
  if (pclose(output) != 0 || at == std::string::npos) {
    std::fprintf(stderr, "%s\n%s", command.c_str(), text.c_str());
    return -1;
  }
  return std::strtod(text.c_str() + at + mark.size(), nullptr);
}

/// Of one more connection, the first ones left out: what they cost is paid once.
double per_connection(const std::string &self, const TlsServer &server, const std::string &trust) {
  constexpr int few = 3;
  constexpr int many = 11;
  const std::string begin = server.url() + " " + trust + " ";
  const double less = instructions(self, begin + std::to_string(few));
  const double more = instructions(self, begin + std::to_string(many));
  return less < 0 || more < 0 ? -1 : (more - less) / (many - few);
}

int measure(const std::string &self) {
  const CertificateAuthority authority;
  const TemporaryFile file(authority.certificate());
  const TlsServer full(authority.issue(), created, {0, 0, false});
  const TlsServer resuming(authority.issue(), created);
  struct Row {
    const char *trust;
    std::string option;
    double full = 0;
    double resumed = 0;
  };
  Row rows[] = {{"one certificate", file.path()}, {"the system's bundle", "system:" + file.path()}};
  std::printf("%-22s %14s %14s %8s\n", "trust", "full", "resumed", "ratio");
  for (Row &row : rows) {
    row.full = per_connection(self, full, row.option);
    row.resumed = per_connection(self, resuming, row.option);
    if (row.full < 0 || row.resumed < 0) {
      return 1;
    }
    std::printf("%-22s %14.0f %14.0f %8.3f\n", row.trust, row.full, row.resumed, row.resumed / row.full);
  }
  const double ratio = rows[1].full / rows[0].full;
  const double ratio_resumed = rows[1].resumed / rows[0].resumed;
  std::printf("bundle / one certificate: full %.3f, resumed %.3f (goal: at most 1.15)\n", ratio, ratio_resumed);
  std::printf("resumed / full: %.3f (stretch: at most 0.7)\n", rows[1].resumed / rows[1].full);
  return ratio <= 1.15 && ratio_resumed <= 1.15 ? 0 : 2;
}

} // namespace

int main(int count, char **arguments) {
  if (count == 5 && std::string(arguments[1]) == "connect") {
    return connect(arguments[2], arguments[3], std::atoi(arguments[4])); // NOLINT(cert-err34-c)
  }
  char self[4096] = {};
  if (readlink("/proc/self/exe", self, sizeof self - 1) <= 0) {
    return 1;
  }
  return measure(self);
}
