#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/allocation.hpp"
#include "sim/field.hpp"

namespace kling::sim {

struct Draft;
struct PathModel;
struct State;
struct Task;

enum class Form : uint8_t {
  task, // POST makes a task
  call, // POST, answered at once
  view, // GET, answered at once
};
enum class Pack : uint8_t { none, video, image, try_on }; // §2.5
constexpr std::size_t pack_count = 4;
[[nodiscard]] std::string_view name_of(Pack pack); // "video", "image", "try-on" (§4.17); empty for none
enum class Lookup : uint8_t { none, task_id, either };

/// A rule between fields, or one that fills in the order; false with the refusal in the draft.
using Rule = bool (*)(Draft &);

/// What the service offers under one path.
struct Kind {
  std::string_view name;
  std::string_view path;
  std::string_view section; // of the reference
  Form form = Form::task;
  Pack pack = Pack::none;
  Lookup lookup = Lookup::none;
  int64_t page_most = 0; // largest pageSize of its list; 0: no list
  bool external_id = false;
  bool task_info = true;          // its replies have one
  bool watermark = false;         // takes and shows watermark_info
  std::string_view function = {}; // its name in the ledgers of §4.17
  std::span<const Field> fields = {};
  std::span<const Rule> rules = {};
  /// Gives a new task what it will deliver; its task_id is known.
  void (*make)(Draft &draft, Task &task) = nullptr;
  /// "task_result" of a task that succeeded.
  String (*result)(const State &state, const Task &task) = nullptr;
  /// What a call or a view replies: "data" (none when left empty), or false with the refusal in the draft. `task` is what a call made, when
  /// its kind makes something: a task that is charged and done.
  bool (*answer)(Draft &draft, const Task *task, String &data) = nullptr;
  bool retired = false;      // refused when the switch says so
  bool api_key_only = false; // of the new generation (§2.3)
  /// What may stand behind `path`, and one must; null where the model is a field, or there is none.
  std::span<const PathModel> (*models)() = nullptr;

  [[nodiscard]] bool model_in_path() const { return models != nullptr; }
};

/// Each row of a family, in the order of §4.1.
[[nodiscard]] std::span<const Kind> video_kinds();
[[nodiscard]] std::span<const Kind> video_edit_kinds();
[[nodiscard]] std::span<const Kind> image_kinds();
[[nodiscard]] std::span<const Kind> audio_kinds();
[[nodiscard]] std::span<const Kind> library_kinds();
[[nodiscard]] std::span<const Kind> account_kinds();
[[nodiscard]] std::span<const Kind> new_kinds(); // §5

/// Every row of every family.
[[nodiscard]] Vector<const Kind *> all_kinds();
/// The first row of that name.
[[nodiscard]] const Kind *find_kind(std::string_view name);

struct Route {
  const Kind *kind = nullptr; // none: nothing answers there
  enum class Act : uint8_t { create, list, look_up } act = Act::create;
  std::string_view id;     // look_up
  bool path_known = false; // with another method
};
/// Who answers to that method and path (without trailing slash or gateway prefix).
[[nodiscard]] Route find_route(std::string_view method, std::string_view path);
/// Whether only API keys are good there, whoever answers.
[[nodiscard]] bool takes_api_keys_only(std::string_view path);

} // namespace kling::sim
