#include "account.hpp"
#include "drafting.hpp"

namespace kling::sim {
namespace {

Refusal refusal_of(std::string_view body, bool retire_models = false) {
  Settings settings;
  settings.any_ids = true;
  settings.retire_models = retire_models;
  return drafted("text2video", body, settings).refusal;
}

Order order_of(std::string_view body) {
  Settings settings;
  settings.any_ids = true;
  const Drafted out = drafted("text2video", body, settings);
  EXPECT_EQ(out.refusal.code, 0) << body << ": " << out.refusal.message;
  return out.order;
}

struct RefusedCase {
  int64_t code;
  std::string_view message;
  std::string_view body;
};

constexpr std::string_view one_camera = "camera_control is only supported in std mode with 5s duration and kling-v1";

constexpr RefusedCase refused[] = {
    {1201, "prompt is required", "{}"},
    {1201, "prompt is required", "{'prompt':''}"},
    {1201, "prompt is required", "{'prompt':null,'model':'kling-v3'}"},
    {1201, "prompt value type is invalid, expected string", "{'prompt':{}}"},
    {1201, "negative_prompt value type is invalid, expected string", "{'prompt':'a','negative_prompt':['x']}"},
    {1203, "model_name 'kling-v9' is not supported for this API", "{'prompt':'a','model_name':'kling-v9'}"},
    {1203, "model_name 'kling-v1-5' is not supported for this API", "{'prompt':'a','model_name':'kling-v1-5'}"},
    {1203, "model_name 'kling-v2-1' is not supported for this API", "{'prompt':'a','model_name':'kling-v2-1'}"},
    {1203, "model_name 'kling-v3-omni' is not supported for this API", "{'prompt':'a','model_name':'kling-v3-omni'}"},
    {1201, "model_name value type is invalid, expected string", "{'prompt':'a','model_name':{}}"},
    {1201, "cfg_scale value '1.01' is invalid", "{'prompt':'a','cfg_scale':1.01}"},
    {1201, "cfg_scale value '-0.1' is invalid", "{'prompt':'a','cfg_scale':'-0.1'}"},
    {1201, "cfg_scale value 'much' is invalid", "{'prompt':'a','cfg_scale':'much'}"},
    {1201, "cfg_scale value type is invalid, expected number", "{'prompt':'a','cfg_scale':{}}"},
    {1201, "mode value 'standard' is invalid", "{'prompt':'a','mode':'standard'}"},
    {1201, "mode value 'professional' is invalid", "{'prompt':'a','mode':'professional'}"},
    {1201, "mode value '4k' is invalid", "{'prompt':'a','mode':'4k','model_name':'kling-v2-6'}"},
    {1201, "aspect_ratio value '4:3' is invalid", "{'prompt':'a','aspect_ratio':'4:3'}"},
    {1201, "duration value '3' is invalid", "{'prompt':'a','duration':'3'}"},
    {1201, "duration value '7' is invalid", "{'prompt':'a','duration':7,'model_name':'kling-v2-6'}"},
    {1201, "duration value '2' is invalid", "{'prompt':'a','duration':'2','model_name':'kling-v3'}"},
    {1201, "duration value '16' is invalid", "{'prompt':'a','duration':'16','model_name':'kling-v3'}"},
    {1201, "duration value '5s' is invalid", "{'prompt':'a','duration':'5s'}"},
    {1201, "duration value type is invalid, expected string", "{'prompt':'a','duration':true}"},
    {1201, "sound value 'true' is invalid", "{'prompt':'a','sound':true,'model_name':'kling-v3'}"},
    {1201, "sound is not supported by the current model", "{'prompt':'a','sound':'on'}"},
    {1201, "sound is not supported by the current model", "{'prompt':'a','sound':'on','model_name':'kling-v2-5-turbo'}"},
    {1201, "model/mode/duration(kling-v2-6/std/5) is not supported with sound", "{'prompt':'a','sound':'on','model_name':'kling-v2-6'}"},
    {1201, "multi_shot value 'maybe' is invalid", "{'prompt':'a','multi_shot':'maybe'}"},
    {1201, "multi_shot value type is invalid, expected boolean", "{'prompt':'a','multi_shot':[1]}"},
    {1201, "multi_shot is not supported by the current model", "{'prompt':'a','multi_shot':true,'shot_type':'intelligence'}"},
    {1201, "shot_type is required", "{'prompt':'a','multi_shot':'true','model_name':'kling-v3'}"},
    {1201, "shot_type value 'other' is invalid", "{'prompt':'a','shot_type':'other'}"},
    {1201, "prompt is required", "{'multi_shot':true,'shot_type':'intelligence','model_name':'kling-v3'}"},
    {1201, "multi_prompt is required", "{'multi_shot':true,'shot_type':'customize','multi_prompt':[],'model_name':'kling-v3'}"},
    {1201, "multi_prompt value type is invalid, expected array", "{'prompt':'a','multi_prompt':'x'}"},
    {1201, "multi_prompt cannot exceed 6 items", "{'prompt':'a','multi_prompt':[1,2,3,4,5,6,7]}"},
    {1201, "multi_prompt[0] value type is invalid, expected object",
     "{'multi_shot':true,'shot_type':'customize','multi_prompt':['x'],'model_name':'kling-v3'}"},
    {1201, "multi_prompt[0].index value '' is invalid",
     "{'multi_shot':true,'shot_type':'customize','multi_prompt':[{'prompt':'x','duration':'5'}],'model_name':'kling-v3'}"},
    {1201, "multi_prompt[1].prompt is required",
     "{'multi_shot':true,'shot_type':'customize','multi_prompt':[{'index':1,'prompt':'x','duration':'4'},{'index':2,'duration':'1'}],"
     "'model_name':'kling-v3'}"},
    {1201, "multi_prompt[0].duration value '0' is invalid",
     "{'multi_shot':true,'shot_type':'customize','multi_prompt':[{'index':1,'prompt':'x','duration':'0'}],'model_name':'kling-v3'}"},
    {1201, "The sum of multi_prompt durations must equal duration",
     "{'multi_shot':true,'shot_type':'customize','multi_prompt':[{'index':1,'prompt':'x','duration':'4'}],'model_name':'kling-v3'}"},
    {1201, "voice_list cannot exceed 2 items", "{'prompt':'a','voice_list':[1,2,3]}"},
    {1201, "voice_list is not supported by the current model", "{'prompt':'a','voice_list':[{'voice_id':'1'}],'model_name':'kling-v3'}"},
    {1201, "voice_list.voice_id is required", "{'prompt':'a','voice_list':[{}],'model_name':'kling-v2-6','mode':'pro','sound':'on'}"},
    {1201, "sound must be on when voice_list is used", "{'prompt':'a','voice_list':[{'voice_id':'1'}],'model_name':'kling-v2-6'}"},
    {1201, "camera_control value type is invalid, expected object", "{'prompt':'a','camera_control':'zoom'}"},
    {1201, "camera_control.type value 'spin' is invalid", "{'prompt':'a','camera_control':{'type':'spin'}}"},
    {1201, "camera_control.type value '' is invalid", "{'prompt':'a','camera_control':{'config':{'zoom':1}}}"},
    {1201, "camera_control.config is required", "{'prompt':'a','camera_control':{'type':'simple'}}"},
    {1201, "camera_control.config value type is invalid, expected object", "{'prompt':'a','camera_control':{'type':'simple','config':3}}"},
    {1201, "camera_control.config.zoom value '10.5' is invalid",
     "{'prompt':'a','camera_control':{'type':'simple','config':{'zoom':10.5}}}"},
    {1201, "camera_control.config must have exactly one non-zero value",
     "{'prompt':'a','camera_control':{'type':'simple','config':{'zoom':0,'pan':0}}}"},
    {1201, "camera_control.config must have exactly one non-zero value",
     "{'prompt':'a','camera_control':{'type':'simple','config':{'zoom':1,'pan':-1}}}"},
    {1201, "camera_control.config must be empty for type 'down_back'",
     "{'prompt':'a','camera_control':{'type':'down_back','config':{'zoom':1}}}"},
    {1201, one_camera, "{'prompt':'a','mode':'pro','camera_control':{'type':'down_back'}}"},
    {1201, one_camera, "{'prompt':'a','duration':'10','camera_control':{'type':'down_back'}}"},
    {1201, one_camera, "{'prompt':'a','model_name':'kling-v2-6','camera_control':{'type':'simple','config':{'zoom':1}}}"},
    {1201, "watermark_info value type is invalid, expected object", "{'prompt':'a','watermark_info':true}"},
    {1201, "watermark_info.enabled value 'perhaps' is invalid", "{'prompt':'a','watermark_info':{'enabled':'perhaps'}}"},
    {1201, "external_task_id value type is invalid, expected string", "{'prompt':'a','external_task_id':{}}"},
};

TEST(Text2video, refuses_with_the_documented_code_and_names_the_field) {
  for (const RefusedCase &each : refused) {
    const Refusal refusal = refusal_of(each.body);
    EXPECT_EQ(refusal.code, each.code) << each.body;
    EXPECT_EQ(refusal.message, each.message) << each.body;
  }
}

TEST(Text2video, counts_code_points) {
  for (const std::string_view name : {"prompt", "negative_prompt"}) {
    String text;
    for (int i = 0; i < 2500; ++i) {
      text += "é";
    }
    const auto body = [&](std::string_view value) {
      return concat({"{'", name, "':'", value, name == "prompt" ? "'}" : "','prompt':'a'}"});
    };
    EXPECT_EQ(refusal_of(body(text)).code, 0);
    EXPECT_EQ(refusal_of(body(text + "é")).message, concat({name, " cannot exceed 2500 characters"}));
  }
  const String shot(513, 'x');
  EXPECT_EQ(refusal_of(concat({"{'multi_shot':true,'shot_type':'customize','model_name':'kling-v3','multi_prompt':[{'index':1,'prompt':'",
                               shot, "','duration':'5'}]}"}))
                .message,
            "multi_prompt[0].prompt cannot exceed 512 characters");
}

TEST(Text2video, discontinued_models_are_refused_only_by_the_switch) {
  for (const std::string_view model : {"kling-v1", "kling-v1-6", "kling-v2-master", "kling-v2-1-master"}) {
    const String body = concat({"{'prompt':'a','model_name':'", model, "'}"});
    EXPECT_EQ(refusal_of(body).code, 0) << model;
    const Refusal refusal = refusal_of(body, true);
    EXPECT_EQ(refusal.code, 1201) << model;
    EXPECT_EQ(refusal.message, concat({"The model '", model, "' has been discontinued and is no longer available."}));
  }
  EXPECT_EQ(refusal_of("{'prompt':'a'}", true).message, "The model 'kling-v1' has been discontinued and is no longer available.");
  for (const std::string_view model : {"kling-v2-5-turbo", "kling-v2-6", "kling-v3"}) {
    EXPECT_EQ(refusal_of(concat({"{'prompt':'a','model_name':'", model, "'}"}), true).code, 0) << model;
  }
}

struct TakenCase {
  std::string_view body;
  std::string_view model;
  Ratio ratio;
  Resolution resolution;
  int32_t seconds;
  bool sound;
  int64_t cost;
};

constexpr auto hd720 = Resolution::hd720;
constexpr auto hd1080 = Resolution::hd1080;
constexpr auto wide = Ratio::wide;

constexpr TakenCase taken[] = {
    {"{'prompt':'a'}", "kling-v1", wide, hd720, 5, false, 100},
    {"{'prompt':'a','model':'kling-v3'}", "kling-v1", wide, hd720, 5, false, 100},
    {"{'prompt':'a','model_name':'','mode':'','aspect_ratio':'','duration':'','sound':'','callback_url':'','negative_prompt':null,"
     "'voice_list':[],'multi_prompt':[],'camera_control':{},'watermark_info':null,'external_task_id':''}",
     "kling-v1", wide, hd720, 5, false, 100},
    {"{'prompt':'a','image':'iVBOR','seed':{'any':[1]}}", "kling-v1", wide, hd720, 5, false, 100},
    {"{'prompt':5}", "kling-v1", wide, hd720, 5, false, 100},
    {"{'prompt':'a','duration':10}", "kling-v1", wide, hd720, 10, false, 200},
    {"{'prompt':'a','mode':'pro','cfg_scale':'0.5'}", "kling-v1", wide, hd720, 5, false, 350},
    {"{'prompt':'a','mode':'pro','duration':'10'}", "kling-v1", wide, hd720, 10, false, 700},
    {"{'prompt':'a','camera_control':{'type':'simple','config':{'zoom':'-10','pan':0,'tilt':0.0}}}", "kling-v1", wide, hd720, 5, false,
     100},
    {"{'prompt':'a','camera_control':{'type':'forward_up','config':null}}", "kling-v1", wide, hd720, 5, false, 100},
    {"{'prompt':'a','camera_control':{'type':'forward_up','config':{}}}", "kling-v1", wide, hd720, 5, false, 100},
    {"{'prompt':'a','model_name':'kling-v1-6'}", "kling-v1-6", wide, hd720, 5, false, 200},
    {"{'prompt':'a','model_name':'kling-v1-6','mode':'pro','duration':'10'}", "kling-v1-6", wide, hd1080, 10, false, 700},
    {"{'prompt':'a','model_name':'kling-v2-master'}", "kling-v2-master", wide, hd720, 5, false, 1000},
    {"{'prompt':'a','model_name':'kling-v2-1-master','duration':'10'}", "kling-v2-1-master", wide, hd1080, 10, false, 2000},
    {"{'prompt':'a','model_name':'kling-v2-5-turbo'}", "kling-v2-5-turbo", wide, hd720, 5, false, 150},
    {"{'prompt':'a','model_name':'kling-v2-5-turbo','mode':'pro','duration':'10'}", "kling-v2-5-turbo", wide, hd1080, 10, false, 500},
    {"{'prompt':'a','model_name':'kling-v2-6','cfg_scale':0.5,'duration':'10'}", "kling-v2-6", wide, hd720, 10, false, 300},
    {"{'prompt':'a','model_name':'kling-v2-6','mode':'pro'}", "kling-v2-6", wide, hd1080, 5, false, 250},
    {"{'prompt':'a','model_name':'kling-v2-6','mode':'pro','sound':'on','duration':'10'}", "kling-v2-6", wide, hd1080, 10, true, 1000},
    {"{'prompt':'<<<voice_1>>>','model_name':'kling-v2-6','mode':'pro','sound':'on','voice_list':[{'voice_id':'1'}]}", "kling-v2-6", wide,
     hd1080, 5, true, 600},
    {"{'prompt':'a','model_name':'kling-v3','duration':'3'}", "kling-v3", wide, hd720, 3, false, 180},
    {"{'prompt':'a','model_name':'kling-v3','sound':'off','aspect_ratio':'1:1'}", "kling-v3", Ratio::square, hd720, 5, false, 300},
    {"{'prompt':'a','model_name':'kling-v3','duration':'15','mode':'4k'}", "kling-v3", wide, Resolution::uhd4k, 15, false, 4500},
    {"{'prompt':'a','model_name':'kling-v3','sound':'on'}", "kling-v3", wide, hd720, 5, true, 450},
    {"{'prompt':'a','model_name':'kling-v3','sound':'on','mode':'pro','aspect_ratio':'9:16'}", "kling-v3", Ratio::tall, hd1080, 5, true,
     600},
    {"{'prompt':'a','model_name':'kling-v3','sound':'on','mode':'4k'}", "kling-v3", wide, Resolution::uhd4k, 5, true, 1500},
    {"{'multi_shot':'true','shot_type':'customize','model_name':'kling-v3','duration':'7','multi_prompt':"
     "[{'index':1,'prompt':'x','duration':'3'},{'index':2,'prompt':'y','duration':4}]}",
     "kling-v3", wide, hd720, 7, false, 420},
    {"{'prompt':'a','multi_shot':true,'shot_type':'intelligence','model_name':'kling-v3'}", "kling-v3", wide, hd720, 5, false, 300},
};

TEST(Text2video, takes_documented_requests_and_prices_them) {
  for (const TakenCase &each : taken) {
    const Order order = order_of(each.body);
    EXPECT_EQ(order.kind->name, "text2video");
    EXPECT_EQ(order.model, each.model) << each.body;
    EXPECT_EQ(order.clip.ratio, each.ratio) << each.body;
    EXPECT_EQ(order.clip.resolution, each.resolution) << each.body;
    EXPECT_EQ(order.clip.seconds, each.seconds) << each.body;
    EXPECT_EQ(order.clip.sound, each.sound) << each.body;
    EXPECT_EQ(order.cost, each.cost) << each.body;
    EXPECT_EQ(order.failure, "") << each.body;
  }
}

TEST(Text2video, keeps_what_the_task_needs_later) {
  const Order order = order_of("{'prompt':'beyond RISK control','external_task_id':42,'watermark_info':{'enabled':'true'}}");
  EXPECT_EQ(order.failure, "Failure to pass the risk control system");
  EXPECT_TRUE(order.watermark);
  EXPECT_EQ(order.external_task_id, "42");
  EXPECT_FALSE(order_of("{'prompt':'a','watermark_info':{'enabled':false}}").watermark);
}

} // namespace
} // namespace kling::sim
