#include <set>
#include <vector>

#include "kind_bodies.hpp"
#include "new_bodies.hpp"
#include "sim/base64.hpp"
#include "sim/kind.hpp"

namespace kling::sim {
namespace {

constexpr std::string_view t2v = "/text-to-video/kling-3.0";

std::vector<std::string> ids_in(json::Value list) {
  std::vector<std::string> out;
  for (json::Value record = list.first(); record.present(); record = record.next()) {
    out.emplace_back(record["id"].text());
  }
  return out;
}

std::vector<std::string> asked(Account &account, std::string_view query) {
  const Answer answer = account.call("GET", concat({"/tasks?", query}));
  EXPECT_EQ(answer.reply.status, 200) << query;
  EXPECT_EQ(answer.code(), 0) << query;
  return ids_in(answer.data());
}

std::string made(Account &account, std::string_view external_id = "") {
  return std::string(post(account, t2v, concat({"{'prompt':'a','options':{'external_task_id':'", external_id, "'}}"})).data()["id"].text());
}

TEST(NewTasks, a_record_goes_through_its_states) {
  Account account;
  const std::string id = made(account, "mine");
  const auto record = [&] { return Recorded(account, id).answer.data().print(); };
  const auto head = [&](std::string_view status, int64_t updated) {
    return concat({R"([{"id":")", id, R"(","status":")", status, R"(","message":"","create_time":1790000000000,"update_time":)",
                   text_of(updated), R"(,"external_id":"mine","outputs":[)"});
  };
  EXPECT_EQ(record(), concat({head("submitted", 1790000000000), "]}]"}));
  account.now += 300;
  EXPECT_EQ(record(), concat({head("processing", 1790000000300), "]}]"}));
  account.now += 700;
  const Recorded done(account, id);
  const json::Value output = done["outputs"].at(0);
  EXPECT_TRUE(output["url"].text().starts_with("http://127.0.0.1/_clips/"));
  EXPECT_EQ(record(), concat({head("succeeded", 1790000001000), R"({"type":"video","id":")", output["id"].text(), R"(","url":")",
                              output["url"].text(),
                              R"(","duration":"5.041"}],"billing":[{"charge_type":"unit","amount":"3","package_type":"video"}]}])"}));
}

TEST(NewTasks, a_link_leads_to_the_clip_and_the_marked_one) {
  Account account;
  const Answer created = post(account, t2v, "{'prompt':'a','options':{'watermark_info':{'enabled':true}}}");
  account.now += 1000;
  const Recorded record(account, created.data()["id"].text());
  for (const std::string_view member : {"url", "watermark_url"}) {
    const std::string_view url = record["outputs"].at(0)[member].text();
    const HttpReply reply = account.raw("GET", url.substr(url.find("/_clips/")));
    EXPECT_EQ(reply.status, 200) << member;
    EXPECT_EQ(reply.header("Content-Type"), "video/mp4") << member;
  }
}

TEST(NewTasks, are_asked_for_by_either_id) {
  Account account;
  const std::string a = made(account, "ext-a");
  const std::string b = made(account);
  const std::string c = made(account, "ext-c");
  using Ids = std::vector<std::string>;
  EXPECT_EQ(asked(account, "task_ids=" + a), Ids({a}));
  EXPECT_EQ(asked(account, "task_ids=" + c + "," + a + "," + b), Ids({c, a, b})) << "as they were asked for";
  EXPECT_EQ(asked(account, "task_ids=" + c + "%2C" + a), Ids({c, a}));
  EXPECT_EQ(asked(account, "external_task_ids=ext-c,ext-a"), Ids({c, a}));
  EXPECT_EQ(asked(account, "task_ids=" + b + "&external_task_ids=ext-a"), Ids({b, a}));
  EXPECT_EQ(asked(account, "task_ids=" + a + "," + a + "&external_task_ids=ext-a"), Ids({a})) << "each once";
  EXPECT_EQ(asked(account, "task_ids=1,no-such," + b), Ids({b})) << "unknown ones are missing";
  EXPECT_EQ(asked(account, "task_ids=1"), Ids());
  EXPECT_EQ(asked(account, "external_task_ids=" + a), Ids()) << "an id is no external id";
  EXPECT_EQ(asked(account, "task_ids=ext-a"), Ids());
}

TEST(NewTasks, need_ids_and_take_twenty_of_them) {
  Account account;
  const auto refusal = [&](std::string_view target) {
    const Answer answer = account.call("GET", target);
    EXPECT_EQ(answer.reply.status, 400) << target;
    EXPECT_EQ(answer.code(), 1201) << target;
    return answer.message();
  };
  for (const std::string_view query : {"", "?", "?task_ids=", "?task_ids=,&external_task_ids=", "?pageNum=1"}) {
    EXPECT_EQ(refusal(concat({"/tasks", query})), "task_ids or external_task_ids is required") << query;
  }
  std::string twenty = "1";
  for (int i = 2; i <= 20; ++i) {
    twenty += "," + std::to_string(i);
  }
  constexpr std::string_view too_many = "task_ids and external_task_ids cannot exceed 20 in total";
  EXPECT_EQ(asked(account, "task_ids=" + twenty), std::vector<std::string>());
  EXPECT_EQ(refusal("/tasks?task_ids=" + String(twenty) + ",21"), too_many);
  EXPECT_EQ(refusal("/tasks?external_task_ids=" + String(twenty) + ",21"), too_many);
  EXPECT_EQ(refusal("/tasks?task_ids=" + String(twenty) + "&external_task_ids=21"), too_many);
}

// §5.3: what each legacy kind becomes.
struct Normalised {
  std::string_view kind;
  std::string_view outputs; // the types
  std::string_view package;
};

constexpr Normalised normalised[] = {
    {"text2video", "video", "video"},
    {"image2video", "video", "video"},
    {"omni-video", "video", "video"},
    {"multi-image2video", "video", "video"},
    {"motion-control", "video", "video"},
    {"avatar", "video", "video"},
    {"effects", "video", "video"},
    {"generations", "image", "image"},
    {"omni-image", "image", "image"},
    {"multi-image2image", "image", "image"},
    {"expand", "image", "image"},
    {"kolors-virtual-try-on", "image", "try_on"},
    {"ai-multi-shot", "image image image image image image image image image", "image"},
    {"text-to-audio", "audio", "video"},
    {"elements", "element", "video"},
    {"voices", "voice", "video"},
};

TEST(NewTasks, show_those_of_the_legacy_api_in_the_new_form) {
  for (const Normalised &row : normalised) {
    Account account;
    const KindBody *body = nullptr;
    for (const KindBody &each : kind_bodies) {
      body = each.kind == row.kind ? &each : body;
    }
    ASSERT_NE(body, nullptr) << row.kind;
    const std::string id = account.call("POST", find_kind(row.kind)->path, json_of(body->body)).task_id();
    account.now += 1000;
    const Recorded record(account, id);
    EXPECT_EQ(record["id"].text(), id) << row.kind;
    EXPECT_EQ(record["status"].text(), "succeeded") << row.kind;
    std::string types;
    for (json::Value output = record["outputs"].first(); output.present(); output = output.next()) {
      types += (types.empty() ? "" : " ") + std::string(output["type"].text());
      EXPECT_FALSE(output["watermark_url"].present()) << row.kind;
    }
    EXPECT_EQ(types, row.outputs) << row.kind;
    EXPECT_EQ(record["billing"].print(),
              concat({R"([{"charge_type":"unit","amount":")", body->units, R"(","package_type":")", row.package, "\"}]"}))
        << row.kind;
  }
}

/// The names of an object's members, in order.
std::string members(json::Value object) {
  std::string out;
  for (json::Value member = object.first(); member.present(); member = member.next()) {
    out += (out.empty() ? "" : " ") + std::string(member.name());
  }
  return out;
}

TEST(NewTasks, outputs_have_the_members_of_their_type) {
  Account account;
  const auto output_of = [&](std::string_view path, std::string_view body) {
    const std::string id = account.call("POST", path, json_of(body)).task_id();
    account.now += 1000;
    return Recorded(account, id);
  };
  const Recorded video = output_of("/v1/videos/text2video", "{'prompt':'a','watermark_info':{'enabled':true}}");
  EXPECT_EQ(members(video["outputs"].at(0)), "type id url watermark_url duration");
  const Recorded pictures = output_of("/v1/images/generations", "{'prompt':'a','n':2,'watermark_info':{'enabled':true}}");
  EXPECT_EQ(members(pictures["outputs"].at(1)), "type url watermark_url group_id");
  EXPECT_EQ(pictures["outputs"].at(1)["group_id"].text(), "0");
  const Recorded shots = output_of("/v1/general/ai-multi-shot", "{'element_frontal_image':'https://a'}");
  EXPECT_EQ(members(shots["outputs"].at(0)), "type url group_id");
  EXPECT_EQ(shots["outputs"].at(2)["group_id"].text(), "0");
  EXPECT_EQ(shots["outputs"].at(3)["group_id"].text(), "1");
  EXPECT_EQ(shots["outputs"].at(8)["group_id"].text(), "2");
  const Recorded sound = output_of("/v1/audio/text-to-audio", "{'prompt':'a','duration':3}");
  EXPECT_EQ(members(sound["outputs"].at(0)), "type id mp3_url wav_url mp3_duration wav_duration");
  EXPECT_EQ(sound["outputs"].at(0)["wav_duration"].text(), "3.000");
  const Recorded voice = output_of("/v1/general/custom-voices", "{'voice_name':'Fox','voice_url':'https://a'}");
  EXPECT_EQ(members(voice["outputs"].at(0)), "type id name url owned_by status");
  EXPECT_EQ(voice["outputs"].at(0)["name"].text(), "Fox");
  EXPECT_EQ(voice["outputs"].at(0)["status"].text(), "succeeded");
  const String named = concat({R"({"voice_id":")", voice["outputs"].at(0)["id"].text(), "\"}"});
  EXPECT_EQ(account.call("POST", "/v1/general/delete-voices", named).code(), 0);
  EXPECT_EQ(Recorded(account, voice["id"].text())["outputs"].at(0)["status"].text(), "deleted");
}

constexpr std::string_view element_of_pictures =
    "{'element_name':'Fox','element_description':'red','reference_type':'image_refer','element_voice_id':'829824295735410756',"
    "'element_image_list':{'frontal_image':'https://a','refer_images':[{'image_url':'https://b'}]},'tag_list':[{'tag_id':'o_103'}]}";

TEST(NewTasks, an_element_tells_what_it_was_made_of) {
  Account account;
  account.path = "/v1/general/advanced-custom-elements";
  const std::string id = account.create(json_of(element_of_pictures)).task_id();
  account.now += 1000;
  const Recorded record(account, id);
  const json::Value element = record["outputs"].at(0);
  EXPECT_EQ(members(element), "type id name description element_type references owned_by status tags");
  EXPECT_TRUE(element["id"].is(json::Type::string));
  EXPECT_EQ(element["element_type"].text(), "multi_image_elements");
  EXPECT_EQ(element["status"].text(), "succeeded");
  EXPECT_EQ(element["tags"].print(), R"([{"id":"o_103","name":"Animal","description":""}])");
  std::string told;
  for (json::Value each = element["references"].first(); each.present(); each = each.next()) {
    told += std::string(each["type"].text()) + " " + std::string(each["role"].text()) + ", ";
    EXPECT_FALSE(each["url"].text().empty());
  }
  EXPECT_EQ(told, "image frontal, image reference, voice reference, ");
  const String element_id(element["id"].text());
  EXPECT_EQ(account.call("POST", "/v1/general/delete-elements", concat({R"({"element_id":")", element_id, "\"}"})).code(), 0);
  EXPECT_EQ(Recorded(account, id)["outputs"].at(0)["status"].text(), "deleted");
}

TEST(NewTasks, an_element_of_a_video_is_a_character) {
  Account account;
  account.path = "/v1/general/advanced-custom-elements";
  const std::string id = account
                             .create(json_of("{'element_name':'a','element_description':'b','reference_type':'video_refer',"
                                             "'element_video_list':{'refer_videos':[{'video_url':'https://a/b.mp4'}]}}"))
                             .task_id();
  account.now += 1000;
  const Recorded record(account, id);
  const json::Value element = record["outputs"].at(0);
  EXPECT_EQ(element["element_type"].text(), "video_character_elements");
  EXPECT_EQ(element["references"].at(0)["type"].text(), "video");
  EXPECT_EQ(element["references"].at(0)["role"].text(), "reference");
}

TEST(NewTasks, what_is_answered_at_once_is_none) {
  Account account;
  const Answer speech = account.call("POST", "/v1/audio/tts", R"({"text":"a","voice_id":"genshin_vindi2"})");
  EXPECT_EQ(asked(account, "task_ids=" + speech.task_id()), std::vector<std::string>());
  EXPECT_EQ(account.call("POST", "/tasks", "{}").data()["count"].integer(), 0);
}

TEST(NewTasks, are_purged_after_thirty_days) {
  Account account;
  const std::string id = made(account, "mine");
  account.now += 1000 + kept_ms - 1;
  EXPECT_EQ(asked(account, "task_ids=" + id).size(), 1U);
  account.now += 1;
  EXPECT_EQ(asked(account, "task_ids=" + id + "&external_task_ids=mine").size(), 0U);
  EXPECT_EQ(account.call("POST", "/tasks", R"({"start_time":0})").data()["count"].integer(), 0);
}

// ---- POST /tasks

Answer page(Account &account, std::string_view body) {
  Answer answer = account.call("POST", "/tasks", json_of(body));
  EXPECT_EQ(answer.code(), 0) << body << answer.message();
  EXPECT_EQ(answer.data()["count"].integer(), static_cast<int64_t>(answer.data()["result"].size()));
  EXPECT_EQ(answer.data()["has_more"].text() == "true", !answer.data()["next_cursor"].text().empty());
  return answer;
}

/// Every page from the first on, each asked for with the cursor of the one before and what `further` says.
std::vector<std::string> walk(Account &account, std::string_view first, std::string_view further, std::size_t &pages,
                              void (*between)(Account &) = nullptr) {
  Answer answer = page(account, first);
  std::vector<std::string> out = ids_in(answer.data()["result"]);
  for (pages = 1; answer.data()["has_more"].text() == "true" && pages < 100; ++pages) {
    if (between != nullptr) {
      between(account);
    }
    answer = page(account, concat({"{'cursor':'", answer.data()["next_cursor"].text(), "'", further, "}"}));
    const std::vector<std::string> more = ids_in(answer.data()["result"]);
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

TEST(TaskList, has_tasks_of_both_generations_the_newest_first) {
  Account account;
  const std::string a = account.create(R"({"prompt":"a"})").task_id();
  account.now += 1;
  const std::string b = made(account);
  account.now += 1;
  account.path = "/v1/images/generations";
  const std::string c = account.create(R"({"prompt":"a"})").task_id();
  account.now += 1000;
  const Answer answer = page(account, "{}");
  EXPECT_EQ(ids_in(answer.data()["result"]), std::vector<std::string>({c, b, a}));
  EXPECT_EQ(answer.data()["result"].at(1).print(), Recorded(account, b).answer.data().at(0).print());
  EXPECT_EQ(answer.data()["has_more"].text(), "false");
}

TEST(TaskList, comes_in_pages_that_new_tasks_do_not_move) {
  Account account;
  std::vector<std::string> ids;
  for (int i = 0; i < 2345; ++i) {
    ids.insert(ids.begin(), i % 2 == 0 ? made(account) : account.create(R"({"prompt":"a"})").task_id());
  }
  std::size_t pages = 0;
  const auto add = [](Account &to) { static_cast<void>(made(to)); };
  EXPECT_EQ(walk(account, "{'limit':500}", ",'limit':500", pages, add), ids);
  EXPECT_EQ(pages, 5U);
  EXPECT_EQ(page(account, "{}").data()["count"].integer(), 100) << "without a limit";
  EXPECT_EQ(page(account, "{'limit':'7'}").data()["count"].integer(), 7);
}

TEST(TaskList, ends_with_a_full_page_where_there_are_no_more) {
  Account account;
  for (int i = 0; i < 4; ++i) {
    static_cast<void>(made(account));
  }
  EXPECT_EQ(page(account, "{'limit':4}").data()["has_more"].text(), "false");
  EXPECT_EQ(page(account, "{'limit':3}").data()["has_more"].text(), "true");
}

TEST(TaskList, is_of_a_time) {
  Account account;
  const std::string old = made(account);
  account.now += 1000;
  const std::string young = made(account);
  const auto ids = [&](std::string_view body) { return ids_in(page(account, body).data()["result"]); };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ids("{'start_time':1790000000000,'end_time':1790000001000}"), Ids({young, old}));
  EXPECT_EQ(ids("{'start_time':1790000000001}"), Ids({young}));
  EXPECT_EQ(ids("{'end_time':'1790000000999'}"), Ids({old}));
  EXPECT_EQ(ids("{'start_time':'1790000000000','end_time':1790000000000}"), Ids({old}));
  EXPECT_EQ(ids("{'start_time':'','end_time':null}"), Ids({young, old}));
  EXPECT_EQ(ids("{'start_time':1,'end_time':2}"), Ids());
  Settings slow;
  slow.processing_ms = 2 * kept_ms;
  Account later(slow);
  const std::string running = made(later);
  later.now += kept_ms + 1;
  EXPECT_EQ(page(later, "{}").data()["count"].integer(), 0) << "by itself the last 30 days";
  EXPECT_EQ(ids_in(page(later, "{'start_time':0}").data()["result"]), Ids({running}));
}

TEST(TaskList, is_filtered) {
  Account account;
  const std::string done = made(account);
  const std::string failed = std::string(post(account, t2v, "{'prompt':'risk control'}").data()["id"].text());
  account.path = "/v1/images/generations";
  const std::string picture = account.create(R"({"prompt":"a"})").task_id();
  account.path = "/v1/images/kolors-virtual-try-on";
  const std::string tried = account.create(R"({"human_image":"https://a"})").task_id();
  account.now += 700;
  const std::string running = made(account);
  account.now += 300;
  const std::string fresh = made(account);
  const auto ids = [&](std::string_view filters) {
    return ids_in(page(account, concat({"{'filters':[", filters, "]}"})).data()["result"]);
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ids("{'key':'status','values':['succeeded']}"), Ids({tried, picture, done}));
  EXPECT_EQ(ids("{'key':'status','values':['submitted','processing']}"), Ids({fresh, running}));
  EXPECT_EQ(ids("{'key':'status','values':['failed']},{'key':'status','values':['submitted']}"), Ids({fresh, failed}));
  EXPECT_EQ(ids("{'key':'product_type','values':['image']}"), Ids({picture}));
  EXPECT_EQ(ids("{'key':'product_type','values':['try_on','image']}"), Ids({tried, picture}));
  EXPECT_EQ(ids("{'key':'product_type','values':['video']},{'key':'status','values':['succeeded','failed']}"), Ids({failed, done}));
  EXPECT_EQ(ids(""), Ids({fresh, running, tried, picture, failed, done}));
  std::size_t pages = 0;
  EXPECT_EQ(walk(account, "{'limit':1,'filters':[{'key':'product_type','values':['video']}]}", ",'limit':2", pages),
            Ids({fresh, running, failed, done}))
      << "a cursor keeps the filters";
  EXPECT_EQ(pages, 3U);
  EXPECT_EQ(walk(account, "{'limit':1,'start_time':1790000000700}", ",'limit':1,'start_time':0,'end_time':1", pages), Ids({fresh, running}))
      << "a cursor overrides the times";
}

struct ListRefusal {
  std::string_view body;
  std::string_view message;
};

constexpr ListRefusal list_refusals[] = {
    {"{'limit':0}", "limit value '0' is invalid"},
    {"{'limit':501}", "limit value '501' is invalid"},
    {"{'limit':'many'}", "limit value 'many' is invalid"},
    {"{'start_time':'yesterday'}", "start_time value 'yesterday' is invalid"},
    {"{'end_time':1.5}", "end_time value '1.5' is invalid"},
    {"{'start_time':2,'end_time':1}", "start_time cannot be later than end_time"},
    {"{'cursor':'x'}", "cursor value 'x' is invalid"},
    {"{'cursor':'bm8='}", "cursor value 'bm8=' is invalid"},
    {"{'cursor':'e30='}", "cursor value 'e30=' is invalid"},
    {"{'filters':{'key':'status'}}", "filters value type is invalid, expected array"},
    {"{'filters':[{'key':'model','values':['x']}]}", "filters[0].key value 'model' is invalid"},
    {"{'filters':[{'values':['failed']}]}", "filters[0].key is required"},
    {"{'filters':[{'key':'status'}]}", "filters[0].values is required"},
    {"{'filters':[{'key':'status','values':'failed'}]}", "filters[0].values value type is invalid, expected array"},
    {"{'filters':[{'key':'status','values':['failed','succeed']}]}", "filters[0].values[1] value 'succeed' is invalid"},
    {"{'filters':[{'key':'status','values':['failed']},{'key':'product_type','values':['try-on']}]}",
     "filters[1].values[0] value 'try-on' is invalid"},
};

TEST(TaskList, refuses_what_it_does_not_understand) {
  Account account;
  for (const ListRefusal &row : list_refusals) {
    const Answer answer = account.call("POST", "/tasks", json_of(row.body));
    EXPECT_EQ(answer.reply.status, 400) << row.body;
    EXPECT_EQ(answer.code(), 1201) << row.body;
    EXPECT_EQ(answer.message(), row.message) << row.body;
  }
  EXPECT_EQ(account.call("POST", "/tasks", "").code(), 1200);
  EXPECT_EQ(account.call("POST", "/tasks", "[]").code(), 1200);
}

} // namespace
} // namespace kling::sim
