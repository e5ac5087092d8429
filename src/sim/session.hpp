#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "sim/clip.hpp"
#include "sim/tasks.hpp"

namespace kling::sim {

enum class SessionPurpose : uint8_t { faces, selection };

/// Somebody seen in a video (§4.8).
struct Face {
  String id;
  int64_t start_ms = 0;
  int64_t end_ms = 0;
};

/// A place in a frame, in parts of its width and height; the texts as they came, since a deletion must say them again (§4.11).
struct Point {
  String x;
  String y;
};

/// What the service remembers about a video between two calls, for 24 h (§3).
struct Session {
  static constexpr int64_t frames_a_second = 24;

  String id;
  SessionPurpose purpose = SessionPurpose::faces;
  int64_t created_ms = 0;
  ParentVideo video;
  Clip clip;
  Vector<Face> faces;
  Map<int64_t, Vector<Point>> points; // by frame

  [[nodiscard]] int64_t frames() const { return video.duration_ms * frames_a_second / 1000; }
  [[nodiscard]] const Face *face(std::string_view face_id) const {
    for (const Face &each : faces) {
      if (each.id == face_id) {
        return &each;
      }
    }
    return nullptr;
  }
};

class Sessions {
public:
  Session &add(Session session) {
    const String id = session.id;
    return sessions_[id] = std::move(session);
  }
  [[nodiscard]] Session *find(std::string_view id, SessionPurpose purpose, int64_t now_ms) {
    constexpr int64_t kept_ms = int64_t{24} * 3600 * 1000;
    const auto at = sessions_.find(id);
    const bool good = at != sessions_.end() && at->second.purpose == purpose && now_ms - at->second.created_ms < kept_ms;
    return good ? &at->second : nullptr;
  }

private:
  Map<String, Session> sessions_;
};

} // namespace kling::sim
