#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <string>

#include "base/text.hpp"
#include "catalog/kind_rows.hpp"
#include "catalog/model.hpp"
#include "catalog/price.hpp"

namespace kling::catalog {
namespace {

using Given = std::map<std::string, std::string>;

bool holds(const Kind &kind, const Condition &condition, const Given &given) {
  const auto found = given.find(std::string(condition.field));
  Field field;
  std::string value = found == given.end() ? std::string() : found->second;
  if (found == given.end() && find_field(kind, condition.field, "", field) && condition.field.find("[]") == std::string_view::npos) {
    value = field.default_value;
  }
  const bool listed = std::find(condition.values.begin(), condition.values.end(), value) != condition.values.end();
  switch (condition.test) {
  case Condition::Test::given:
    return found != given.end();
  case Condition::Test::not_given:
    return found == given.end();
  case Condition::Test::is:
    return listed;
  case Condition::Test::is_not:
    return !listed;
  default:
    ADD_FAILURE() << "a price that counts items";
    return false;
  }
}

/// "1.8": what the first row that counts says for all of it, empty when the price is not known.
std::string price(std::string_view kind_name, const Given &given, Currency currency = Currency::video_units) {
  const Kind &kind = *find_kind(kind_name);
  const auto number = [&](std::string_view name) {
    const auto found = given.find(std::string(name));
    Field field;
    EXPECT_TRUE(find_field(kind, name, "", field)) << name;
    return to_number(found == given.end() ? field.default_value : std::string_view(found->second)).value_or(0);
  };
  const auto model = given.find("model_name");
  const std::string_view counts = model == given.end() ? kind.default_model : std::string_view(model->second);
  for (const Price &row : prices()) {
    const bool holds_all =
        std::all_of(row.when.begin(), row.when.end(), [&](const Condition &condition) { return holds(kind, condition, given); });
    if (row.currency != currency || !row.kinds.has(kind) || !(row.model.empty() || row.model == counts) || !holds_all) {
      continue;
    }
    if (row.afterwards) {
      return {};
    }
    const double times = row.per == Per::second   ? number(vocabulary_of(kind).duration)
                         : row.per == Per::image  ? number("n")
                         : row.per == Per::series ? number("series_amount")
                                                  : 1;
    return std::string(text_of(static_cast<double>(static_cast<int64_t>(to_number(row.amount).value_or(-1) * times * 100 + 0.5)) / 100));
  }
  return {};
}

Given clip(const char *model, const char *mode, const char *duration, const char *sound = "off") {
  return {{"model_name", model}, {"mode", mode}, {"duration", duration}, {"sound", sound}};
}

TEST(Price, ByTheSecondOfTheCurrentPage) {
  EXPECT_EQ(price("text2video", clip("kling-v3", "std", "5")), "3");
  EXPECT_EQ(price("text2video", clip("kling-v3", "std", "5", "on")), "4.5");
  EXPECT_EQ(price("image2video", clip("kling-v3", "pro", "10")), "8");
  EXPECT_EQ(price("image2video", clip("kling-v3", "pro", "10", "on")), "12");
  EXPECT_EQ(price("text2video", clip("kling-v3", "4k", "15")), "45");
  EXPECT_EQ(price("text2video", clip("kling-v3", "4k", "3", "on")), "9");
  EXPECT_EQ(price("text2video", clip("kling-v2-6", "std", "5")), "1.5");
  EXPECT_EQ(price("text2video", clip("kling-v2-6", "pro", "5")), "2.5");
  EXPECT_EQ(price("text2video", clip("kling-v2-6", "pro", "10", "on")), "10");
  EXPECT_EQ(price("text2video", clip("kling-v2-6", "std", "5", "on")), "");
  Given speaking = clip("kling-v2-6", "pro", "5", "on");
  speaking["voice_list"] = "1";
  EXPECT_EQ(price("image2video", speaking), "6");
  EXPECT_EQ(price("text2video", clip("kling-v2-5-turbo", "std", "10")), "3");
  EXPECT_EQ(price("image2video", clip("kling-v2-5-turbo", "pro", "5")), "2.5");
}

Given made(const char *model, const char *resolution, const char *duration, const char *audio = "off", const char *content = nullptr) {
  Given given{{"model_name", model}, {"settings.resolution", resolution}, {"settings.duration", duration}, {"settings.audio", audio}};
  if (content != nullptr) {
    given["contents[].type"] = content;
  }
  return given;
}

TEST(Price, OfTheNewGenerationByTheSecond) {
  EXPECT_EQ(price("text-to-video", made("kling-3.0-turbo", "720p", "3")), "2.4"); // a verified bill
  EXPECT_EQ(price("text-to-video", {{"model_name", "kling-3.0-turbo"}}), "4");
  EXPECT_EQ(price("image-to-video", made("kling-3.0-turbo", "1080p", "15")), "15");
  EXPECT_EQ(price("text-to-video", made("kling-3.0-turbo", "4k", "5")), "");
  EXPECT_EQ(price("text-to-video", {{"model_name", "kling-3.0"}}), "3");
  EXPECT_EQ(price("text-to-video", made("kling-3.0", "720p", "5", "native")), "4.5");
  EXPECT_EQ(price("image-to-video", made("kling-3.0", "1080p", "10")), "8");
  EXPECT_EQ(price("image-to-video", made("kling-3.0", "1080p", "10", "native")), "12");
  EXPECT_EQ(price("text-to-video", made("kling-3.0", "4k", "15")), "45");
  EXPECT_EQ(price("text-to-video", made("kling-3.0", "4k", "3", "native")), "9");
  EXPECT_EQ(price("text-to-video", made("kling-2.6", "720p", "5")), "1.5");
  EXPECT_EQ(price("text-to-video", made("kling-2.6", "720p", "5", "native")), "");
  EXPECT_EQ(price("text-to-video", made("kling-2.6", "1080p", "10")), "5");
  EXPECT_EQ(price("text-to-video", made("kling-2.6", "1080p", "10", "native")), "10");
  EXPECT_EQ(price("image-to-video", made("kling-2.6", "1080p", "5", "native", "first_frame")), "5");
  EXPECT_EQ(price("image-to-video", made("kling-2.6", "1080p", "5", "native", "voice")), "6");
  EXPECT_EQ(price("text-to-video", made("kling-2.5-turbo", "720p", "10")), "3");
  EXPECT_EQ(price("image-to-video", made("kling-2.5-turbo", "1080p", "5")), "2.5");
  EXPECT_EQ(price("text-to-video", {}), ""); // no model, no price
}

TEST(Price, OfOmniVideosOfTheNewGeneration) {
  const std::string_view kind = "new-omni-video";
  EXPECT_EQ(price(kind, made("kling-3.0-omni", "720p", "3")), "1.8"); // verified bills
  EXPECT_EQ(price(kind, made("kling-3.0-omni", "720p", "5")), "3");
  EXPECT_EQ(price(kind, made("kling-3.0-omni", "720p", "5", "native")), "4");
  EXPECT_EQ(price(kind, made("kling-3.0-omni", "1080p", "5", "native")), "5");
  EXPECT_EQ(price(kind, made("kling-3.0-omni", "1080p", "5", "off", "feature_video")), "6");
  EXPECT_EQ(price(kind, made("kling-3.0-omni", "720p", "5", "off", "feature_video")), "4.5");
  EXPECT_EQ(price(kind, made("kling-3.0-omni", "4k", "3", "native", "refer_image")), "9");
  EXPECT_EQ(price(kind, made("kling-o1", "720p", "5", "off", "refer_image")), "3");
  EXPECT_EQ(price(kind, made("kling-o1", "1080p", "10", "off", "feature_video")), "12");
  EXPECT_EQ(price(kind, made("kling-o1", "720p", "5", "native")), "");
  EXPECT_EQ(price(kind, made("kling-o1", "720p", "5", "original", "base_video")), ""); // the length is that of the video
  EXPECT_EQ(price(kind, made("kling-v3-omni", "720p", "5")), "");
}

TEST(Price, OfOmniVideos) {
  EXPECT_EQ(price("omni-video", clip("kling-v3-omni", "std", "3")), "1.8"); // a verified bill
  EXPECT_EQ(price("omni-video", clip("kling-v3-omni", "std", "5")), "3");   // another
  EXPECT_EQ(price("omni-video", clip("kling-v3-omni", "std", "5", "on")), "4");
  EXPECT_EQ(price("omni-video", clip("kling-v3-omni", "pro", "5", "on")), "5");
  EXPECT_EQ(price("omni-video", clip("kling-v3-omni", "4k", "5")), "15");
  EXPECT_EQ(price("omni-video", {{"model_name", "kling-v3-omni"}, {"duration", "5"}}), "4"); // mode pro is its default
  EXPECT_EQ(price("omni-video", clip("kling-video-o1", "std", "5")), "3");
  EXPECT_EQ(price("omni-video", {}), "4");
  Given referring = clip("kling-video-o1", "pro", "5");
  referring["video_list"] = "1";
  EXPECT_EQ(price("omni-video", referring), ""); // the length of what is edited is not known
  referring["video_list[].refer_type"] = "feature";
  EXPECT_EQ(price("omni-video", referring), "6");
  referring["model_name"] = "kling-v3-omni";
  referring["mode"] = "std";
  EXPECT_EQ(price("omni-video", referring), "4.5");
}

TEST(Price, ByTheClipOfTheOlderList) {
  EXPECT_EQ(price("text2video", {}), "1"); // kling-v1, std, 5
  EXPECT_EQ(price("text2video", clip("kling-v1", "std", "10")), "2");
  EXPECT_EQ(price("image2video", clip("kling-v1", "pro", "5")), "3.5");
  EXPECT_EQ(price("text2video", clip("kling-v1", "pro", "10")), "7");
  EXPECT_EQ(price("image2video", clip("kling-v1-5", "std", "5")), "2");
  EXPECT_EQ(price("text2video", clip("kling-v1-6", "pro", "10")), "7");
  EXPECT_EQ(price("image2video", clip("kling-v2-1", "std", "10")), "4");
  EXPECT_EQ(price("text2video", clip("kling-v2-master", "", "5")), "10");
  EXPECT_EQ(price("text2video", clip("kling-v2-1-master", "pro", "10")), "20");
  EXPECT_EQ(price("multi-image2video", {}), "2");
  EXPECT_EQ(price("multi-elements", {{"duration", "10"}}), "6");
  EXPECT_EQ(price("multi-elements", {{"mode", "pro"}}), "5");
  EXPECT_EQ(price("text2video", clip("kling-v1", "std", "7")), "");
  for (const char *model : {"kling-v1", "kling-v1-6", "kling-v2-master", "kling-v2-1-master", "kling-v2-5-turbo"}) {
    EXPECT_EQ(price("text2video", clip(model, "pro", "5", "on")), "") << model;
  }
}

TEST(Price, OfTheOtherKinds) {
  EXPECT_EQ(price("tts", {}), "0.05");
  EXPECT_EQ(price("identify-face", {}), "0.05");
  EXPECT_EQ(price("voices", {}), "0.05");
  EXPECT_EQ(price("text-to-audio", {{"duration", "9"}}), "0.25");
  EXPECT_EQ(price("video-to-audio", {}), "0.25");
  EXPECT_EQ(price("image-recognize", {}), "0.1");
  EXPECT_EQ(price("elements", {}), "0");
  EXPECT_EQ(price("kolors-virtual-try-on", {}, Currency::usd), "0.07");
  for (const char *kind : {"avatar", "lip-sync", "advanced-lip-sync", "motion-control", "video-extend", "effects", "call"}) {
    for (const Currency currency : {Currency::video_units, Currency::image_units, Currency::usd, Currency::credits}) {
      EXPECT_EQ(price(kind, {}, currency), "") << kind;
    }
  }
}

/// The amounts of the rows that only show a rate, in their order.
std::string rates(std::string_view kind, std::string_view model, Per per) {
  std::string out;
  for (const Price &row : prices()) {
    if (row.afterwards && row.kinds.has(kind) && row.model == model && row.per == per) {
      out += (out.empty() ? "" : " ") + std::string(row.amount);
      EXPECT_FALSE(row.note.empty()) << kind;
    }
  }
  return out;
}

TEST(Price, RatesOfWhatIsKnownAfterwardsAreShown) {
  EXPECT_EQ(rates("avatar", "", Per::second), "0.4 0.8");
  EXPECT_EQ(rates("lip-sync", "", Per::five_seconds), "0.5");
  EXPECT_EQ(rates("advanced-lip-sync", "", Per::five_seconds), "0.5");
  EXPECT_EQ(rates("video-extend", "", Per::task), "1 3.5 2 3.5");
  EXPECT_EQ(rates("motion-control", "kling-v3", Per::second), "0.9 1.2");
  EXPECT_EQ(rates("motion-control", "kling-v2-6", Per::second), "0.5 0.8");
  EXPECT_EQ(rates("omni-video", "kling-video-o1", Per::second), "0.9 1.2");
  EXPECT_EQ(rates("omni-video", "kling-v3-omni", Per::second), "0.9 1.2");
}

TEST(Price, OfImages) {
  const Currency units = Currency::image_units;
  EXPECT_EQ(price("generations", {}, units), ""); // the default is in dispute (11.9)
  EXPECT_EQ(price("multi-image2image", {}, units), "");
  EXPECT_EQ(price("generations", {{"model_name", "kling-v3"}}, units), "8"); // a verified bill
  EXPECT_EQ(price("generations", {{"model_name", "kling-v3"}, {"n", "9"}}, units), "72");
  EXPECT_EQ(price("generations", {{"model_name", "kling-v2-1"}}, units), "4");
  EXPECT_EQ(price("generations", {{"model_name", "kling-v2-1"}, {"image", "…"}, {"n", "2"}}, units), "16");
  EXPECT_EQ(price("generations", {{"model_name", "kling-v2"}}, units), "");
  EXPECT_EQ(price("omni-image", {}, units), "8");
  EXPECT_EQ(price("omni-image", {{"resolution", "4k"}, {"n", "2"}}, units), "32");
  EXPECT_EQ(price("omni-image", {{"model_name", "kling-v3-omni"}, {"result_type", "series"}}, units), "32");
  EXPECT_EQ(price("omni-image", {{"model_name", "kling-v3-omni"}, {"result_type", "series"}, {"series_amount", "3"}, {"n", "9"}}, units),
            "24");
  EXPECT_EQ(price("multi-image2image", {{"model_name", "kling-v2-1"}, {"n", "3"}}, units), "48");
  EXPECT_EQ(price("multi-image2image", {{"model_name", "kling-v2"}}, units), "");
  EXPECT_EQ(price("expand", {}, units), "8");
  EXPECT_EQ(price("ai-multi-shot", {}, units), "20");
}

TEST(Price, CreditsOfTheCommissionedPage) {
  const Currency credits = Currency::credits;
  EXPECT_EQ(price("text2video", clip("kling-v2-6", "std", "5"), credits), "10");
  EXPECT_EQ(price("text2video", clip("kling-v2-6", "pro", "5"), credits), "35");
  EXPECT_EQ(price("text2video", clip("kling-v1", "std", "10"), credits), "20");
  EXPECT_EQ(price("text2video", clip("kling-v1", "pro", "10"), credits), "70");
  EXPECT_EQ(price("text2video", clip("kling-v3", "std", "7"), credits), "");
  EXPECT_EQ(price("image2video", clip("kling-v2-6", "std", "5"), credits), "");
}

TEST(Price, NamesModelsFieldsAndValuesThatExist) {
  for (const Price &row : prices()) {
    EXPECT_TRUE(to_number(row.amount)) << row.amount;
    EXPECT_FALSE(row.source.empty());
    for (const Kind &kind : kinds()) {
      if (!row.kinds.has(kind)) {
        continue;
      }
      EXPECT_TRUE(row.model.empty() || find_model(kind.name, row.model) != nullptr) << kind.name << " " << row.model;
      Field field;
      for (const Condition &condition : row.when) {
        ASSERT_TRUE(find_field(kind, condition.field, "", field)) << kind.name << " " << condition.field;
        for (const std::string_view value : condition.values) {
          EXPECT_TRUE(field.values.empty() || std::find(field.values.begin(), field.values.end(), value) != field.values.end())
              << kind.name << " " << field.name << " " << value;
        }
      }
      EXPECT_TRUE(row.per != Per::second || row.afterwards || find_field(kind, vocabulary_of(kind).duration, "", field)) << kind.name;
      EXPECT_TRUE(row.per != Per::image || find_field(kind, "n", "", field)) << kind.name;
      EXPECT_TRUE(row.per != Per::series || find_field(kind, "series_amount", "", field)) << kind.name;
    }
  }
}

} // namespace
} // namespace kling::catalog
