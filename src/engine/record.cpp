#include "base/text.hpp"
#include "engine/engine.hpp"
#include "json/document.hpp"

namespace kling::engine {

namespace {

/// Writes the members of one flat object, in order.
class Line {
public:
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) {
      raw(name, json::quoted(value));
    }
  }
  void number(std::string_view name, int64_t value) { raw(name, text_of(value)); }
  void raw(std::string_view name, std::string_view value) {
    line_ += line_.empty() ? "{\"" : ",\"";
    line_ += name;
    line_ += "\":";
    line_ += value;
  }
  [[nodiscard]] String end() { return std::move(line_ += line_.empty() ? "{}" : "}"); }

private:
  String line_;
};

String outputs_of(const Task &task) {
  String list = "[";
  for (const TaskOutput &output : task.outputs) {
    list += list.size() == 1 ? "" : ",";
    Line line;
    line.text("type", output.type);
    line.text("id", output.id);
    line.text("url", output.url.view());
    line.text("path", output.path.view());
    list += line.end();
  }
  return list += "]";
}

} // namespace

String journal_key(const Task &task) {
  return text_of(static_cast<int64_t>(task.number));
}

/// Enough to watch and save without the inputs, and to send again where that is allowed. Never a credential, never the tag.
String journal_record(const Task &task, int32_t state, const protocol::Endpoint &endpoint) {
  Line line;
  line.number("version", 1);
  line.text("origin", endpoint.origin);
  line.text("prefix", endpoint.prefix);
  line.text("provider", endpoint.provider->name);
  line.text("generation", catalog::vocabulary_of(*task.kind).name);
  line.text("kind", task.kind->name);
  line.text("credential", endpoint.fingerprint);
  line.text("external_id", task.external_id.view());
  line.text("task_id", task.id.view());
  line.text("label", task.label.view());
  line.number("state", state);
  line.number("queued", task.times[KLING_TIME_QUEUED]);
  line.number("sent", task.times[KLING_TIME_SENT]);
  line.number("accepted", task.times[KLING_TIME_ACCEPTED]);
  line.text("save_to", task.save_path);
  line.text("poll_path", task.poll_path.view());
  if (task.sending != nullptr && task.id.empty() && state < KLING_TASK_SAVING) {
    const String body = protocol::recorded_body(task.sending->prepared.body);
    line.text("path", task.sending->prepared.path);
    line.text("model", task.sending->prepared.model);
    line.raw("body", body.empty() ? std::string_view("null") : std::string_view(body));
  }
  if (!task.outputs.empty()) {
    line.raw("outputs", outputs_of(task));
  }
  return line.end();
}

} // namespace kling::engine
