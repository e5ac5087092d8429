#include <fstream>
#include <gtest/gtest.h>

#include "cli/catalog.hpp"
#include "cli/command_table.hpp"
#include "cli/handle.hpp"
#include "cli/sent_request.hpp"
#include "cli/typed_item.hpp"

namespace kling::cli {
namespace {

Command command_named(const std::string &name) {
  for (const Command &command : all_commands({name})) {
    if (command.name == name && command.parent.empty()) {
      return command;
    }
  }
  ADD_FAILURE() << "no command " << name;
  return {};
}

/// "first_frame=a.png": the type of an item and what it is.
std::vector<std::string> told(const std::vector<TypedItem> &items) {
  std::vector<std::string> lines;
  for (const TypedItem &item : items) {
    lines.push_back(item.type + "=" + item.members.front().second);
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(TypedItems, WordsAreFilesInTheirOrderAndThePrompt) {
  const struct {
    const char *kind;
    Lines words;
    Lines items;
  } rows[] = {
      {"image-to-video", {"a.png", "she waves"}, {"first_frame=a.png", "prompt=she waves"}},
      {"image-to-video", {"she waves", "a.png"}, {"prompt=she waves", "first_frame=a.png"}},
      {"image-to-video",
       {"https://host.example/a", "@b", "she waves"},
       {"first_frame=https://host.example/a", "last_frame=@b", "prompt=she waves"}},
      {"image-to-video", {"she waves"}, {"prompt=she waves"}},
      {"image-to-video", {"photo", "she waves"}, {"first_frame=photo", "prompt=she waves"}},
      {"new-motion-control", {"a.png", "https://host.example/b.mp4"}, {"image=a.png", "video=https://host.example/b.mp4"}},
      {"new-omni-video", {"@image_1 goes to @image_2"}, {"prompt=@image_1 goes to @image_2"}},
      {"new-omni-video", {}, {}},
  };
  for (const auto &row : rows) {
    std::string problem;
    EXPECT_EQ(told(items_of_words(command_named(row.kind), row.words, problem)), row.items) << row.kind;
    EXPECT_EQ(problem, "");
  }
}

TEST(TypedItems, AWordWithoutAPlaceIsNamed) {
  std::string problem;
  EXPECT_TRUE(items_of_words(command_named("image-to-video"), {"a.png", "b.png", "c.png"}, problem).empty());
  EXPECT_EQ(problem, "c.png");
}

/// The contents of a body that items were added to.
std::string contents_with(const std::vector<TypedItem> &items, const std::string &held) {
  kling_request *made = nullptr;
  EXPECT_EQ(kling_request_new(KLING_NEW_OMNI_VIDEO, &made), KLING_OK);
  const Request request(made);
  EXPECT_EQ(kling_request_set_string(made, "model_name", "kling-3.0-omni"), KLING_OK);
  EXPECT_EQ(kling_request_set_string(made, "settings.aspect_ratio", "1:1"), KLING_OK);
  EXPECT_EQ(kling_request_set_json(made, "contents", held.c_str()), KLING_OK);
  kling_status status = KLING_OK;
  const std::vector<JsonValue> rows = catalog_rows("fields", KLING_NEW_OMNI_VIDEO, status);
  FieldValues values(made, rows);
  EXPECT_FALSE(set_items(items, read_json(held).value_or(JsonValue{}), made, values).failed());
  const char *text = kling_request_to_json(made, nullptr);
  const JsonValue shown = read_json(text == nullptr ? "" : text).value_or(JsonValue{});
  const JsonValue *body = shown.member("body");
  std::string json;
  if (const JsonValue *contents = body == nullptr ? nullptr : body->member("contents"); contents != nullptr) {
    for (const JsonValue &item : contents->items) {
      json += std::string(item.member_text("type")) + ":" + std::string(item.member_text("text")) + std::string(item.member_text("url")) +
              "#" + std::string(item.member_text("id")) + " ";
    }
  }
  return json;
}

TypedItem picture(const char *type, const char *url) {
  return {"contents", type, "image", {{"url", url}}};
}

TypedItem prompt(const char *text) {
  return {"contents", "prompt", "", {{"text", text}}};
}

TEST(TypedItems, GetTheIdThatThePromptCallsThem) {
  const char *a = "https://h.example/a.png";
  const char *b = "https://h.example/b.png";
  EXPECT_EQ(contents_with({prompt("@image_2 jumps"), picture("refer_image", a), picture("refer_image", b)}, "[]"),
            "prompt:@image_2 jumps# refer_image:https://h.example/a.png# refer_image:https://h.example/b.png#image_2 ");
  // One that is called by the caller keeps its name.
  TypedItem named = picture("refer_image", a);
  named.members.emplace_back("id", "fox");
  EXPECT_EQ(contents_with({prompt("@fox jumps over @image_2"), named, picture("refer_image", b)}, "[]"),
            "prompt:@fox jumps over @image_2# refer_image:https://h.example/a.png#fox refer_image:https://h.example/b.png#image_2 ");
  EXPECT_EQ(contents_with({prompt("@image_10 jumps"), picture("refer_image", a)}, "[]"),
            "prompt:@image_10 jumps# refer_image:https://h.example/a.png# ");
}

TEST(TypedItems, TakeThePlaceOfThoseOfTheirType) {
  const char *held = R"([{"type":"prompt","text":"old"},{"type":"refer_image","url":"https://h.example/a.png","id":"fox"}])";
  EXPECT_EQ(contents_with({prompt("new")}, held), "prompt:new# refer_image:https://h.example/a.png#fox ");
  EXPECT_EQ(contents_with({picture("refer_image", "https://h.example/b.png"), picture("refer_image", "https://h.example/c.png")}, held),
            "prompt:old# refer_image:https://h.example/b.png#fox refer_image:https://h.example/c.png# ");
}

TEST(NamesMedia, WhatIsAFileAndWhatIsWords) {
  for (const char *word : {"-", "https://host.example/a", "@photo", "file:photo", "photo.png", "clip.mp4", "data:x"}) {
    EXPECT_TRUE(names_media(word)) << word;
  }
  for (const char *word : {"fox", "A fox.png runs", "@image_1 runs", "", ".png", "/tmp"}) {
    EXPECT_FALSE(names_media(word)) << word;
  }
  const std::string path = testing::TempDir() + "/kling names media";
  std::ofstream(path) << "x";
  EXPECT_TRUE(names_media(path));
  EXPECT_TRUE(names_media("@" + path));
}

JsonValue shown(const char *text) {
  return read_json(text).value_or(JsonValue{});
}

TEST(SentRequest, IsToldFromItsUrl) {
  const SentRequest own = sent_request_of(
      "text2video",
      shown(R"({"method":"POST","url":"https://h.example/kling/v1/videos/text2video","body":{"model_name":"kling-v3","mode":"pro"}})"));
  EXPECT_EQ(own.kind, "text2video");
  EXPECT_EQ(own.model, "kling-v3");
  EXPECT_EQ(own.mode, "pro");
  EXPECT_EQ(translation_note("text2video", own), "");
  const SentRequest translated = sent_request_of(
      "text2video",
      shown(R"({"method":"POST","url":"https://h.example/text-to-video/kling-3.0-turbo?x=1","body":{"settings":{"resolution":"1080p"}}})"));
  EXPECT_EQ(translated.kind, "text-to-video");
  EXPECT_EQ(translated.model, "kling-3.0-turbo");
  EXPECT_EQ(translated.mode, "1080p");
  EXPECT_EQ(translation_note("text2video", translated),
            "sent as text-to-video, of the new generation: POST /text-to-video/kling-3.0-turbo");
  // The end of another path is no path of its own.
  EXPECT_EQ(sent_request_of("new-omni-video", shown(R"({"method":"POST","url":"https://h.example/v1/videos/omni-video","body":{}})")).kind,
            "omni-video");
  EXPECT_EQ(sent_request_of("call", shown(R"({"method":"GET","url":"https://h.example/other","body":null})")).kind, "call");
}

} // namespace
} // namespace kling::cli
