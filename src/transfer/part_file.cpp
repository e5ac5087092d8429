#include "transfer/part_file.hpp"

#include <openssl/evp.h>

#include "base/text.hpp"

namespace kling::transfer {

namespace {

constexpr std::size_t write_length = std::size_t{256} * 1024;

String hex_of(const unsigned char *bytes, unsigned length) {
  static constexpr char digits[] = "0123456789abcdef";
  String out;
  out.reserve(std::size_t{length} * 2);
  for (unsigned each = 0; each < length; ++each) {
    out += digits[bytes[each] >> 4];
    out += digits[bytes[each] & 15];
  }
  return out;
}

kling_status hash_error(Error &error) {
  error = make_error(KLING_E_INTERNAL, "SHA-256 is not available");
  return error.status;
}

} // namespace

PartFile::PartFile(const String &final_path) : final_path_(final_path), path_(concat({final_path, ".part"})) {}

PartFile::~PartFile() {
  close();
  EVP_MD_CTX_free(hash_);
}

bool PartFile::start_hash() {
  if (hash_ == nullptr) {
    hash_ = EVP_MD_CTX_new();
  }
  return hash_ != nullptr && EVP_DigestInit_ex(hash_, EVP_sha256(), nullptr) == 1;
}

kling_status PartFile::open(Error &error) {
  length_ = 0;
  gathered_.clear();
  if (!start_hash()) {
    return hash_error(error);
  }
  return file_.open_exclusively(path_, error);
}

kling_status PartFile::write_out(const void *bytes, std::size_t length, Error &error) {
  if (EVP_DigestUpdate(hash_, bytes, length) != 1) {
    return hash_error(error);
  }
  return file_.write(bytes, length, error);
}

kling_status PartFile::take(const void *bytes, std::size_t length, Error &error) {
  if (gathered_.size() + length > write_length) {
    const kling_status status = flush(error);
    if (status != KLING_OK) {
      return status;
    }
  }
  length_ += static_cast<int64_t>(length);
  if (length >= write_length) {
    return write_out(bytes, length, error);
  }
  gathered_.reserve(write_length);
  const char *first = static_cast<const char *>(bytes);
  gathered_.insert(gathered_.end(), first, first + length);
  return KLING_OK;
}

kling_status PartFile::flush(Error &error) {
  if (gathered_.empty()) {
    return KLING_OK;
  }
  const kling_status status = write_out(gathered_.data(), gathered_.size(), error);
  gathered_.clear();
  return status;
}

kling_status PartFile::start_over(Error &error) {
  length_ = 0;
  gathered_.clear();
  return start_hash() ? file_.empty(error) : hash_error(error);
}

kling_status PartFile::finish(bool overwrite, String &sha256, Error &error) {
  kling_status status = flush(error);
  if (status == KLING_OK) {
    status = file_.sync(error);
  }
  if (status != KLING_OK) {
    return status;
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned digest_length = 0;
  if (EVP_DigestFinal_ex(hash_, digest, &digest_length) != 1) {
    return hash_error(error);
  }
  sha256 = hex_of(digest, digest_length);
  // Renamed while the lock is held: who opens "<path>.part" meanwhile finds another file under that name and sees it.
  status = system::rename_file(path_, final_path_, overwrite, error);
  if (status == KLING_OK) {
    file_.close();
    Vector<char>().swap(gathered_);
  }
  return status;
}

void PartFile::close() {
  if (!file_.is_open()) {
    return;
  }
  if (length_ == 0) {
    remove();
    return;
  }
  Error ignored; // it is being given up
  (void)flush(ignored);
  file_.close();
}

void PartFile::remove() {
  if (file_.is_open()) {
    system::remove_file(path_);
    file_.close();
  }
}

} // namespace kling::transfer
