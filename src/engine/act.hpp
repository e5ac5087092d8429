#pragma once

#include "engine/engine.hpp"

namespace kling::engine {

/// One act of the engine on one task. Unless it is kept, everything it did goes back: an act that runs out of memory has not happened, and
/// whoever caused it may do the same again. Acts follow each other; they are never nested.
class Engine::Act {
public:
  Act(Engine &engine, Task &task);
  ~Act() {
    if (!kept_) {
      undo();
    }
  }
  Act(const Act &) = delete;
  Act &operator=(const Act &) = delete;
  void keep() noexcept;

private:
  void undo() noexcept;

  Engine &engine_;
  const TaskPtr task_; // also while the engine lets go of it
  Standing standing_;
  Attempts attempts_;
  Gate::Room room_;
  const std::size_t gate_;
  bool waited_ = false; // there
  const bool listed_;
  const bool had_attempts_;
  const uint64_t last_ticket_;
  const int64_t sending_;
  const int64_t active_;
  const Counts counts_;
  const Spending spending_;
  const std::size_t lines_;
  const std::size_t wishes_;
  const std::size_t happenings_;
  bool kept_ = false;
};

} // namespace kling::engine
