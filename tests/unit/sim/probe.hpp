#pragma once

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace kling::sim {

/// What a command prints.
inline std::string output_of(const std::string &command) {
  std::string out;
  FILE *pipe = ::popen(command.c_str(), "r");
  if (pipe != nullptr) {
    char buffer[4096];
    for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
      out.append(buffer, count);
    }
    EXPECT_EQ(::pclose(pipe), 0) << command;
  }
  return out;
}

/// A file for programs that look into one, gone at the end.
class TemporaryFile {
public:
  TemporaryFile(std::string_view bytes, std::string_view ending)
      : path_(testing::TempDir() + "kling-sim-" + std::to_string(::getpid()) + std::string(ending)) {
    std::ofstream(path_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;
  ~TemporaryFile() { std::remove(path_.c_str()); }

  [[nodiscard]] const std::string &path() const { return path_; }
  /// "a,b\nc\n": what ffprobe says of those entries.
  [[nodiscard]] std::string probe(const std::string &entries) const {
    return output_of("ffprobe -v error -of csv=p=0 -show_entries " + entries + " " + path_);
  }
  /// Nothing, when ffmpeg decodes the whole file.
  [[nodiscard]] std::string complaints(const std::string &from_level = "warning") const {
    return output_of("ffmpeg -v " + from_level + " -xerror -i " + path_ + " -f null - 2>&1");
  }

private:
  std::string path_;
};

} // namespace kling::sim
