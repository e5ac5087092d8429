#include "sim/selection.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sim/base64.hpp"
#include "sim/mask.hpp"
#include "sim/reference.hpp"
#include "sim/video_rules.hpp"

namespace kling::sim {

namespace {

constexpr std::size_t most_points = 10; // of a frame
constexpr std::size_t most_frames = 10;

Session *session_of(Draft &draft) {
  return find_session(draft, SessionPurpose::selection);
}

/// 5 or 10: what a video of that length can become; 0 when it is too short, too long or in between.
int64_t edit_seconds(int64_t video_ms) {
  const int64_t seconds = video_ms / 1000;
  return seconds >= 2 && seconds <= 5 ? 5 : seconds >= 7 && seconds <= 10 ? 10 : 0;
}

bool same_number(json::Value given, std::string_view kept) {
  return given.number() == to_number(kept);
}

Vector<Point>::iterator find_point(Vector<Point> &points, json::Value given) {
  return std::find_if(points.begin(), points.end(),
                      [&](const Point &point) { return same_number(given["x"], point.x) && same_number(given["y"], point.y); });
}

uint32_t pixel(std::string_view part, uint32_t size) {
  return std::min(static_cast<uint32_t>(to_number(part).value_or(0) * size), size - 1);
}

/// A rectangle with a margin around the points; each selection marks one object.
Mask mask_of(const Session &session, const Vector<Point> &points) {
  const ClipSize size = size_of(session.clip);
  Mask out = {size.width, size.height, size.width, size.height, 0, 0};
  const uint32_t margin = size.height / 16;
  for (const Point &point : points) {
    const uint32_t x = pixel(point.x, size.width);
    const uint32_t y = pixel(point.y, size.height);
    out.left = std::min(out.left, x > margin ? x - margin : 0);
    out.top = std::min(out.top, y > margin ? y - margin : 0);
    out.right = std::max(out.right, std::min(x + margin, out.width));
    out.bottom = std::max(out.bottom, std::min(y + margin, out.height));
  }
  return out;
}

String size_json(const Mask &mask) {
  return concat({"[", text_of(int64_t{mask.height}), ",", text_of(int64_t{mask.width}), "]"});
}

String selection_json(const Draft &draft, const Session &session, int64_t frame) {
  ListWriter masks;
  const auto at = session.points.find(frame);
  if (at != session.points.end()) {
    const Mask mask = mask_of(session, at->second);
    masks.json(Writer()
                   .number("object_id", 0)
                   .json("rle_mask", Writer().json("size", size_json(mask)).text("counts", mask.run_lengths()).done())
                   .json("png_mask", Writer().json("size", size_json(mask)).text("base64", encode_base64(mask.png())).done())
                   .done());
  }
  Writer out;
  out.number("status", 0).text("session_id", session.id);
  write_deduction(out, draft.state.settings, draft.kind.pack, 0);
  return out.json("res", Writer().number("frame_index", frame).json("rle_mask_list", masks.done()).done()).done();
}

/// The session and the frame of an addition or deletion.
Session *find_frame(Draft &draft, int64_t &frame) {
  Session *session = session_of(draft);
  frame = draft.whole("frame_index");
  if (session != nullptr && (frame < 0 || frame >= session->frames())) {
    draft.invalid("frame_index", draft.text("frame_index"));
    return nullptr;
  }
  return session;
}

} // namespace

bool check_opening(Draft &draft) {
  if (!take_parent(draft)) {
    return false;
  }
  return edit_seconds(draft.order.parent->duration_ms) != 0 ||
         draft.refuse({"The duration of the video must be between 2 and 5 or between 7 and 10 seconds"});
}

void open_selection(Draft &draft, Task &task) {
  name_parent(draft.state, task.order);
  Session session;
  session.id = draft.state.identifiers.uuid();
  session.purpose = SessionPurpose::selection;
  session.created_ms = draft.state.wall_ms;
  session.video = *task.order.parent;
  session.clip = task.order.clip;
  task.order.clip.seconds = static_cast<int32_t>(session.video.duration_ms / 1000);
  task.order.session_id = session.id;
  draft.state.sessions.add(std::move(session));
  make_video(draft, task); // the normalised one
}

bool answer_opening(Draft &draft, const Task *task, String &data) {
  const Session *session = draft.state.sessions.find(task->order.session_id, SessionPurpose::selection, draft.state.wall_ms);
  const ClipSize size = size_of(session->clip);
  Writer out;
  out.number("status", 0).text("session_id", session->id);
  write_deduction(out, draft.state.settings, draft.kind.pack, 0);
  data = out.number("fps", Session::frames_a_second)
             .number("original_duration", session->video.duration_ms)
             .number("width", size.width)
             .number("height", size.height)
             .number("total_frame", session->frames())
             .text("normalized_video", draft.state.link(task->outputs.front(), task->updated_ms))
             .done();
  return true;
}

bool answer_addition(Draft &draft, const Task * /*task*/, String &data) {
  int64_t frame = 0;
  Session *session = find_frame(draft, frame);
  if (session == nullptr) {
    return false;
  }
  if (!session->points.contains(frame) && session->points.size() >= most_frames) {
    return draft.exceeds("Frames with points", most_frames, "items");
  }
  const json::Value points = draft.value("points");
  const std::size_t there = session->points.contains(frame) ? session->points[frame].size() : 0;
  if (there + points.size() > most_points) {
    return draft.exceeds("points of a frame", most_points, "items");
  }
  for (json::Value point = points.first(); point.present(); point = point.next()) {
    session->points[frame].push_back({String(point["x"].text()), String(point["y"].text())});
  }
  data = selection_json(draft, *session, frame);
  return true;
}

bool answer_deletion(Draft &draft, const Task * /*task*/, String &data) {
  int64_t frame = 0;
  Session *session = find_frame(draft, frame);
  if (session == nullptr) {
    return false;
  }
  const auto at = session->points.find(frame);
  Vector<Point> left = at != session->points.end() ? at->second : Vector<Point>();
  for (json::Value point = draft.value("points").first(); point.present(); point = point.next()) {
    const auto found = find_point(left, point);
    if (found == left.end()) {
      return draft.refuse({"points do not match those of frame ", text_of(frame)});
    }
    left.erase(found);
  }
  if (left.empty()) {
    session->points.erase(frame);
  } else {
    session->points[frame] = std::move(left);
  }
  data = selection_json(draft, *session, frame);
  return true;
}

bool answer_clearing(Draft &draft, const Task * /*task*/, String &data) {
  Session *session = session_of(draft);
  if (session == nullptr) {
    return false;
  }
  session->points.clear();
  Writer out;
  out.number("status", 0).text("session_id", session->id);
  write_deduction(out, draft.state.settings, draft.kind.pack, 0);
  data = out.done();
  return true;
}

bool check_preview(Draft &draft) {
  const Session *session = session_of(draft);
  if (session == nullptr) {
    return false;
  }
  draft.order.session_id = session->id;
  draft.order.clip = session->clip;
  draft.order.clip.seconds = static_cast<int32_t>(session->video.duration_ms / 1000);
  return !session->points.empty() || draft.state.settings.any_ids || draft.refuse({"There is no selection in the session"});
}

void make_preview(Draft &draft, Task &task) {
  make_video(draft, task);
  Output cover;
  cover.medium = Medium::image;
  cover.id = draft.state.identifiers.uuid();
  const ClipSize size = size_of(task.order.clip);
  cover.width = size.width;
  cover.height = size.height;
  task.outputs.push_back(std::move(cover));
  make_video(draft, task); // the tracking
}

bool answer_preview(Draft &draft, const Task *task, String &data) {
  const auto link = [&](std::size_t index) { return draft.state.link(task->outputs[index], task->updated_ms); };
  Writer out;
  out.number("status", 0).text("session_id", task->order.session_id);
  write_deduction(out, draft.state.settings, draft.kind.pack, 0);
  data = out.json("res", Writer().text("video", link(0)).text("video_cover", link(1)).text("tracking_output", link(2)).done()).done();
  return true;
}

bool check_edit(Draft &draft) {
  const Session *session = session_of(draft);
  if (session == nullptr) {
    return false;
  }
  struct Row {
    std::string_view mode;
    std::size_t least;
    std::size_t most;
  };
  constexpr Row rows[] = {{"addition", 1, 2}, {"swap", 1, 1}, {"removal", 0, 0}};
  const std::string_view mode = draft.text("edit_mode");
  const std::size_t images = draft.value("image_list").size();
  for (const Row &row : rows) {
    if (row.mode != mode) {
      continue;
    }
    if (images < row.least) {
      return draft.missing("image_list");
    }
    if (images > row.most) {
      return row.most == 0 ? draft.refuse({"image_list is not supported with edit_mode 'removal'"})
                           : draft.exceeds("image_list", static_cast<int64_t>(row.most), concat({"items with edit_mode '", mode, "'"}));
    }
  }
  Order &order = draft.order;
  const int64_t seconds = draft.whole("duration");
  if (!draft.state.settings.any_ids && edit_seconds(session->video.duration_ms) != seconds) {
    return draft.refuse({"duration must be ", text_of(edit_seconds(session->video.duration_ms)), " for the video of the session"});
  }
  order.session_id = session->id;
  order.mode = mode_from(draft.text("mode")).value_or(Mode::std);
  order.clip = session->clip;
  order.clip.seconds = static_cast<int32_t>(seconds);
  order.clip.resolution = resolution_of(order.mode);
  order.cost = order.mode == Mode::std ? (seconds == 5 ? 300 : 600) : (seconds == 5 ? 500 : 1000); // §6.4
  return true;
}

String edit_result(const State &state, const Task &task) {
  return Writer().json("videos", videos_json(state, task, {.session = true})).done();
}

} // namespace kling::sim
