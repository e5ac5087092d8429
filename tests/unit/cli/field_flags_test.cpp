#include <gtest/gtest.h>

#include "cli/catalog.hpp"
#include "cli/command_table.hpp"
#include "cli/field_flags.hpp"

namespace kling::cli {
namespace {

JsonValue row(std::string_view text) {
  return read_json(text).value_or(JsonValue{});
}

std::vector<JsonValue> rows(std::initializer_list<const char *> texts) {
  std::vector<JsonValue> found;
  for (const char *text : texts) {
    found.push_back(row(text));
  }
  return found;
}

/// "--image,--image-list image_list[].image item": what a flag is called, what it sets, and how.
std::vector<std::string> told(const std::vector<FieldFlag> &flags) {
  std::vector<std::string> lines;
  for (const FieldFlag &flag : flags) {
    const char *list = flag.list == FieldFlag::List::item ? " item" : flag.list == FieldFlag::List::part ? " part" : "";
    lines.push_back(flag.flag + " " + flag.path + (flag.value.empty() ? "" : " " + flag.value) + list + (flag.required ? " required" : ""));
  }
  return lines;
}

TEST(FieldFlags, OneForEachTopLevelFieldOfAllProviders) {
  const std::vector<JsonValue> rows = {
      row(R"({"name":"model_name","type":"string"})"),
      row(R"({"name":"multi_shot","type":"boolean","default":false})"),
      row(R"({"name":"cfg_scale","type":"number","description":"How close","minimum":0,"maximum":1,"default":0.5})"),
      row(R"({"name":"camera_control","type":"object"})"),
      row(R"({"name":"camera_control.type","type":"string"})"),
      row(R"({"name":"voice_list[].voice_id","type":"string"})"),
      row(R"({"name":"image","type":"string","provider":"cometapi"})"),
  };
  const std::vector<FieldFlag> flags = field_flags(rows);
  ASSERT_EQ(flags.size(), 4U);
  EXPECT_EQ(flags[0].flag, "--model,--model-name");
  EXPECT_EQ(flags[1].flag, "--multi-shot");
  EXPECT_EQ(flags[1].value, ""); // a switch
  EXPECT_EQ(flags[2].flag, "--cfg-scale");
  EXPECT_EQ(flags[2].help, "How close: 0 to 1 (default 0.5)");
  EXPECT_FALSE(flags[2].of_parts);
  EXPECT_EQ(flags[2].value, "NUMBER");
  EXPECT_EQ(flags[3].value, "JSON");
  EXPECT_TRUE(flags[3].of_parts);
}

TEST(FieldFlags, TellWhatTheCatalogueKnows) {
  const struct {
    const char *row;
    const char *value;
    const char *help;
  } rows[] = {
      {R"({"name":"sound","type":"string","description":"Sound","values":["on","off"],"default":"off","note":"in mode pro only"})",
       "on|off", "Sound (default off); in mode pro only"},
      {R"({"name":"camera","type":"string","description":"Movement","values":["simple","down_back","forward_up"]})", "TEXT",
       "Movement: simple, down_back, forward_up"},
      {R"({"name":"duration","type":"string","description":"Seconds","minimum":1,"maximum":60})", "NUMBER", "Seconds: 1 to 60"},
      {R"({"name":"text","type":"string","required":true,"description":"Words"})", "TEXT", "Words; required"},
      {R"({"name":"text","type":"string","required":true,"required_if":"unless a is b"})", "TEXT", "required unless a is b"},
      {R"({"name":"mode","type":"string","values":["std","4k"],"capabilities":[{"values":["4k"],"models":["kling-v3"]},)"
       R"({"values":["4k"],"models":["kling-v4"]}],"exclusive_with":["image","clip"]})",
       "std|4k", "not with image, clip; 4k with kling-v3, kling-v4"},
      {R"({"name":"amount","type":"integer","values":["auto"],"minimum":2,"maximum":9,"default":4})", "NUMBER|auto", "2 to 9 (default 4)"},
      {R"({"name":"picture","type":"string","media":"image","description":"A picture"})", "FILE", "A picture"},
      {R"({"name":"clip","type":"string","media":"video","description":"A clip"})", "URL", "A clip"},
      {R"({"name":"shot","type":"string","required_if":"multi_shot is true","capabilities":[{"models":["kling-v3"]}]})", "TEXT",
       "required if multi_shot is true; with kling-v3"},
  };
  for (const auto &each : rows) {
    const std::vector<FieldFlag> flags = field_flags({row(each.row)});
    ASSERT_EQ(flags.size(), 1U);
    EXPECT_EQ(flags[0].value, each.value) << each.row;
    EXPECT_EQ(flags[0].help, each.help) << each.row;
  }
}

using Lines = std::vector<std::string>;

TEST(FieldFlags, AListOfObjectsIsAFlagForEachItem) {
  EXPECT_EQ(told(field_flags(rows({R"({"name":"image_list","type":"array","required":true,"max_items":4})",
                                   R"({"name":"image_list[].image","type":"string","media":"image","required":true})"}))),
            Lines{"--image,--image-list image_list[].image FILE item required"});
  EXPECT_EQ(
      told(field_flags(rows({R"({"name":"element_list","type":"array"})", R"({"name":"element_list[].element_id","type":"integer"})"}))),
      Lines{"--element,--element-list element_list[].element_id NUMBER item"});
  // The picture is what an item is; its other parts follow it. What is nested deeper is left to --set.
  EXPECT_EQ(told(field_flags(rows({R"({"name":"dynamic_masks","type":"array"})", R"({"name":"dynamic_masks[].kind","type":"string"})",
                                   R"({"name":"dynamic_masks[].mask","type":"string","media":"image"})",
                                   R"({"name":"dynamic_masks[].trajectories","type":"array"})",
                                   R"({"name":"dynamic_masks[].trajectories[].x","type":"integer"})"}))),
            (Lines{"--dynamic-mask,--dynamic-masks dynamic_masks[].mask FILE item", "--dynamic-mask-kind dynamic_masks[].kind TEXT part"}));
  // So is the one that the list is named after.
  EXPECT_EQ(told(field_flags(rows({R"({"name":"multi_prompt","type":"array"})", R"({"name":"multi_prompt[].index","type":"integer"})",
                                   R"({"name":"multi_prompt[].prompt","type":"string"})"}))),
            (Lines{"--multi-prompt multi_prompt[].prompt TEXT item", "--multi-prompt-index multi_prompt[].index NUMBER part"}));
  // Nothing tells which: JSON.
  EXPECT_EQ(told(field_flags(rows({R"({"name":"points","type":"array"})", R"({"name":"points[].x","type":"number"})",
                                   R"({"name":"points[].y","type":"number"})"}))),
            Lines{"--points points JSON"});
  EXPECT_EQ(told(field_flags(rows({R"({"name":"tags","type":"array"})", R"({"name":"tags[]","type":"string"})"}))),
            Lines{"--tag,--tags tags[] TEXT item"});
}

TEST(FieldFlags, AListOfOneIsTheFlagsOfItsMembers) {
  const std::vector<FieldFlag> flags = field_flags(rows({R"({"name":"face_choose","type":"array","required":true,"max_items":1})",
                                                         R"({"name":"face_choose[].face_id","type":"string","required":true})",
                                                         R"({"name":"face_choose[].sound_file","type":"string","media":"audio"})"}));
  EXPECT_EQ(told(flags), (Lines{"--face-id face_choose[0].face_id TEXT required", "--sound-file face_choose[0].sound_file FILE",
                                "--face-choose face_choose JSON"}));
}

TEST(FieldFlags, ANeededObjectIsTheFlagsOfItsMembers) {
  const std::vector<JsonValue> needed =
      rows({R"({"name":"input","type":"object","required":true})", R"({"name":"mode","type":"string"})",
            R"({"name":"input.mode","type":"string","required":true})", R"({"name":"input.image","type":"string","media":"image"})",
            R"({"name":"input.images","type":"array","max_items":2})", R"({"name":"input.images[]","type":"string","media":"image"})"});
  // A name that is another field's is told in full.
  EXPECT_EQ(told(field_flags(needed)), (Lines{"--input-mode input.mode TEXT required", "--image input.image FILE",
                                              "--images input.images[] FILE item", "--mode mode TEXT", "--input input JSON"}));
  // A part is required where its whole is given, so no request must have it.
  const std::vector<FieldFlag> flags = field_flags(rows({R"({"name":"list","type":"object","required_if":"type is a"})",
                                                         R"({"name":"list.image","type":"string","media":"image","required":true})"}));
  ASSERT_EQ(told(flags), (Lines{"--image list.image FILE", "--list list JSON"}));
  EXPECT_EQ(flags[0].help, "");
  // One that nobody needs stays whole, and so it is with --set.
  EXPECT_EQ(told(field_flags(rows({R"({"name":"camera","type":"object"})", R"({"name":"camera.zoom","type":"number"})",
                                   R"({"name":"camera.pan","type":"number"})"}))),
            Lines{"--camera camera JSON"});
}

TEST(FieldFlags, AListOfLinksHasTheNameOfTheLinkBesides) {
  EXPECT_EQ(told(field_flags(
                rows({R"({"name":"image_list","type":"array"})", R"({"name":"image_list[].image_url","type":"string","media":"image"})"}))),
            Lines{"--image,--image-list,--image-url image_list[].image_url FILE item"});
  // Where it is not another field's.
  EXPECT_EQ(told(field_flags(
                rows({R"({"name":"image_list","type":"array"})", R"({"name":"image_list[].image_url","type":"string","media":"image"})",
                      R"({"name":"image_url","type":"string","media":"image"})"}))),
            (Lines{"--image,--image-list image_list[].image_url FILE item", "--image-url image_url FILE"}));
}

TEST(FieldFlags, AListOfSeveralTypesIsAFlagForEach) {
  const std::vector<JsonValue> contents =
      rows({R"({"name":"contents","type":"array","required":true})",
            R"({"name":"contents[].type","type":"string","required":true,"values":["prompt","first_frame","clip","element"],)"
            R"("capabilities":[{"values":["clip"],"models":["kling-9"],"modes":["1080p"]}],"note":"clip: what moves; else nothing"})",
            R"({"name":"contents[].text","type":"string","required_if":"type is prompt","max_length":9,"description":"Words"})",
            R"({"name":"contents[].url","type":"string","media":"image","required_if":"type is that of a picture","video_types":["clip"]})",
            R"({"name":"contents[].element_id","type":"string","required_if":"type is element"})",
            R"({"name":"contents[].id","type":"string","description":"Its name"})",
            R"({"name":"contents[].guess","type":"string","standing":"uncertain"})"});
  const std::vector<FieldFlag> flags = field_flags(contents, true);
  EXPECT_EQ(told(flags), (Lines{"--prompt contents[].text TEXT", "--first-frame contents[].url FILE", "--clip contents[].url URL",
                                "--element contents[].element_id ID", "--id contents[].id TEXT", "--contents contents JSON"}));
  EXPECT_EQ(flags[0].type, "prompt");
  EXPECT_EQ(flags[0].media, "");
  EXPECT_EQ(flags[0].help, "Words: at most 9 characters");
  EXPECT_EQ(flags[1].media, "image");
  EXPECT_EQ(flags[2].media, "video");
  EXPECT_EQ(flags[2].help, "The clip: what moves; with kling-9 at 1080p");
  EXPECT_EQ(flags[4].list, FieldFlag::List::typed_part);
}

TEST(FieldFlags, NestedObjectsAreTheFlagsOfTheirMembers) {
  const std::vector<JsonValue> nested =
      rows({R"({"name":"settings","type":"object"})", R"({"name":"settings.resolution","type":"string"})",
            R"({"name":"settings.facing","type":"string","required":true})",
            R"({"name":"settings.shots","type":"boolean","default":true,"description":"Shots"})", R"({"name":"options","type":"object"})",
            R"({"name":"options.callback_url","type":"string"})", R"({"name":"options.watermark_info","type":"object"})",
            R"({"name":"options.watermark_info.enabled","type":"boolean"})"});
  const std::vector<FieldFlag> flags = field_flags(nested, true);
  EXPECT_EQ(told(flags), (Lines{"--facing settings.facing TEXT required", "--resolution settings.resolution TEXT", "--shots settings.shots",
                                "--callback-url options.callback_url TEXT", "--watermark,--watermark-info options.watermark_info.enabled",
                                "--settings settings JSON", "--options options JSON"}));
  EXPECT_EQ(flags[2].help, "Shots (default yes); --shots=false turns it off");
  EXPECT_EQ(told(field_flags(nested)), (Lines{"--settings settings JSON", "--options options JSON"}));
}

TEST(FieldFlags, CapitalsAreHyphens) {
  EXPECT_EQ(told(field_flags(rows({R"({"name":"pageSize","type":"integer"})"}))), Lines{"--page-size,--pageSize pageSize NUMBER"});
}

TEST(FieldFlags, AnObjectThatIsASwitchIsOne) {
  EXPECT_EQ(
      told(field_flags(rows({R"({"name":"watermark_info","type":"object"})", R"({"name":"watermark_info.enabled","type":"boolean"})"}))),
      Lines{"--watermark,--watermark-info watermark_info.enabled"});
}

TEST(FieldFlags, NeededOnesAndMediaStandFirst) {
  EXPECT_EQ(told(field_flags(rows({R"({"name":"seed","type":"integer"})", R"({"name":"image","type":"string","media":"image"})",
                                   R"({"name":"prompt","type":"string"})", R"({"name":"text","type":"string","required":true})"}))),
            (Lines{"--prompt prompt TEXT", "--text text TEXT required", "--image image FILE", "--seed seed NUMBER"}));
}

/// Every kind of the catalogue, as a command: the name of every flag is its own, and every field that is needed has one.
TEST(FieldFlags, OfEveryKindReachWhatItNeeds) {
  kling_status status = KLING_OK;
  std::vector<std::string> kinds;
  for (const JsonValue &kind : catalog_rows("kinds", {}, status)) {
    kinds.emplace_back(kind.member_text("kind"));
  }
  ASSERT_GE(kinds.size(), 40U);
  for (const std::string &kind : kinds) {
    std::vector<std::string> names;
    std::string all = ",";
    for (const FieldFlag &flag : field_flags(catalog_rows("fields", kind, status))) {
      EXPECT_EQ(std::find(names.begin(), names.end(), flag.flag), names.end()) << kind << " " << flag.flag;
      names.push_back(flag.flag);
      all += flag.flag + ",";
    }
    for (const JsonValue &field : catalog_rows("fields", kind, status)) {
      const std::string name(field.member_text("name"));
      const bool top = name.find_first_of(".[") == std::string::npos && field.member_text("provider").empty();
      EXPECT_TRUE(!top || all.find("," + flag_of_name(name) + ",") != std::string::npos) << kind << " has no flag for " << name;
    }
  }
}

} // namespace
} // namespace kling::cli
