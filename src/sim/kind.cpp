#include "sim/kind.hpp"

#include <array>

namespace kling::sim {

namespace {

using Family = std::span<const Kind> (*)();
constexpr std::array<Family, 7> families = {video_kinds,   video_edit_kinds, image_kinds, audio_kinds,
                                            library_kinds, account_kinds,    new_kinds};

} // namespace

std::string_view name_of(Pack pack) {
  constexpr std::array<std::string_view, pack_count> names = {"", "video", "image", "try-on"};
  return names[static_cast<std::size_t>(pack)];
}

Vector<const Kind *> all_kinds() {
  Vector<const Kind *> out;
  for (const Family family : families) {
    for (const Kind &kind : family()) {
      out.push_back(&kind);
    }
  }
  return out;
}

const Kind *find_kind(std::string_view name) {
  for (const Family family : families) {
    for (const Kind &kind : family()) {
      if (kind.name == name) {
        return &kind;
      }
    }
  }
  return nullptr;
}

namespace {

void route_to_path(const Kind &kind, std::string_view method, Route &out) {
  if (kind.model_in_path()) { // nothing answers without a model
    return;
  }
  out.path_known = true;
  const bool creates = kind.form != Form::view && method == "POST";
  const bool views = method == "GET" && (kind.form == Form::view || kind.page_most != 0);
  if (creates || views) {
    out.kind = &kind;
    out.act = creates || kind.form == Form::view ? Route::Act::create : Route::Act::list;
  }
}

void route_below_path(const Kind &kind, std::string_view method, std::string_view rest, Route &out) {
  if ((kind.lookup == Lookup::none && !kind.model_in_path()) || rest.empty() || rest.find('/') != std::string_view::npos) {
    return;
  }
  out.path_known = true;
  if (kind.model_in_path()) {
    out.kind = method == "POST" ? &kind : nullptr;
    out.act = Route::Act::create;
    return;
  }
  if (method == "GET") {
    out.kind = &kind;
    out.act = Route::Act::look_up;
    out.id = rest;
  }
}

bool is_below(std::string_view path, std::string_view above) {
  return path.size() > above.size() && path.starts_with(above) && path[above.size()] == '/';
}

} // namespace

Route find_route(std::string_view method, std::string_view path) {
  Route exact;
  Route below;
  for (const Family family : families) {
    for (const Kind &kind : family()) {
      if (path == kind.path && exact.kind == nullptr) {
        route_to_path(kind, method, exact);
      } else if (is_below(path, kind.path)) {
        route_below_path(kind, method, path.substr(kind.path.size() + 1), below);
      }
    }
  }
  return exact.path_known ? exact : below;
}

bool takes_api_keys_only(std::string_view path) {
  for (const Kind &kind : new_kinds()) {
    if (kind.api_key_only && (path == kind.path || is_below(path, kind.path))) {
      return true;
    }
  }
  return false;
}

} // namespace kling::sim
