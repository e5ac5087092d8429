#pragma once

#include <cstdlib>
#include <kling/kling.h>
#include <map>
#include <memory>
#include <string>

namespace kling::test {

template <class T, void(KLING_CALL *give_back)(T *)> struct GiveBack {
  void operator()(T *handle) const { give_back(handle); }
};
using Options = std::unique_ptr<kling_options, GiveBack<kling_options, kling_options_free>>;
using Client = std::unique_ptr<kling_client, GiveBack<kling_client, kling_client_free>>;
using Request = std::unique_ptr<kling_request, GiveBack<kling_request, kling_request_free>>;
using Task = std::unique_ptr<kling_task, GiveBack<kling_task, kling_task_release>>;
using Event = std::unique_ptr<kling_event, GiveBack<kling_event, kling_event_free>>;

using List = std::unique_ptr<kling_list, GiveBack<kling_list, kling_list_free>>;

using Settings = std::map<std::string, std::string>;

/// True when the same tests are to run with the library's own thread; a test whose subject is the host's tick asks here.
inline bool background_io() {
  const char *const text = std::getenv("KLING_TEST_BACKGROUND_IO");
  return text != nullptr && std::string(text) == "1";
}

/// What every client of these tests is made from; the settings win over the mode.
inline Options make_options(const Settings &settings) {
  kling_options *options = nullptr;
  kling_options_new(&options);
  if (background_io()) {
    kling_options_set_int(options, "background_io", 1);
  }
  for (const auto &[name, text] : settings) {
    kling_options_set_string(options, name.c_str(), text.c_str());
  }
  return Options(options);
}

inline Client make_client(const Options &options, kling_error *error = nullptr) {
  kling_client *client = nullptr;
  kling_client_new(options.get(), &client, error);
  return Client(client);
}

inline Client make_client(const Settings &settings, kling_error *error = nullptr) {
  return make_client(make_options(settings), error);
}

/// A request for a clip, further fields as text.
inline Request make_request(const std::string &prompt, const Settings &fields = {}) {
  kling_request *request = nullptr;
  kling_request_new(KLING_TEXT2VIDEO, &request);
  if (!prompt.empty()) {
    kling_request_set_string(request, "prompt", prompt.c_str());
  }
  for (const auto &[name, text] : fields) {
    kling_request_set_string(request, name.c_str(), text.c_str());
  }
  return Request(request);
}

inline kling_error no_error() {
  kling_error error{};
  error.struct_size = sizeof error;
  return error;
}

inline Task submit(const Client &client, const Request &request, uint64_t tag = 0, kling_error *error = nullptr) {
  kling_task *task = nullptr;
  kling_submit(client.get(), request.get(), tag, &task, error);
  return Task(task);
}

inline Event next_event(const Client &client) {
  kling_event *event = nullptr;
  kling_next_event(client.get(), &event);
  return Event(event);
}

inline List make_list(const Client &client, const char *kind, const char *query_json = nullptr, kling_error *error = nullptr) {
  kling_list *list = nullptr;
  kling_list_new(client.get(), kind, query_json, &list, error);
  return List(list);
}

inline std::string text_of(const char *text) {
  return text == nullptr ? "(null)" : text;
}

} // namespace kling::test
