#include "support/store_loads.hpp"

#include <curl/curl.h>
#include <dlfcn.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string_view>

namespace kling::test {

namespace {

std::string &added() {
  static std::string text;
  return text;
}

bool is_the_systems(const char *path) {
  const char *const systems = curl_version_info(CURLVERSION_NOW)->cainfo;
  return systems != nullptr && path != nullptr && std::string_view(systems) == path;
}

} // namespace

std::atomic<int> store_loads = 0;

void trust_besides_the_systems(const std::string &certificate) {
  added() = certificate;
}

} // namespace kling::test

extern "C" __attribute__((visibility("default"))) int X509_STORE_load_file(X509_STORE *store, const char *path) {
  using Load = int (*)(X509_STORE *, const char *);
  static const auto real = reinterpret_cast<Load>(dlsym(RTLD_NEXT, "X509_STORE_load_file"));
  ++kling::test::store_loads;
  const std::string &text = kling::test::added();
  if (!text.empty() && kling::test::is_the_systems(path)) {
    BIO *memory = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
    X509 *certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(store, certificate);
    X509_free(certificate);
    BIO_free(memory);
  }
  return real(store, path);
}
