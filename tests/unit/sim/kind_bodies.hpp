#pragma once

#include <string_view>

namespace kling::sim {

/// The smallest body that a kind takes, with ' for "; ids in capitals stand for those of earlier calls.
struct KindBody {
  std::string_view kind;
  std::string_view body;
  std::string_view units; // what it costs
};

inline constexpr KindBody kind_bodies[] = {
    {"text2video", "{'prompt':'a'}", "1"},
    {"image2video", "{'image':'https://a/b.png'}", "1"},
    {"omni-video", "{'prompt':'a','aspect_ratio':'16:9'}", "4"},
    {"multi-image2video", "{'image_list':[{'image':'https://a/b.png'}],'prompt':'a'}", "2"},
    {"motion-control", "{'image_url':'https://a/b.png','video_url':'https://a/b.mp4','character_orientation':'image','mode':'std'}", "2.5"},
    {"video-extend", "{'video_id':'VIDEO'}", "1"},
    {"lip-sync", "{'input':{'mode':'text2video','video_id':'VIDEO','text':'hello','voice_id':'genshin_vindi2','voice_language':'en'}}",
     "0.5"},
    {"identify-face", "{'video_id':'VIDEO'}", "0.05"},
    {"advanced-lip-sync",
     "{'session_id':'FACES','face_choose':[{'face_id':'0','sound_file':'https://a/b.mp3','sound_start_time':0,'sound_end_time':3000,"
     "'sound_insert_time':0}]}",
     "0.5"},
    {"avatar", "{'image':'https://a/b.png','sound_file':'https://a/b.mp3'}", "2"},
    {"effects", "{'effect_scene':'running','input':{'image':'https://a/b.png'}}", "2"},
    {"multi-elements", "{'session_id':'SELECTION','edit_mode':'removal','prompt':'a'}", "3"},
    {"multi-elements-init-selection", "{'video_id':'VIDEO'}", "0"},
    {"multi-elements-add-selection", "{'session_id':'SELECTION','frame_index':0,'points':[{'x':0.25,'y':0.5}]}", "0"},
    {"multi-elements-delete-selection", "{'session_id':'SELECTION','frame_index':0,'points':[{'x':0.5,'y':0.5}]}", "0"},
    {"multi-elements-clear-selection", "{'session_id':'SELECTION'}", "0"},
    {"multi-elements-preview-selection", "{'session_id':'SELECTION'}", "0"},
    {"image-recognize", "{'image':'https://a/b.png'}", "0.1"},
    {"generations", "{'prompt':'a'}", "8"},
    {"omni-image", "{'prompt':'a'}", "8"},
    {"multi-image2image", "{'subject_image_list':[{'subject_image':'https://a/b.png'}]}", "16"},
    {"expand",
     "{'image':'https://a/b.png','up_expansion_ratio':0.1,'down_expansion_ratio':0.1,'left_expansion_ratio':0.1,"
     "'right_expansion_ratio':0.1}",
     "8"},
    {"kolors-virtual-try-on", "{'human_image':'https://a/b.png'}", "1"},
    {"ai-multi-shot", "{'element_frontal_image':'https://a/b.png'}", "20"},
    {"text-to-audio", "{'prompt':'a','duration':3}", "0.25"},
    {"video-to-audio", "{'video_id':'VIDEO'}", "0.25"},
    {"tts", "{'text':'a','voice_id':'genshin_vindi2'}", "0.05"},
    {"elements",
     "{'element_name':'a','element_description':'b','reference_type':'video_refer','element_video_list':{'refer_videos':"
     "[{'video_url':'https://a/b.mp4'}]}}",
     "0"},
    {"delete-advanced-elements", "{'element_id':'ELEMENT'}", "0"},
    {"delete-elements", "{'element_id':'ELEMENT'}", "0"},
    {"elements-old",
     "{'element_name':'a','element_description':'b','element_frontal_image':'https://a/b.png','element_refer_list':"
     "[{'image_url':'https://a/b.png'}]}",
     "0"},
    {"voices", "{'voice_name':'a','voice_url':'https://a/b.mp3'}", "0.05"},
    {"delete-voices", "{'voice_id':'VOICE'}", "0"},
    {"balance", "{'start_time':0,'end_time':1}", "0"},
    {"package", "{'start_time':0,'end_time':1}", "0"},
};

} // namespace kling::sim
