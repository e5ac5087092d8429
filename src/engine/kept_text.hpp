#pragma once

#include <string_view>
#include <utility>

#include "base/allocation.hpp"

namespace kling::engine {

/// A text that may change while pointers to it are out: whoever asked for a value keeps it for as long as this object lives.
/// A value that nobody asked for is dropped when a newer one comes.
class KeptText {
public:
  KeptText() = default;
  ~KeptText() { drop(head_); }
  KeptText(KeptText &&other) noexcept : head_(std::exchange(other.head_, nullptr)) {}
  KeptText &operator=(KeptText &&other) noexcept {
    std::swap(head_, other.head_);
    return *this;
  }
  KeptText(const KeptText &) = delete;
  KeptText &operator=(const KeptText &) = delete;

  [[nodiscard]] bool empty() const { return head_ == nullptr || head_->text.empty(); }
  [[nodiscard]] std::string_view view() const { return head_ == nullptr ? std::string_view() : std::string_view(head_->text); }
  /// NULL when empty. The pointer holds until this object is gone.
  [[nodiscard]] const char *ask() {
    if (empty()) {
      return nullptr;
    }
    head_->asked = true;
    return head_->text.c_str();
  }
  void set(std::string_view text) {
    if (text == view()) {
      return;
    }
    if (head_ != nullptr && !head_->asked) {
      head_->text.assign(text);
      return;
    }
    auto node = std::make_unique<Node>();
    node->text.assign(text);
    node->older = head_;
    head_ = node.release();
  }

private:
  struct Node : Allocated {
    String text;
    Node *older = nullptr;
    bool asked = false;
  };
  static void drop(Node *node) {
    while (node != nullptr) {
      delete std::exchange(node, node->older);
    }
  }
  Node *head_ = nullptr;
};

} // namespace kling::engine
