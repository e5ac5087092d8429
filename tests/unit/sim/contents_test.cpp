#include "new_bodies.hpp"
#include "sim/base64.hpp"
#include "sim/png.hpp"

namespace kling::sim {
namespace {

constexpr std::string_view i2v_turbo = "/image-to-video/kling-3.0-turbo";
constexpr std::string_view i2v_3 = "/image-to-video/kling-3.0";
constexpr std::string_view i2v_2_6 = "/image-to-video/kling-2.6";
constexpr std::string_view i2v_2_5 = "/image-to-video/kling-2.5-turbo";
constexpr std::string_view omni_3 = "/omni-video/kling-3.0-omni";
constexpr std::string_view omni_1 = "/omni-video/kling-o1";
constexpr std::string_view alias = "/omni-video/kling-v3-omni";
constexpr std::string_view motion_3 = "/motion-control/kling-3.0";
constexpr std::string_view motion_2_6 = "/motion-control/kling-2.6";

// Items by the letter: what stands between the brackets of contents.
struct Item {
  char letter;
  std::string_view text;
};
constexpr Item items[] = {
    {'p', "{'type':'prompt','text':'a'}"},
    {'f', "{'type':'first_frame','url':'https://a/b.png','id':'1'}"},
    {'l', "{'type':'last_frame','url':'https://a/b.png'}"},
    {'r', "{'type':'refer_image','url':'https://a/b.png','id':2}"},
    {'F', "{'type':'feature_video','url':'https://a/b.mp4'}"},
    {'B', "{'type':'base_video','url':'https://a/b.mp4'}"},
    {'e', "{'type':'element','element_id':'829836802793406551','id':'fox'}"},    // of pictures
    {'c', "{'type':'element','element_id':'829836802793406553','id':'dancer'}"}, // of a video
    {'v', "{'type':'voice','voice_id':'829824295735410756','id':'1'}"},
    {'i', "{'type':'image','url':'https://a/b.png'}"},
    {'m', "{'type':'video','url':'https://a/b.mp4'}"},
};

/// "pff" with settings behind it as a body.
String made_of(std::string_view letters, std::string_view settings) {
  String out = "{'contents':[";
  for (const char letter : letters) {
    for (const Item &item : items) {
      if (item.letter == letter) {
        out += concat({out.ends_with('[') ? "" : ",", item.text});
      }
    }
  }
  return concat({out, "],'settings':{", settings, "}}"});
}

struct Mixture {
  std::string_view path;
  std::string_view message;
  std::string_view letters;
  std::string_view settings = {};
};

constexpr std::string_view ratio = "'aspect_ratio':'1:1'";
constexpr std::string_view turned = "'character_orientation':'video'";

// §5.2: which types each model has, how many of them, and the rules for references.
constexpr Mixture mixtures[] = {
    {i2v_turbo, "", "pf"},
    {i2v_turbo, "", "fp"},
    {i2v_turbo, "contents cannot be empty", ""},
    {i2v_turbo, "content item of type 'prompt' is required", "f"},
    {i2v_turbo, "content item of type 'first_frame' is required", "p"},
    {i2v_turbo, "contents[2].type value 'last_frame' is invalid", "pfl"},
    {i2v_turbo, "contents[2].type value 'element' is invalid", "pfe"},
    {i2v_turbo, "contents[0].type value 'refer_image' is invalid", "r"},
    {i2v_turbo, "contents of type 'prompt' cannot exceed 1 item", "ppf"},
    {i2v_turbo, "contents of type 'first_frame' cannot exceed 1 item", "pff"},
    {i2v_3, "", "pfl"},
    {i2v_3, "", "lfp"},
    {i2v_3, "content item of type 'first_frame' is required", "pl"},
    {i2v_3, "contents of type 'last_frame' cannot exceed 1 item", "pfll"},
    {i2v_3, "", "pfeec"},
    {i2v_3, "contents of type 'element' cannot exceed 3 items", "pfeeee"},
    {i2v_3, "contents[2].type value 'voice' is invalid", "pfv"},
    {i2v_2_6, "", "pfl", "'resolution':'1080p'"},
    {i2v_2_6, "first_frame and last_frame are only supported with resolution '1080p' by the current model", "pfl"},
    {i2v_2_6, "", "pfvv", "'resolution':'1080p','audio':'native'"},
    {i2v_2_6, "contents of type 'voice' cannot exceed 2 items", "pfvvv", "'resolution':'1080p','audio':'native'"},
    {i2v_2_6, "audio cannot be off when voice is used", "pfv", "'resolution':'1080p'"},
    {i2v_2_6, "audio cannot be off when voice is used", "pfv", "'resolution':'1080p','audio':'off'"},
    {i2v_2_6, "audio mode 'native' is only supported with resolution '1080p' by the current model", "pf", "'audio':'native'"},
    {i2v_2_6, "contents[2].type value 'element' is invalid", "pfe"},
    {i2v_2_5, "", "pfl", "'resolution':'1080p'"},
    {i2v_2_5, "first_frame and last_frame are only supported with resolution '1080p' by the current model", "pfl"},
    {i2v_2_5, "contents[2].type value 'voice' is invalid", "pfv"},
    {i2v_3, "audio mode 'original' is not supported by the current model", "pf", "'audio':'original'"},
    {i2v_turbo, "video resolution value '4k' is invalid", "pf", "'resolution':'4k'"},
    {i2v_3, "", "pf", "'resolution':'4k','audio':'native','duration':15"},
    {i2v_3, "settings.duration value '16' is invalid", "pf", "'duration':16"},
    {i2v_2_5, "settings.duration value '3' is invalid", "pf", "'duration':3"},

    {omni_3, "", "p", ratio},
    {omni_3, "settings.aspect_ratio is required", "p"},
    {omni_3, "settings.aspect_ratio is required", "pr"},
    {omni_3, "", "pf"},
    {omni_3, "", "pfl"},
    {omni_3, "", "pF"},
    {omni_3, "", "pB"},
    {omni_3, "content item of type 'prompt' is required", "f"},
    {omni_3, "content item of type 'first_frame' is required", "pl", ratio},
    {omni_3, "contents[1].type value 'image' is invalid", "pi", ratio},
    {omni_3, "contents[1].type value 'voice' is invalid", "pv", ratio},
    {omni_3, "", "prrrreee", ratio},
    {omni_3, "refer_image and multi-image elements cannot exceed 7 items", "prrrreeee", ratio},
    {omni_3, "", "prreeccc", ratio},
    {omni_3, "refer_image and multi-image elements cannot exceed 4 items with video character elements", "prrreec", ratio},
    {omni_3, "video character elements cannot exceed 3 items", "pcccc", ratio},
    {omni_3, "", "pFrree"},
    {omni_3, "refer_image and multi-image elements cannot exceed 4 items with a reference video", "pFrreee"},
    {omni_3, "", "pBeeeec"},
    {omni_3, "video character elements cannot exceed 1 item with a reference video", "pFcc"},
    {omni_3, "refer_image is not supported with a video character element and a reference video", "pBrc"},
    {omni_3, "reference videos cannot exceed 1 item", "pFB"},
    {omni_3, "contents of type 'feature_video' cannot exceed 1 item", "pFF"},
    {omni_3, "contents of type 'base_video' cannot exceed 1 item", "pBB"},
    {omni_3, "", "pfeee"},
    {omni_3, "", "pfleee"},
    {omni_3, "contents of type 'element' cannot exceed 3 items with first_frame", "pfeeee"},
    {omni_3, "first_frame and last_frame are not supported with base_video", "pfB"},
    {omni_3, "", "pfF"},
    {omni_3, "audio must be off when feature_video is used", "pF", "'audio':'native'"},
    {omni_3, "audio must be off when feature_video is used", "pF", "'audio':'original'"},
    {omni_3, "multi_shot must be true when feature_video is used", "pF", "'multi_shot':false"},
    {omni_3, "", "pF", "'multi_shot':true,'audio':'off'"},
    {omni_3, "audio mode 'native' is not supported with base_video", "pB", "'audio':'native'"},
    {omni_3, "multi_shot is not supported with base_video", "pB", "'multi_shot':true"},
    {omni_3, "", "pB", "'multi_shot':false,'audio':'original'"},
    {omni_3, "", "pB", "'duration':99"},
    {omni_3, "settings.duration value '16' is invalid", "pF", "'duration':16"},
    {omni_3, "", "p", "'aspect_ratio':'16:9','audio':'original'"},
    {omni_1, "", "pfl", "'duration':10"},
    {omni_1, "", "pfeee"},
    {omni_1, "element is not supported with first_frame and last_frame by the current model", "pfle"},
    {omni_1, "audio mode 'native' is not supported by the current model", "pf", "'audio':'native'"},
    {omni_1, "", "pB", "'audio':'original'"},
    {omni_1, "video resolution value '4k' is invalid", "pf", "'resolution':'4k'"},
    {omni_1, "settings.duration value '11' is invalid", "pr", "'aspect_ratio':'1:1','duration':11"},
    {omni_1, "settings.duration value '2' is invalid", "pr", "'aspect_ratio':'1:1','duration':2"},
    {omni_1, "", "pr", "'aspect_ratio':'1:1','duration':3"},
    {omni_1, "", "pf", "'duration':10"},
    {omni_1, "Duration only supports 5 or 10 seconds when no refer_image is provided", "pf", "'duration':3"},
    {omni_1, "Duration only supports 5 or 10 seconds when no refer_image is provided", "p", "'aspect_ratio':'1:1','duration':7"},

    {motion_3, "", "im", turned},
    {motion_3, "", "mpi", turned},
    {motion_3, "content item of type 'image' is required", "pm", turned},
    {motion_3, "content item of type 'video' is required", "pi", turned},
    {motion_3, "settings.character_orientation is required", "im", "'resolution':'1080p'"},
    {motion_3, "settings.character_orientation value 'left' is invalid", "im", "'character_orientation':'left'"},
    {motion_3, "", "ime", turned},
    {motion_3, "contents of type 'element' cannot exceed 1 item", "imee", turned},
    {motion_3, "contents of type 'image' cannot exceed 1 item", "iim", turned},
    {motion_3, "contents[2].type value 'first_frame' is invalid", "imf", turned},
    {motion_3, "audio mode 'native' is not supported by the current model", "im", "'character_orientation':'image','audio':'native'"},
    {motion_3, "video resolution value '4k' is invalid", "im", "'character_orientation':'image','resolution':'4k'"},
    {motion_2_6, "", "pim", "'character_orientation':'image','audio':'off','resolution':'1080p'"},
    {motion_2_6, "contents[2].type value 'element' is invalid", "ime", turned},
};

TEST(Contents, have_the_types_and_the_counts_of_each_model) {
  for (const Mixture &row : mixtures) {
    const String body = made_of(row.letters, row.settings);
    EXPECT_EQ(said(row.path, body), row.message) << row.path << " " << row.letters << " " << row.settings;
  }
  EXPECT_EQ(said(motion_3, "{'contents':[{'type':'image','url':'https://a'},{'type':'video','url':'https://a'}]}"),
            "settings.character_orientation is required");
}

// §7.2, and what belongs to it
constexpr NewVerdict item_verdicts[] = {
    {i2v_3, "contents cannot be empty", "{}"},
    {i2v_3, "contents cannot be empty", "{'contents':[]}"},
    {i2v_3, "contents cannot be empty", "{'contents':''}"},
    {i2v_3, "contents value type is invalid, expected array", "{'contents':{'type':'prompt'}}"},
    {i2v_3, "contents value type is invalid, expected array", "{'contents':'a fox'}"},
    {i2v_3, "contents[0] value type is invalid, expected object", "{'contents':['a fox']}"},
    {i2v_3, "contents[0].type value 'x' is invalid", "{'contents':[{'type':'x'}]}"},
    {i2v_3, "contents[1].type value '' is invalid", "{'contents':[{'type':'prompt','text':'a'},{'url':'https://a'}]}"},
    {i2v_3, "content item of type 'prompt' must have non-blank text", "{'contents':[{'type':'prompt'}]}"},
    {i2v_3, "content item of type 'prompt' must have non-blank text", "{'contents':[{'type':'prompt','text':' \\n\\t '}]}"},
    {i2v_3, "contents[0].text value type is invalid, expected string", "{'contents':[{'type':'prompt','text':{}}]}"},
    {i2v_3, "content item of type 'first_frame' must have a non-blank url", "{'contents':[{'type':'first_frame'}]}"},
    {i2v_3, "content item of type 'first_frame' must have a non-blank url", "{'contents':[{'type':'first_frame','url':'  '}]}"},
    {i2v_3, "content item of type 'last_frame' must have a non-blank url", "{'contents':[{'type':'last_frame','url':''}]}"},
    {i2v_3, "contents[0].url value type is invalid, expected string", "{'contents':[{'type':'first_frame','url':7}]}"},
    {i2v_3, "contents[0].url is not a valid JPEG or PNG image", "{'contents':[{'type':'first_frame','url':'a fox'}]}"},
    {i2v_3, "contents[0].url must be a URL or Base64 without a 'data:' prefix",
     "{'contents':[{'type':'first_frame','url':'data:image/png;base64,AAAA'}]}"},
    {i2v_3, "contents[0].id value type is invalid, expected string", "{'contents':[{'type':'first_frame','url':'https://a','id':['1']}]}"},
    {omni_3, "content item of type 'refer_image' must have a non-blank url", "{'contents':[{'type':'refer_image'}]}"},
    {omni_3, "content item of type 'base_video' must have a non-blank url", "{'contents':[{'type':'base_video'}]}"},
    {omni_3, "Video URL is invalid", "{'contents':[{'type':'feature_video','url':'AAAA'}]}"},
    {omni_3, "Video URL is invalid", "{'contents':[{'type':'base_video','url':'ftp://a/b.mp4'}]}"},
    {motion_3, "Video URL is invalid", "{'contents':[{'type':'video','url':'b.mp4'}]}"},
    {omni_3, "Invalid element id: ", "{'contents':[{'type':'element'}]}"},
    {omni_3, "Invalid element id: fox", "{'contents':[{'type':'element','element_id':'fox'}]}"},
    {omni_3, "Element id not found: 1", "{'contents':[{'type':'element','element_id':'1'}]}"},
    {i2v_2_6, "Voice id not found", "{'contents':[{'type':'voice'}]}"},
    {i2v_2_6, "Voice id not found", "{'contents':[{'type':'voice','voice_id':'genshin_vindi2'}]}"},
    {i2v_turbo, "", "{'contents':[{'type':'prompt','text':'{2500}'},{'type':'first_frame','url':'https://a'}]}"},
    {i2v_turbo, "contents[0].text cannot exceed 2500 characters", "{'contents':[{'type':'prompt','text':'{2501}'}]}"},
    {i2v_3, "", "{'contents':[{'type':'prompt','text':'{3072}'},{'type':'first_frame','url':'https://a'}]}"},
    {i2v_3, "contents[0].text cannot exceed 3072 characters", "{'contents':[{'type':'prompt','text':'{3073}'}]}"},
    {i2v_2_6, "contents[0].text cannot exceed 2500 characters", "{'contents':[{'type':'prompt','text':'{2501}'}]}"},
    {i2v_2_5, "contents[0].text cannot exceed 2500 characters", "{'contents':[{'type':'prompt','text':'{2501}'}]}"},
    {omni_3, "contents[0].text cannot exceed 3072 characters", "{'contents':[{'type':'prompt','text':'{3073}'}]}"},
    {omni_3, "", "{'contents':[{'type':'prompt','text':'{3072}'}],'settings':{'aspect_ratio':'1:1'}}"},
    {omni_1, "", "{'contents':[{'type':'prompt','text':'{2500}'}],'settings':{'aspect_ratio':'1:1'}}"},
    {omni_1, "contents[0].text cannot exceed 2500 characters", "{'contents':[{'type':'prompt','text':'{2501}'}]}"},
    {motion_3, "contents[0].text cannot exceed 2500 characters", "{'contents':[{'type':'prompt','text':'{2501}'}]}"},
    {motion_2_6, "contents[0].text cannot exceed 2500 characters", "{'contents':[{'type':'prompt','text':'{2501}'}]}"},
};

TEST(Contents, items_are_checked_one_by_one) {
  expect_verdicts(item_verdicts);
}

String frame_of(uint32_t width, uint32_t height, std::string_view type = "first_frame", std::size_t bytes = 0) {
  String picture = make_png(width, height, 1);
  picture.resize(bytes > picture.size() ? bytes : picture.size());
  return concat({"{'contents':[{'type':'prompt','text':'a'},{'type':'", type, "','url':'", encode_base64(picture), "'}]}"});
}

/// Inline pictures are looked at, up to 50 MB (§5.2); the clip has their shape.
TEST(Contents, inline_pictures_are_held_to_their_limits) {
  constexpr std::string_view wrong =
      "The resolution or aspect ratio of the input image is invalid. Please ensure it meets the required specifications.";
  EXPECT_EQ(said(i2v_3, frame_of(300, 300)), "");
  EXPECT_EQ(said(i2v_3, frame_of(299, 300)), wrong);
  EXPECT_EQ(said(i2v_3, frame_of(750, 300)), "");
  EXPECT_EQ(said(i2v_3, frame_of(751, 300)), wrong);
  EXPECT_EQ(said(i2v_3, frame_of(300, 300, "first_frame", std::size_t{11} << 20U)), "");
  EXPECT_EQ(said(i2v_3, frame_of(300, 300, "first_frame", (std::size_t{50} << 20U) + 1)), "contents[1].url cannot exceed 50 MB");
  Account account;
  EXPECT_EQ(post(account, i2v_3, frame_of(300, 500)).code(), 0);
  EXPECT_EQ(account.service.tasks().all().back().order.clip.ratio, Ratio::tall);
  const String motion = concat({"{'contents':[{'type':'image','url':'", encode_base64(make_png(400, 400, 1)),
                                "'},{'type':'video','url':'https://a'}],'settings':{'character_orientation':'image'}}"});
  EXPECT_EQ(post(account, motion_3, motion).code(), 0);
  EXPECT_EQ(account.service.tasks().all().back().order.clip.ratio, Ratio::square);
}

struct Doomed {
  std::string_view path;
  std::string_view body;
  std::string_view message;
};

// §3, §5.3: taken, and then not made
constexpr Doomed doomed[] = {
    {"/text-to-video/kling-3.0", "{'prompt':'risk control'}", "Failure to pass the risk control system"},
    {i2v_3, "{'contents':[{'type':'prompt','text':'risk control'},{'type':'first_frame','url':'https://a'}]}",
     "Failure to pass the risk control system"},
    {i2v_3, "{'contents':[{'type':'prompt','text':'a'},{'type':'first_frame','url':'https://a/unreachable.png'}]}",
     "Something went wrong when we tried to get the contents of the file."},
    {i2v_3, "{'contents':[{'type':'prompt','text':'a'},{'type':'first_frame','url':'https://a/bad-ratio.png'}]}",
     "The resolution or aspect ratio of the input image is invalid. Please ensure it meets the required specifications."},
    {omni_3, "{'contents':[{'type':'prompt','text':'a'},{'type':'base_video','url':'https://a/unreachable.mp4'}]}",
     "Something went wrong when we tried to get the contents of the file."},
    {alias, "{'contents':[{'type':'prompt','text':'a'}],'settings':{'resolution':'480p'}}", "video resolution value '480p' is invalid"},
};

TEST(Contents, some_tasks_fail_and_cost_nothing) {
  for (const Doomed &row : doomed) {
    Account account;
    const Answer made = post(account, row.path, row.body);
    ASSERT_EQ(made.code(), 0) << made.message();
    account.now += 1000;
    const Recorded record(account, made.data()["id"].text());
    EXPECT_EQ(record["status"].text(), "failed") << row.body;
    EXPECT_EQ(record["message"].text(), row.message) << row.body;
    EXPECT_EQ(record["outputs"].print(), "[]");
    EXPECT_EQ(record["billing"].print(), R"([{"amount":"0"}])");
    EXPECT_EQ(account.ledger()["billed_units"].text(), "0");
  }
}

// §5.2, "Model path alias"
constexpr Mixture alias_mixtures[] = {
    {alias, "", "p"},
    {alias, "", "pimecflvv"},
    {alias, "", "peeeeeeee"},
    {alias, "", "pl"},
    {alias, "content item of type 'prompt' is required", "f"},
    {alias, "contents[1].type value 'refer_image' is invalid", "pr"},
    {alias, "contents[1].type value 'base_video' is invalid", "pB"},
    {alias, "contents[1].type value 'feature_video' is invalid", "pF"},
    {alias, "", "p", "'duration':0"},
    {alias, "", "p", "'duration':1"},
    {alias, "", "p", "'duration':20"},
    {alias, "settings.duration value 'x' is invalid", "p", "'duration':'x'"},
    {alias, "", "p", "'resolution':'4k','aspect_ratio':'9:16'"},
    {alias, "settings.resolution value '360p' is invalid", "p", "'resolution':'360p'"},
    {alias, "", "p", "'seed':7"},
    {alias, "settings.seed value 'x' is invalid", "p", "'seed':'x'"},
    {alias, "audio mode 'original' is not supported by the current model", "p", "'audio':'original'"},
};

TEST(Contents, the_alias_is_loose) {
  for (const Mixture &row : alias_mixtures) {
    EXPECT_EQ(said(row.path, made_of(row.letters, row.settings)), row.message) << row.letters << " " << row.settings;
  }
  EXPECT_EQ(said(alias, "{'contents':[{'type':'prompt','text':'a'},{'type':'image'}]}"), "") << "images are ignored";
  EXPECT_EQ(said(alias, "{'contents':[{'type':'prompt','text':'a'},{'type':'video','url':'x'}]}"), "Video URL is invalid");
}

} // namespace
} // namespace kling::sim
