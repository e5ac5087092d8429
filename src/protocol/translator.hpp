#pragma once

#include "protocol/content_item.hpp"
#include "protocol/translation.hpp"

namespace kling::protocol {

/// Tells one body anew. `up` below: from the legacy generation to the new one.
class Translator {
public:
  Translator(json::Value body, Translation &about, Error &error, Log *log);

  /// False when something cannot be told.
  [[nodiscard]] bool run();
  [[nodiscard]] json::Document &told() { return told_; }

private:
  [[nodiscard]] bool read_items();
  [[nodiscard]] bool write_prompt();
  [[nodiscard]] bool write_legacy_prompt();
  [[nodiscard]] bool write_legacy_shots(std::string_view prompt, const String &place);
  [[nodiscard]] bool tell_shots(String &out);
  [[nodiscard]] bool tell_shot(json::Value shot, std::size_t number, String &out);
  [[nodiscard]] bool check_seconds(int64_t of_shots);
  void write_items();
  void write_item(const ContentItem &item);
  void write_legacy_item(const ContentItem &item, std::size_t index);
  [[nodiscard]] bool write_rows();
  [[nodiscard]] bool write_row(const catalog::Translation &row);
  [[nodiscard]] bool write_value(const catalog::Translation &row);
  [[nodiscard]] bool check_fixed(const catalog::Translation &row);
  [[nodiscard]] bool write_multi_shot();

  [[nodiscard]] std::string_view source_of(const catalog::Translation &row) const { return up_ ? row.legacy : row.current; }
  [[nodiscard]] std::string_view target_of(const catalog::Translation &row) const { return up_ ? row.current : row.legacy; }
  [[nodiscard]] std::string_view default_of(const catalog::Translation &row) const {
    return up_ ? row.legacy_default : row.current_default;
  }
  /// The row of a field that counts in this request.
  [[nodiscard]] const catalog::Translation *row_of(std::string_view source) const;
  [[nodiscard]] bool counts(const catalog::Translation &row) const;
  [[nodiscard]] json::Value given(std::string_view name) const;
  [[nodiscard]] bool tell_references(std::string_view text, std::string_view place, String &out);

  [[nodiscard]] bool refuse(std::string_view field, std::initializer_list<std::string_view> parts);
  void put(std::string_view name, json::Value value, std::string_view given);
  void put_text(std::string_view name, std::string_view text, std::string_view given);
  void note_unsent(std::string_view name, std::string_view reason);

  const catalog::Kind &legacy_;
  const bool up_;
  json::Value body_;
  Translation &about_;
  Error &error_;
  Log *log_;
  json::Document told_ = json::Document::object();
  catalog::Video video_ = catalog::Video::none;
  Vector<ContentItem> items_;
  Vector<Reference> references_;
  String prompt_place_; // the caller's, empty where there is none
  bool in_shots_ = false;
};

} // namespace kling::protocol
