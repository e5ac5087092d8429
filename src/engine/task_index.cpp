#include "engine/task_index.hpp"

namespace kling::engine {

namespace {

constexpr std::size_t fewest_slots = 64;

uint32_t hash_of(std::string_view id) {
  const std::size_t hash = std::hash<std::string_view>()(id);
  return static_cast<uint32_t>(hash ^ (hash >> 32U));
}

} // namespace

void TaskIndex::drop() noexcept {
  Vector<Slot>().swap(slots_);
  size_ = 0;
  kept_ = false;
}

void TaskIndex::grow() {
  Vector<Slot> slots(slots_.empty() ? fewest_slots : slots_.size() * 2);
  const std::size_t mask = slots.size() - 1;
  for (const Slot &each : slots_) {
    if (each.task != nullptr) {
      std::size_t index = each.hash & mask;
      while (slots[index].task != nullptr) {
        index = (index + 1) & mask;
      }
      slots[index] = each;
    }
  }
  slots_ = std::move(slots);
}

void TaskIndex::insert(Task &task) {
  if ((size_ + 1) * 4 > slots_.size() * 3) {
    grow();
  }
  const uint32_t hash = hash_of(task.id.view());
  const std::size_t mask = slots_.size() - 1;
  std::size_t index = hash & mask;
  for (; slots_[index].task != nullptr; index = (index + 1) & mask) {
    if (slots_[index].task == &task) {
      return;
    }
  }
  slots_[index] = {&task, hash, 0};
  ++size_;
}

/// What stands behind it moves up, so that no chain is broken.
void TaskIndex::remove(const Task &task) noexcept {
  if (slots_.empty()) {
    return;
  }
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = hash_of(task.id.view()) & mask;
  for (; slots_[hole].task != &task; hole = (hole + 1) & mask) {
    if (slots_[hole].task == nullptr) {
      return;
    }
  }
  for (std::size_t index = (hole + 1) & mask; slots_[index].task != nullptr; index = (index + 1) & mask) {
    const std::size_t home = slots_[index].hash & mask;
    if (((index - home) & mask) >= ((index - hole) & mask)) {
      slots_[hole] = slots_[index];
      hole = index;
    }
  }
  slots_[hole] = Slot();
  --size_;
}

TaskIndex::Slot *TaskIndex::search(std::size_t index, uint32_t hash, std::string_view id) {
  const std::size_t mask = slots_.size() - 1;
  for (index &= mask; slots_[index].task != nullptr; index = (index + 1) & mask) {
    Slot &slot = slots_[index];
    if (slot.hash == hash && slot.task->id.view() == id) {
      return &slot;
    }
  }
  return nullptr;
}

TaskIndex::Slot *TaskIndex::find(std::string_view id) {
  const uint32_t hash = hash_of(id);
  return slots_.empty() ? nullptr : search(hash, hash, id);
}

TaskIndex::Slot *TaskIndex::next(const Slot &slot) {
  return search(static_cast<std::size_t>(&slot - slots_.data()) + 1, slot.hash, slot.task->id.view());
}

} // namespace kling::engine
