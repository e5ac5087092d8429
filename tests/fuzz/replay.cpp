// Runs a target over every file of the folders named, without a fuzzer.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/invariant.hpp"

int main(int count, char **arguments) {
  std::vector<std::filesystem::path> files;
  for (int each = 1; each < count; ++each) {
    for (const auto &entry : std::filesystem::recursive_directory_iterator(arguments[each])) {
      if (entry.is_regular_file()) {
        files.push_back(entry.path());
      }
    }
  }
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path &file : files) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    std::fprintf(stderr, "%s\n", file.filename().c_str());
    // A copy of the exact size, so that a sanitizer sees one byte too many.
    const std::vector<uint8_t> input(bytes.begin(), bytes.end());
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::printf("%zu inputs\n", files.size());
  return files.empty() ? 1 : 0;
}
