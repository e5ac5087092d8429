// Every result that the reference documents, as a literal, and what the common getters make of it.
#include <gtest/gtest.h>
#include <string>

#include "base/text.hpp"
#include "protocol/reply.hpp"

namespace kling::protocol {
namespace {

constexpr int64_t now_ms = 1790000000000;

Reply replied(std::string_view body, int32_t http_status = 200) {
  Reply reply;
  reply.delivery = Delivery::replied;
  reply.http_status = http_status;
  reply.body = body;
  reply.content_type = "application/json";
  return reply;
}

const catalog::Kind &kind_of(std::string_view name) {
  const catalog::Kind *kind = catalog::find_kind(name);
  EXPECT_NE(kind, nullptr) << name;
  return *kind;
}

/// One line an output: type, id, URL, seconds, extension; "-" for what there is not, "!" before what save_to leaves alone.
std::string shown(const Vector<Output> &outputs) {
  std::string out;
  const auto or_none = [](std::string_view text) { return std::string(text.empty() ? "-" : text); };
  for (const Output &each : outputs) {
    out += (each.saved ? "" : "!") + std::string(each.type) + " " + or_none(each.id) + " " + or_none(each.url) + " " +
           (each.duration < 0 ? "-" : std::string(text_of(each.duration))) + " " + or_none(each.extension) + "\n";
  }
  return out;
}

struct Row {
  std::string name;
  std::string_view kind;
  std::string_view body;
  std::string_view outputs;
  double units = -1;
  std::string_view task_id = "";
};

const Row rows[] = {
    {"text2video", "text2video",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":{"task_id":"867283741759111202","task_status":"succeed","task_status_msg":"",)"
     R"("task_info":{"external_task_id":"e"},"task_result":{"videos":[{"id":"v1","url":"https://h/1.mp4?Expires=1",)"
     R"("watermark_url":"https://h/1w.mp4","duration":"5.041"}]},"watermark_info":{"enabled":true},"final_unit_deduction":"3",)"
     R"("final_balance_deduction":{"quota":"1","list_price":"2"},"created_at":1722769557708,"updated_at":1722769560000}})",
     "video v1 https://h/1.mp4?Expires=1 5.041 .mp4\nwatermark v1 https://h/1w.mp4 5.041 .mp4\n", 3, "867283741759111202"},
    {"text2video_with_nulls_and_numbers", "text2video",
     R"({"code":0,"data":{"task_id":867283741759111202,"task_status":"succeed","task_status_msg":null,"task_info":{"external_task_id":null},)"
     R"("task_result":{"videos":[{"id":91827364,"url":"https://h/1.mp4","watermark_url":null,"duration":5}, null, "x", {}],"images":null,)"
     R"("audios":{}},"final_unit_deduction":2.4}})",
     "video 91827364 https://h/1.mp4 5 .mp4\n", 2.4, "867283741759111202"},
    {"watermarks_stand_behind_all_others", "text2video",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"videos":[{"id":"a","url":"https://h/a","watermark_url":"https://h/aw"},)"
     R"({"id":"b","url":"https://h/b","watermark_url":""}],"images":[{"index":0,"url":"https://h/i","watermark_url":"https://h/iw"}]}}})",
     "video a https://h/a - .mp4\nvideo b https://h/b - .mp4\nimage - https://h/i - .png\nwatermark a https://h/aw - .mp4\n"
     "watermark - https://h/iw - .png\n",
     -1, "1"},
    {"no_watermark_where_none_was_made", "text2video",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"videos":[{"id":"a","url":"https://h/a","watermark_url":"https://h/aw"}]},"watermark_info":{"enabled":false}}})",
     "video a https://h/a - .mp4\n", -1, "1"},
    {"a_task_is_no_element_itself", "text2video",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","element_id":829999999999999999,"voice_id":"v","task_result":{"videos":[{"url":"https://h/a"}]}}})",
     "video - https://h/a - .mp4\n", -1, "1"},
    {"video_extend_with_its_parent", "video-extend",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_info":{"parent_video":{"id":"p","url":"https://h/p.mp4","duration":"5"}},)"
     R"("task_result":{"videos":[{"id":"v","url":"https://h/v.mp4","duration":"9.5"}]},"final_unit_deduction":"1"}})",
     "video v https://h/v.mp4 9.5 .mp4\n", 1, "1"},
    {"old_lip_sync_without_ids", "lip-sync",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"videos":[{"url":"https://h/v.mp4","duration":"5.1"}]}}})",
     "video - https://h/v.mp4 5.1 .mp4\n", -1, "1"},
    {"effects_without_duration", "effects",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"videos":[{"id":"v","url":"https://h/v.mp4","watermark_url":"https://h/w.mp4"}]}}})",
     "video v https://h/v.mp4 - .mp4\nwatermark v https://h/w.mp4 - .mp4\n", -1, "1"},
    {"multi_elements", "multi-elements",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"videos":[{"id":"v","session_id":"s","url":"https://h/v.mp4","duration":"5"}]},"final_unit_deduction":"3"}})",
     "video v https://h/v.mp4 5 .mp4\n", 3, "1"},
    {"generations", "generations",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"images":[{"index":0,"url":"https://h/0.png","watermark_url":"https://h/0w.png"},)"
     R"({"index":1,"url":"https://h/1.png"}]},"final_unit_deduction":"16"}})",
     "image - https://h/0.png - .png\nimage - https://h/1.png - .png\nwatermark - https://h/0w.png - .png\n", 16, "1"},
    {"generations_of_a_sister_gateway", "generations",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"images":[{"id":"","url":"https://h/0.png"}]}}})",
     "image - https://h/0.png - .png\n", -1, "1"},
    {"omni_image_series", "omni-image",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"result_type":"series","images":[],"series_images":[)"
     R"({"index":0,"url":"https://h/0.png"},{"index":1,"url":"https://h/1.png","watermark_url":"https://h/1w.png"}]}}})",
     "image - https://h/0.png - .png\nimage - https://h/1.png - .png\nwatermark - https://h/1w.png - .png\n", -1, "1"},
    {"ai_multi_shot", "ai-multi-shot",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"images":[{"index":0,"url_1":"https://h/01","url_2":"https://h/02","url_3":"https://h/03"},)"
     R"({"index":1,"url_1":"https://h/11","url_2":null,"url_3":"https://h/13"}]},"final_unit_deduction":"20"}})",
     "image - https://h/01 - .png\nimage - https://h/02 - .png\nimage - https://h/03 - .png\nimage - https://h/11 - .png\n"
     "image - https://h/13 - .png\n",
     20, "1"},
    {"text_to_audio", "text-to-audio",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"audios":[{"id":"a","url_mp3":"https://h/a.mp3","url_wav":"https://h/a.wav",)"
     R"("duration_mp3":"3.041","duration_wav":"3.0"}]},"final_unit_deduction":"0.25"}})",
     "audio a https://h/a.mp3 3.041 .mp3\naudio a https://h/a.wav 3 .wav\n", 0.25, "1"},
    {"video_to_audio", "video-to-audio",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_info":{"parent_video":{"id":"p","url":"https://h/p.mp4","duration":"5"}},"task_result":{)"
     R"("videos":[{"id":"v","url":"https://h/v.mp4","duration":"5.0"}],"audios":[{"id":"a","url_mp3":"https://h/a.mp3","url_wav":"https://h/a.wav","duration_mp3":"5.0","duration_wav":"5.1"}]}}})",
     "video v https://h/v.mp4 5 .mp4\naudio a https://h/a.mp3 5 .mp3\naudio a https://h/a.wav 5.1 .wav\n", -1, "1"},
    {"elements", "elements",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"elements":[{"element_id":829836802793406551,"element_name":"n","element_description":"d",)"
     R"("reference_type":"image_refer","element_image_list":{"frontal_image":"https://h/f.png","refer_images":[{"image_url":"https://h/r.png"}]},"element_video_list":{},)"
     R"("element_voice_info":{"voice_id":"x","voice_name":"y","trial_url":"https://h/t.mp3","owned_by":"kling"},"tag_list":[],"owned_by":"1","status":"succeed"}]},"final_unit_deduction":"0"}})",
     "!element 829836802793406551 https://h/f.png - .png\n", 0, "1"},
    {"elements_of_a_video", "elements",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"elements":[{"element_id":"7","element_image_list":{"frontal_image":"iVBORw0KGgo="},"status":"deleted"}]}}})",
     "!element 7 - - .png\n", -1, "1"},
    {"voices", "voices",
     R"({"code":0,"data":{"task_id":"1","task_status":"succeed","task_result":{"voices":[{"voice_id":"v","voice_name":"n","trial_url":"https://h/t.mp3","owned_by":"1"},)"
     R"({"voice_id":12,"trial_url":""}]},"final_unit_deduction":"0.05"}})",
     "voice v https://h/t.mp3 - .mp3\n!voice 12 - - .mp3\n", 0.05, "1"},
    {"wrapper_of_a_gateway", "text2video",
     R"({"code":"success","message":"","data":{"task_id":"w","action":"OMNI_VIDEO","status":"SUCCESS","progress":"100%","data":{"task_id":"1","task_status":"succeed","task_result":{"videos":[{"url":"https://h/v.mp4"}]}}}})",
     "video - https://h/v.mp4 - .mp4\n", -1, "w"},
    {"bare_address_of_a_wrapper", "text2video",
     R"({"code":"success","data":{"task_id":"w","status":"SUCCESS","fail_reason":"https://h/v.mp4","data":null}})",
     "video - https://h/v.mp4 - .mp4\n", -1, "w"},
    // of the new generation, whatever made the task
    {"new_video", "text-to-video",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4?Expires)"
     R"(=1","duration":"5.041"}],"billing":[{"charge_type":"unit","amount":"3","package_type":"video"}]}]})",
     "video v1 https://h/1.mp4?Expires=1 5.041 .mp4\n", 3, "1"},
    {"new_video_with_watermark", "new-omni-video",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4","water)"
     R"(mark_url":"https://h/1w.mp4","duration":"5.041"},{"type":"image","url":"https://h/2.png","watermark_url":"https://h/2w.p)"
     R"(ng","group_id":"g"}],"billing":[{"charge_type":"unit","amount":"3","package_type":"video"}]}]})",
     "video v1 https://h/1.mp4 5.041 .mp4\n"
     "image g https://h/2.png - .png\n"
     "watermark v1 https://h/1w.mp4 5.041 .mp4\n"
     "watermark g https://h/2w.png - .png\n",
     3, "1"},
    {"new_without_watermark", "image-to-video",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4","water)"
     R"(mark_url":"","duration":"3.041"}],"billing":[{"charge_type":"unit","amount":"3","package_type":"video"}]}]})",
     "video v1 https://h/1.mp4 3.041 .mp4\n", 3, "1"},
    {"new_images_of_two_groups", "omni-image",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"image","url":"https://h/0.png","group_id":"a"},)"
     R"({"type":"image","url":"https://h/1.png","watermark_url":null,"group_id":"b"},{"type":"image","url":"https://h/2.png"}],")"
     R"(billing":[{"charge_type":"unit","amount":"8","package_type":"image"}]}]})",
     "image a https://h/0.png - .png\n"
     "image b https://h/1.png - .png\n"
     "image - https://h/2.png - .png\n",
     8, "1"},
    {"new_audio", "text-to-audio",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"audio","id":"a","mp3_url":"https://h/a.mp3","wa)"
     R"(v_url":"https://h/a.wav","mp3_duration":"3.041","wav_duration":"3.0"}],"billing":[{"charge_type":"unit","amount":"0.25",)"
     R"("package_type":"audio"}]}]})",
     "audio a https://h/a.mp3 3.041 .mp3\n"
     "audio a https://h/a.wav 3 .wav\n",
     0.25, "1"},
    {"new_audio_and_its_video", "video-to-audio",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4?Expires)"
     R"(=1","duration":"5.041"},{"type":"audio","id":"a","mp3_url":"https://h/a.mp3","wav_url":null,"mp3_duration":"5.0"}]}]})",
     "video v1 https://h/1.mp4?Expires=1 5.041 .mp4\n"
     "audio a https://h/a.mp3 5 .mp3\n",
     -1, "1"},
    {"new_voices", "voices",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"voice","id":"829836802793406551","name":"n","ur)"
     R"(l":"https://h/t.mp3","owned_by":"1","status":"succeeded"},{"type":"voice","id":12,"url":"","status":"deleted"}],"billing)"
     R"(":[{"charge_type":"unit","amount":"0.05","package_type":"video"}]}]})",
     "voice 829836802793406551 https://h/t.mp3 - .mp3\n"
     "!voice 12 - - .mp3\n",
     0.05, "1"},
    {"new_element_with_references", "elements",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"element","id":"829836802793406551","name":"n",")"
     R"(description":"d","element_type":"multi_image_elements","references":[{"type":"image","role":"reference","url":"https://h)"
     R"(/r.png"},{"type":"image","role":"frontal","url":"https://h/f.png"},{"type":"voice","role":"reference","url":"https://h/v)"
     R"(.mp3"}],"owned_by":"1","status":"succeeded","tags":[{"id":"o_102","name":"Character","description":""}]}],"billing":[]}])"
     R"(})",
     "!element 829836802793406551 https://h/f.png - .png\n", -1, "1"},
    {"new_element_with_materials", "elements",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"element","id":"7","element_type":"multi_image_e)"
     R"(lements","materials":[{"type":"image","role":"frontal","url":"https://h/f.png"},{"type":"image","role":"refer","url":"ht)"
     R"(tps://h/r.png"}],"status":"succeeded"}],"billing":[{"charge_type":"unit","amount":"0"}]}]})",
     "!element 7 https://h/f.png - .png\n", 0, "1"},
    {"new_element_of_a_video", "elements",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"element","id":"8","element_type":"video_charact)"
     R"(er_elements","references":[{"type":"video","role":"refer","url":"https://h/r.mp4"}],"materials":{}},{"type":"element","i)"
     R"(d":"9","references":null},{"type":"element","name":"nobody"}]}]})",
     "!element 8 - - .png\n"
     "!element 9 - - .png\n",
     -1, "1"},
    {"new_types_of_tomorrow", "text-to-video",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4?Expires)"
     R"(=1","duration":"5.041"},{"type":"hologram","id":"h","url":"https://h/h"},{"id":"x","url":"https://h/x"},null,"y",{"type")"
     R"(:5}],"billing":[{"charge_type":"unit","amount":"3","package_type":"video"}]}]})",
     "video v1 https://h/1.mp4?Expires=1 5.041 .mp4\n", 3, "1"},
    {"new_avatar", "avatar",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4?Expires)"
     R"(=1","duration":"5.041"}],"billing":[{"charge_type":"unit","amount":"4.4","package_type":"video"}]}]})",
     "video v1 https://h/1.mp4?Expires=1 5.041 .mp4\n", 4.4, "1"},
    {"billed_twice", "text-to-video",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4?Expires)"
     R"(=1","duration":"5.041"}],"billing":[{"charge_type":"unit","amount":"0.1","package_type":"video"},{"charge_type":"unit",")"
     R"(amount":"0.2","package_type":"audio"}]}]})",
     "video v1 https://h/1.mp4?Expires=1 5.041 .mp4\n", 0.3, "1"},
    {"billed_in_units_and_money", "text-to-video",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4?Expires)"
     R"(=1","duration":"5.041"}],"billing":[{"charge_type":"cash","cash_type":"balance","amount":"0.42","currency":"USD","list_p)"
     R"(rice":"0.5"},{"charge_type":"unit","amount":2.4,"package_type":"video"}]}]})",
     "video v1 https://h/1.mp4?Expires=1 5.041 .mp4\n", 2.4, "1"},
    {"billed_in_money", "text-to-video",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4?Expires)"
     R"(=1","duration":"5.041"}],"billing":[{"charge_type":"cash","cash_type":"test_balance","amount":"0.42","currency":"USD","l)"
     R"(ist_price":"0.5"}]}]})",
     "video v1 https://h/1.mp4?Expires=1 5.041 .mp4\n", -1, "1"},
    {"billed_in_nothing_readable", "text-to-video",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":[{"id":"1","status":"succeeded","message":"","create_time":1790605)"
     R"(869865,"update_time":1790605950000,"external_id":"e","outputs":[{"type":"video","id":"v1","url":"https://h/1.mp4?Expires)"
     R"(=1","duration":"5.041"}],"billing":[{"charge_type":"unit","amount":"-3"},{"charge_type":"unit"},{"charge_type":"unit","a)"
     R"(mount":"1e300"},"x",null]}]})",
     "video v1 https://h/1.mp4?Expires=1 5.041 .mp4\n", -1, "1"},
    // answered at once
    {"tts", "tts",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":{"task_id":"1","task_status":"succeed","task_status_msg":"","task_result":{"audios":[{"id":"a","url":"https://h/a.mp3","duration":"3.1"}]},)"
     R"("final_unit_deduction":"0.05","final_balance_deduction":{"quota":"0","list_price":"0"},"created_at":1,"updated_at":2}})",
     "audio a https://h/a.mp3 3.1 .mp3\n", 0.05, "1"},
    {"identify_face", "identify-face",
     R"({"code":0,"data":{"session_id":"s","final_unit_deduction":"0.05","face_data":[{"face_id":"f0","face_image":"https://h/f0.jpg","start_time":0,"end_time":5000},)"
     R"({"face_id":"1","face_image":"/9j/4AAQ","start_time":0,"end_time":100},{"face_image":"https://h/nobody.jpg"}]}})",
     "face f0 https://h/f0.jpg - .png\n!face 1 - - .png\n", 0.05},
    {"image_recognize", "image-recognize",
     R"({"code":0,"data":{"task_result":{"images":[{"type":"object_seg","is_contain":true,"url":"https://h/o.png"},{"type":"head_seg","is_contain":false,"url":""},)"
     R"({"type":"face_seg","is_contain":true,"url":"https://h/f.png"},{"type":"cloth_seg","is_contain":false}]},"final_unit_deduction":"0.1"}})",
     "image object_seg https://h/o.png - .png\nimage face_seg https://h/f.png - .png\n", 0.1},
    {"init_selection", "multi-elements-init-selection",
     R"({"code":0,"data":{"status":0,"session_id":"s","fps":30,"original_duration":5041,"width":1280,"height":720,"total_frame":150,"normalized_video":"https://h/n.mp4","final_unit_deduction":"0"}})",
     "video - https://h/n.mp4 - .mp4\n", 0},
    {"init_selection_of_a_gateway", "multi-elements-init-selection", R"({"code":0,"data":{"session_id":"s"}})", ""},
    {"add_selection", "multi-elements-add-selection",
     R"({"code":0,"data":{"status":0,"session_id":"s","res":{"frame_index":3,"rle_mask_list":[{"object_id":0,"rle_mask":{"size":[720,1280],"counts":"aa"},"png_mask":{"size":[720,1280],"base64":"iVBO"}},{"object_id":"o1"}]},"final_unit_deduction":"0"}})",
     "!mask 0 - - -\n!mask o1 - - -\n", 0},
    {"delete_selection", "multi-elements-delete-selection",
     R"({"code":0,"data":{"status":"0","session_id":"s","res":{"frame_index":3,"rle_mask_list":[]}}})", ""},
    {"clear_selection", "multi-elements-clear-selection", R"({"code":0,"data":{"status":0,"session_id":"s","final_unit_deduction":"0"}})",
     "", 0},
    {"preview_selection", "multi-elements-preview-selection",
     R"({"code":0,"data":{"status":0,"session_id":"s","res":{"video":"https://h/p.mp4","video_cover":"https://h/c.jpg","tracking_output":"https://h/t"}}})",
     "video - https://h/p.mp4 - .mp4\nimage - https://h/c.jpg - .png\n"},
    {"preview_selection_of_a_gateway", "multi-elements-preview-selection", R"({"code":0,"data":{}})", ""},
    {"elements_old", "elements-old",
     R"({"code":0,"data":{"element_id":160,"element_name":"n","element_description":"d","element_frontal_image":"https://h/f.png","owned_by":"1"}})",
     "!element 160 https://h/f.png - .png\n"},
    {"presets_elements", "presets-elements",
     R"({"code":0,"data":[{"element_id":1,"element_name":"a","element_description":"","element_frontal_image":"https://h/1.png","owned_by":"kling"},{"element_id":2,"status":"succeed"}]})",
     "!element 1 https://h/1.png - .png\n!element 2 - - .png\n"},
    {"advanced_presets_elements", "advanced-presets-elements",
     R"({"code":0,"data":[{"task_id":"1","task_status":"succeed","task_result":{"elements":[{"element_id":829836802793406551,"element_image_list":{"frontal_image":"https://h/1.png"}}]}},)"
     R"({"task_id":"2","task_status":"succeed","task_result":{"elements":[{"element_id":5}]}}]})",
     "!element 829836802793406551 https://h/1.png - .png\n!element 5 - - .png\n"},
    {"presets_voices", "presets-voices",
     R"({"code":0,"data":[{"task_id":"1","task_status":"succeed","task_result":{"voices":[{"voice_id":"a","trial_url":"https://h/a.mp3"}]}},{"voice_id":"b","trial_url":"https://h/b.mp3","owned_by":"kling"}]})",
     "voice a https://h/a.mp3 - .mp3\nvoice b https://h/b.mp3 - .mp3\n"},
    {"delete_elements_without_data", "delete-elements", R"({"code":0,"message":"SUCCEED","request_id":"r"})", ""},
    {"delete_elements_telling_the_element", "delete-advanced-elements", R"({"code":0,"data":{"element_id":"5","status":"deleted"}})",
     "!element 5 - - .png\n"},
    {"delete_voices", "delete-voices", R"({"code":0,"data":{"task_id":"1","task_status":"succeed"}})", "", -1, "1"},
    {"quota", "quota",
     R"({"username":"somebody","total_quota":12.5,"total_used_quota":3.25,"request_count":42,)"
     R"("keys":[{"name":"default","remain_quota":-1,"used_quota":3.25}]})",
     ""},
    {"costs", "costs",
     R"({"code":0,"message":"SUCCEED","data":{"code":0,"msg":"success","resource_pack_subscribe_infos":[{"resource_pack_name":"Video Generation - 10,000 entries",)"
     R"("resource_pack_id":"509f3fd3d4ab4a3f9eec5db27aa44f27","resource_pack_type":"decreasing_total","total_quantity":200.0,"remaining_quantity":118.0,)"
     R"("purchase_time":1726124664368,"effective_time":1726124664368,"invalid_time":1727366400000,"status":"expired"}]}})",
     ""},
    {"package", "package",
     R"({"code":0,"data":{"result":{"detail":[{"task_id":"1","deduction_amount":0.6,"duration":"5.04"}],"count":1},"next_cursor":"","has_more":false}})",
     ""},
    {"new_tasks", "new-tasks",
     R"({"code":0,"message":"SUCCEED","request_id":"r","data":{"result":[{"id":"1","status":"succeeded","outputs":[{"type":"video","id":"v","url":"https://h/v.mp4",)"
     R"("watermark_url":"https://h/w.mp4","duration":"5.041"}],"billing":[{"charge_type":"unit","amount":"3"}]},{"id":"2","status":"processing","outputs":[]},)"
     R"({"id":"3","status":"succeeded","outputs":[{"type":"image","url":"https://h/i.png"}]}],"count":3,"next_cursor":"c","has_more":true}})",
     "video v https://h/v.mp4 5.041 .mp4\nwatermark v https://h/w.mp4 5.041 .mp4\nimage - https://h/i.png - .png\n"},
    {"new_tasks_without_any", "new-tasks", R"({"code":0,"data":{"result":[],"count":0,"next_cursor":"","has_more":false}})", ""},
};

class Result : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(Documented, Result, testing::ValuesIn(rows), [](const auto &each) { return each.param.name; });

TEST_P(Result, GivesItsOutputsIdAndUnits) {
  const Row &row = GetParam();
  const catalog::Kind &kind = kind_of(row.kind);
  Record record;
  if (kind.synchronous) {
    const CreationReply reply = read_creation(kind, replied(row.body), now_ms);
    ASSERT_EQ(reply.verdict, Creation::answered) << reply.error.message;
    EXPECT_FALSE(reply.error.failed());
    record = reply.record;
  } else {
    const LookReply reply = read_look(kind, row.task_id, replied(row.body), now_ms);
    ASSERT_EQ(reply.verdict, Look::found) << reply.error.message;
    record = reply.record;
  }
  EXPECT_EQ(record.progress, Progress::succeeded);
  EXPECT_EQ(shown(record.outputs), row.outputs);
  EXPECT_EQ(record.units, row.units);
  EXPECT_EQ(record.task_id, row.task_id);
}

TEST(Result, EverySynchronousKindHasARow) {
  for (const catalog::Kind &kind : catalog::kinds()) {
    const bool here = std::any_of(std::begin(rows), std::end(rows), [&](const Row &row) { return row.kind == kind.name; });
    EXPECT_TRUE(here || !kind.synchronous || kind.raw() || kind.name == "balance") << kind.name;
  }
}

TEST(Result, MayBeMissingOrEmptyAnywhere) {
  for (const std::string_view result :
       {R"()", R"(,"task_result":null)", R"(,"task_result":{})", R"(,"task_result":{"videos":null})", R"(,"task_result":{"videos":{}})",
        R"(,"task_result":{"videos":[]})", R"(,"task_result":[])", R"(,"task_result":"x")", R"(,"task_result":{"videos":[{"id":"v"}]})"}) {
    const String body = concat({R"({"code":0,"data":{"task_id":"1","task_status":"succeed")", result, "}}"});
    const LookReply reply = read_look(kind_of("text2video"), "1", replied(body), now_ms);
    EXPECT_EQ(reply.verdict, Look::found) << body;
    EXPECT_EQ(reply.record.progress, Progress::succeeded);
    EXPECT_TRUE(reply.record.outputs.empty()) << body;
  }
}

TEST(Answered, ByAWordOrNumberThatSaysOtherwise) {
  struct Said {
    std::string_view kind;
    std::string_view data;
    Progress progress;
    std::string_view message;
  };
  for (const Said &row :
       {Said{"tts", R"({"task_status":"failed","task_status_msg":"no voice"})", Progress::failed, "no voice"},
        Said{"tts", R"({"task_status":"submitted","task_id":"1"})", Progress::submitted, ""},
        Said{"tts", R"({"task_status":"processing","task_id":"1"})", Progress::processing, ""},
        Said{"tts", R"({"task_status":"whatever","task_id":"1"})", Progress::succeeded, ""},
        Said{"multi-elements-add-selection", R"({"status":7,"session_id":"s"})", Progress::failed, "the service answered with status 7"},
        Said{"multi-elements-add-selection", R"({"status":0,"session_id":"s"})", Progress::succeeded, ""}}) {
    const CreationReply reply = read_creation(kind_of(row.kind), replied(concat({R"({"code":0,"data":)", row.data, "}"})), now_ms);
    EXPECT_EQ(reply.verdict, Creation::answered) << row.data;
    EXPECT_EQ(reply.record.progress, row.progress) << row.data;
    EXPECT_EQ(reply.record.message, row.message);
  }
}

TEST(Answered, NotByWhatSaysNoOrNothing) {
  struct Said {
    std::string_view body;
    int32_t http_status;
    Creation verdict;
  };
  for (const Said &row :
       {Said{"{}", 200, Creation::maybe}, Said{R"({"data":{"session_id":"s"}})", 200, Creation::maybe},
        Said{R"({"code":0})", 500, Creation::maybe}, Said{R"({"code":0})", 404, Creation::refused},
        Said{R"({"code":1201,"message":"x"})", 200, Creation::refused}, Said{R"([])", 200, Creation::maybe}, Said{"", 200, Creation::maybe},
        Said{R"({"code":5000})", 200, Creation::maybe}, Said{R"({"code":0,"data":{"code":1303,"msg":"x"}})", 200, Creation::slots_full},
        Said{R"({"code":0,"data":{"code":7,"msg":"x"}})", 200, Creation::maybe},
        Said{R"({"code":1201,"message":"External_task_id a already exists"})", 400, Creation::refused}}) {
    const CreationReply reply = read_creation(kind_of("tts"), replied(row.body, row.http_status), now_ms);
    EXPECT_EQ(reply.verdict, row.verdict) << row.body;
    EXPECT_TRUE(reply.error.failed());
  }
}

TEST(Answered, ARawCallByAnythingWellSaid) {
  struct Said {
    std::string_view body;
    int32_t http_status;
    Creation verdict;
  };
  for (const Said &row : {Said{R"({"object":"list","data":[{"id":"m"}]})", 200, Creation::answered}, Said{"{}", 200, Creation::answered},
                          Said{"[1,2]", 201, Creation::answered}, Said{"", 204, Creation::answered}, Said{"", 200, Creation::maybe},
                          Said{"<html>", 200, Creation::maybe}, Said{R"({"code":1201,"message":"x"})", 400, Creation::refused},
                          Said{R"({"code":5000})", 500, Creation::maybe}, Said{R"({"error":{"message":"no"}})", 404, Creation::refused},
                          Said{R"({"code":0,"data":{"code":1,"msg":"what a program may want to see"}})", 200, Creation::answered}}) {
    const CreationReply reply = read_creation(kind_of("call"), replied(row.body, row.http_status), now_ms);
    EXPECT_EQ(reply.verdict, row.verdict) << row.body;
    EXPECT_EQ(reply.record.progress == Progress::succeeded, row.verdict == Creation::answered) << row.body;
  }
}

} // namespace
} // namespace kling::protocol
