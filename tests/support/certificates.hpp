#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kling::test {

/// A certificate and its key, both PEM text. A server presents `chain`.
struct Identity {
  std::string chain;
  std::string key;
};

/// What a certificate says of its server.
struct CertificateTerms {
  const char *names = "IP:127.0.0.1,DNS:localhost"; // as openssl.cnf writes subjectAltName
  int64_t valid_from_s = -3600;                     // from now
  int64_t valid_to_s = 3600;
};

/// A throw-away authority with a key of its own, made anew in each run.
class CertificateAuthority {
public:
  explicit CertificateAuthority(std::string_view name = "kling test authority");

  [[nodiscard]] const std::string &certificate() const { return own_.chain; } // PEM
  [[nodiscard]] Identity issue(const CertificateTerms &terms = {}) const;
  /// Signed by its own key.
  [[nodiscard]] static Identity self_signed(const CertificateTerms &terms = {});

private:
  Identity own_;
};

/// Text in a file that goes with this object.
class TemporaryFile {
public:
  explicit TemporaryFile(std::string_view text);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;

  [[nodiscard]] const std::string &path() const { return path_; }

private:
  std::string path_;
};

} // namespace kling::test
