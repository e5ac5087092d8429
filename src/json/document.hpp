#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/allocation.hpp"
#include "json/path.hpp"

struct cJSON;

namespace kling::json {

enum class Type : uint8_t { absent, null, boolean, number, string, array, object, reference };

/// A borrowed look at one value of a Document; an absent value answers every question with nothing.
class Value {
public:
  Value() = default;
  explicit Value(const cJSON *node) : node_(node) {}

  [[nodiscard]] Type type() const;
  [[nodiscard]] bool present() const { return node_ != nullptr; }
  [[nodiscard]] bool is(Type type) const { return this->type() == type; }
  /// A string's content, a number's literal exactly as it was written, "true" or "false"; else empty.
  [[nodiscard]] std::string_view text() const;
  /// A number, or a string that is one in whole; nothing for what does not fit.
  [[nodiscard]] std::optional<int64_t> integer() const;
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<uint32_t> reference() const;     // which bytes it stands for
  [[nodiscard]] std::size_t size() const;                      // members or items, else 0
  [[nodiscard]] Value operator[](std::string_view name) const; // case matters; absent when there is none
  [[nodiscard]] Value at(std::size_t index) const;
  [[nodiscard]] std::string_view name() const; // of a member
  [[nodiscard]] Value first() const;           // child, for iteration: for (v = x.first(); v.present(); v = v.next())
  [[nodiscard]] Value next() const;
  [[nodiscard]] Value find(const Path &path) const;
  [[nodiscard]] String print() const; // compact

private:
  friend class Document;
  const cJSON *node_ = nullptr;
};

/// Equal as JSON: member order does not matter, numbers are equal when their literals are, or when both name the same decimal value.
[[nodiscard]] bool equal(Value a, Value b);

/// Owns a JSON tree. Numbers keep their literal text, so 18-digit ids and 0.10 survive parsing and printing. A reference stands for bytes
/// that are kept elsewhere, by number: it comes from set_reference() alone, never from a text, and prints as #7#, which outside of strings
/// nothing else does.
class Document {
public:
  Document() = default; // absent
  Document(Document &&other) noexcept;
  Document &operator=(Document &&other) noexcept;
  Document(const Document &) = delete;
  Document &operator=(const Document &) = delete;
  ~Document();

  /// Strict RFC 8259 and UTF-8, nesting up to 64, up to 500000 values, one value and nothing behind it; a NUL character (\u0000) is
  /// refused. On failure the document is absent and `why` says what and at which byte.
  [[nodiscard]] static bool parse(std::string_view text, Document &out, String &why);
  [[nodiscard]] static Document object();
  [[nodiscard]] Document copy() const;

  [[nodiscard]] Value root() const { return Value(root_); }
  [[nodiscard]] String print() const { return root().print(); }

  /// Sets what stands at the path; missing objects and arrays on the way are made, an index may extend an array by one.
  /// False when something on the way is of another type or the index is beyond; `why` then names it. The root must be an object.
  [[nodiscard]] bool set_string(const Path &path, std::string_view text, String &why);
  [[nodiscard]] bool set_number(const Path &path, std::string_view literal, String &why);
  [[nodiscard]] bool set_boolean(const Path &path, bool value, String &why);
  [[nodiscard]] bool set_reference(const Path &path, uint32_t index, String &why);
  [[nodiscard]] bool set_value(const Path &path, Value copied, String &why);
  /// Removes what stands at the path, if anything does.
  void erase(const Path &path);
  /// Every member of `object` replaces the one of the same name.
  void merge(Value object);

private:
  [[nodiscard]] bool set_node(const Path &path, cJSON *node_to_own, String &why);
  void drop();
  cJSON *root_ = nullptr;
};

/// The text as a JSON string with its quotes.
[[nodiscard]] String quoted(std::string_view text);

} // namespace kling::json
