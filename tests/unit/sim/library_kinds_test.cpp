#include <gtest/gtest.h>

#include "drafting.hpp"

namespace kling::sim {
namespace {

constexpr std::string_view elements = "/v1/general/advanced-custom-elements";
constexpr std::string_view old_elements = "/v1/general/custom-elements";
constexpr std::string_view voices = "/v1/general/custom-voices";
constexpr std::string_view image_element =
    "{'element_name':'Fox','element_description':'A fox','reference_type':'image_refer','element_image_list':{'frontal_image':"
    "'https://x/f.png','refer_images':[{'image_url':'https://x/1.png'},{'image_url':'https://x/2.png'}]},'tag_list':[{'tag_id':'o_103'}]}";
constexpr std::string_view video_element =
    "{'element_name':'Dancer','element_description':'Dances','reference_type':'video_refer','element_video_list':{'refer_videos':"
    "[{'video_url':'https://x/v.mp4'}]},'element_voice_id':'829824295735410757'}";
constexpr std::string_view old_element = "{'element_name':'Robot','element_description':'Small','element_frontal_image':'https://x/f.png',"
                                         "'element_refer_list':[{'image_url':'https://x/1.png'}]}";

std::string not_found(std::string_view id) {
  return "Element id not found: " + std::string(id);
}

struct Library : Account {
  Answer begin(std::string_view where, std::string_view body) {
    path = std::string(where);
    Answer created = create(json_of(body));
    EXPECT_EQ(created.code(), 0) << created.message();
    return created;
  }
  Answer make(std::string_view where, std::string_view body) {
    const Answer created = begin(where, body);
    now += 1000;
    return get(created.task_id());
  }
  std::string made_element() {
    return std::string(make(elements, image_element).data()["task_result"]["elements"].at(0)["element_id"].text());
  }
  /// What a kind that takes elements says to one.
  std::string used(std::string_view element_id) {
    return call("POST", "/v1/images/generations", concat({R"({"prompt":"a","element_list":[{"element_id":)", element_id, "}]}"})).message();
  }
  Answer remove(std::string_view which, std::string_view id) {
    return call("POST", concat({"/v1/general/delete-", which}),
                concat({"{\"", which == "voices" ? "voice_id" : "element_id", "\":\"", id, "\"}"}));
  }
  int status_of(json::Value url) {
    const std::string_view link = url.text();
    return raw("GET", link.substr(link.find("/_", link.find("//") + 2))).status;
  }
};

TEST(LibraryKinds, an_element_of_images) {
  Library account;
  const Answer answer = account.make(elements, image_element);
  const json::Value element = answer.data()["task_result"]["elements"].at(0);
  EXPECT_TRUE(element["element_id"].is(json::Type::number));
  EXPECT_EQ(element["element_id"].text().size(), 18U);
  EXPECT_EQ(element["element_name"].text(), "Fox");
  EXPECT_EQ(element["element_description"].text(), "A fox");
  EXPECT_EQ(element["reference_type"].text(), "image_refer");
  EXPECT_EQ(account.status_of(element["element_image_list"]["frontal_image"]), 200);
  ASSERT_EQ(element["element_image_list"]["refer_images"].size(), 2U);
  EXPECT_EQ(account.status_of(element["element_image_list"]["refer_images"].at(1)["image_url"]), 200);
  EXPECT_EQ(element["element_video_list"].print(), "{}");
  EXPECT_EQ(element["element_voice_info"].print(), "{}");
  EXPECT_EQ(element["tag_list"].print(), R"([{"id":"o_103","name":"Animal","description":""}])");
  EXPECT_EQ(element["owned_by"].text(), account_id);
  EXPECT_EQ(element["status"].text(), "succeed");
  EXPECT_EQ(answer.data()["final_unit_deduction"].text(), "0");
}

TEST(LibraryKinds, an_element_of_a_video_with_a_voice) {
  Library account;
  const Answer answer = account.make(elements, video_element);
  const json::Value element = answer.data()["task_result"]["elements"].at(0);
  EXPECT_EQ(element["reference_type"].text(), "video_refer");
  EXPECT_EQ(element["element_image_list"].print(), "{}");
  EXPECT_EQ(account.status_of(element["element_video_list"]["refer_videos"].at(0)["video_url"]), 200);
  const json::Value voice = element["element_voice_info"];
  EXPECT_EQ(voice["voice_id"].text(), "829824295735410757");
  EXPECT_EQ(voice["owned_by"].text(), "kling");
  EXPECT_EQ(account.status_of(voice["trial_url"]), 200);
}

TEST(LibraryKinds, an_element_is_there_when_its_task_has_succeeded) {
  Library account;
  const std::string id = account.made_element();
  EXPECT_EQ(account.used(id), "SUCCEED");
  EXPECT_EQ(account.used("123"), "Element id not found: 123");
  const std::string next = std::to_string(std::stoll(id) + 1);
  EXPECT_EQ(account.used(next).substr(0, 20), "Element id not found");
  account.begin(elements, image_element);
  const Element &running = account.service.state().elements.all().back();
  EXPECT_EQ(account.used(running.id), not_found(running.id));
  account.now += 1000;
  EXPECT_EQ(account.used(running.id), "SUCCEED");
  Library other;
  const Answer failed = other.make(elements, json_of("{'element_name':'a','element_description':'risk control','reference_type':"
                                                     "'video_refer','element_video_list':{'refer_videos':[{'video_url':'https://x/v'}]}}"));
  EXPECT_EQ(failed.data()["task_status"].text(), "failed");
  EXPECT_NE(other.used(other.service.state().elements.all().back().id), "SUCCEED");
}

TEST(LibraryKinds, a_deleted_element_is_gone_once) { // §4.15
  for (const std::string_view way : {"advanced-elements", "elements"}) {
    Library account;
    const std::string id = account.made_element();
    const Answer removed = account.remove(way, id);
    EXPECT_EQ(removed.code(), 0);
    EXPECT_EQ(removed.message(), "SUCCEED");
    EXPECT_FALSE(removed.data().present());
    for (const std::string_view again : {"advanced-elements", "elements"}) { // one store
      const Answer second = account.remove(again, id);
      EXPECT_EQ(second.code(), 1201);
      EXPECT_EQ(second.reply.status, 400);
      EXPECT_EQ(second.message(), "Element " + id + " already be deleted");
    }
    EXPECT_EQ(account.used(id), not_found(id));
    const Answer list = account.call("GET", elements);
    EXPECT_EQ(list.data().at(0)["task_result"]["elements"].at(0)["status"].text(), "deleted");
    EXPECT_EQ(account.remove(way, "7").message(), "Element id not found: 7");
    EXPECT_EQ(account.remove(way, "160").message(), "Element id not found: 160"); // the service's own
  }
}

TEST(LibraryKinds, the_older_elements_are_made_at_once_and_listed_apart) {
  Library account;
  const Answer made = account.begin(old_elements, old_element);
  EXPECT_TRUE(made.data()["element_id"].is(json::Type::number));
  EXPECT_EQ(made.data().size(), 5U);
  EXPECT_EQ(made.data()["element_name"].text(), "Robot");
  EXPECT_EQ(account.status_of(made.data()["element_frontal_image"]), 200);
  const Answer second = account.begin(old_elements, old_element);
  const Answer list = account.call("GET", concat({old_elements, "?pageNum=1&pageSize=1"}));
  ASSERT_EQ(list.data().size(), 1U);
  EXPECT_EQ(list.data().at(0)["element_id"].text(), second.data()["element_id"].text());
  EXPECT_EQ(account.call("GET", concat({old_elements, "?pageNum=2&pageSize=1"})).data().at(0)["element_id"].text(),
            made.data()["element_id"].text());
  EXPECT_EQ(account.call("GET", elements).data().size(), 0U);
  EXPECT_EQ(account.remove("elements", made.data()["element_id"].text()).code(), 0);
  EXPECT_EQ(account.call("GET", old_elements).data().size(), 1U);
  EXPECT_EQ(account.call("GET", concat({old_elements, "?pageSize=501"})).message(), "pageSize value '501' is invalid");
  EXPECT_EQ(account.ledger()["billed_units"].text(), "0");
}

TEST(LibraryKinds, presets_belong_to_the_service) {
  Library account;
  const Answer advanced = account.call("GET", "/v1/general/advanced-presets-elements");
  ASSERT_EQ(advanced.data().size(), 3U);
  bool found = false;
  for (json::Value each = advanced.data().first(); each.present(); each = each.next()) {
    const json::Value element = each["task_result"]["elements"].at(0);
    EXPECT_EQ(each["task_status"].text(), "succeed");
    EXPECT_EQ(element["owned_by"].text(), "kling");
    found = found || element["element_id"].text() == "829836802793406551";
    EXPECT_EQ(account.used(element["element_id"].text()), "SUCCEED");
  }
  EXPECT_TRUE(found);
  const Answer old = account.call("GET", "/v1/general/presets-elements");
  ASSERT_EQ(old.data().size(), 2U);
  EXPECT_EQ(old.data().at(1)["element_id"].text(), "160");
  EXPECT_EQ(old.data().at(1)["owned_by"].text(), "kling");
  EXPECT_EQ(account.status_of(old.data().at(1)["element_frontal_image"]), 200);
  const Answer spoken = account.call("GET", "/v1/general/presets-voices?pageSize=1000");
  ASSERT_EQ(spoken.data().size(), 3U);
  EXPECT_EQ(account.status_of(spoken.data().at(0)["task_result"]["voices"].at(0)["trial_url"]), 200);
  EXPECT_EQ(account.call("GET", "/v1/general/presets-voices?pageSize=1001").code(), 1201);
  EXPECT_EQ(account.call("GET", "/v1/general/presets-voices?pageNum=2&pageSize=2").data().size(), 1U);
  EXPECT_EQ(account.call("POST", "/v1/general/presets-voices", "{}").code(), 1202);
}

TEST(LibraryKinds, a_voice_is_made_used_and_deleted) {
  Library account;
  const Answer answer = account.make(voices, "{'voice_name':'Mine','voice_url':'https://x/v.mp3','external_task_id':'v'}");
  const json::Value voice = answer.data()["task_result"]["voices"].at(0);
  EXPECT_EQ(voice["voice_name"].text(), "Mine");
  EXPECT_EQ(voice["owned_by"].text(), account_id);
  EXPECT_EQ(account.status_of(voice["trial_url"]), 200);
  EXPECT_EQ(answer.data()["final_unit_deduction"].text(), "0.05");
  const String id(voice["voice_id"].text());
  const auto say = [&] {
    return account
        .call("POST", "/v1/videos/image2video",
              concat({R"({"image":"https://x/a.png","prompt":"<<<voice_1>>>","model_name":"kling-v2-6","mode":"pro","sound":"on",)",
                      R"("voice_list":[{"voice_id":")", id, "\"}]}"}))
        .message();
  };
  EXPECT_EQ(say(), "SUCCEED");
  const Answer removed = account.remove("voices", id);
  EXPECT_EQ(removed.data()["task_status"].text(), "succeed");
  EXPECT_EQ(removed.task_id().size(), 18U);
  EXPECT_EQ(say(), "Voice id not found");
  EXPECT_EQ(account.remove("voices", id).message(), "Voice id not found");
  EXPECT_EQ(account.remove("voices", "829824295735410756").message(), "Voice id not found");
  EXPECT_EQ(account.call("GET", concat({voices, "?pageSize=1000"})).data().size(), 1U);
  EXPECT_EQ(account.get("v").code(), 0);
}

TEST(LibraryKinds, a_voice_comes_from_a_video_that_somebody_speaks_in) { // §4.16
  Library account;
  const auto from = [&](std::string_view more) {
    const Answer video = account.make("/v1/videos/text2video", concat({"{'prompt':'a',", more, "}"}));
    const String id(video.data()["task_result"]["videos"].at(0)["id"].text());
    return account.call("POST", voices, json_of(concat({"{'voice_name':'Mine','video_id':'", id, "'}"}))).message();
  };
  constexpr std::string_view refused = "video_id must be a result of kling-v2-6 with sound, avatar or lip-sync";
  EXPECT_EQ(from("'model_name':'kling-v2-6','mode':'pro','sound':'on'"), "SUCCEED");
  EXPECT_EQ(from("'model_name':'kling-v2-6','mode':'pro'"), refused);
  EXPECT_EQ(from("'model_name':'kling-v3','sound':'on'"), refused);
  const Answer avatar =
      account.make("/v1/videos/avatar/image2video", "{'image':'https://x/a.png','sound_file':'https://x/a.mp3'}"); // 5 s of speech
  EXPECT_EQ(
      account.make(voices, concat({"{'voice_name':'Mine','video_id':'", avatar.data()["task_result"]["videos"].at(0)["id"].text(), "'}"}))
          .data()["task_status"]
          .text(),
      "succeed");
}

TEST(LibraryKinds, a_voice_needs_five_seconds) { // §4.16
  Library account;
  const auto video_of = [](const Answer &answer) { return String(answer.data()["task_result"]["videos"].at(0)["id"].text()); };
  const Answer first = account.make("/v1/videos/text2video", "{'prompt':'a','model_name':'kling-v3','duration':'4'}");
  const Answer spoken = account.make("/v1/videos/lip-sync", concat({"{'input':{'mode':'text2video','video_id':'", video_of(first),
                                                                    "','text':'a','voice_id':'genshin_vindi2','voice_language':'en'}}"}));
  const String id = account.service.tasks().by_task_id(spoken.task_id())->outputs.front().id; // its results have no id of their own (§4.8)
  EXPECT_EQ(account.call("POST", voices, json_of(concat({"{'voice_name':'Mine','video_id':'", id, "'}"}))).message(),
            "The duration of the voice must be between 5 and 30 seconds");
}

struct Refused {
  std::string_view kind;
  std::string_view body;
  std::string_view message;
};

TEST(LibraryKinds, what_is_missing_or_too_much_is_refused) {
  constexpr Refused rows[] = {
      {"elements", "{}", "element_name is required"},
      {"elements", "{'element_name':'123456789012345678901'}", "element_name cannot exceed 20 characters"},
      {"elements", "{'element_name':'a','element_description':'b'}", "reference_type is required"},
      {"elements", "{'element_name':'a','element_description':'b','reference_type':'text'}", "reference_type value 'text' is invalid"},
      {"elements", "{'element_name':'a','element_description':'b','reference_type':'image_refer'}", "element_image_list is required"},
      {"elements", "{'element_name':'a','element_description':'b','reference_type':'video_refer'}", "element_video_list is required"},
      {"elements", "{'element_name':'a','element_description':'b','reference_type':'image_refer','element_image_list':{}}",
       "element_image_list.frontal_image is required"},
      {"elements",
       "{'element_name':'a','element_description':'b','reference_type':'image_refer','element_image_list':{'frontal_image':'https://x/f'}}",
       "element_image_list.refer_images is required"},
      {"elements",
       "{'element_name':'a','element_description':'b','reference_type':'image_refer','element_image_list':{'frontal_image':'https://x/f',"
       "'refer_images':[{'image_url':'https://x/1'},{'image_url':'https://x/1'},{'image_url':'https://x/1'},{'image_url':'https://x/1'}]}}",
       "element_image_list.refer_images cannot exceed 3 items"},
      {"elements",
       "{'element_name':'a','element_description':'b','reference_type':'video_refer','element_video_list':{'refer_videos':"
       "[{'video_url':'https://x/1'},{'video_url':'https://x/2'}]}}",
       "element_video_list.refer_videos cannot exceed 1 items"},
      {"elements",
       "{'element_name':'a','element_description':'b','reference_type':'video_refer','element_video_list':{'refer_videos':"
       "[{'video_url':'https://x/1'}]},'element_voice_id':'1'}",
       "Voice id not found"},
      {"elements",
       "{'element_name':'a','element_description':'b','reference_type':'video_refer','element_video_list':{'refer_videos':"
       "[{'video_url':'https://x/1'}]},'tag_list':[{'tag_id':'o_109'}]}",
       "tag_list[0].tag_id value 'o_109' is invalid"},
      {"elements-old", "{'element_name':'a','element_description':'b'}", "element_frontal_image is required"},
      {"elements-old", "{'element_name':'a','element_description':'b','element_frontal_image':'https://x/f'}",
       "element_refer_list is required"},
      {"voices", "{'voice_url':'https://x/v.mp3'}", "voice_name is required"},
      {"voices", "{'voice_name':'a'}", "voice_url or video_id is required"},
      {"voices", "{'voice_name':'a','voice_url':'https://x/v.mp3','video_id':'b'}", "voice_url and video_id cannot be used together"},
      {"voices", "{'voice_name':'a','voice_url':'v.mp3'}", "voice_url value 'v.mp3' is invalid"},
      {"voices", "{'voice_name':'a','video_id':'b'}", "Video id not found: b"},
      {"delete-elements", "{}", "element_id is required"},
      {"delete-voices", "{}", "voice_id is required"},
  };
  for (const Refused &row : rows) {
    EXPECT_EQ(drafted(row.kind, row.body).refusal.message, row.message) << row.body;
  }
}

TEST(LibraryKinds, a_reset_empties_the_libraries_and_leaves_the_presets) {
  Library account;
  const std::string id = account.made_element();
  account.service.reset();
  EXPECT_EQ(account.used(id), not_found(id));
  EXPECT_EQ(account.used("829836802793406551"), "SUCCEED");
}

} // namespace
} // namespace kling::sim
