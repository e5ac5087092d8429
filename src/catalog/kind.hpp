#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace kling::catalog {

/// How the service tells what there is of a kind.
enum class Listing : uint8_t {
  none,
  pages,  // by number: data is the page, and one that is shorter than asked for is the last
  ledger, // by cursor: the page is data.result.detail
  tasks,  // by cursor: the page is data.result, tasks of every kind
};

/// Which of the service's two API standards a kind belongs to (reference 1).
enum class Generation : uint8_t {
  legacy,  // the model is the field model_name; a task is asked for behind the path it was made by
  current, // the model is the last part of the path; tasks of every kind are asked for at /tasks
};

/// What a generation calls the fields that the library itself reads or fills in: dotted paths.
struct Vocabulary {
  std::string_view name; // "legacy" or "new": what tokens and journals say
  std::string_view mode;
  std::string_view duration;
  std::string_view external_id;
  std::string_view callback;
};

/// One kind of task: a row of the table in kind_rows.hpp.
struct Kind {
  std::string_view name{};              // "text2video"
  std::string_view title{};             // "Text to video"
  std::string_view group{};             // what it makes, a heading for lists: "video", "image", "audio", …
  std::string_view method = "POST";     // "GET": the fields go into the query
  std::string_view path{};              // "/v1/videos/text2video"; a query for one task appends "/" and an id
  std::string_view pack{};              // whose slots it takes: "video", "image", "try-on"; empty: none
  std::string_view default_model{};     // what the service takes when model_name is absent
  std::string_view recommended_model{}; // what the command sends without --model
  Generation generation = Generation::legacy;
  bool model_in_path = false; // "/" and model_name stand behind `path`, and not in the body
  bool synchronous = false;
  bool billed = false;
  bool external_id = false;  // the kind has the field external_task_id
  bool reads = false;        // it changes nothing and costs nothing: a lost one is sent again
  bool task_id_only = false; // looked up by task id as far as is documented: not found by external id proves nothing
  Listing listed = Listing::none;
  std::string_view provider{};  // only there; empty: everywhere
  std::string_view origin{};    // asked for there, without the prefix, where the client speaks to its provider's own host
  std::string_view key_field{}; // the API key goes into the query under that name, and into no header: such a URL is as secret as the key
  bool bare = false;            // the answer stands in no envelope
  std::string_view note{};
  std::string_view source{}; // section of the reference

  /// A call that brings its own method and path.
  [[nodiscard]] constexpr bool raw() const { return path.empty(); }
};

[[nodiscard]] const Vocabulary &vocabulary_of(Generation generation);
[[nodiscard]] inline const Vocabulary &vocabulary_of(const Kind &kind) {
  return vocabulary_of(kind.generation);
}

[[nodiscard]] std::span<const Kind> kinds();
[[nodiscard]] const Kind *find_kind(std::string_view name);
/// Which row of kinds() it is.
[[nodiscard]] std::size_t index_of(const Kind &kind);

/// Some of the kinds; `in("text2video", "image2video")` of kind_rows.hpp makes one.
class KindSet {
public:
  constexpr KindSet() = default;
  constexpr explicit KindSet(uint64_t bits) : bits_(bits) {}
  [[nodiscard]] constexpr bool has(std::size_t index) const { return (bits_ >> index & 1U) != 0; }
  [[nodiscard]] bool has(const Kind &kind) const { return has(index_of(kind)); }
  [[nodiscard]] bool has(std::string_view kind) const {
    const Kind *found = find_kind(kind);
    return found != nullptr && has(*found);
  }
  [[nodiscard]] constexpr uint64_t bits() const { return bits_; }
  friend constexpr KindSet operator|(KindSet a, KindSet b) { return KindSet(a.bits_ | b.bits_); }

private:
  uint64_t bits_ = 0; // by the index of the row
};

/// How long a task of this kind, model and mode usually takes.
[[nodiscard]] int64_t typical_ms(const Kind &kind, std::string_view model, std::string_view mode);

} // namespace kling::catalog
