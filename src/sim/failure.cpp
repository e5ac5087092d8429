#include "sim/failure.hpp"

#include <array>

namespace kling::sim {

namespace {

struct Cause {
  std::string_view words;
  FieldType type;
  std::string_view kinds; // what their names have in common
  std::string_view text;
};

constexpr std::string_view moderated = "Failure to pass the risk control system";
constexpr std::string_view bad_size =
    "The resolution or aspect ratio of the input image is invalid. Please ensure it meets the required specifications.";
constexpr std::string_view unreachable = "Something went wrong when we tried to get the contents of the file.";
constexpr std::string_view nobody = "there is no human in the video";

constexpr std::array<Cause, 8> causes = {{
    // §3
    {"risk control", FieldType::prompt, "", moderated},
    {"no human", FieldType::prompt, "lip-sync", nobody},
    {"no-human", FieldType::video, "lip-sync", nobody},
    {"no-human", FieldType::video, "identify-face", nobody},
    {"unreachable", FieldType::image, "", unreachable},
    {"unreachable", FieldType::video, "", unreachable},
    {"unreachable", FieldType::audio, "", unreachable},
    {"bad-ratio", FieldType::image, "", bad_size},
}};

} // namespace

std::string_view failure_of(std::string_view kind, FieldType type, std::string_view given) {
  for (const Cause &row : causes) {
    if (row.type == type && (type == FieldType::prompt || is_url(given)) && kind.find(row.kinds) != std::string_view::npos &&
        contains_ignoring_case(given, row.words)) {
      return row.text;
    }
  }
  return {};
}

} // namespace kling::sim
