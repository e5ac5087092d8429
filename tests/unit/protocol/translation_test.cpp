#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "catalog/field.hpp"
#include "catalog/model.hpp"
#include "catalog/translation.hpp"
#include "preparing.hpp"
#include "protocol/estimate.hpp"
#include "protocol/place.hpp"

namespace kling::protocol::test {
namespace {

using catalog::Carriage;
using catalog::Video;

/// "video_list[0].keep_original_sound" as a row of fields names it.
std::string pattern_of(std::string_view name) {
  std::string out(name);
  for (std::size_t at = out.find("[0]"); at != std::string::npos; at = out.find("[0]")) {
    out.replace(at, 3, "[]");
  }
  return out;
}

bool is_in(std::string_view field, std::string_view whole) {
  return field.starts_with(whole) && (field.size() == whole.size() || field[whole.size()] == '.' || field[whole.size()] == '[');
}

std::vector<const catalog::Kind *> kinds_of(const catalog::Translation &row) {
  std::vector<const catalog::Kind *> out;
  for (const catalog::KindPair &pair : catalog::kind_pairs()) {
    if (row.kinds.has(pair.legacy)) {
      out.push_back(catalog::find_kind(pair.legacy));
    }
  }
  return out;
}

const catalog::Kind &twin_of(const catalog::Kind &legacy) {
  for (const catalog::KindPair &pair : catalog::kind_pairs()) {
    if (pair.legacy == legacy.name) {
      return *catalog::find_kind(pair.current);
    }
  }
  return legacy;
}

TEST(TranslationTable, EveryFieldOfEitherGenerationHasARow) {
  for (const catalog::KindPair &pair : catalog::kind_pairs()) {
    for (const bool up : {true, false}) {
      const catalog::Kind &kind = *catalog::find_kind(up ? pair.legacy : pair.current);
      for (std::size_t index = 0; index < catalog::field_count(kind); ++index) {
        const catalog::Field field = catalog::field_at(kind, index);
        bool told = !field.provider.empty(); // that of a gateway, where nothing is translated
        for (const catalog::Translation &row : catalog::translations()) {
          const std::string name = pattern_of(up ? row.legacy : row.current);
          const bool with_all_inside = row.carriage != Carriage::whole && row.carriage != Carriage::item;
          told =
              told || (row.kinds.has(pair.legacy) && (name == field.name || (with_all_inside && !name.empty() && is_in(field.name, name))));
        }
        EXPECT_TRUE(told) << kind.name << " " << field.name;
      }
    }
  }
}

TEST(TranslationTable, EveryRowIsOfFieldsValuesAndModelsThatThereAre) {
  for (const catalog::Translation &row : catalog::translations()) {
    EXPECT_FALSE(row.source.empty()) << row.legacy << row.current;
    EXPECT_FALSE(row.legacy.empty() && row.current.empty());
    for (const catalog::Kind *legacy : kinds_of(row)) {
      const catalog::Kind &current = twin_of(*legacy);
      catalog::Field field;
      EXPECT_TRUE(row.legacy.empty() || catalog::find_field(*legacy, pattern_of(row.legacy), {}, field))
          << legacy->name << " " << row.legacy;
      EXPECT_TRUE(row.current.empty() || catalog::find_field(current, pattern_of(row.current), {}, field))
          << current.name << " " << row.current;
      for (const catalog::ValuePair &values : row.values) {
        if (catalog::find_field(*legacy, pattern_of(row.legacy), {}, field) && legacy->name != "motion-control" && !field.values.empty()) {
          EXPECT_NE(std::find(field.values.begin(), field.values.end(), values.legacy), field.values.end()) << row.legacy << values.legacy;
        }
      }
    }
    EXPECT_EQ(row.carriage == Carriage::fixed, !row.only.empty()) << row.legacy << row.current;
    EXPECT_TRUE((row.carriage != Carriage::refused && row.carriage != Carriage::unneeded && row.carriage != Carriage::fixed) ||
                !row.reason.empty())
        << row.legacy;
    for (const std::string_view model : row.models) {
      const auto models = catalog::models();
      EXPECT_TRUE(std::any_of(models.begin(), models.end(), [&](const catalog::Model &each) { return each.name == model; })) << model;
    }
  }
}

TEST(TranslationTable, DefaultsAreThoseOfTheFields) {
  for (const catalog::Translation &row : catalog::translations()) {
    for (const catalog::Kind *legacy : kinds_of(row)) {
      catalog::Field field;
      if (!row.legacy_default.empty() && row.video != Video::feature) { // of the sound there none is documented: there can be but one
        ASSERT_TRUE(catalog::find_field(*legacy, pattern_of(row.legacy), {}, field)) << row.legacy;
        EXPECT_EQ(field.default_value, row.legacy_default) << legacy->name << " " << row.legacy;
      }
      if (!row.current_default.empty()) {
        ASSERT_TRUE(catalog::find_field(twin_of(*legacy), pattern_of(row.current), {}, field)) << row.current;
        EXPECT_EQ(field.default_value, row.current_default) << legacy->name << " " << row.current;
      }
    }
  }
}

struct Body {
  std::string kind, text;
  json::Document json;
};

std::vector<Body> told_bodies() {
  std::vector<Body> out;
  for (const auto &[file, cell] : std::map<std::string, std::size_t>{{"sent.tsv", 1}, {"refused.tsv", 4}}) {
    std::ifstream stream(std::string(KLING_SOURCE_DIR) + "/tests/fixtures/translation/" + file);
    for (std::string line; std::getline(stream, line);) {
      if (line.empty() || line[0] == '#') {
        continue;
      }
      std::vector<std::string> cells;
      std::istringstream parts(line);
      for (std::string each; std::getline(parts, each, '\t');) {
        cells.push_back(each);
      }
      out.push_back({cells.at(0), cells.at(cell), parsed(cells.at(cell))});
    }
  }
  EXPECT_GE(out.size(), 200U);
  return out;
}

Video video_of(json::Value body) {
  const json::Value first = body["video_list"].at(0);
  if (first.present()) {
    return first["refer_type"].text() == "feature" ? Video::feature : Video::edited;
  }
  for (json::Value each = body["contents"].first(); each.present(); each = each.next()) {
    if (each["type"].text() == "base_video" || each["type"].text() == "feature_video") {
      return each["type"].text() == "base_video" ? Video::edited : Video::feature;
    }
  }
  return Video::none;
}

bool exercises(const Body &body, const catalog::Translation &row, const catalog::Kind &kind, bool up) {
  const json::Value json = body.json.root();
  const std::string_view model = json["model_name"].present() ? json["model_name"].text() : json["model"].text();
  const bool of_model = row.models.empty() || std::find(row.models.begin(), row.models.end(), model) != row.models.end();
  if (body.kind != kind.name || !of_model || (row.video != Video::any && row.video != video_of(json))) {
    return false;
  }
  if (!(up ? row.legacy_default : row.current_default).empty()) {
    return true;
  }
  return visit(json, {}, pattern_of(up ? row.legacy : row.current), [](json::Value value, const Place &) { return value.present(); });
}

TEST(TranslationTable, EveryRowIsTriedInEveryDirectionAndKind) {
  const std::vector<Body> bodies = told_bodies();
  for (const catalog::Translation &row : catalog::translations()) {
    for (const catalog::Kind *legacy : kinds_of(row)) {
      for (const bool up : {true, false}) {
        const catalog::Kind &kind = up ? *legacy : twin_of(*legacy);
        const std::string_view name = up ? row.legacy : row.current;
        if (!name.empty()) {
          EXPECT_TRUE(std::any_of(bodies.begin(), bodies.end(), [&](const Body &each) { return exercises(each, row, kind, up); }))
              << kind.name << " " << name << " " << (row.models.empty() ? "" : row.models.front()) << " " << static_cast<int>(row.video);
        }
      }
    }
  }
}

TEST(TranslationTable, EveryItemIsTriedBothWays) {
  const std::vector<Body> bodies = told_bodies();
  for (const catalog::ItemPair &pair : catalog::item_pairs()) {
    for (const catalog::KindPair &kinds : catalog::kind_pairs()) {
      if (!pair.kinds.has(kinds.legacy)) {
        continue;
      }
      int up = 0;
      int down = 0;
      for (const Body &body : bodies) {
        const json::Value json = body.json.root();
        for (json::Value each = json[pair.legacy].first(); body.kind == kinds.legacy && each.present(); each = each.next()) {
          up += each[pair.chooser].text() == pair.chosen ? 1 : 0;
        }
        up += body.kind == kinds.legacy && pair.member.empty() && json[pair.legacy].present() ? 1 : 0;
        for (json::Value each = json["contents"].first(); body.kind == kinds.current && each.present(); each = each.next()) {
          down += each["type"].text() == pair.type ? 1 : 0;
        }
      }
      EXPECT_GT(up, 0) << kinds.legacy << " " << pair.type;
      EXPECT_GT(down, 0) << kinds.current << " " << pair.type;
    }
  }
}

TEST(TranslationTable, AModelOfTheOtherGenerationAloneChangesTheKind) {
  struct Row {
    std::string_view kind, model, other;
  };
  for (const Row &row : {
           Row{"text2video", "kling-3.0-turbo", "text-to-video"},
           Row{"text2video", "kling-3.0", "text-to-video"},
           Row{"image2video", "kling-2.5-turbo", "image-to-video"},
           Row{"omni-video", "kling-3.0-omni", "new-omni-video"},
           Row{"omni-video", "kling-o1", "new-omni-video"},
           Row{"motion-control", "kling-2.6", "new-motion-control"},
           Row{"text-to-video", "kling-v3", "text2video"},
           Row{"image-to-video", "kling-v1-5", "image2video"},
           Row{"new-omni-video", "kling-video-o1", "omni-video"},
           Row{"new-motion-control", "kling-v2-6", "motion-control"},
           Row{"text2video", "kling-v3", ""},
           Row{"text2video", "kling-3.0-omni", ""}, // of another product there
           Row{"text2video", "kling-v9", ""},
           Row{"text2video", "", ""},
           Row{"text-to-video", "kling-v1-5", ""}, // of no text there either
           Row{"new-omni-video", "kling-v3-omni", ""},
           Row{"avatar", "kling-3.0", ""},
       }) {
    const catalog::Kind *const other = catalog::kind_for(*catalog::find_kind(row.kind), row.model);
    EXPECT_EQ(other == nullptr ? std::string_view() : other->name, row.other) << row.kind << " " << row.model;
  }
}

TEST(TranslationTable, AnItemThatTheLegacyGenerationAloneTakesChangesTheKindOfItsModel) {
  for (const catalog::LegacyItem &row : catalog::legacy_items()) {
    EXPECT_FALSE(row.source.empty());
    const catalog::Kind &kind = *catalog::find_kind(row.kind);
    const catalog::Kind &legacy = catalog::legacy_of(kind);
    EXPECT_NE(&legacy, &kind) << row.kind;
    EXPECT_NE(catalog::find_model(kind.name, row.model), nullptr) << row.model;
    EXPECT_NE(catalog::find_model(legacy.name, row.model), nullptr) << row.model;
    for (const std::string_view type : row.types) {
      const auto pairs = catalog::item_pairs();
      EXPECT_TRUE(std::any_of(pairs.begin(), pairs.end(), [&](const catalog::ItemPair &each) {
        return each.kinds.has(legacy) && each.type == type;
      })) << type;
      EXPECT_EQ(catalog::kind_for_item(kind, row.model, type), &legacy) << type;
    }
  }
  const catalog::Kind &omni = *catalog::find_kind("new-omni-video");
  EXPECT_EQ(catalog::kind_for_item(omni, "kling-v3-omni", "first_frame"), nullptr);
  EXPECT_EQ(catalog::kind_for_item(omni, "kling-3.0-omni", "base_video"), nullptr);
  EXPECT_EQ(catalog::kind_for_item(*catalog::find_kind("omni-video"), "kling-v3-omni", "base_video"), nullptr);
}

TEST(Translation, PreparedIsOfWhatIsSent) {
  const Outcome out =
      prepared("text2video", R"({"model_name":"kling-3.0","prompt":"a","mode":"pro","duration":"10"})", rules_of("kling"), "k1-a");
  ASSERT_EQ(out.status, KLING_OK) << out.message();
  EXPECT_EQ(out.prepared.kind, catalog::find_kind("text-to-video"));
  EXPECT_EQ(out.prepared.path, "/text-to-video/kling-3.0");
  EXPECT_EQ(out.prepared.model, "kling-3.0");
  EXPECT_EQ(out.prepared.external_id, "k1-a");
  EXPECT_EQ(out.prepared.duration_ms, 10'000);
  EXPECT_EQ(out.prepared.price_hundredths, 800);
  EXPECT_NE(out.body().find(R"("options":{"external_task_id":"k1-a"})"), std::string::npos) << out.body();
  const Outcome back =
      prepared("text-to-video", R"({"model_name":"kling-v3","prompt":"a","settings":{"duration":7}})", rules_of("kling"), "k1-a");
  ASSERT_EQ(back.status, KLING_OK) << back.message();
  EXPECT_EQ(back.prepared.kind, catalog::find_kind("text2video"));
  EXPECT_EQ(back.prepared.path, "/v1/videos/text2video");
  EXPECT_EQ(back.prepared.duration_ms, 7'000);
  EXPECT_NE(back.body().find(R"("model_name":"kling-v3")"), std::string::npos);
  EXPECT_NE(back.body().find(R"(,"external_task_id":"k1-a"})"), std::string::npos) << back.body();
}

TEST(Translation, TheClientsCallbackGoesWhereTheGenerationLooks) {
  Rules rules = rules_of("kling");
  rules.callback_url = "https://me.example/hook";
  const Outcome out = prepared("text2video", R"({"model_name":"kling-3.0","prompt":"a"})", rules);
  EXPECT_NE(out.body().find(R"("options":{"callback_url":"https://me.example/hook"})"), std::string::npos) << out.body();
}

TEST(Translation, IsNotedAndSoIsWhatIsNotSent) {
  const Outcome out = prepared("text2video", R"({"model_name":"kling-3.0","prompt":"a","shot_type":"customize"})");
  EXPECT_EQ(out.log.level_of("text2video with kling-3.0: sent to /text-to-video/kling-3.0"), log_information);
  EXPECT_EQ(out.log.level_of("shot_type is without effect where multi_shot is false: not sent"), log_information);
  const Outcome edited = prepared("omni-video", R"({"model_name":"kling-3.0-omni","prompt":"a","duration":"9","video_list":[)"
                                                R"({"video_url":"https://x.example/v.mp4","keep_original_sound":"no"}]})");
  EXPECT_EQ(edited.log.level_of("duration is without effect: an edited video keeps its length: not sent"), log_information);
  const Outcome back = prepared("text-to-video", R"({"model_name":"kling-v3","prompt":"a"})");
  EXPECT_EQ(back.log.level_of("text-to-video with kling-v3: sent to /v1/videos/text2video"), log_information);
  EXPECT_FALSE(prepared("text2video", R"({"model_name":"kling-v3","prompt":"a"})").log.has("sent to"));
}

TEST(Translation, WhereTheNewGenerationIsNotDocumentedARequestGoesAsItIsTold) {
  struct Row {
    std::string_view kind, body, path, sent, noted;
  };
  for (const Validation validation : {Validation::provider, Validation::off}) {
    for (const Row &row : {
             Row{"text2video", R"({"model_name":"kling-3.0-turbo","prompt":"a","sound":"off"})", "/v1/videos/text2video",
                 R"({"model_name":"kling-3.0-turbo","prompt":"a","sound":"off"})", "model_name: kling-3.0-turbo is of the new generation"},
             Row{"image2video", R"({"model_name":"kling-3.0","image":"https://x.example/a.png","cfg_scale":0.5})", "/v1/videos/image2video",
                 R"({"model_name":"kling-3.0","image":"https://x.example/a.png","cfg_scale":0.5})",
                 "model_name: kling-3.0 is of the new generation"},
             Row{"text-to-video", R"({"model_name":"kling-3.0","prompt":"a"})", "/text-to-video/kling-3.0", R"({"prompt":"a"})",
                 "text-to-video is of the new generation"},
         }) {
      const Outcome out = prepared(row.kind, row.body, rules_of("cometapi", validation));
      ASSERT_EQ(out.status, KLING_OK) << row.body << out.message();
      EXPECT_EQ(out.prepared.kind, catalog::find_kind(row.kind));
      EXPECT_EQ(out.prepared.path, row.path);
      EXPECT_EQ(out.body(), row.sent);
      const std::string noted = std::string(row.noted) + ", which provider cometapi does not document: passed on as it is";
      EXPECT_EQ(out.log.level_of(noted), log_warning) << noted;
      EXPECT_FALSE(out.log.has("kling-3.0-turbo\" is of other kinds")); // said once
    }
  }
  EXPECT_FALSE(prepared("text2video", R"({"model_name":"kling-v3","prompt":"a"})", rules_of("cometapi")).log.has("generation"));
}

/// The legacy paths are those that CometAPI has (gateways 1.2).
TEST(Translation, WhereTheNewGenerationIsNotDocumentedALegacyModelIsStillSentToItsOwn) {
  const Outcome out = prepared("text-to-video", R"({"model_name":"kling-v3","prompt":"a"})", rules_of("cometapi"));
  ASSERT_EQ(out.status, KLING_OK) << out.message();
  EXPECT_EQ(out.prepared.path, "/v1/videos/text2video");
  EXPECT_FALSE(out.log.has("of the new generation"));
  const Outcome item = prepared("new-omni-video",
                                R"({"model_name":"kling-v3-omni","contents":[{"type":"prompt","text":"a"},)"
                                R"({"type":"feature_video","url":"https://x.example/v.mp4"}],"settings":{"aspect_ratio":"1:1"}})",
                                rules_of("cometapi"));
  EXPECT_EQ(item.prepared.path, "/v1/videos/omni-video") << item.message();
}

TEST(Translation, ElsewhereItGoesToTheGenerationThatHasTheModel) {
  const std::string body = R"({"model_name":"kling-3.0","prompt":"a"})";
  for (const std::string_view provider : {"kling", "kling-cn", "custom"}) {
    const Outcome out = prepared("text2video", body, rules_of(provider));
    EXPECT_EQ(out.prepared.path, "/text-to-video/kling-3.0") << provider << out.message();
    const bool unverified = provider == "kling-cn";
    EXPECT_EQ(out.log.has("model_name: kling-3.0 is of the new generation, which was never seen at provider kling-cn"), unverified);
    EXPECT_EQ(prepared("text-to-video", body, rules_of(provider)).log.has("text-to-video is of the new generation, which"), unverified);
    const Outcome back = prepared("text-to-video", R"({"model_name":"kling-v3","prompt":"a"})", rules_of(provider));
    EXPECT_EQ(back.prepared.path, "/v1/videos/text2video");
    EXPECT_FALSE(back.log.has("new generation, which"));
  }
}

TEST(Translation, IdsKeepTheirDigits) {
  const std::string body =
      R"({"model_name":"kling-3.0","prompt":"a","image":"https://x.example/a.png","element_list":[{"element_id":DIGITS}]})";
  for (const std::string digits : {"829836802793406551", "9223372036854775807"}) {
    std::string given = body;
    given.replace(given.find("DIGITS"), 6, digits);
    const Outcome out = prepared("image2video", given, rules_of("kling", Validation::off));
    ASSERT_EQ(out.status, KLING_OK) << out.message();
    EXPECT_NE(out.body().find("\"element_id\":\"" + digits + "\""), std::string::npos) << out.body();
    const Outcome back =
        prepared("image-to-video", R"({"model_name":"kling-v3","contents":[{"type":"element","element_id":")" + digits + R"("}]})",
                 rules_of("kling", Validation::off));
    ASSERT_EQ(back.status, KLING_OK) << back.message();
    EXPECT_NE(back.body().find("\"element_id\":" + digits + "}"), std::string::npos) << back.body();
  }
}

TEST(Translation, AnIdThatNoLegacyOneCanBeIsRefusedAsItIs) {
  const Outcome out =
      prepared("image-to-video", R"({"model_name":"kling-v3","contents":[{"type":"element","element_id":"98765432109876543210"}]})",
               rules_of("kling", Validation::off));
  EXPECT_EQ(out.status, KLING_E_FIELD);
  EXPECT_EQ(out.field(), "contents[0].element_id");
  EXPECT_NE(out.message().find("98765432109876543210"), std::string::npos) << out.message();
}

TEST(Translation, TwelveImagesHaveIdsOfWhichNoneBeginsAnother) {
  std::string images;
  for (int each = 1; each <= 12; ++each) {
    images += std::string(each > 1 ? "," : "") + R"({"image_url":"https://x.example/)" + std::to_string(each) + R"(.png"})";
  }
  const Outcome out =
      prepared("omni-video", R"({"model_name":"kling-3.0-omni","prompt":"<<<image_1>>> <<<image_12>>>","image_list":[)" + images + "]}",
               rules_of("kling", Validation::off));
  ASSERT_EQ(out.status, KLING_OK) << out.message();
  EXPECT_NE(out.body().find(R"("text":"@image_01 @image_12")"), std::string::npos) << out.body();
  EXPECT_NE(out.body().find(R"("id":"image_01")"), std::string::npos) << out.body();
}

TEST(Translation, WhatIsTranslatedIsNotWrittenOverByANameThatNobodyKnows) {
  struct Row {
    std::string_view kind, body, field, sent;
  };
  for (
      const Row &row : {
          Row{"text2video", R"({"model_name":"kling-3.0","prompt":"a","duration":"10","mode":"pro","settings":{"fps":3}})", "settings", ""},
          Row{"text2video", R"({"model_name":"kling-3.0","prompt":"a","external_task_id":"mine","options":{"priority":1}})", "options", ""},
          Row{"image2video", R"({"model_name":"kling-3.0","prompt":"a","image":"https://x.example/a.png","contents":[]})", "contents", ""},
          Row{"text-to-video", R"({"model_name":"kling-v3","prompt":"a","settings":{"resolution":"1080p"},"mode":"std"})", "mode", ""},
          Row{"image-to-video", R"({"model_name":"kling-v3","prompt":"b","contents":[{"type":"prompt","text":"a"}]})", "prompt", ""},
          Row{"text2video", R"({"model_name":"kling-2.6","prompt":"a","options":{"priority":1}})", "",
              R"({"prompt":"a","settings":{"resolution":"720p","duration":5,"aspect_ratio":"16:9","audio":"off"},"options":{"priority":1}})"},
          Row{"text-to-video", R"({"model_name":"kling-v2-6","prompt":"a","colour":"red"})", "",
              R"({"prompt":"a","model_name":"kling-v2-6","mode":"std","duration":"5","aspect_ratio":"16:9","sound":"off","colour":"red"})"},
      }) {
    const Outcome out = prepared(row.kind, row.body, rules_of("kling", Validation::off));
    EXPECT_EQ(out.status, row.field.empty() ? KLING_OK : KLING_E_FIELD) << row.body << out.message();
    EXPECT_EQ(out.field(), row.field) << row.body;
    EXPECT_EQ(out.body(), row.sent);
    EXPECT_EQ(out.message().find(" is what other fields of this request are sent as to ") != std::string::npos, !row.field.empty());
  }
}

/// The text again and again, with the separator between.
std::string repeated(std::string_view text, int count, std::string_view separator = {}) {
  std::string out;
  for (int each = 0; each < count; ++each) {
    out.append(each == 0 ? std::string_view() : separator).append(text);
  }
  return out;
}

TEST(Translation, MoreShotsThanThereCanBeAreRefusedBeforeAnyIsTold) {
  for (const int count : {7, 20'000}) {
    const std::string shots = repeated("shot 1, 1, a;", count) + std::string(100'000, ' ');
    const std::string words = " tells " + std::to_string(count) + " shots; at most 6";
    const Outcome out = prepared("text-to-video", R"({"model_name":"kling-v3","prompt":")" + shots + R"("})");
    EXPECT_EQ(out.status, KLING_E_FIELD);
    EXPECT_EQ(out.field(), "prompt");
    EXPECT_EQ(out.message(), "prompt" + words);
    const Outcome of_image =
        prepared("image-to-video", R"({"model_name":"kling-v3","contents":[{"type":"prompt","text":")" + shots + R"("}]})",
                 rules_of("kling", Validation::off));
    EXPECT_EQ(of_image.field(), "contents[0].text");
    EXPECT_EQ(of_image.message(), "contents[0].text" + words);
  }
}

TEST(Translation, MoreItemsThanThereCanBeAreRefusedBeforeAnyIsTold) {
  for (const int count : {64, 65, 20'000}) {
    const std::string words = " has " + std::to_string(count) + " items; at most 64 can be translated";
    const std::string items = repeated(R"({"type":"element","element_id":"1"})", count, ",");
    const Outcome out =
        prepared("image-to-video", R"({"model_name":"kling-v3","contents":[)" + items + "]}", rules_of("kling", Validation::off));
    EXPECT_EQ(out.message(), count > 64 ? "contents" + words : "");
    EXPECT_EQ(out.field(), count > 64 ? "contents" : "");
    const std::string elements = repeated(R"({"element_id":1})", count, ",");
    const Outcome up =
        prepared("image2video", R"({"model_name":"kling-3.0","element_list":[)" + elements + "]}", rules_of("kling", Validation::off));
    EXPECT_EQ(up.message(), count > 64 ? "element_list" + words : "");
    EXPECT_EQ(up.field(), count > 64 ? "element_list" : "");
  }
}

TEST(Translation, InputsAreNamedAsTheCallerNamedThem) {
  Request request(*catalog::find_kind("image2video"));
  ASSERT_EQ(request.set_json("", R"({"model_name":"kling-3.0","prompt":"a"})"), KLING_OK);
  ASSERT_EQ(request.set_input("image", kling::make_shared<Input>(Vector<char>(8, 'x'))), KLING_OK);
  Prepared out;
  Error error;
  ASSERT_EQ(prepare(request, rules_of("kling", Validation::off), {}, out, error, nullptr), KLING_OK) << error.message;
  ASSERT_EQ(out.body.size(), 3U);
  ASSERT_NE(out.body[1].input, nullptr);
  EXPECT_EQ(out.body[1].field, "image");
  EXPECT_TRUE(out.body[0].text.ends_with(R"({"type":"first_frame","url":")")) << out.body[0].text;
}

TEST(Translation, AnIncompleteRequestHasAPrice) {
  Request request(*catalog::find_kind("motion-control"));
  ASSERT_EQ(request.set_json("", R"({"model_name":"kling-3.0"})"), KLING_OK);
  Cost cost;
  Error error;
  EXPECT_EQ(estimate(request, rules_of("kling"), cost, error), KLING_OK) << error.message;
  EXPECT_EQ(prepared("motion-control", R"({"model_name":"kling-3.0"})").status, KLING_E_FIELD);
}

} // namespace
} // namespace kling::protocol::test
