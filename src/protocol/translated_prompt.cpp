#include "base/text.hpp"
#include "protocol/field_value.hpp"
#include "protocol/rules.hpp"
#include "protocol/shots.hpp"
#include "protocol/translator.hpp"

namespace kling::protocol {

namespace {

using catalog::Carriage;

constexpr std::size_t most_shots = 6;
constexpr int64_t most_seconds = 60;            // of one shot: more than any video has
constexpr std::size_t longest_shot_words = 512; // code points of one shot

constexpr std::string_view prompt_name = "prompt";
constexpr std::string_view text_name = "contents[].text";
constexpr std::string_view multi_shot_name = "multi_shot";
constexpr std::string_view shot_type_name = "shot_type";
constexpr std::string_view shots_name = "multi_prompt";
constexpr std::string_view new_multi_shot_name = "settings.multi_shot";

String shot_place(std::size_t index, std::string_view member) {
  return concat({shots_name, "[", text_of(static_cast<int64_t>(index)), "]", member.empty() ? "" : ".", member});
}

} // namespace

bool Translator::tell_references(std::string_view text, std::string_view place, String &out) {
  return (up_ ? tell_marks_as_ids(text, references_, place, out, error_) : tell_ids_as_marks(text, references_, place, out, error_)) ==
         KLING_OK;
}

bool Translator::write_prompt() {
  String told;
  if (!tell_shots(told)) {
    return false;
  }
  const json::Value prompt = given(prompt_name);
  const std::string_view place = in_shots_ ? shots_name : prompt_name;
  if (!in_shots_ && (!prompt.present() || !tell_references(prompt.text(), place, told))) {
    return !prompt.present();
  }
  const bool in_contents = row_of(prompt_name)->current != prompt_name;
  if (in_contents) {
    put_text("contents[0].type", "prompt", place);
  }
  put_text(in_contents ? std::string_view("contents[0].text") : prompt_name, told, place);
  return true;
}

bool Translator::write_legacy_prompt() {
  const catalog::Translation *row = row_of(text_name);
  if (row == nullptr) { // text-to-video has no contents
    row = row_of(prompt_name);
    prompt_place_ = prompt_name;
  }
  const json::Value prompt = prompt_place_.empty() ? json::Value() : given(prompt_place_);
  if (!prompt.present()) {
    const std::string_view whole = prompt_place_ == prompt_name ? prompt_name : std::string_view("contents");
    about_.missing = row->current_needed.empty() ? Error() : make_error(KLING_E_FIELD, concat({whole, " ", row->current_needed}), whole);
    return true;
  }
  String told;
  if (!write_legacy_shots(prompt.text(), prompt_place_) || (!in_shots_ && !tell_references(prompt.text(), prompt_place_, told))) {
    return false;
  }
  if (!in_shots_) {
    put_text(prompt_name, told, prompt_place_);
  }
  return true;
}

/// Legacy to new: the shots of multi_prompt, where they count, as one text.
bool Translator::tell_shots(String &out) {
  const catalog::Translation *const row = row_of(multi_shot_name);
  if (row == nullptr || row->carriage != Carriage::shots) {
    return true;
  }
  if (given(multi_shot_name).text() != "true") {
    for (const std::string_view name : {shot_type_name, shots_name}) {
      if (given(name).present()) {
        note_unsent(name, "is without effect where multi_shot is false");
      }
    }
    const std::string_view prompt = given("prompt").text();
    return !row->current.empty() || !protocol::tells_shots(prompt) ||
           refuse("prompt", {"prompt reads as shots, which ", about_.model, " always makes of it; multi_shot is false"});
  }
  const json::Value type = given(shot_type_name);
  if (type.text() != "customize") {
    return type.present()
               ? refuse(shot_type_name, {"shot_type ", type.text() == "intelligence" ? row_of(shot_type_name)->reason : "takes customize"})
               : refuse(shot_type_name, {"shot_type is required when multi_shot is true"});
  }
  if (given("prompt").present()) {
    note_unsent("prompt", "is ignored when shot_type is customize");
  }
  in_shots_ = true;
  const json::Value shots = given(shots_name);
  if (!shots.present() || shots.size() > most_shots) {
    return refuse(shots_name,
                  {"multi_prompt has ", text_of(static_cast<int64_t>(shots.size())), " shots; 1 to 6 when shot_type is customize"});
  }
  int64_t seconds = 0;
  std::size_t number = 0;
  for (json::Value each = shots.first(); each.present(); each = each.next()) {
    if (!tell_shot(each, ++number, out)) {
      return false;
    }
    seconds += each["duration"].integer().value_or(0);
  }
  return check_seconds(seconds);
}

bool Translator::check_seconds(int64_t of_shots) {
  const json::Value duration = given("duration");
  const std::string_view otherwise = default_of(*row_of("duration"));
  const std::optional<int64_t> whole = duration.present() ? duration.integer() : to_integer(otherwise);
  return of_shots == whole ||
         refuse("duration", {"the durations in multi_prompt add up to ", text_of(of_shots), "; duration is ",
                             duration.present() ? shown(duration) : concat({otherwise, ", which counts where it is not given"})});
}

/// "shot 1, 3, words;"
bool Translator::tell_shot(json::Value shot, std::size_t number, String &out) {
  const String place = shot_place(number - 1, "prompt");
  if (!shot.is(json::Type::object)) {
    return refuse(shot_place(number - 1, {}), {shot_place(number - 1, {}), " takes an object, not ", shown(shot)});
  }
  const std::string_view words = trimmed(shot["prompt"].text());
  if (words.empty()) {
    return refuse(place, {place, " is required when shot_type is customize"});
  }
  if (words.find(';') != std::string_view::npos) {
    return refuse(place, {place, " holds a ';', which ends a shot in the new generation; write it in another way"});
  }
  if (code_points(words) > longest_shot_words) {
    return refuse(place, {place, " has ", text_of(static_cast<int64_t>(code_points(words))), " characters; at most ",
                          text_of(int64_t{longest_shot_words})});
  }
  const std::optional<int64_t> seconds = shot["duration"].integer();
  if (!seconds || *seconds < 1 || *seconds > most_seconds) {
    const String field = shot_place(number - 1, "duration");
    return refuse(field, {field, " is ", says_absent(shot["duration"]) ? String("not given") : shown(shot["duration"]),
                          "; whole seconds from 1 to ", text_of(most_seconds)});
  }
  const json::Value index = shot["index"];
  if (!says_absent(index) && index.integer() != static_cast<int64_t>(number)) {
    const String field = shot_place(number - 1, "index");
    return refuse(
        field, {field, " is ", shown(index), " where ", text_of(static_cast<int64_t>(number)), " belongs: shots are told in their order"});
  }
  String told;
  if (!tell_references(words, place, told)) {
    return false;
  }
  out.append(out.empty() ? "" : " ")
      .append(concat({"shot ", text_of(static_cast<int64_t>(number)), ", ", text_of(*seconds), ", ", told, ";"}));
  return true;
}

/// New to legacy: shots in the prompt, where they count, as multi_prompt.
bool Translator::write_legacy_shots(std::string_view prompt, const String &place) {
  const catalog::Translation *const row = row_of(new_multi_shot_name);
  const json::Value multi_shot = given(new_multi_shot_name);
  in_shots_ = row != nullptr && row->carriage == Carriage::shots && multi_shot.text() != "false" &&
              (begins_as_shot(prompt) || protocol::tells_shots(prompt));
  if (!in_shots_) {
    return true;
  }
  Vector<Shot> shots;
  std::string_view wrong;
  if (!read_shots(prompt, shots, wrong)) {
    return refuse(place, {place, " tells shots, and has a part that is none: ", json::quoted(cut(wrong, 40)),
                          "; each is shot n, seconds, words; (it is text where settings.multi_shot is false)"});
  }
  if (shots.size() > most_shots) {
    return refuse(place, {place, " tells ", text_of(static_cast<int64_t>(shots.size())), " shots; at most ", text_of(int64_t{most_shots})});
  }
  for (const Shot &each : shots) {
    if (const int64_t seconds = to_integer(each.seconds).value_or(0); seconds < 1 || seconds > most_seconds) {
      return refuse(place,
                    {place, " gives shot ", each.number, " ", each.seconds, " seconds; whole seconds from 1 to ", text_of(most_seconds)});
    }
  }
  put_text(shot_type_name, "customize", place);
  for (std::size_t index = 0; index < shots.size(); ++index) {
    String told;
    if (!tell_references(shots[index].words, place, told)) {
      return false;
    }
    put_text(shot_place(index, "index"), shots[index].number, place);
    put_text(shot_place(index, "prompt"), told, place);
    put_text(shot_place(index, "duration"), shots[index].seconds, place);
  }
  return true;
}

/// Says whether there are several, in the words of the generation that is told.
bool Translator::write_multi_shot() {
  const std::string_view source = up_ ? multi_shot_name : new_multi_shot_name;
  const std::string_view target = up_ ? row_of(source)->current : multi_shot_name;
  const bool several = up_ ? given(source).text() == "true" : in_shots_;
  if (!target.empty()) {
    put_text(target, several ? "true" : "false", source);
  }
  return true;
}

} // namespace kling::protocol
