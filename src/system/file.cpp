#include "system/file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/text.hpp"
#include "system/system_error.hpp"

namespace kling::system {

namespace {

constexpr mode_t all_may_read_and_write = 0666; // less what the host's umask takes away
constexpr std::size_t attribute_limit = 4096;   // more than a block holds is not worth a look

int open_retrying(const char *path, int flags) {
  for (;;) {
    const int descriptor = ::open(path, flags | O_CLOEXEC, all_may_read_and_write);
    if (descriptor >= 0 || errno != EINTR) {
      return descriptor;
    }
  }
}

bool same_file(const struct stat &a, const struct stat &b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

String folder_of(const String &path) {
  const std::size_t slash = path.rfind('/');
  if (slash == String::npos) {
    return {"."};
  }
  return path.substr(0, slash == 0 ? 1 : slash);
}

/// Some file systems cannot sync a folder; then there is nothing more to be done for durability.
kling_status sync_folder(const String &folder, Error &error) {
  const int descriptor = open_retrying(folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (descriptor < 0) {
    return errno == EACCES ? kling_status{KLING_OK} : file_error("open", folder, errno, error); // a folder we may write but not read
  }
  int result = 0;
  do {
    result = ::fsync(descriptor);
  } while (result != 0 && errno == EINTR);
  const int code = errno;
  ::close(descriptor);
  if (result != 0 && code != EINVAL && code != EROFS && code != ENOTSUP) {
    return file_error("sync", folder, code, error);
  }
  return KLING_OK;
}

/// Gives `to` the file of `from` unless `to` exists; false with errno.
bool rename_new(const char *from, const char *to) {
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) {
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS) {
    return false;
  }
  // The file system does not know the flag: a second name refuses an existing one as well.
  return ::link(from, to) == 0 && ::unlink(from) == 0;
}

} // namespace

File::~File() {
  close();
}

File::File(File &&other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

File &File::operator=(File &&other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    path_ = std::move(other.path_);
  }
  return *this;
}

kling_status File::open_for_writing(const String &path, bool append, Error &error) {
  close();
  path_ = path;
  descriptor_ = open_retrying(path.c_str(), O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC));
  return descriptor_ < 0 ? file_error("write", path_, errno, error) : kling_status{KLING_OK};
}

kling_status File::open_exclusively(const String &path, Error &error) {
  close();
  path_ = path;
  // Whoever held the lock may have renamed the file between our open and our lock; then the name means another file, or none.
  for (int attempt = 0; attempt < 8; ++attempt) {
    // O_NONBLOCK: a named pipe of that name is refused instead of waited for.
    descriptor_ = open_retrying(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor_ < 0) {
      return file_error("write", path_, errno, error);
    }
    struct stat opened {};
    struct stat named {};
    if (::fstat(descriptor_, &opened) != 0 || !S_ISREG(opened.st_mode)) {
      close();
      error = make_error(KLING_E_FILE, concat({"cannot write ", path_, ": not a regular file"}));
      return error.status;
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      const int code = errno;
      close();
      if (code == EWOULDBLOCK) {
        error = make_error(KLING_E_FILE, concat({"cannot write ", path_, ": it is already being written"}));
        return error.status;
      }
      return file_error("lock", path_, code, error);
    }
    if (::lstat(path.c_str(), &named) == 0 && same_file(opened, named)) {
      if (::lseek(descriptor_, 0, SEEK_END) < 0) {
        const int code = errno;
        close();
        return file_error("write", path_, code, error);
      }
      return KLING_OK;
    }
    close();
  }
  error = make_error(KLING_E_FILE, concat({"cannot write ", path_, ": it is already being written"}));
  return error.status;
}

kling_status File::open_for_reading(const String &path, Error &error) {
  close();
  path_ = path;
  // O_NONBLOCK: a named pipe of that name is refused instead of waited for.
  descriptor_ = open_retrying(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat found {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &found) != 0) {
    return file_error("read", path_, errno, error);
  }
  if (!S_ISREG(found.st_mode)) {
    close();
    error = make_error(KLING_E_FILE, concat({"cannot read ", path_, S_ISDIR(found.st_mode) ? ": it is a folder" : ": not a regular file"}));
    return error.status;
  }
  return KLING_OK;
}

kling_status File::state(FileState &out, Error &error) const {
  struct stat found {};
  if (::fstat(descriptor_, &found) != 0) {
    return file_error("read", path_, errno, error);
  }
  constexpr int64_t nanoseconds = 1000000000;
  out = {static_cast<uint64_t>(found.st_size), int64_t{found.st_mtim.tv_sec} * nanoseconds + found.st_mtim.tv_nsec};
  return KLING_OK;
}

kling_status File::write(const void *bytes, std::size_t length, Error &error) {
  const char *next = static_cast<const char *>(bytes);
  while (length > 0) {
    const ssize_t written = ::write(descriptor_, next, length);
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return file_error("write", path_, errno, error);
    }
    next += written;
    length -= static_cast<std::size_t>(written);
  }
  return KLING_OK;
}

kling_status File::empty(Error &error) {
  if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0) {
    return file_error("empty", path_, errno, error);
  }
  return KLING_OK;
}

kling_status File::sync(Error &error) {
  while (::fsync(descriptor_) != 0) {
    if (errno == EINTR) {
      continue;
    }
    if (errno == EINVAL || errno == ENOTSUP) {
      break; // a device without storage
    }
    return file_error("sync", path_, errno, error);
  }
  return KLING_OK;
}

int64_t File::size() const {
  struct stat found {};
  return descriptor_ >= 0 && ::fstat(descriptor_, &found) == 0 ? int64_t{found.st_size} : -1;
}

kling_status File::read_at(int64_t offset, char *bytes, std::size_t length, std::size_t &got, Error &error) const {
  got = 0;
  while (got < length) {
    const ssize_t read = ::pread(descriptor_, bytes + got, length - got, offset + static_cast<int64_t>(got));
    if (read < 0 && errno == EINTR) {
      continue;
    }
    if (read < 0) {
      return file_error("read", path_, errno, error);
    }
    if (read == 0) {
      break;
    }
    got += static_cast<std::size_t>(read);
  }
  return KLING_OK;
}

String File::attribute(const char *name) const {
  char text[attribute_limit];
  const ssize_t length = ::fgetxattr(descriptor_, name, text, sizeof text);
  return length > 0 ? String(text, static_cast<std::size_t>(length)) : String();
}

bool File::set_attribute(const char *name, std::string_view text) const {
  return text.size() <= attribute_limit && ::fsetxattr(descriptor_, name, text.data(), text.size(), 0) == 0;
}

kling_status File::remove_attribute(const char *name, Error &error) {
  if (::fremovexattr(descriptor_, name) == 0) {
    return KLING_OK;
  }
  const int code = errno;
  // One that cannot be seen either misleads nobody: none there, none of any kind there, or a sandbox that forbids it all.
  return ::fgetxattr(descriptor_, name, nullptr, 0) < 0 ? kling_status{KLING_OK} : file_error("write", path_, code, error);
}

void File::close() {
  if (descriptor_ >= 0) {
    ::flock(descriptor_, LOCK_UN); // a child forked meanwhile would keep the lock
    ::close(descriptor_);          // not retried: the descriptor is gone whatever it says
    descriptor_ = -1;
  }
}

bool file_exists(const String &path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0;
}

bool is_directory(const String &path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

int64_t file_size(const String &path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? int64_t{found.st_size} : -1;
}

kling_status rename_file(const String &from, const String &to, bool overwrite, Error &error) {
  const String folder = folder_of(to); // before: afterwards no want of memory may undo it
  const bool renamed = overwrite ? ::rename(from.c_str(), to.c_str()) == 0 : rename_new(from.c_str(), to.c_str());
  if (!renamed) {
    return file_error("make", to, errno, error);
  }
  return sync_folder(folder, error);
}

void remove_file(const String &path) {
  ::unlink(path.c_str());
}

kling_status read_file(const String &path, std::size_t limit, String &out, Error &error) {
  out.clear();
  const int descriptor = open_retrying(path.c_str(), O_RDONLY);
  if (descriptor < 0) {
    return file_error("read", path, errno, error);
  }
  int code = 0;
  bool too_large = false;
  try {
    char piece[16384];
    for (;;) {
      const ssize_t got = ::read(descriptor, piece, sizeof piece);
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got <= 0) {
        code = got < 0 ? errno : 0;
        break;
      }
      if (static_cast<std::size_t>(got) > limit - out.size()) {
        too_large = true;
        break;
      }
      out.append(piece, static_cast<std::size_t>(got));
    }
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  ::close(descriptor);
  if (code != 0 || too_large) {
    out.clear();
  }
  if (too_large) {
    error = make_error(KLING_E_FILE, concat({"cannot read ", path, ": more than ", text_of(static_cast<int64_t>(limit)), " bytes"}));
    return error.status;
  }
  return code != 0 ? file_error("read", path, code, error) : kling_status{KLING_OK};
}

} // namespace kling::system
