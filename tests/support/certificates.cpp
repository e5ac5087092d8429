#include "support/certificates.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace kling::test {

namespace {

template <class T, void (*give_back)(T *)> struct GiveBack {
  void operator()(T *object) const { give_back(object); }
};
using Key = std::unique_ptr<EVP_PKEY, GiveBack<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, GiveBack<X509, X509_free>>;
using Memory = std::unique_ptr<BIO, GiveBack<BIO, BIO_free_all>>;

void must(bool succeeded) {
  if (!succeeded) {
    std::fputs("certificates: OpenSSL refused\n", stderr);
    std::abort();
  }
}

std::string text_in(const Memory &memory) {
  char *bytes = nullptr;
  const long length = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(length)};
}

Identity written(const Certificate &certificate, const Key &key) {
  const Memory chain(BIO_new(BIO_s_mem()));
  const Memory secret(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_X509(chain.get(), certificate.get()) == 1);
  must(PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return {text_in(chain), text_in(secret)};
}

void name_it(X509_NAME *name, std::string_view common_name) {
  must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>(common_name.data()),
                                  static_cast<int>(common_name.size()), -1, 0) == 1);
}

void extend(X509 *certificate, int kind, const char *value) {
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
  must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Certificate blank(const Key &key, std::string_view common_name, int64_t from_s, int64_t to_s) {
  Certificate certificate(X509_new());
  uint64_t serial = 0;
  must(certificate != nullptr && RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial) == 1);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), to_s);
  X509_set_pubkey(certificate.get(), key.get());
  name_it(X509_get_subject_name(certificate.get()), common_name);
  return certificate;
}

/// By `issuer`, or by itself where that is null.
Identity signed_leaf(const CertificateTerms &terms, X509 *issuer, EVP_PKEY *issuer_key) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = blank(key, "kling test server", terms.valid_from_s, terms.valid_to_s);
  X509 *const above = issuer == nullptr ? certificate.get() : issuer;
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(above));
  extend(certificate.get(), NID_subject_alt_name, terms.names);
  must(X509_sign(certificate.get(), issuer == nullptr ? key.get() : issuer_key, EVP_sha256()) != 0);
  return written(certificate, key);
}

} // namespace

CertificateAuthority::CertificateAuthority(std::string_view name) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = blank(key, name, -86400, 86400);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  must(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0);
  own_ = written(certificate, key);
}

Identity CertificateAuthority::issue(const CertificateTerms &terms) const {
  const Memory chain(BIO_new_mem_buf(own_.chain.data(), static_cast<int>(own_.chain.size())));
  const Memory secret(BIO_new_mem_buf(own_.key.data(), static_cast<int>(own_.key.size())));
  const Certificate certificate(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
  const Key key(PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
  must(certificate != nullptr && key != nullptr);
  return signed_leaf(terms, certificate.get(), key.get());
}

Identity CertificateAuthority::self_signed(const CertificateTerms &terms) {
  return signed_leaf(terms, nullptr, nullptr);
}

TemporaryFile::TemporaryFile(std::string_view text) : path_("/tmp/kling-test-XXXXXX") {
  const int descriptor = mkstemp(path_.data());
  must(descriptor >= 0 && write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  close(descriptor);
}

TemporaryFile::~TemporaryFile() {
  unlink(path_.c_str());
}

} // namespace kling::test
