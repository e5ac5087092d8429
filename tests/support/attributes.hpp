#pragma once

#include <fstream>
#include <string>
#include <sys/xattr.h>

namespace kling::test {

/// Whether files in that folder can carry extended attributes: some file systems have none.
inline bool keeps_attributes(const std::string &folder) {
  const std::string path = folder + "/attributes";
  std::ofstream(path) << "x";
  const bool kept = setxattr(path.c_str(), "user.kling.test", "x", 1, 0) == 0;
  std::remove(path.c_str());
  return kept;
}

} // namespace kling::test

/// The rest of the test is about attributes; without them it is left out, and says so.
#define KLING_NEEDS_ATTRIBUTES(folder)                                                                                                     \
  if (!kling::test::keeps_attributes(folder)) {                                                                                            \
    GTEST_SKIP() << "the file system of " << (folder) << " keeps no extended attributes";                                                  \
  }
