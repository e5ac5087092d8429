#include <cstring>

#include "base/status.hpp"
#include "base/text.hpp"
#include "capi/guard.hpp"
#include "transport/curl_transport.hpp"

#define KLING_TEXT_OF(number) #number
#define KLING_TEXT(number) KLING_TEXT_OF(number)
#define KLING_VERSION_TEXT KLING_TEXT(KLING_VERSION_MAJOR) "." KLING_TEXT(KLING_VERSION_MINOR) "." KLING_TEXT(KLING_VERSION_PATCH)

namespace kling::capi {

namespace {

struct BuildInfo {
  char text[256];
};

BuildInfo make_build_info() {
  const String text = concat({"libkling/" KLING_VERSION_TEXT " ", transport::curl_version()});
  const std::string_view fitting = cut(text, sizeof(BuildInfo::text) - 1);
  BuildInfo info{};
  std::memcpy(info.text, fitting.data(), fitting.size());
  return info;
}

} // namespace

} // namespace kling::capi

uint32_t kling_version_number(void) {
  return KLING_VERSION_NUMBER;
}

const char *kling_version_string(void) {
  return KLING_VERSION_TEXT;
}

const char *kling_build_info(void) {
  return kling::capi::guarded_value("libkling/" KLING_VERSION_TEXT, [] {
    static const kling::capi::BuildInfo info = kling::capi::make_build_info(); // which libcurl we run with is known only now
    return info.text;
  });
}

const char *kling_status_name(kling_status status) {
  return kling::status_name(status);
}

const char *kling_status_description(kling_status status) {
  return kling::status_description(status);
}

kling_status kling_status_group(kling_status status) {
  return kling::status_group(status);
}

uint32_t kling_status_count(void) {
  return kling::status_count();
}

kling_status kling_status_at(uint32_t index) {
  return kling::status_at(index);
}

const char *kling_task_state_name(int32_t state) {
  return kling::task_state_name(state);
}
