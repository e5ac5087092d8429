#include "protocol/wrapper.hpp"

namespace kling::protocol {

namespace {

constexpr int deepest_list = 3;

bool is_task(json::Value level) {
  return level["task_id"].present() || level["task_status"].present();
}

} // namespace

json::Value list_in(json::Value root) {
  json::Value level = root["data"];
  for (int depth = 0; depth < deepest_list; ++depth, level = level["data"]) {
    if (level.is(json::Type::array)) {
      return level;
    }
    if (is_task(level)) {
      break;
    }
  }
  return {};
}

} // namespace kling::protocol
