#include "drafting.hpp"
#include "sim/base64.hpp"
#include "sim/effect.hpp"
#include "sim/png.hpp"
#include "sim/wav.hpp"

namespace kling::sim {
namespace {

Settings with_any_ids() {
  Settings out;
  out.any_ids = true;
  return out;
}

struct RefusedCase {
  std::string_view kind;
  std::string_view message;
  std::string_view body;
};

constexpr std::string_view groups = "image_tail, dynamic_masks/static_mask and camera_control cannot be used together";

// Sections 4.3 to 4.11, 6.1 and 7.2 of the reference.
constexpr RefusedCase refused[] = {
    {"image2video", "image or image_tail is required", "{'prompt':'a'}"},
    {"image2video", "model_name 'kling-v3-0' is not supported for this API", "{'image':'http://a','model_name':'kling-v3-0'}"},
    {"image2video", "Image tail is not supported by the current model",
     "{'image':'http://a','image_tail':'http://b','model_name':'kling-v2-master'}"},
    {"image2video", "Image tail is not supported by the current model", "{'image_tail':'http://b','model_name':'kling-v2-1','mode':'pro'}"},
    {"image2video", "model/mode/duration(kling-v2-5-turbo/std/5) is not supported with image_tail",
     "{'image':'http://a','image_tail':'http://b','model_name':'kling-v2-5-turbo'}"},
    {"image2video", "model/mode/duration(kling-v1/std/10) is not supported with image_tail",
     "{'image':'http://a','image_tail':'http://b','duration':'10'}"},
    {"image2video", "model/mode/duration(kling-v2-6/pro/5) is not supported with image_tail and sound",
     "{'image':'http://a','image_tail':'http://b','model_name':'kling-v2-6','mode':'pro','sound':'on'}"},
    {"image2video", "kling-v1-6 is not supported with motion brush",
     "{'image':'http://a','static_mask':'http://b','model_name':'kling-v1-6'}"},
    {"image2video", "kling-v2-6 is not supported with motion brush",
     "{'image':'http://a','has_static_mask':true,'model_name':'kling-v2-6'}"},
    {"image2video", "model/mode/duration(kling-v1/std/10) is not supported with motion brush",
     "{'image':'http://a','static_mask':'http://b','duration':'10'}"},
    {"image2video", groups, "{'image':'http://a','image_tail':'http://b','static_mask':'http://c'}"},
    {"image2video", groups,
     "{'image':'http://a','camera_control':{'type':'simple','config':{'zoom':1}},'dynamic_masks':[{'mask':'http://c',"
     "'trajectories':[{'x':1,'y':1},{'x':2,'y':2}]}]}"},
    {"image2video", "dynamic_masks[0].mask is required", "{'image':'http://a','dynamic_masks':[{}]}"},
    {"image2video", "dynamic_masks[0].trajectories must have at least 2 items",
     "{'image':'http://a','dynamic_masks':[{'mask':'http://c','trajectories':[{'x':1,'y':1}]}]}"},
    {"image2video", "dynamic_masks[0].trajectories[1].y is required",
     "{'image':'http://a','dynamic_masks':[{'mask':'http://c','trajectories':[{'x':1,'y':1},{'x':1}]}]}"},
    {"image2video", "camera_control.type value 'down_back' is invalid", "{'image':'http://a','camera_control':{'type':'down_back'}}"},
    {"image2video", "camera_control is only supported in pro mode with 5s duration and kling-v1-5",
     "{'image':'http://a','camera_control':{'type':'simple','config':{'zoom':1}},'model_name':'kling-v1-5'}"},
    {"image2video", "element_list is not supported by the current model", "{'image':'http://a','element_list':[{'element_id':1}]}"},
    {"image2video", "voice_list is not supported by the current model",
     "{'image':'http://a','voice_list':[{'voice_id':'1'}],'model_name':'kling-v3'}"},
    {"image2video", "image is not a valid JPEG or PNG image", "{'image':'iVBORw0KGgo='}"},
    {"image2video", "image must be a URL or Base64 without a 'data:' prefix", "{'image':'data:image/png;base64,iVBORw0KGgo='}"},
    {"omni-video", "prompt is required", "{'aspect_ratio':'1:1'}"},
    {"omni-video", "aspect_ratio is required", "{'prompt':'a'}"},
    {"omni-video", "mode value '4k' is invalid", "{'prompt':'a','aspect_ratio':'1:1','mode':'4k'}"},
    {"omni-video", "sound is not supported by the current model", "{'prompt':'a','aspect_ratio':'1:1','sound':'on'}"},
    {"omni-video", "multi_shot is not supported by the current model", "{'prompt':'a','multi_shot':true,'shot_type':'intelligence'}"},
    {"omni-video", "end_frame requires first_frame", "{'prompt':'a','image_list':[{'image_url':'http://a','type':'end_frame'}]}"},
    {"omni-video", "image_list[0].type value 'last_frame' is invalid",
     "{'prompt':'a','image_list':[{'image_url':'http://a','type':'last_frame'}]}"},
    {"omni-video", "image_list[1].image_url is required", "{'prompt':'a','image_list':[{'image_url':'http://a'},{'image':'http://b'}]}"},
    {"omni-video", "first_frame and end_frame are not supported with more than 2 images by the current model",
     "{'prompt':'a','image_list':[{'image_url':'http://a','type':'first_frame'},{'image_url':'http://b'},{'image_url':'http://c'}]}"},
    {"omni-video", "image_list and element_list cannot exceed 7 items",
     "{'prompt':'a','image_list':[{'image_url':'http://a'},{'image_url':'http://a'},{'image_url':'http://a'},{'image_url':'http://a'}],"
     "'element_list':[{'element_id':1},{'element_id':2},{'element_id':3},{'element_id':4}]}"},
    {"omni-video", "image_list and element_list cannot exceed 4 items with a video",
     "{'prompt':'a','video_list':[{'video_url':'http://v'}],'image_list':[{'image_url':'http://a'},{'image_url':'http://a'},"
     "{'image_url':'http://a'},{'image_url':'http://a'},{'image_url':'http://a'}]}"},
    {"omni-video", "element_list cannot exceed 3 items with a first frame",
     "{'prompt':'a','model_name':'kling-v3-omni','image_list':[{'image_url':'http://a','type':'first_frame'}],"
     "'element_list':[{'element_id':1},{'element_id':2},{'element_id':3},{'element_id':4}]}"},
    {"omni-video", "element_list is not supported with first and end frames by the current model",
     "{'prompt':'a','image_list':[{'image_url':'http://a','type':'first_frame'},{'image_url':'http://b','type':'end_frame'}],"
     "'element_list':[{'element_id':1}]}"},
    {"omni-video", "video_list cannot exceed 1 items", "{'prompt':'a','video_list':[{'video_url':'http://v'},{'video_url':'http://v'}]}"},
    {"omni-video", "Video URL is invalid", "{'prompt':'a','video_list':[{'video_url':'AAAA'}]}"},
    {"omni-video", "sound must be off when video_list is used",
     "{'prompt':'a','model_name':'kling-v3-omni','sound':'on','video_list':[{'video_url':'http://v'}]}"},
    {"omni-video", "first_frame and end_frame are not supported with refer_type 'base'",
     "{'prompt':'a','image_list':[{'image_url':'http://a','type':'first_frame'}],'video_list':[{'video_url':'http://v'}]}"},
    {"omni-video", "Duration only supports 5 or 10 seconds when no refer_image is provided",
     "{'prompt':'a','aspect_ratio':'1:1','duration':'7'}"},
    {"omni-video", "duration value '11' is invalid", "{'prompt':'a','aspect_ratio':'1:1','duration':'11'}"},
    {"omni-video", "duration value '16' is invalid", "{'prompt':'a','aspect_ratio':'1:1','duration':'16','model_name':'kling-v3-omni'}"},
    {"omni-video", "The sum of multi_prompt durations must equal duration",
     "{'model_name':'kling-v3-omni','aspect_ratio':'1:1','multi_shot':true,'shot_type':'customize','multi_prompt':"
     "[{'index':1,'prompt':'a','duration':'3'}]}"},
    {"multi-image2video", "image_list cannot exceed 4 items",
     "{'prompt':'a','image_list':[{'image':'http://a'},{'image':'http://a'},{'image':'http://a'},{'image':'http://a'},{'image':'http://"
     "a'}]}"},
    {"multi-image2video", "image_list is required", "{'prompt':'a','image_list':[]}"},
    {"multi-image2video", "image_list[0].image is required", "{'prompt':'a','image_list':[{}]}"},
    {"multi-image2video", "duration value '7' is invalid", "{'prompt':'a','image_list':[{'image':'http://a'}],'duration':'7'}"},
    {"motion-control", "character_orientation value 'text' is invalid",
     "{'image_url':'http://a','video_url':'http://v','character_orientation':'text','mode':'std'}"},
    {"motion-control", "mode value '4k' is invalid",
     "{'image_url':'http://a','video_url':'http://v','character_orientation':'image','mode':'4k'}"},
    {"motion-control", "element_list is not supported by the current model",
     "{'image_url':'http://a','video_url':'http://v','character_orientation':'video','mode':'std','element_list':[{'element_id':1}]}"},
    {"avatar", "audio_id or sound_file is required", "{'image':'http://a'}"},
    {"avatar", "audio_id and sound_file cannot be used together", "{'image':'http://a','audio_id':'1','sound_file':'http://b'}"},
    {"avatar", "Audio format is invalid", "{'image':'http://a','sound_file':'AAAA'}"},
    {"effects", "effect_scene value 'kiss' is invalid", "{'effect_scene':'kiss','input':{'image':'http://a'}}"},
    {"effects", "input.image is required", "{'effect_scene':'running','input':{'images':['http://a','http://b']}}"},
    {"effects", "input.images is required", "{'effect_scene':'hug_pro','input':{'image':'http://a'}}"},
    {"effects", "input.images must have exactly 2 items", "{'effect_scene':'hug_pro','input':{'images':['http://a']}}"},
    {"effects", "input.images[1] is not a valid JPEG or PNG image", "{'effect_scene':'hug_pro','input':{'images':['http://a','AAAA']}}"},
    // §7.3, in its sequence
    {"lip-sync", "input.mode: must not be null", "{}"},
    {"lip-sync", "allowed values: text2video, audio2video", "{'input':{'mode':'x'}}"},
    {"lip-sync", "video_id or video_url is required", "{'input':{'mode':'audio2video'}}"},
    {"lip-sync", "Audio type is null", "{'input':{'mode':'audio2video','video_url':'http://v'}}"},
    {"lip-sync", "allowed values: file, url", "{'input':{'mode':'audio2video','video_url':'http://v','audio_type':'x'}}"},
    {"lip-sync", "audio_file is required", "{'input':{'mode':'audio2video','video_url':'http://v','audio_type':'file'}}"},
    {"lip-sync", "text is required", "{'input':{'mode':'text2video','video_url':'http://v'}}"},
    {"lip-sync", "Voice language not found", "{'input':{'mode':'text2video','video_url':'http://v','text':'a'}}"},
    {"lip-sync", "Voice id not found",
     "{'input':{'mode':'text2video','video_url':'http://v','text':'a','voice_language':'en','voice_id':''}}"},
    {"lip-sync", "allowed values: zh, en",
     "{'input':{'mode':'text2video','video_url':'http://v','text':'a','voice_language':'fr','voice_id':'AOT'}}"},
    {"lip-sync", "input.voiceSpeed: must be less than or equal to 2.0",
     "{'input':{'mode':'text2video','video_url':'http://v','text':'a','voice_language':'en','voice_id':'AOT','voice_speed':99}}"},
    {"lip-sync", "input.voiceSpeed: must be greater than or equal to 0.8",
     "{'input':{'mode':'text2video','video_url':'http://v','text':'a','voice_language':'en','voice_id':'AOT','voice_speed':0.5}}"},
    {"lip-sync", "input.video_id and input.video_url cannot be used together",
     "{'input':{'mode':'text2video','video_url':'http://v','video_id':'1','text':'a','voice_language':'en','voice_id':'AOT'}}"},
    {"identify-face", "video_id or video_url is required", "{}"},
    {"advanced-lip-sync", "face_choose[0].audio_id or face_choose[0].sound_file is required",
     "{'session_id':'s','face_choose':[{'face_id':'0','sound_start_time':0,'sound_end_time':3000,'sound_insert_time':0}]}"},
    {"advanced-lip-sync", "The audio must be at least 2 seconds long after cropping",
     "{'session_id':'s','face_choose':[{'face_id':'0','sound_file':'http://a','sound_start_time':0,'sound_end_time':1999,"
     "'sound_insert_time':0}]}"},
    {"advanced-lip-sync", "The inserted audio must be inside of the video",
     "{'session_id':'s','face_choose':[{'face_id':'0','sound_file':'http://a','sound_start_time':'0','sound_end_time':'3000',"
     "'sound_insert_time':'9000'}]}"},
    {"advanced-lip-sync", "face_choose[0].sound_volume value '2.1' is invalid",
     "{'session_id':'s','face_choose':[{'face_id':'0','sound_file':'http://a','sound_start_time':0,'sound_end_time':3000,"
     "'sound_insert_time':0,'sound_volume':2.1}]}"},
    {"multi-elements", "image_list is required", "{'session_id':'s','edit_mode':'swap','prompt':'a'}"},
    {"multi-elements", "image_list is not supported with edit_mode 'removal'",
     "{'session_id':'s','edit_mode':'removal','prompt':'a','image_list':[{'image':'http://a'}]}"},
    {"multi-elements", "image_list cannot exceed 1 items with edit_mode 'swap'",
     "{'session_id':'s','edit_mode':'swap','prompt':'a','image_list':[{'image':'http://a'},{'image':'http://a'}]}"},
    {"multi-elements-add-selection", "points[0].x value '1.5' is invalid", "{'session_id':'s','frame_index':0,'points':[{'x':1.5,'y':0}]}"},
};

TEST(VideoKinds, refuse_what_the_pages_exclude) {
  for (const RefusedCase &each : refused) {
    const Refusal refusal = drafted(each.kind, each.body, with_any_ids()).refusal;
    EXPECT_EQ(refusal.code, refusal.message.starts_with("model_name") ? 1203 : 1201) << each.body;
    EXPECT_EQ(refusal.message, each.message) << each.body;
  }
}

struct UnknownCase {
  std::string_view kind;
  std::string_view message;
  std::string_view body;
};

constexpr UnknownCase unknown[] = {
    {"image2video", "Element id not found: 829836802793400001",
     "{'image':'http://a','model_name':'kling-v3','element_list':[{'element_id':829836802793400001}]}"},
    {"image2video", "Invalid element id: abc", "{'image':'http://a','model_name':'kling-v3','element_list':[{'element_id':'abc'}]}"},
    {"image2video", "Voice id not found",
     "{'image':'http://a','model_name':'kling-v2-6','mode':'pro','sound':'on','voice_list':[{'voice_id':'AOT'}]}"},
    {"video-extend", "Video id not found: 1", "{'video_id':'1'}"},
    {"identify-face", "Video id not found: 1", "{'video_id':'1'}"},
    {"avatar", "Audio id not found: 1", "{'image':'http://a','audio_id':'1'}"},
    {"advanced-lip-sync", "Session id not found: s",
     "{'session_id':'s','face_choose':[{'face_id':'0','sound_file':'http://a','sound_start_time':0,'sound_end_time':3000,"
     "'sound_insert_time':0}]}"},
    {"multi-elements", "Session id not found: s", "{'session_id':'s','edit_mode':'removal','prompt':'a'}"},
    {"lip-sync", "Voice id not found",
     "{'input':{'mode':'text2video','video_url':'http://v','text':'a','voice_language':'zh','voice_id':'AOT'}}"},
};

TEST(VideoKinds, an_id_must_be_known_unless_the_switch_takes_any) {
  for (const UnknownCase &each : unknown) {
    EXPECT_EQ(drafted(each.kind, each.body).refusal.message, each.message) << each.body;
    if (!each.message.starts_with("Invalid")) {
      EXPECT_EQ(drafted(each.kind, each.body, with_any_ids()).refusal.code, 0) << each.body;
    }
  }
}

struct TakenCase {
  std::string_view kind;
  std::string_view body;
  std::string_view model;
  Ratio ratio;
  Resolution resolution;
  int32_t seconds;
  std::string_view units;
};

constexpr auto wide = Ratio::wide;
constexpr auto hd720 = Resolution::hd720;
constexpr auto hd1080 = Resolution::hd1080;

constexpr TakenCase taken[] = {
    {"image2video", "{'image':'http://a','image_tail':'http://b','model_name':'kling-v1-5','mode':'pro','duration':'10'}", "kling-v1-5",
     wide, hd1080, 10, "7"},
    {"image2video", "{'image_tail':'http://b','model_name':'kling-v1-6','mode':'pro'}", "kling-v1-6", wide, hd1080, 5, "3.5"},
    {"image2video", "{'image':'http://a','model_name':'kling-v1-5','mode':'pro','camera_control':{'type':'simple','config':{'zoom':1}}}",
     "kling-v1-5", wide, hd1080, 5, "3.5"},
    {"image2video",
     "{'image':'http://a','model_name':'kling-v3','image_tail':'http://b','duration':'3','element_list':[{'element_id':'160'}]}",
     "kling-v3", wide, hd720, 3, "1.8"},
    {"image2video", "{'image':'http://a','model_name':'kling-v2-6','mode':'pro','sound':'on','voice_list':[{'voice_id':'1'}]}",
     "kling-v2-6", wide, hd1080, 5, "6"},
    {"omni-video", "{'prompt':'a','aspect_ratio':'9:16'}", "kling-video-o1", Ratio::tall, hd1080, 5, "4"},
    {"omni-video", "{'prompt':'a','video_list':[{'video_url':'http://v','refer_type':'base'}],'duration':'99'}", "kling-video-o1", wide,
     hd1080, 5, "6"},
    {"omni-video", "{'prompt':'a','image_list':[{'image_url':'http://a'}],'aspect_ratio':'1:1','duration':'7','mode':'std'}",
     "kling-video-o1", Ratio::square, hd720, 7, "4.2"},
    {"omni-video", "{'prompt':'a','model_name':'kling-v3-omni','sound':'on','mode':'std','aspect_ratio':'16:9','duration':'3'}",
     "kling-v3-omni", wide, hd720, 3, "2.4"},
    {"omni-video", "{'prompt':'a','model_name':'kling-v3-omni','mode':'4k','image_list':[{'image_url':'http://a','type':'first_frame'}]}",
     "kling-v3-omni", wide, Resolution::uhd4k, 5, "15"},
    {"motion-control",
     "{'image_url':'http://a','video_url':'http://v','character_orientation':'video','mode':'pro','model_name':'kling-v3'}", "kling-v3",
     wide, hd1080, 5, "6"},
    {"effects", "{'effect_scene':'hug_pro','input':{'images':['http://a','http://b'],'duration':'5'}}", "effects", wide, hd720, 5, "2"},
    {"avatar", "{'image':'http://a','sound_file':'http://b','mode':'pro'}", "avatar", wide, hd1080, 5, "4"},
    {"multi-elements",
     "{'session_id':'s','edit_mode':'swap','prompt':'a','image_list':[{'image':'http://a'}],'mode':'pro','duration':'10'}", "kling-v1-6",
     wide, hd1080, 10, "10"},
};

TEST(VideoKinds, take_what_the_pages_show_and_price_it) {
  for (const TakenCase &each : taken) {
    const Drafted out = drafted(each.kind, each.body, with_any_ids());
    EXPECT_EQ(out.refusal.message, "") << each.body;
    EXPECT_EQ(out.order.model, each.model) << each.body;
    EXPECT_EQ(out.order.clip.ratio, each.ratio) << each.body;
    EXPECT_EQ(out.order.clip.resolution, each.resolution) << each.body;
    EXPECT_EQ(out.order.clip.seconds, each.seconds) << each.body;
    EXPECT_EQ(units_text(out.order.cost), each.units) << each.body;
  }
}

String image_body(uint32_t width, uint32_t height) {
  return concat({"{'image':'", encode_base64(make_png(width, height, 1)), "'}"});
}

TEST(VideoKinds, look_at_pictures_that_came_as_base64) {
  constexpr std::string_view bad =
      "The resolution or aspect ratio of the input image is invalid. Please ensure it meets the required specifications.";
  EXPECT_EQ(drafted("image2video", image_body(300, 750)).refusal.message, "");
  EXPECT_EQ(drafted("image2video", image_body(300, 751)).refusal.message, bad);
  EXPECT_EQ(drafted("image2video", image_body(299, 400)).refusal.message, bad);
  EXPECT_EQ(drafted("image2video", image_body(300, 750)).order.clip.ratio, Ratio::tall);
  EXPECT_EQ(drafted("image2video", image_body(400, 400)).order.clip.ratio, Ratio::square);
  const String masked =
      concat({"{'image':'", encode_base64(make_png(600, 600, 1)), "','static_mask':'", encode_base64(make_png(600, 601, 1)), "'}"});
  EXPECT_EQ(drafted("image2video", masked).refusal.message, "static_mask must have the aspect ratio of image");
}

TEST(VideoKinds, look_at_sound_that_came_as_base64) {
  const auto body = [](int64_t milliseconds) {
    return concat({"{'image':'http://a','sound_file':'", encode_base64(make_wav(milliseconds)), "'}"});
  };
  EXPECT_EQ(units_text(drafted("avatar", body(2500)).order.cost), "1.2");
  EXPECT_EQ(drafted("avatar", body(1999)).refusal.message, "The duration of the audio must be between 2 and 300 seconds");
  const String aac = concat({"{'image':'http://a','sound_file':'", encode_base64("\xff\xf1 and so on"), "'}"});
  EXPECT_EQ(drafted("avatar", aac).refusal.message, "");
  Settings strict;
  strict.strict_audio = true;
  EXPECT_EQ(drafted("avatar", aac, strict).refusal.message, "Audio format is invalid");
}

TEST(VideoKinds, know_the_effects_of_the_appendix) {
  EXPECT_EQ(effect_scenes().size(), 219U);
  EXPECT_TRUE(is_dual_effect("pet_skateboard"));
  EXPECT_TRUE(is_dual_effect("heart_gesture_pro"));
  EXPECT_FALSE(is_dual_effect("net_the_fish"));
  for (const std::string_view scene : effect_scenes()) {
    const String body = concat({"{'effect_scene':'", scene, "','input':{'image':'http://a','images':['http://a','http://b']}}"});
    EXPECT_EQ(drafted("effects", body).refusal.code, 0) << scene;
  }
}

TEST(VideoKinds, fail_in_the_recorded_words) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"{'image':'http://a/unreachable.png'}", "Something went wrong when we tried to get the contents of the file."},
      {"{'image':'http://a/bad-ratio.png'}",
       "The resolution or aspect ratio of the input image is invalid. Please ensure it meets the required specifications."},
      {"{'image':'http://a','prompt':'Risk Control'}", "Failure to pass the risk control system"},
      {"{'image':'http://a','negative_prompt':'risk control'}", ""},
  };
  for (const auto &[body, failure] : rows) {
    EXPECT_EQ(drafted("image2video", body).order.failure, failure) << body;
  }
  EXPECT_EQ(
      drafted("lip-sync", "{'input':{'mode':'text2video','video_url':'http://v','text':'No human','voice_language':'en','voice_id':'AOT'}}")
          .order.failure,
      "there is no human in the video");
  EXPECT_EQ(drafted("text2video", "{'prompt':'no human'}").order.failure, "");
}

TEST(VideoKinds, the_switches_decide_what_the_sources_disagree_about) {
  Settings settings;
  settings.v2_6_std_refused = true;
  EXPECT_EQ(drafted("text2video", "{'prompt':'a','model_name':'kling-v2-6'}", settings).refusal.message, "mode value 'std' is invalid");
  settings = {};
  settings.image2video_aspect_ratio = true;
  EXPECT_EQ(drafted("image2video", "{'image':'http://a','aspect_ratio':'9:16'}", settings).order.clip.ratio, Ratio::tall);
  EXPECT_EQ(drafted("image2video", "{'image':'http://a','aspect_ratio':'4:3'}", settings).refusal.message,
            "aspect_ratio value '4:3' is invalid");
  EXPECT_EQ(drafted("image2video", "{'image':'http://a','aspect_ratio':'4:3'}").refusal.code, 0);
  settings = {};
  settings.multi_shot_frames_refused = true;
  EXPECT_EQ(drafted("image2video",
                    "{'image':'http://a','image_tail':'http://b','model_name':'kling-v3','multi_shot':true,'shot_type':'intelligence'}",
                    settings)
                .refusal.message,
            "multi_shot is not supported with image_tail");
  settings = {};
  settings.intelligence_omni_only = true;
  EXPECT_EQ(drafted("text2video", "{'prompt':'a','model_name':'kling-v3','multi_shot':true,'shot_type':'intelligence'}", settings)
                .refusal.message,
            "shot_type value 'intelligence' is invalid");
  settings = {};
  settings.o1_any_duration = true;
  EXPECT_EQ(drafted("omni-video", "{'prompt':'a','aspect_ratio':'1:1','duration':'7'}", settings).refusal.code, 0);
  settings = {};
  settings.retire_models = true;
  settings.retired_code = 1203;
  settings.retired_status = 410;
  const Refusal refusal = drafted("image2video", "{'image':'http://a','model_name':'kling-v2-1'}", settings).refusal;
  EXPECT_EQ(refusal.message, "The model 'kling-v2-1' has been discontinued and is no longer available.");
  EXPECT_EQ(refusal.code, 1203);
  EXPECT_EQ(refusal.http_status, 410);
}

} // namespace
} // namespace kling::sim
