#include <algorithm>

#include "base/text.hpp"
#include "engine/act.hpp"

namespace kling::engine {

namespace {

constexpr int32_t most_fresh_links = 3;
constexpr int64_t progress_every_ms = 100;

constexpr std::string_view known_extensions[] = {".mp4", ".mov", ".png", ".jpg", ".jpeg", ".webp", ".mp3", ".wav"};

/// Of the file that an output is: as its URL's path ends, else as its type is mostly saved.
std::string_view extension_of(const TaskOutput &output) {
  const std::string_view url = output.url.view();
  const std::string_view path = url.substr(0, url.find_first_of("?#"));
  for (const std::string_view each : known_extensions) {
    if (path.size() > each.size() && equal_ignoring_case(path.substr(path.size() - each.size()), each)) {
      return each;
    }
  }
  return output.extension.empty() ? std::string_view(".bin") : output.extension;
}

/// An id becomes a file name: whatever a path or a shell might read as more than a letter is replaced.
String file_name(std::string_view id) {
  String name(id.substr(0, 128));
  for (char &letter : name) {
    const bool plain =
        (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') || letter == '-';
    letter = plain ? letter : '_';
  }
  return name;
}

/// Whether there is something to fetch.
bool has_file(const Task &task, uint32_t index, String &why) {
  if (index >= task.outputs.size()) {
    why = concat({"output ", text_of(int64_t{index}), " asked for; the task has ", text_of(static_cast<int64_t>(task.outputs.size()))});
    return false;
  }
  const TaskOutput &output = task.outputs[index];
  if (output.url.empty()) {
    why = concat({"output ", text_of(int64_t{index}), " (", output.type, ") has no file: it is known by its id"});
    return false;
  }
  return true;
}

/// What the service gave no id is named by what it is and when it was sent.
String name_of(const Task &task) {
  if (!task.best_id().empty()) {
    return file_name(task.best_id());
  }
  return concat({task.kind->name, "-", text_of(task.times[KLING_TIME_SENT]), "-", text_of(static_cast<int64_t>(task.number))});
}

} // namespace

/// A folder (ending in '/') gets "<task id>.mp4"; the second output of a task gets "-2" before the extension, and an extension of its own
/// where it is another sort of file than the first.
String Engine::file_for(const Task &task, uint32_t index, std::string_view path) const {
  const String number = index == 0 ? String() : concat({"-", text_of(int64_t{index} + 1)});
  const std::string_view own = index < task.outputs.size() ? extension_of(task.outputs[index]) : std::string_view(".bin");
  if (path.ends_with('/')) {
    return concat({path, name_of(task), number, own});
  }
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  const bool has_extension = dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash + 1) && dot != 0;
  const bool as_first = index == 0 || index >= task.outputs.size() || own == extension_of(task.outputs[0]);
  if (!has_extension) {
    return concat({path, number, as_first ? "" : own});
  }
  return concat({path.substr(0, dot), number, as_first ? path.substr(dot) : own});
}

kling_status Engine::save(Task &task, uint32_t index, std::string_view path, Shared<Receiver> receiver, Instant now, Error &error) {
  const bool known = task.state == KLING_TASK_SUCCEEDED || task.phase == Phase::saving ||
                     (task.phase == Phase::recording_end && task.ending_state == KLING_TASK_SUCCEEDED);
  if (closing_ || (task.phase == Phase::recording_end && !known) || (task.final() && !known)) {
    error = make_error(KLING_E_STATE, closing_ ? "the client is shut down" : "the task has no outputs: it did not succeed");
    return error.status;
  }
  if (String why; known && !has_file(task, index, why)) {
    error = make_error(KLING_E_ARGUMENT, why);
    return error.status;
  }
  const bool first_late = task.phase == Phase::ended && !task.saves_open();
  Act act(*this, task);
  Save &save = task.saves.emplace_back();
  save.index = index;
  save.receiver = std::move(receiver);
  save.path = path.ends_with('/') ? (known ? file_for(task, index, path) : String(path)) : String(path);
  save.after_end = task.final() || task.phase == Phase::recording_end;
  if (first_late) {
    task.error = Error();
  }
  if (task.final()) {
    tasks_.emplace(task.number, TaskPtr(&task));
  }
  if (task.final() || task.phase == Phase::saving) {
    start_saves(task, now);
  }
  act.keep();
  return KLING_OK;
}

void Engine::start_saves(Task &task, Instant now) {
  for (std::size_t i = 0; i < task.saves.size(); ++i) {
    Save &save = task.saves[i];
    if (save.phase != Save::Phase::waiting || save.due != never) {
      continue;
    }
    if (String why; !has_file(task, save.index, why)) {
      save_over(task, save, make_error(KLING_E_DOWNLOAD, why), now);
      continue;
    }
    if (save.path.ends_with('/')) {
      save.path = file_for(task, save.index, save.path);
    }
    start_save(task, save);
  }
  settle_saves(task, now);
}

void Engine::start_save(Task &task, Save &save) {
  if (save.ticket == 0) {
    save.ticket = ++last_ticket_;
    saves_.emplace(save.ticket, TaskPtr(&task));
  }
  save.phase = Save::Phase::running;
  save.due = never;
  Wish wish;
  wish.type = Wish::Type::save;
  wish.ticket = save.ticket;
  wish.save_url.assign(task.outputs[save.index].url.view());
  wish.save_path = save.path;
  wish.receiver = save.receiver;
  wishes_.push_back(std::move(wish));
}

Save *Engine::save_of(uint64_t ticket, TaskPtr &task) {
  const auto found = saves_.find(ticket);
  if (found == saves_.end()) {
    return nullptr;
  }
  task = found->second;
  for (Save &save : task->saves) {
    if (save.ticket == ticket) {
      return &save;
    }
  }
  return nullptr;
}

void Engine::save_progress(uint64_t ticket, int64_t done, int64_t total, Instant now) {
  TaskPtr task;
  Save *const save = save_of(ticket, task);
  if (save == nullptr || save->phase != Save::Phase::running) {
    return;
  }
  if (done > save->furthest) {
    save->furthest = done;
    save->tries = 0; // it moves: a long download may break more often than a stuck one
  }
  save->bytes_done = done;
  save->bytes_total = total;
  if (done == total || now.monotonic_ms - task->progress_told >= progress_every_ms) {
    task->progress_told = now.monotonic_ms;
    tell(*task, KLING_EVENT_PROGRESS, Error());
  }
}

void Engine::saved(uint64_t ticket, SaveEnd end, const Error &error, int64_t bytes, Instant now) {
  TaskPtr task;
  Save *const save = save_of(ticket, task);
  if (save == nullptr || save->phase != Save::Phase::running) {
    return;
  }
  Act act(*this, *task);
  switch (end) {
  case SaveEnd::saved:
    save->bytes_done = bytes;
    save->bytes_total = bytes;
    save_over(*task, *save, Error(), now);
    break;
  case SaveEnd::failed:
    save_over(*task, *save, error, now);
    break;
  case SaveEnd::broken:
    if (save->tries >= settings_.max_retries) {
      give_up_save(*task, *save, error, now);
      break;
    }
    ++counts_.retries;
    save->phase = Save::Phase::waiting;
    save->due = now.monotonic_ms + backoff(++save->tries);
    break;
  case SaveEnd::link_refused:
    if (save->fresh_links >= most_fresh_links || (task->kind->synchronous && !task->at_service)) { // nothing to ask
      give_up_save(*task, *save, error, now);
      break;
    }
    save->error = error;
    save->phase = Save::Phase::asking;
    // The first refusal is asked for at once, a link that was refused though fresh after a while.
    save->due = save->fresh_links == 0 ? now.monotonic_ms : now.monotonic_ms + backoff(save->fresh_links);
    ++save->fresh_links;
    break;
  }
  settle_saves(*task, now);
  act.keep();
  go_on(now);
}

/// Ends the SAVING phase when nothing of it is open, else sees to the next timer.
void Engine::settle_saves(Task &task, Instant now) {
  int64_t due = never;
  bool open = false;
  Error first;
  for (const Save &save : task.saves) {
    open = open || save.phase != Save::Phase::over;
    due = std::min(due, save.due);
    if (save.error.failed() && save.phase == Save::Phase::over && !first.failed()) {
      first = save.error;
    }
  }
  if (open) {
    set_due(task, due);
    return;
  }
  if (task.phase == Phase::saving) {
    if (!first.failed()) {
      task.times[KLING_TIME_SAVED] = now.unix_ms;
    }
    end(task, KLING_TASK_SUCCEEDED, std::move(first), now);
  } else if (task.phase == Phase::ended) {
    const TaskPtr held(&task);
    set_due(task, never);
    task.saves.clear();
    tasks_.erase(task.number);
  }
}

void Engine::save_over(Task &task, Save &save, Error error, Instant now) {
  save.phase = Save::Phase::over; // its ticket is forgotten when the act is kept
  save.due = never;
  if (error.failed()) {
    error.task_id.assign(task.id.view());
    error.retryable = 0; // the task was created: it is the save that may be tried again
  } else if (save.receiver == nullptr) {
    task.outputs[save.index].path.set(save.path);
  }
  save.receiver.reset();
  save.error = std::move(error);
  if (save.after_end) {
    if (!task.error.failed()) { // of several late saves the first failure stays
      task.error = save.error;
    }
    if (!save.error.failed()) {
      task.times[KLING_TIME_SAVED] = now.unix_ms;
    }
    tell(task, KLING_EVENT_SAVED, save.error);
  }
}

/// Ends a save that whoever carries it out may still hold open.
void Engine::give_up_save(Task &task, Save &save, const Error &error, Instant now) {
  if (save.ticket != 0) {
    Wish wish;
    wish.type = Wish::Type::drop_save;
    wish.ticket = save.ticket;
    wishes_.push_back(std::move(wish));
  }
  save_over(task, save, error, now);
}

void Engine::saves_due(Task &task, Instant now) {
  for (Save &save : task.saves) {
    if (save.due > now.monotonic_ms) {
      continue;
    }
    save.due = never;
    if (save.phase == Save::Phase::waiting) {
      start_save(task, save);
    } else if (save.phase == Save::Phase::asking && task.ticket == 0) {
      poll(task, Purpose::fresh_link, now); // one answer serves every save that waits for one
    }
  }
  settle_saves(task, now);
}

void Engine::link_answered(Task &task, const protocol::LookReply &look, Instant now) {
  const bool fresh = look.verdict == protocol::Look::found && look.record.progress == protocol::Progress::succeeded;
  if (fresh) {
    const std::size_t count = std::min(look.record.outputs.size(), task.outputs.size());
    for (std::size_t i = 0; i < count; ++i) {
      if (const String &url = look.record.outputs[i].url; !url.empty()) {
        task.outputs[i].url.set(url);
      }
    }
  }
  for (std::size_t i = 0; i < task.saves.size(); ++i) {
    Save &save = task.saves[i];
    if (save.phase != Save::Phase::asking) {
      continue;
    }
    if (fresh) {
      start_save(task, save);
    } else if (save.tries++ < settings_.max_retries) {
      save.due = now.monotonic_ms + std::max(backoff(save.tries), look.retry_after_ms);
    } else {
      give_up_save(task, save, Error(save.error), now);
    }
  }
  settle_saves(task, now);
}

/// Gives up whatever is being saved.
void Engine::drop_saves(Task &task, const Error &error, Instant now) {
  forget_exchange(task);
  for (std::size_t i = 0; i < task.saves.size(); ++i) {
    Save &save = task.saves[i];
    if (save.phase == Save::Phase::over) {
      continue;
    }
    give_up_save(task, save, error, now);
  }
  if (task.phase == Phase::ended) {
    settle_saves(task, now);
  }
}

} // namespace kling::engine
