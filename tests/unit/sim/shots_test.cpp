#include "new_bodies.hpp"
#include "sim/shots.hpp"

namespace kling::sim {
namespace {

struct ShotsCase {
  std::string_view prompt;
  int64_t count;
  int64_t seconds;
  std::string_view complaint;
};

constexpr std::string_view no_form = "prompt does not follow the form 'shot n, m, words;'";

// §5.2: shot n, m, words; shot n, m, words;
constexpr ShotsCase cases[] = {
    {"a fox", 0, 0, ""},
    {"", 0, 0, ""},
    {"shot 1: a fox; shot 2: an owl", 0, 0, ""},
    {"shot one, 2, a fox;", 0, 0, ""},
    {"shot 5, wide angle, a fox;", 0, 0, ""},
    {"shots 1, 2, a fox;", 0, 0, ""},
    {"shot 1, 5, a fox", 1, 5, ""},
    {"shot 1, 2, a fox; shot 2, 3, an owl, and its prey;", 2, 5, ""},
    {"  Shot 1,2,a fox;\n SHOT 2 , 1 , an owl ; ", 2, 3, ""},
    {"shot 1, 1, a; shot 2, 1, b; shot 3, 1, c; shot 4, 1, d; shot 5, 1, e; shot 6, 1, f;", 6, 6, ""},
    {"shot 7, 1, a;", 1, 1, "shot 7 is invalid: there are shots 1 to 6"},
    {"shot 0, 1, a;", 1, 1, "shot 0 is invalid: there are shots 1 to 6"},
    {"shot 1, 1, a; shot 1, 1, b;", 2, 2, "shot 1 is there more than once"},
    {"shot 1, 0, a;", 1, 0, "shot 1 duration value '0' is invalid"},
    {"shot 1, 5, ;", 1, 5, "shot 1 must have a prompt"},
    {"shot 1, 5, a fox; an owl;", 1, 5, no_form},
    {"shot 1, 5, a fox; shot 2, long, an owl;", 1, 5, no_form},
    {"shot 1, 5, a fox;; shot 2, 1, an owl;", 1, 5, no_form},
};

TEST(Shots, are_read_from_a_prompt) {
  for (const ShotsCase &row : cases) {
    const Shots shots = Shots::parse(row.prompt);
    EXPECT_EQ(shots.count, row.count) << row.prompt;
    EXPECT_EQ(shots.seconds, row.seconds) << row.prompt;
    EXPECT_EQ(shots.complaint, row.complaint) << row.prompt;
  }
}

TEST(Shots, have_words_of_512_characters_at_most) {
  EXPECT_EQ(Shots::parse(new_body("shot 1, 5, {512};")).complaint, "");
  EXPECT_EQ(Shots::parse(new_body("shot 1, 5, {513};")).complaint, "shot 1 prompt cannot exceed 512 characters");
}

constexpr std::string_view sum = "The sum of shot durations must equal settings.duration";

constexpr NewVerdict verdicts[] = {
    {"/text-to-video/kling-3.0", "", "{'prompt':'shot 1, 2, a; shot 2, 3, b;'}"},
    {"/text-to-video/kling-3.0", sum, "{'prompt':'shot 1, 2, a; shot 2, 2, b;'}"},
    {"/text-to-video/kling-3.0", "", "{'prompt':'shot 1, 2, a; shot 2, 2, b;','settings':{'duration':4,'multi_shot':true}}"},
    {"/text-to-video/kling-3.0", "", "{'prompt':'shot 1, 2, a; shot 2, 2, b;','settings':{'multi_shot':false}}"},
    {"/text-to-video/kling-3.0", "shot 7 is invalid: there are shots 1 to 6", "{'prompt':'shot 7, 5, a;'}"},
    {"/text-to-video/kling-3.0-turbo", sum, "{'prompt':'shot 1, 2, a;','settings':{'multi_shot':false}}"}, // no such field there
    {"/text-to-video/kling-2.6", "", "{'prompt':'shot 1, 2, a;'}"},
    {"/text-to-video/kling-2.5-turbo", "", "{'prompt':'shot 1, 2, a;'}"},
    {"/image-to-video/kling-3.0", sum, "{'contents':[{'type':'prompt','text':'shot 1, 2, a;'},{'type':'first_frame','url':'https://a'}]}"},
    {"/image-to-video/kling-3.0-turbo", sum,
     "{'contents':[{'type':'prompt','text':'shot 1, 2, a;'},{'type':'first_frame','url':'https://a'}]}"},
    {"/omni-video/kling-3.0-omni", sum,
     "{'contents':[{'type':'prompt','text':'shot 1, 2, a;'},{'type':'feature_video','url':'https://a'}]}"},
    {"/omni-video/kling-3.0-omni", "", "{'contents':[{'type':'prompt','text':'shot 1, 2, a;'},{'type':'base_video','url':'https://a'}]}"},
    {"/omni-video/kling-o1", "", "{'contents':[{'type':'prompt','text':'shot 1, 2, a;'}],'settings':{'aspect_ratio':'1:1'}}"},
};

TEST(Shots, count_for_the_3_0_family_unless_multi_shot_is_false) {
  expect_verdicts(verdicts);
}

} // namespace
} // namespace kling::sim
