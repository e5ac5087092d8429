#include "support/nginx.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kling::test {

namespace {

void must(bool succeeded) {
  if (!succeeded) {
    std::perror("nginx");
    std::abort();
  }
}

/// No daemon, one worker, nothing outside its folder.
std::string configuration(int port, const std::string &upstream) {
  std::string text = std::string(geteuid() == 0 ? "user root root;\n" : "") +
                     "worker_processes 1;\nworker_shutdown_timeout 5s;\ndaemon off;\npid nginx.pid;\nerror_log error.log;\nevents { "
                     "worker_connections 256; }\nhttp {\n"
                     "  log_format test '$server_protocol $request_method $uri $connection $connection_requests';\n"
                     "  access_log access.log test;\n";
  for (const char *each : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text += std::string("  ") + each + "_temp_path " + each + ";\n";
  }
  return text + "  server {\n    listen 127.0.0.1:" + std::to_string(port) +
         " ssl http2;\n    ssl_certificate chain.pem;\n    ssl_certificate_key key.pem;\n"
         "    location / {\n      proxy_pass " +
         upstream + ";\n      proxy_http_version 1.1;\n      proxy_set_header Host $http_host;\n    }\n  }\n}\n";
}

} // namespace

std::string Nginx::program() {
  for (const char *each : {"/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"}) {
    if (access(each, X_OK) == 0) {
      return each;
    }
  }
  return {};
}

Nginx::Nginx(const Identity &identity, const std::string &upstream) : folder_("/tmp/kling-nginx-XXXXXX") {
  must(mkdtemp(folder_.data()) != nullptr);
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto *name = reinterpret_cast<sockaddr *>(&address);
  must(bind(listener, name, length) == 0 && listen(listener, 128) == 0 && getsockname(listener, name, &length) == 0);
  port_ = ntohs(address.sin_port);
  std::ofstream(folder_ + "/nginx.conf") << configuration(port_, upstream);
  std::ofstream(folder_ + "/chain.pem") << identity.chain;
  std::ofstream(folder_ + "/key.pem") << identity.key;
  // As nginx hands its own sockets to its successor.
  const std::string path = program();
  const std::string inherited = "NGINX=" + std::to_string(listener) + ";";
  const std::string prefix = folder_ + "/";
  const char *arguments[] = {path.c_str(), "-p", prefix.c_str(), "-c", "nginx.conf", "-e", "error.log", nullptr};
  const char *environment[] = {inherited.c_str(), nullptr};
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    execve(path.c_str(), const_cast<char *const *>(arguments), const_cast<char *const *>(environment));
    _exit(127);
  }
  must(process_ > 0);
  close(listener); // connections wait in its queue until nginx takes them
}

Nginx::~Nginx() {
  end(SIGTERM);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Nginx::end(int signal) {
  if (process_ > 0) {
    kill(process_, signal);
    waitpid(process_, nullptr, 0);
    process_ = -1;
  }
}

std::vector<Nginx::Access> Nginx::stop() {
  end(SIGQUIT);
  std::vector<Access> lines;
  std::ifstream log(folder_ + "/access.log");
  Access line;
  while (log >> line.protocol >> line.method >> line.path >> line.connection >> line.nth) {
    lines.push_back(line);
  }
  return lines;
}

} // namespace kling::test
