#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// HMAC-SHA256 of `message` under `key`, from whoever has a crypto library.
using Hmac = void (*)(std::string_view key, std::string_view message, uint8_t (&digest)[32]);

struct Settings {
  int64_t submitted_ms = 300;  // time in `submitted`
  int64_t processing_ms = 700; // time in `processing`
  uint64_t seed = 1;           // of ids and signatures
  int64_t slots = 1000000;     // tasks at once, for each model of a pack
  String units = "1000000";    // decimal, two digits behind the point at most: what each pack holds
  String profile = "official"; // a row of profile_rows.hpp
  String api_key = "sim-api-key";
  String access_key = "sim-access-key";
  String secret_key = "sim-secret-key";
  String output_base_url = "http://127.0.0.1"; // where result links point; no slash at the end
  Hmac hmac_sha256 = nullptr;                  // without it no AccessKey/SecretKey token is accepted

  // Where the sources disagree or are silent: the rows of switches.cpp say what each does.
  bool any_ids = false;
  bool retire_models = false;
  bool retire_apis = false;
  int64_t retired_code = 1201;
  int64_t retired_status = 400;
  int64_t unsupported_model_status = 404;
  bool callback_submitted = true;
  bool free_failed_external_ids = false;
  bool charge_failed = false;
  bool charge_balance = false;
  int64_t page_size_max = 0;
  bool images_default_v1 = false;
  bool v2_6_std_refused = false;
  bool image2video_aspect_ratio = false;
  bool multi_shot_frames_refused = false;
  bool intelligence_omni_only = false;
  bool o1_any_duration = false;
  bool one_voice_catalogue = false;
  bool strict_audio = false;
  bool lip_sync_ids = false;
  bool effects_duration = false;
  bool image_o1_plain = false;
  bool costs_once_a_second = false;
  int64_t pack_lag_ms = 0;
  bool no_tasks = false;
  bool no_omni_alias = false;
  bool turbo_long_prompt = false;
  bool element_materials = false;
  int64_t tasks_time_type = 0;
  int64_t refresh_ms = 200;
  bool gateway_lists = false;
};

} // namespace kling::sim
