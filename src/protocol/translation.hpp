#pragma once

#include "protocol/request.hpp"

namespace kling::protocol {

/// One field that is sent, and what of the caller's it is.
struct SentField {
  String sent;          // "settings.resolution"
  String given;         // "mode"
  String sent_value{};  // where the values have other names: "1080p"
  String given_value{}; // "pro"
};

/// What became of a body whose model is one of the other generation.
struct Translation {
  const catalog::Kind *given = nullptr;
  const catalog::Kind *sent = nullptr; // the same where nothing is to be translated
  String model;
  Vector<SentField> fields;
  Error missing; // what the caller's generation requires and the body does not have: no reason not to tell a price

  [[nodiscard]] bool changed() const { return given != sent; }
  /// Says an error about what is sent in the caller's own words.
  void retell(Error &error) const;
  /// The same for the fields that the inputs of a body stand in.
  void retell(Vector<Segment> &body) const;
};

/// Tells a normalised body in the words of the generation that has its model, by the table of catalog/translation_rows.hpp; one whose
/// kind has the model and takes its items stays as it is, and so does each where the provider does not document the new generation.
/// KLING_E_FIELD for what cannot be told there. Notes what is not sent.
kling_status translate(const catalog::Kind &kind, const Rules &rules, json::Document &body, Translation &out, Error &error, Log *log);

} // namespace kling::protocol
