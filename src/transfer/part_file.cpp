#include "transfer/part_file.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace kling::transfer {

namespace {

constexpr std::size_t write_length = std::size_t{256} * 1024;
constexpr int64_t hash_length = int64_t{1024} * 1024; // read in one step: a few milliseconds
constexpr char origin_attribute[] = "user.kling.from";

/// What is kept with a .part, less the validator; empty when nothing may be. A killed process loses no byte that it wrote, a power cut may
/// leave zeros in their place: so a .part counts only until the machine starts anew.
String origin_of(std::string_view source) {
  String boot;
  Error unknown;
  if (system::read_file("/proc/sys/kernel/random/boot_id", 64, boot, unknown) != KLING_OK || trimmed(boot).empty()) {
    return {};
  }
  return concat({trimmed(boot), "\n", source, "\n"});
}

} // namespace

PartFile::PartFile(const String &final_path, bool overwrite)
    : final_path_(final_path), path_(concat({final_path, ".part"})), overwrite_(overwrite) {}

PartFile::~PartFile() {
  PartFile::close();
}

kling_status PartFile::open(std::string_view source, String &validator, Error &error) {
  synced_ = false;
  const String origin = origin_of(source);
  kling_status status = file_.open_exclusively(path_, error);
  if (status != KLING_OK) {
    return status;
  }
  try {
    status = keep_or_empty(origin, validator, error);
  } catch (...) {
    file_.close(); // open, it would count as empty
    throw;
  }
  if (status != KLING_OK) {
    file_.close();
  }
  return status;
}

kling_status PartFile::keep_or_empty(std::string_view origin, String &validator, Error &error) {
  const String kept = file_.attribute(origin_attribute);
  const int64_t size = file_.size();
  if (origin.empty() || size <= 0 || !std::string_view(kept).starts_with(origin)) {
    return start_over(error);
  }
  const std::string_view rest = std::string_view(kept).substr(origin.size());
  if (rest.empty() || has_control(rest)) { // it goes into a header of ours
    return start_over(error);
  }
  validator = rest;
  gathered_.clear();
  length_ = size;
  written_ = size;
  hashed_ = 0;
  return hash_.start() ? kling_status{KLING_OK} : Sha256::unavailable(error);
}

kling_status PartFile::belong_to(std::string_view source, std::string_view validator, Error &error) {
  const String origin = validator.empty() ? String() : origin_of(source);
  if (!origin.empty() && file_.set_attribute(origin_attribute, concat({origin, validator}))) {
    return KLING_OK;
  }
  return file_.remove_attribute(origin_attribute, error); // an older one must not stay
}

kling_status PartFile::write_out(const void *bytes, std::size_t length, Error &error) {
  if (hashed_ == written_) { // else it waits for those before it
    if (!hash_.take(bytes, length)) {
      return Sha256::unavailable(error);
    }
    hashed_ += static_cast<int64_t>(length);
  }
  written_ += static_cast<int64_t>(length);
  return file_.write(bytes, length, error);
}

kling_status PartFile::hash_some(Error &error) {
  char piece[16384];
  const int64_t end = std::min(written_, hashed_ + hash_length);
  while (hashed_ < end) {
    std::size_t got = 0;
    const auto wanted = static_cast<std::size_t>(std::min(end - hashed_, int64_t{sizeof piece}));
    const kling_status status = file_.read_at(hashed_, piece, wanted, got, error);
    if (status != KLING_OK) {
      return status;
    }
    if (got == 0) {
      error = make_error(KLING_E_FILE, concat({path_, " became shorter while it was being written"}));
      return error.status;
    }
    if (!hash_.take(piece, got)) {
      return Sha256::unavailable(error);
    }
    hashed_ += static_cast<int64_t>(got);
  }
  return KLING_OK;
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
  written_ = 0;
  hashed_ = 0;
  gathered_.clear();
  return hash_.start() ? empty(error) : Sha256::unavailable(error);
}

/// In this order: no bytes may ever stand under what older ones belonged to.
kling_status PartFile::empty(Error &error) {
  const kling_status status = file_.remove_attribute(origin_attribute, error);
  return status == KLING_OK ? file_.empty(error) : status;
}

kling_status PartFile::finish(bool &over, String &sha256, Error &error) {
  over = false;
  if (!synced_) {
    kling_status status = flush(error);
    if (status == KLING_OK && hashed_ < written_) {
      status = hash_some(error);
    } else if (status == KLING_OK) {
      status = file_.remove_attribute(origin_attribute, error);
      status = status == KLING_OK ? file_.sync(error) : status;
      synced_ = status == KLING_OK;
    }
    if (status != KLING_OK) {
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
