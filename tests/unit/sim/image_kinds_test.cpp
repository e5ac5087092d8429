#include <gtest/gtest.h>

#include "drafting.hpp"
#include "probe.hpp"
#include "sim/base64.hpp"
#include "sim/png.hpp"

namespace kling::sim {
namespace {

constexpr std::string_view generations = "/v1/images/generations";

String picture(uint32_t width, uint32_t height) {
  return encode_base64(make_png(width, height, 1));
}

/// A kind's path and what has been made there by one body.
struct Made : Account {
  explicit Made(std::string_view where, std::string_view body, Settings settings = {}) : Account(std::move(settings)) {
    path = std::string(where);
    const Answer created = create(json_of(body));
    EXPECT_EQ(created.code(), 0) << created.message();
    id = created.task_id();
    now += 1000;
    answer = get(id);
  }
  [[nodiscard]] json::Value result() const { return answer.data()["task_result"]; }
  /// What ffprobe says of the picture behind a link.
  std::string probed(json::Value url) {
    const std::string_view link = url.text();
    const HttpReply reply = raw("GET", link.substr(link.find("/_files/")));
    EXPECT_EQ(reply.header("Content-Type"), "image/png");
    return TemporaryFile(reply.content(), ".png").probe("stream=codec_name,width,height");
  }

  std::string id;
  Answer answer;
};

TEST(ImageKinds, generations_make_n_pictures) {
  Made made(generations, "{'prompt':'a cat','n':3,'aspect_ratio':'21:9','resolution':'2k','external_task_id':'g1'}");
  const json::Value images = made.result()["images"];
  ASSERT_EQ(images.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(images.at(i)["index"].integer(), static_cast<int64_t>(i));
    EXPECT_FALSE(images.at(i)["watermark_url"].present());
  }
  EXPECT_NE(images.at(0)["url"].text(), images.at(1)["url"].text());
  EXPECT_EQ(made.probed(images.at(2)["url"]), "png,3136,1344\n");
  EXPECT_EQ(made.answer.data()["final_unit_deduction"].text(), "24");
  EXPECT_EQ(made.answer.data()["task_info"]["external_task_id"].text(), "g1");
  EXPECT_EQ(made.answer.data()["watermark_info"].print(), R"({"enabled":false})");
}

TEST(ImageKinds, a_watermark_is_a_second_link) {
  Made made(generations, "{'prompt':'a','watermark_info':{'enabled':true}}");
  const json::Value image = made.result()["images"].at(0);
  EXPECT_EQ(made.probed(image["url"]), "png,1344,756\n");
  EXPECT_EQ(made.probed(image["watermark_url"]), "png,1344,756\n");
  EXPECT_NE(image["url"].text(), image["watermark_url"].text());
}

TEST(ImageKinds, pictures_take_a_slot_each) {
  Settings settings;
  settings.slots = 5;
  Account account(settings);
  account.path = generations;
  EXPECT_EQ(account.create(R"({"prompt":"a","n":6})").code(), 1303);
  EXPECT_EQ(account.create(R"({"prompt":"a","n":3})").code(), 0);
  EXPECT_EQ(account.create(R"({"prompt":"a","n":3})").code(), 1303);
  EXPECT_EQ(account.create(R"({"prompt":"a","n":2})").code(), 0);
  account.now += 1000;
  EXPECT_EQ(account.create(R"({"prompt":"a","n":5})").code(), 0);
}

struct Price {
  std::string_view kind;
  std::string_view body;
  int64_t slots;
  int64_t cost;
};

TEST(ImageKinds, prices_and_slots) {
  constexpr Price prices[] = {
      {"generations", "{'prompt':'a'}", 1, 800},
      {"generations", "{'prompt':'a','image':'https://x/a.png','n':2}", 2, 1600},
      {"generations", "{'prompt':'a','model_name':'kling-v2-1'}", 1, 400},
      {"generations", "{'prompt':'a','model_name':'kling-v2-1','image':'https://x/a.png'}", 1, 800},
      {"omni-image", "{'prompt':'a'}", 1, 800},
      {"omni-image", "{'prompt':'a','resolution':'4k','n':9}", 9, 14400},
      {"omni-image", "{'prompt':'a','result_type':'series','n':9}", 4, 3200},
      {"omni-image", "{'prompt':'a','result_type':'series','series_amount':'auto'}", 3, 2400},
      {"omni-image", "{'prompt':'a','series_amount':9,'n':2}", 2, 1600},
      {"multi-image2image", "{'subject_image_list':[{'subject_image':'https://x/a.png'}],'n':2}", 2, 3200},
      {"expand",
       "{'image':'https://x/a.png','up_expansion_ratio':0,'down_expansion_ratio':0,'left_expansion_ratio':1,'right_expansion_ratio':0}", 1,
       800},
      {"kolors-virtual-try-on", "{'human_image':'https://x/a.png'}", 1, 100},
      {"ai-multi-shot", "{'element_frontal_image':'https://x/a.png'}", 1, 2000},
      {"image-recognize", "{'image':'https://x/a.png'}", 1, 10},
  };
  for (const Price &price : prices) {
    const Drafted draft = drafted(price.kind, price.body);
    EXPECT_EQ(draft.refusal.message, "") << price.body;
    EXPECT_EQ(draft.order.slots, price.slots) << price.body;
    EXPECT_EQ(draft.order.cost, price.cost) << price.body;
  }
}

struct Refused {
  std::string_view kind;
  std::string_view body;
  std::string_view message;
};

TEST(ImageKinds, what_does_not_go_together_is_refused) {
  constexpr Refused rows[] = {
      {"generations", "{}", "prompt is required"},
      {"generations", "{'prompt':'a','n':10}", "n value '10' is invalid"},
      {"generations", "{'prompt':'a','n':0}", "n value '0' is invalid"},
      {"generations", "{'prompt':'a','n':1.5}", "n value '1.5' is invalid"},
      {"generations", "{'prompt':'a','resolution':'4k'}", "resolution value '4k' is invalid"},
      {"generations", "{'prompt':'a','aspect_ratio':'5:4'}", "aspect_ratio value '5:4' is invalid"},
      {"generations", "{'prompt':'a','model_name':'kling-v9'}", "model_name 'kling-v9' is not supported for this API"},
      {"generations", "{'prompt':'a','image_fidelity':1.1,'model_name':'kling-v2-1'}", "image_fidelity value '1.1' is invalid"},
      {"generations", "{'prompt':'a','image':'https://x/a.png','negative_prompt':'b'}", "negative_prompt is not supported with image"},
      {"generations", "{'prompt':'a','image':'https://x/a.png','image_reference':'face'}",
       "image_reference is not supported by the current model"},
      {"generations", "{'prompt':'a','model_name':'kling-v2-1','image_reference':'face'}", "image is required"},
      {"generations", "{'prompt':'a','model_name':'kling-v1-5','image':'https://x/a.png'}", "image_reference is required"},
      {"generations", "{'prompt':'a','image':'https://x/a.png','image_fidelity':0.5}",
       "image_fidelity is not supported by the current model"},
      {"generations", "{'prompt':'a','model_name':'kling-v2-1','image':'https://x/a.png','image_reference':'face','human_fidelity':0.5}",
       "human_fidelity is only supported when image_reference is 'subject'"},
      {"generations", "{'prompt':'a','element_list':[{'element_id':1}]}", "Element id not found: 1"},
      {"generations", "{'prompt':'a','element_list':[{}]}", "element_list[0].element_id is required"},
      {"generations", "{'prompt':'a','image':'Zm9v'}", "image is not a valid JPEG or PNG image"},
      {"omni-image", "{'prompt':'a','series_amount':1}", "series_amount value '1' is invalid"},
      {"omni-image", "{'prompt':'a','series_amount':'many'}", "series_amount value 'many' is invalid"},
      {"omni-image", "{'prompt':'a','result_type':'both'}", "result_type value 'both' is invalid"},
      {"omni-image", "{'prompt':'a','image_list':[{'url':'https://x/a.png'}]}", "image_list[0].image is required"},
      {"multi-image2image", "{'prompt':'a'}", "subject_image_list is required"},
      {"multi-image2image", "{'subject_image_list':[{}]}", "subject_image_list[0].subject_image is required"},
      {"expand", "{'image':'https://x/a.png','up_expansion_ratio':0,'down_expansion_ratio':0,'left_expansion_ratio':0}",
       "right_expansion_ratio is required"},
      {"expand",
       "{'image':'https://x/a.png','up_expansion_ratio':2.5,'down_expansion_ratio':0,'left_expansion_ratio':0,'right_expansion_ratio':0}",
       "up_expansion_ratio value '2.5' is invalid"},
      {"expand",
       "{'image':'https://x/a.png','up_expansion_ratio':1,'down_expansion_ratio':0,'left_expansion_ratio':0.3,'right_expansion_ratio':0.3}",
       "The expanded area cannot exceed 3 times the area of the original image"},
      {"kolors-virtual-try-on", "{'cloth_image':'https://x/a.png'}", "human_image is required"},
      {"ai-multi-shot", "{}", "element_frontal_image is required"},
      {"image-recognize", "{}", "image is required"},
  };
  for (const Refused &row : rows) {
    EXPECT_EQ(drafted(row.kind, row.body).refusal.message, row.message) << row.body;
  }
}

TEST(ImageKinds, ten_references_are_the_most) {
  Settings settings;
  settings.any_ids = true;
  const auto body = [](int images, int elements) {
    String out = "{'prompt':'a','image_list':[";
    for (int i = 0; i < images; ++i) {
      out += i > 0 ? ",{'image':'https://x/a.png'}" : "{'image':'https://x/a.png'}";
    }
    out += "],'element_list':[";
    for (int i = 0; i < elements; ++i) {
      out += i > 0 ? ",{'element_id':160}" : "{'element_id':160}";
    }
    return out + "]}";
  };
  EXPECT_EQ(drafted("omni-image", body(7, 3), settings).refusal.message, "");
  EXPECT_EQ(drafted("omni-image", body(7, 4), settings).refusal.message, "images and elements cannot exceed 10 in total");
  EXPECT_EQ(drafted("omni-image", body(11, 0), settings).refusal.message, "images and elements cannot exceed 10 in total");
}

TEST(ImageKinds, what_the_helper_works_out_is_within_the_area) { // §4.14: 100 × 100, three times, 16:9
  EXPECT_EQ(drafted("expand", "{'image':'https://x/a.png','up_expansion_ratio':0.1495,'down_expansion_ratio':0.1495,"
                              "'left_expansion_ratio':0.6547,'right_expansion_ratio':0.6547}")
                .refusal.message,
            "");
}

TEST(ImageKinds, the_default_model_of_generations_is_a_switch) { // §11.9
  EXPECT_EQ(drafted("generations", "{'prompt':'a'}").order.model, "kling-v3");
  Settings settings;
  settings.images_default_v1 = true;
  EXPECT_EQ(drafted("generations", "{'prompt':'a'}", settings).order.model, "kling-v1");
  EXPECT_EQ(drafted("generations", "{'prompt':'a','model_name':'kling-v2-1'}", settings).order.model, "kling-v2-1");
}

TEST(ImageKinds, what_kling_image_o1_makes_is_a_switch) { // §6.3
  constexpr std::string_view in_4k = "{'prompt':'a','resolution':'4k'}";
  constexpr std::string_view series = "{'prompt':'a','result_type':'series'}";
  EXPECT_EQ(drafted("omni-image", in_4k).refusal.message, "");
  EXPECT_EQ(drafted("omni-image", series).refusal.message, "");
  Settings settings;
  settings.image_o1_plain = true;
  EXPECT_EQ(drafted("omni-image", in_4k, settings).refusal.message, "resolution value '4k' is invalid");
  EXPECT_EQ(drafted("omni-image", series, settings).refusal.message, "result_type value 'series' is invalid");
  EXPECT_EQ(drafted("omni-image", "{'prompt':'a','resolution':'4k','model_name':'kling-v3-omni'}", settings).refusal.message, "");
}

TEST(ImageKinds, a_series_stands_in_a_list_of_its_own) {
  Made series("/v1/images/omni-image", "{'prompt':'a','result_type':'series','series_amount':2,'watermark_info':{'enabled':true}}");
  EXPECT_EQ(series.result()["result_type"].text(), "series");
  EXPECT_EQ(series.result()["images"].print(), "[]");
  ASSERT_EQ(series.result()["series_images"].size(), 2U);
  EXPECT_EQ(series.result()["series_images"].at(1)["index"].integer(), 1);
  EXPECT_TRUE(series.result()["series_images"].at(1)["watermark_url"].present());
  Made single("/v1/images/omni-image", "{'prompt':'a','n':2}");
  EXPECT_EQ(single.result()["result_type"].text(), "single");
  EXPECT_EQ(single.result()["images"].size(), 2U);
  EXPECT_EQ(single.result()["series_images"].print(), "[]");
}

TEST(ImageKinds, auto_follows_the_picture) {
  Made alone("/v1/images/omni-image", "{'prompt':'a'}");
  EXPECT_EQ(alone.probed(alone.result()["images"].at(0)["url"]), "png,1024,1024\n");
  Made wide("/v1/images/omni-image",
            concat({"{'prompt':'<<<image_1>>>','image_list':[{'image':'", picture(640, 360), "'}],'resolution':'4k'}"}));
  EXPECT_EQ(wide.probed(wide.result()["images"].at(0)["url"]), "png,4032,2268\n");
}

TEST(ImageKinds, an_expanded_picture_is_larger_by_its_ratios) {
  Made made("/v1/images/editing/expand", concat({"{'image':'", picture(400, 300),
                                                 "','up_expansion_ratio':0.5,'down_expansion_ratio':0,'left_expansion_ratio':0.25,"
                                                 "'right_expansion_ratio':0.25}"}));
  EXPECT_EQ(made.probed(made.result()["images"].at(0)["url"]), "png,600,450\n");
}

TEST(ImageKinds, a_try_on_has_neither_task_info_nor_external_id) {
  Made made("/v1/images/kolors-virtual-try-on",
            concat({"{'human_image':'", picture(300, 500), "','cloth_image':'https://x/c.png','external_task_id':'t'}"}));
  EXPECT_FALSE(made.answer.data()["task_info"].present());
  EXPECT_FALSE(made.answer.data()["watermark_info"].present());
  EXPECT_EQ(made.probed(made.result()["images"].at(0)["url"]), "png,300,500\n");
  EXPECT_EQ(made.result()["images"].size(), 1U);
  EXPECT_EQ(made.get("t").message(), "Task not found by id/external id: t");
}

TEST(ImageKinds, a_multi_shot_has_three_views_of_three_shots) {
  Made made("/v1/general/ai-multi-shot", "{'element_frontal_image':'https://x/a.png','external_task_id':'m'}");
  const json::Value images = made.result()["images"];
  ASSERT_EQ(images.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(images.at(i)["index"].integer(), static_cast<int64_t>(i));
    for (const char *name : {"url_1", "url_2", "url_3"}) {
      EXPECT_EQ(made.probed(images.at(i)[name]), "png,1024,1024\n");
    }
  }
  EXPECT_EQ(made.get("m").code(), 1201); // by task id only
  EXPECT_EQ(made.answer.data()["final_unit_deduction"].text(), "20");
}

TEST(ImageKinds, recognition_answers_at_once) {
  Account account;
  const Answer answer = account.call("POST", "/v1/videos/image-recognize", json_of(concat({"{'image':'", picture(320, 400), "'}"})));
  const json::Value images = answer.data()["task_result"]["images"];
  ASSERT_EQ(images.size(), 4U);
  constexpr std::string_view types[] = {"object_seg", "head_seg", "face_seg", "cloth_seg"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(images.at(i)["type"].text(), types[i]);
    EXPECT_EQ(images.at(i)["is_contain"].boolean(), true);
    const std::string_view link = images.at(i)["url"].text();
    EXPECT_EQ(TemporaryFile(account.raw("GET", link.substr(link.find("/_files/"))).content(), ".png").probe("stream=width,height"),
              "320,400\n");
  }
  EXPECT_EQ(answer.data()["final_unit_deduction"].text(), "0.1");
  EXPECT_EQ(account.call("GET", "/v1/videos/image-recognize").code(), 1202);
  const Answer nobody = account.call("POST", "/v1/videos/image-recognize", R"({"image":"https://x/no-human.png"})");
  EXPECT_EQ(nobody.data()["task_result"]["images"].at(0)["is_contain"].boolean(), true);
  EXPECT_EQ(nobody.data()["task_result"]["images"].at(2).print(), R"({"type":"face_seg","is_contain":false,"url":""})");
  EXPECT_EQ(account.ledger()["billed_units"].text(), "0.2");
}

} // namespace
} // namespace kling::sim
