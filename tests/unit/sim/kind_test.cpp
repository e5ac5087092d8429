#include <set>

#include "drafting.hpp"
#include "kind_bodies.hpp"
#include "sim/kind.hpp"

namespace kling::sim {
namespace {

const KindBody *body_of(std::string_view kind) {
  for (const KindBody &each : kind_bodies) {
    if (each.kind == kind) {
      return &each;
    }
  }
  return nullptr;
}

/// An account that has a video of kling-v1, a session with its face, one with a selection, an element and a voice.
struct Furnished : Account {
  explicit Furnished(Settings settings = {}) : Account(std::move(settings)) {
    const std::string task = create(R"({"prompt":"a"})").task_id();
    now += 1000;
    video = String(get(task).data()["task_result"]["videos"].at(0)["id"].text());
    faces = session("/v1/videos/identify-face");
    selection = session("/v1/videos/multi-elements/init-selection");
    EXPECT_EQ(call("POST", "/v1/videos/multi-elements/add-selection",
                   concat({R"({"session_id":")", selection, R"(","frame_index":0,"points":[{"x":0.5,"y":0.5}]})"}))
                  .code(),
              0);
    element = made("elements", "elements", "element_id");
    voice = made("voices", "voices", "voice_id");
  }
  /// An id in the result of the smallest task of that kind.
  String made(std::string_view kind, std::string_view list, std::string_view member);
  String session(std::string_view opening) {
    return String(call("POST", opening, concat({R"({"video_id":")", video, "\"}"})).data()["session_id"].text());
  }
  /// The body with the account's own ids in their places.
  [[nodiscard]] String filled(std::string_view body) const {
    String out = json_of(body);
    for (const auto &[name, id] : {std::pair("VIDEO", &video), std::pair("FACES", &faces), std::pair("SELECTION", &selection),
                                   std::pair("ELEMENT", &element), std::pair("VOICE", &voice)}) {
      const std::size_t at = out.find(name);
      if (at != std::string::npos) {
        out.replace(at, std::string_view(name).size(), *id);
      }
    }
    return out;
  }
  String video;
  String faces;
  String selection;
  String element;
  String voice;
};

String Furnished::made(std::string_view kind, std::string_view list, std::string_view member) {
  const String posts(find_kind(kind)->path);
  const std::string task = call("POST", posts, filled(body_of(kind)->body)).task_id();
  now += 1000;
  return String(call("GET", concat({posts, "/", task})).data()["task_result"][list].at(0)[member].text());
}

json::Path path_of(std::string_view name) {
  json::Path out;
  String why;
  EXPECT_TRUE(json::Path::parse(name, out, why)) << why;
  return out;
}

TEST(Kind, every_one_takes_its_smallest_body_and_charges_what_it_costs) {
  for (const Kind *kind : all_kinds()) {
    if (kind->form == Form::view || kind->api_key_only) { // the new generation has tests of its own
      continue;
    }
    const KindBody *row = body_of(kind->name);
    ASSERT_NE(row, nullptr) << kind->name;
    Furnished account;
    const int64_t before = account.service.tasks().billed();
    const Answer answer = account.call("POST", kind->path, account.filled(row->body));
    ASSERT_EQ(answer.code(), 0) << kind->name << ": " << answer.message();
    account.now += 1000;
    static_cast<void>(account.ledger());
    EXPECT_EQ(units_text(account.service.tasks().billed() - before), row->units) << kind->name;
    if (kind->form == Form::task) {
      EXPECT_EQ(answer.data()["task_status"].text(), "submitted") << kind->name;
      EXPECT_EQ(answer.data()["task_info"].present(), kind->task_info) << kind->name;
    }
  }
}

TEST(Kind, every_task_can_be_looked_up_and_listed_under_its_own_path_only) {
  for (const KindBody &row : kind_bodies) {
    const Kind &kind = *find_kind(row.kind);
    if (kind.form != Form::task) {
      continue;
    }
    Furnished account;
    account.path = String(kind.path);
    const std::string id = account.create(account.filled(row.body)).task_id();
    account.now += 1000;
    const Answer answer = account.get(id);
    EXPECT_EQ(answer.data()["task_status"].text(), "succeed") << row.kind;
    EXPECT_GE(answer.data()["task_result"].size(), 1U) << row.kind;
    EXPECT_EQ(answer.data()["watermark_info"].present(), kind.watermark) << row.kind;
    EXPECT_TRUE(kind.name == "kolors-virtual-try-on" || answer.data()["final_unit_deduction"].text() == row.units) << row.kind;
    const Answer list = account.call("GET", account.path);
    EXPECT_EQ(list.data().at(0).print(), answer.data().print()) << row.kind;
    account.path = kind.name == "image2video" ? "/v1/videos/text2video" : "/v1/videos/image2video";
    EXPECT_EQ(account.get(id).message(), "Task not found by id/external id: " + id) << row.kind;
  }
}

/// Every required field at the top of a body, taken away from the smallest one.
TEST(Kind, a_missing_required_field_is_named) {
  for (const KindBody &row : kind_bodies) {
    for (const Field &field : find_kind(row.kind)->fields) {
      if (field.need != Need::required || field.name.find_first_of(".[") != std::string_view::npos) {
        continue;
      }
      Furnished account;
      json::Document body = parsed(account.filled(row.body));
      body.erase(path_of(field.name));
      const Answer answer = account.call("POST", find_kind(row.kind)->path, body.print());
      EXPECT_EQ(answer.code(), 1201) << row.kind << " " << field.name;
      EXPECT_EQ(answer.message(), std::string(concat({field.name, " is required"}))) << row.kind;
    }
  }
}

/// Whatever a field is, an object for a text, a text for an array and too much of either are refused.
TEST(Kind, a_value_of_another_type_or_beyond_its_limit_is_refused) {
  for (const KindBody &row : kind_bodies) {
    for (const Field &field : find_kind(row.kind)->fields) {
      if (field.name.find_first_of(".[") != std::string_view::npos) {
        continue;
      }
      Furnished account;
      const auto answer_to = [&](std::string_view value) {
        json::Document body = parsed(account.filled(row.body));
        const json::Document given = parsed(value);
        String why;
        EXPECT_TRUE(body.set_value(path_of(field.name), given.root(), why)) << why;
        return account.call("POST", find_kind(row.kind)->path, body.print());
      };
      const bool is_container = field.type == FieldType::array || field.type == FieldType::object;
      const Answer wrong = answer_to(is_container ? "\"x\"" : R"({"x":1})");
      EXPECT_TRUE(wrong.message().starts_with(concat({field.name, " value type is invalid, expected "}))) << row.kind << wrong.message();
      if (field.most == 0) {
        continue;
      }
      if (field.type == FieldType::text || field.type == FieldType::prompt) {
        const String text(static_cast<std::size_t>(field.most) + 1, 'x');
        EXPECT_EQ(answer_to(json::quoted(text)).message(),
                  std::string(concat({field.name, " cannot exceed ", text_of(static_cast<int64_t>(field.most)), " characters"})));
      } else if (field.type == FieldType::array) {
        String items = "[{}";
        for (int i = 0; i < static_cast<int>(field.most); ++i) {
          items += ",{}";
        }
        EXPECT_EQ(answer_to(items + "]").message(),
                  std::string(concat({field.name, " cannot exceed ", text_of(static_cast<int64_t>(field.most)), " items"})));
      } else if (field.type == FieldType::number || field.type == FieldType::whole) {
        EXPECT_TRUE(answer_to("1000000").message().ends_with("value '1000000' is invalid")) << row.kind << " " << field.name;
      }
    }
  }
}

TEST(Kind, only_what_the_pages_say_is_found_by_an_external_id) {
  for (const KindBody &row : kind_bodies) {
    const Kind &kind = *find_kind(row.kind);
    if (kind.form != Form::task || !kind.external_id) {
      continue;
    }
    Furnished account;
    account.path = String(kind.path);
    String body = account.filled(row.body);
    body.insert(1, R"("external_task_id":"mine",)");
    EXPECT_EQ(account.create(body).code(), 0) << row.kind;
    EXPECT_EQ(account.create(body).message(), "External_task_id mine already exists") << row.kind;
    EXPECT_EQ(account.get("mine").code() == 0, kind.lookup == Lookup::either) << row.kind;
    account.path = "/v1/videos/text2video"; // account-wide
    EXPECT_EQ(account.create(R"({"prompt":"a","external_task_id":"mine"})").message(), "External_task_id mine already exists");
  }
}

TEST(Kind, every_task_calls_back_with_its_result) {
  for (const KindBody &row : kind_bodies) {
    const Kind &kind = *find_kind(row.kind);
    if (kind.form != Form::task) {
      continue;
    }
    Furnished account;
    account.path = String(kind.path);
    String body = account.filled(row.body);
    body.insert(1, R"("callback_url":"http://127.0.0.1/here",)");
    const std::string id = account.create(body).task_id();
    account.now += 1000;
    const Vector<Callback> callbacks = account.service.take_callbacks(account.now);
    ASSERT_EQ(callbacks.size(), 3U) << row.kind;
    const json::Document last = parsed(callbacks.back().body);
    EXPECT_EQ(last.root()["task_result"].print(), account.get(id).data()["task_result"].print()) << row.kind;
  }
}

TEST(Kind, names_and_paths_are_told_apart) {
  std::set<std::pair<std::string_view, Form>> seen;
  for (const Kind *kind : all_kinds()) {
    EXPECT_TRUE(seen.emplace(kind->path, kind->form).second) << kind->path;
    EXPECT_TRUE(kind->section.starts_with(kind->api_key_only ? "§5" : "§4")) << kind->name;
    const bool is_legacy = kind->path.starts_with("/v1/") || kind->path.starts_with("/account/");
    EXPECT_NE(is_legacy, kind->api_key_only) << kind->name;
  }
  Account account; // §4.1: what does not exist
  for (const std::string_view path :
       {"/v1/videos/video2video", "/v1/videos/omni", "/v1/videos/avatar", "/v1/images/edit", "/v1/elements"}) {
    EXPECT_EQ(account.call("POST", path, "{}").reply.status, 404) << path;
  }
  EXPECT_EQ(account.call("GET", "/v1/videos/identify-face").code(), 1202);
  EXPECT_EQ(account.call("GET", "/v1/videos/multi-elements/init-selection").code(), 1202);
}

} // namespace
} // namespace kling::sim
