#include "transfer/part_file.hpp"

#include "base/text.hpp"

namespace kling::transfer {

namespace {

constexpr std::size_t write_length = std::size_t{256} * 1024;

} // namespace

PartFile::PartFile(const String &final_path, bool overwrite)
    : final_path_(final_path), path_(concat({final_path, ".part"})), overwrite_(overwrite) {}

PartFile::~PartFile() {
  PartFile::close();
}

kling_status PartFile::open(Error &error) {
  length_ = 0;
  synced_ = false;
  gathered_.clear();
  if (!hash_.start()) {
    return Sha256::unavailable(error);
  }
  return file_.open_exclusively(path_, error);
}

kling_status PartFile::write_out(const void *bytes, std::size_t length, Error &error) {
  if (!hash_.take(bytes, length)) {
    return Sha256::unavailable(error);
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
  if (length >= write_length) {
    length_ += static_cast<int64_t>(length);
    return write_out(bytes, length, error);
  }
  gathered_.reserve(write_length); // may be all the memory there is: only then does it count as taken
  length_ += static_cast<int64_t>(length);
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
  return hash_.start() ? file_.empty(error) : Sha256::unavailable(error);
}

kling_status PartFile::finish(bool &over, String &sha256, Error &error) {
  over = false;
  if (!synced_) {
    kling_status status = flush(error);
    if (status == KLING_OK) {
      status = file_.sync(error);
    }
    synced_ = status == KLING_OK;
    if (!synced_) {
      remove(); // what cannot be written is of no use, and may be what fills the disk
    }
    return status;
  }
  if (sha256.empty() && !hash_.finish(sha256)) {
    return Sha256::unavailable(error);
  }
  // Renamed while the lock is held: who opens "<path>.part" meanwhile finds another file under that name and sees it.
  const kling_status status = system::rename_file(path_, final_path_, overwrite_, error);
  if (status == KLING_OK) {
    over = true;
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
