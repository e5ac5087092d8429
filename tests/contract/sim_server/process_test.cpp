#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract/sim_server/exchange.hpp"

extern char **environ;

namespace kling::test {
namespace {

/// A program that runs until it ends by itself or is sent a signal; what it writes to both outputs is read as it comes.
class Process {
public:
  explicit Process(std::vector<std::string> words) {
    std::vector<char *> arguments;
    for (std::string &word : words) {
      arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    int line[2] = {-1, -1};
    EXPECT_EQ(::pipe2(line, O_CLOEXEC), 0);
    output_ = line[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, line[1], 1);
    posix_spawn_file_actions_adddup2(&actions, line[1], 2);
    EXPECT_EQ(posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(line[1]);
  }
  ~Process() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    ::close(output_);
  }
  Process(const Process &) = delete;
  Process &operator=(const Process &) = delete;

  std::string line() {
    std::string out;
    for (char letter = 0; ::read(output_, &letter, 1) == 1 && letter != '\n';) {
      out += letter;
    }
    return out;
  }
  std::string rest() {
    std::string out;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(output_, buffer, sizeof buffer)) > 0;) {
      out.append(buffer, static_cast<std::size_t>(count));
    }
    return out;
  }
  void signal(int number) const { ::kill(pid_, number); }
  /// Its exit code, or minus the signal that ended it.
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  [[nodiscard]] pid_t pid() const { return pid_; }

private:
  pid_t pid_ = -1;
  int output_ = -1;
};

std::vector<std::string> flags(std::vector<std::string> more) {
  more.insert(more.begin(), {KLING_SIM, "--port", "0", "--parent-pid", std::to_string(::getpid())});
  return more;
}

TEST(Process, SaysOneLineWhenItIsReady) {
  Process process(flags({}));
  const std::string line = process.line();
  const Json said(line);
  EXPECT_TRUE(said["base_url"].starts_with("http://127.0.0.1:")) << line;
  EXPECT_EQ(line, "{\"base_url\":\"" + said["base_url"] + "\",\"api_key\":\"" + said["api_key"] + "\",\"access_key\":\"" +
                      said["access_key"] + "\",\"secret_key\":\"" + said["secret_key"] + "\"}");
  EXPECT_EQ(Exchange().get(said["base_url"] + "/_sim/ledger").status, 200);
  std::string elsewhere = said["base_url"];
  elsewhere.replace(elsewhere.find("127.0.0.1"), 9, "127.0.0.2");
  EXPECT_EQ(Exchange().get(elsewhere + "/_sim/ledger").result, CURLE_COULDNT_CONNECT);
  process.signal(SIGTERM);
  EXPECT_EQ(process.rest(), "");
  EXPECT_EQ(process.wait(), 0);
}

TEST(Process, AGatewaySaysHowToReachIt) {
  struct Row {
    const char *profile;
    const char *members;
  };
  for (const Row &row : {Row{"official", "}"}, Row{"cometapi", R"(,"provider":"cometapi","path_prefix":"/kling"})"},
                         Row{"gateway-b", R"(,"provider":"custom","path_prefix":"/kling"})"},
                         Row{"ids", R"(,"provider":"custom","path_prefix":"/klingai"})"}}) {
    Process process(flags({"--profile", row.profile}));
    const std::string line = process.line();
    EXPECT_TRUE(line.ends_with("\"secret_key\":\"" + Json(line)["secret_key"] + "\"" + row.members)) << line;
  }
}

TEST(Process, EndsAtAnInterruptWithConnectionsOpen) {
  Process process(flags({}));
  const std::string base_url = Json(process.line())["base_url"];
  Exchange exchange;
  EXPECT_EQ(exchange.get(base_url + "/_sim/ledger").status, 200);
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 0);
}

TEST(Process, EndsByItselfInTime) {
  Process process(flags({"--max-seconds", "1"}));
  EXPECT_NE(process.line(), "");
  EXPECT_EQ(process.wait(), 0);
}

TEST(Process, EndsWithItsParentEvenBeforeAnybodyWaitedForThat) {
  Process parent({"sleep", "1000"});
  Process process({KLING_SIM, "--port", "0", "--parent-pid", std::to_string(parent.pid())});
  EXPECT_NE(process.line(), "");
  parent.signal(SIGKILL); // it stays a zombie until the end of the test
  EXPECT_EQ(process.wait(), 0);
}

TEST(Process, EndsAtOnceWhenTheParentIsGoneAlready) {
  Process parent({"sleep", "1000"});
  const std::string pid = std::to_string(parent.pid());
  parent.signal(SIGKILL);
  parent.wait();
  Process process({KLING_SIM, "--port", "0", "--parent-pid", pid});
  EXPECT_EQ(process.wait(), 0);
}

TEST(Process, TwoCannotHaveOnePort) {
  Process first(flags({}));
  const std::string base_url = Json(first.line())["base_url"];
  const std::string port = base_url.substr(base_url.rfind(':') + 1);
  Process second({KLING_SIM, "--port", port});
  EXPECT_EQ(second.rest(), "kling-sim: cannot listen on 127.0.0.1:" + port + ": Address already in use\n");
  EXPECT_EQ(second.wait(), 2);
}

TEST(Process, SaysWhatIsWrongWithItsFlags) {
  const std::pair<std::vector<std::string>, std::string> rows[] = {
      {{"--profile", "comet"},
       "there is no profile 'comet'; there are official, cometapi, cometapi-wrapped, gateway-a, gateway-a-openai, gateway-b, ids"},
      {{"--units", "many"}, "--units must be a decimal number with two digits behind the point at most, not 'many'"},
      {{"--tls-cert", "/nowhere"}, "--tls-cert and --tls-key go together"},
      {{"--tls-cert", "/nowhere", "--tls-key", "/nowhere"}, "cannot read /nowhere"},
  };
  for (const auto &[more, why] : rows) {
    Process process(flags(more));
    EXPECT_EQ(process.rest(), "kling-sim: " + why + "\n");
    EXPECT_EQ(process.wait(), 2);
  }
  for (const std::vector<std::string> &more : {std::vector<std::string>{"--slots", "-1"}, {"--port", "70000"}, {"--no-such-flag"}}) {
    Process process(flags(more));
    EXPECT_NE(process.rest().find(more[0]), std::string::npos);
    EXPECT_NE(process.wait(), 0);
  }
}

TEST(Process, ExplainsItself) {
  Process process({KLING_SIM, "--help"});
  const std::string help = process.rest();
  for (const char *each : {"--port",         "--submitted-ms", "--processing-ms", "--seed",        "--slots",      "--units",
                           "--profile",      "--tls-cert",     "--tls-key",       "--max-seconds", "--parent-pid", "--retire-models",
                           "/_sim/faults",   "risk control",   "lost_reply",      "reset_reused",  "html",         "truncate",
                           "slow",           "endless",        "compressed",      "content_type",  "expire_link",  "drop_external_id",
                           "callback_twice", "callback_late",  "callback_never",  "carried_out",   "refuse_ms",    "retry_after",
                           "interval_ms",    "delay_ms",       "date_skew_ms",    "upstream",      "--refresh-ms", "cometapi-wrapped",
                           "/user/quota",    "/klingai"}) {
    EXPECT_NE(help.find(each), std::string::npos) << each;
  }
  EXPECT_EQ(process.wait(), 0);
}

TEST(Process, TellsItsVersion) {
  Process process({KLING_SIM, "--version"});
  EXPECT_TRUE(process.rest().starts_with("kling-sim "));
  EXPECT_EQ(process.wait(), 0);
}

/// Writes a self-signed certificate for 127.0.0.1 and its key.
void make_certificate(const std::string &cert_file, const std::string &key_file) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> cert(X509_new(), X509_free);
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
  X509_set_pubkey(cert.get(), key.get());
  X509_NAME *name = X509_get_subject_name(cert.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("simulator"), -1, -1, 0);
  X509_set_issuer_name(cert.get(), name);
  X509_EXTENSION *address = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(cert.get(), address, -1);
  X509_EXTENSION_free(address);
  EXPECT_GT(X509_sign(cert.get(), key.get(), EVP_sha256()), 0);
  const auto write = [](const std::string &file, const auto &put) {
    const std::unique_ptr<FILE, decltype(&std::fclose)> out(std::fopen(file.c_str(), "w"), std::fclose);
    EXPECT_EQ(put(out.get()), 1);
  };
  write(cert_file, [&](FILE *out) { return PEM_write_X509(out, cert.get()); });
  write(key_file, [&](FILE *out) { return PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

TEST(Process, ServesHttps) {
  const std::string base = testing::TempDir() + "/kling-sim-" + std::to_string(::getpid());
  make_certificate(base + ".crt", base + ".key");
  Process process(flags({"--tls-cert", base + ".crt", "--tls-key", base + ".key"}));
  const std::string base_url = Json(process.line())["base_url"];
  EXPECT_TRUE(base_url.starts_with("https://127.0.0.1:")) << base_url;
  Exchange exchange;
  curl_easy_setopt(exchange.handle.get(), CURLOPT_CAINFO, (base + ".crt").c_str());
  EXPECT_EQ(exchange.perform(base_url + "/_sim/ledger").status, 200);
  EXPECT_EQ(exchange.get(base_url + "/_sim/ledger").result, CURLE_PEER_FAILED_VERIFICATION);
  std::ofstream(base + ".key") << "not a key";
  Process broken(flags({"--tls-cert", base + ".crt", "--tls-key", base + ".key"}));
  EXPECT_NE(broken.rest().find("are the certificate and the key PEM"), std::string::npos);
  EXPECT_EQ(broken.wait(), 2);
  std::remove((base + ".crt").c_str());
  std::remove((base + ".key").c_str());
}

} // namespace
} // namespace kling::test
