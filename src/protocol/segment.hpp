#pragma once

#include "json/document.hpp"
#include "protocol/input.hpp"

namespace kling::protocol {

/// A piece of a body: text as it stands, or an input that goes out as Base64.
struct Segment {
  String text;
  Shared<const Input> input{}; // instead of text
  String field{};              // that the input stands in

  [[nodiscard]] uint64_t length() const; // on the wire
};

/// A body as text, cut where its references stand: up to and with the opening quote, the input, from the closing quote on.
[[nodiscard]] Vector<Segment> cut_body(json::Value body, const Inputs &inputs);
[[nodiscard]] uint64_t length_of(const Vector<Segment> &body);

/// The body as JSON in which each input is a text that tells its length.
[[nodiscard]] String shown_body(const Vector<Segment> &body);
/// The same for the journal: {"bytes":1234} or {"path":"…","size":1234,"modified_ns":…}, never the contents.
[[nodiscard]] String recorded_body(const Vector<Segment> &body);

} // namespace kling::protocol
