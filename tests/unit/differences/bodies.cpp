#include <map>
#include <vector>

#include "catalog/model.hpp"
#include "difference.hpp"
#include "verdicts.hpp"

namespace kling::test {

namespace {

/// A thing that a model may be asked for: the members that ask; of the new generation members of settings, or an item of contents.
struct Wish {
  const char *name;
  const char *members;
};

/// A kind with the members that it needs anyway, and what may come to them. Of the new generation these are prompt or items of contents.
struct Grid {
  const char *kind;
  const char *members;
  std::vector<Wish> wishes;
};

std::vector<Grid> grids() {
  const std::vector<Wish> text = {{"nothing else", ""},
                                  {"camera_control", R"("camera_control":{"type":"forward_up"})"},
                                  {"sound", R"("sound":"on")"},
                                  {"multi_shot", R"("multi_shot":true,"shot_type":"intelligence")"},
                                  {"voice_list", R"("voice_list":[{"voice_id":"891495440020668439"}],"sound":"on")"},
                                  {"cfg_scale", R"("cfg_scale":0.5)"}};
  std::vector<Wish> image = text;
  image[1] = {"camera_control", R"("camera_control":{"type":"simple","config":{"zoom":1}})"};
  const std::vector<Wish> further = {
      {"image_tail", R"("image_tail":"https://cdn.example.com/owl.png")"},
      {"image_tail with sound", R"("image_tail":"https://cdn.example.com/owl.png","sound":"on")"},
      {"static_mask", R"("static_mask":"https://cdn.example.com/mask.png")"},
      {"dynamic_masks", R"("dynamic_masks":[{"mask":"https://cdn.example.com/mask.png","trajectories":[{"x":1,"y":1},{"x":2,"y":2}]}])"},
      {"element_list", R"("element_list":[{"element_id":829836802793406551}])"}};
  image.insert(image.end(), further.begin(), further.end());
  const std::vector<Wish> omni = {
      {"nothing else", R"("aspect_ratio":"16:9")"},
      {"first_frame", R"("image_list":[{"image_url":"https://cdn.example.com/fox.png","type":"first_frame"}])"},
      {"end_frame",
       R"("image_list":[{"image_url":"https://cdn.example.com/fox.png","type":"first_frame"},{"image_url":"https://cdn.example.com/owl.png","type":"end_frame"}])"},
      {"image_list", R"("aspect_ratio":"16:9","image_list":[{"image_url":"https://cdn.example.com/fox.png"}])"},
      {"base video", R"("video_list":[{"video_url":"https://cdn.example.com/walk.mp4"}])"},
      {"feature video", R"("aspect_ratio":"16:9","video_list":[{"video_url":"https://cdn.example.com/walk.mp4","refer_type":"feature"}])"},
      {"element_list", R"("aspect_ratio":"16:9","element_list":[{"element_id":829836802793406551}])"},
      {"sound", R"("aspect_ratio":"16:9","sound":"on")"},
      {"multi_shot", R"("aspect_ratio":"16:9","multi_shot":true,"shot_type":"intelligence")"}};
  const std::vector<Wish> new_text = {{"nothing else", ""},
                                      {"native", R"("audio":"native")"},
                                      {"original", R"("audio":"original")"},
                                      {"multi_shot", R"("multi_shot":true)"},
                                      {"one shot", R"("multi_shot":false)"}};
  std::vector<Wish> new_image = new_text;
  new_image.push_back({"last_frame", R"({"type":"last_frame","url":"https://cdn.example.com/owl.png"})"});
  new_image.push_back({"element", R"({"type":"element","element_id":"829836802793406551"})"});
  std::vector<Wish> new_omni = new_image;
  new_omni.push_back({"refer_image", R"({"type":"refer_image","url":"https://cdn.example.com/owl.png"})"});
  const char *const new_frame = R"({"type":"prompt","text":"a"},{"type":"first_frame","url":"https://cdn.example.com/fox.png"})";
  const char *const new_references = R"({"type":"prompt","text":"a"},{"type":"refer_image","url":"https://cdn.example.com/fox.png"})";
  return {{"text2video", R"("prompt":"<<<voice_1>>> a")", text},
          {"image2video", R"("prompt":"<<<voice_1>>> a","image":"https://cdn.example.com/fox.png")", image},
          {"image2video", R"("prompt":"a","image_tail":"https://cdn.example.com/owl.png")", {{"image_tail alone", ""}}},
          {"omni-video", R"("prompt":"a")", omni},
          {"text-to-video", R"("prompt":"a")", new_text},
          {"image-to-video", new_frame, new_image},
          {"new-omni-video", new_frame, new_omni},
          {"new-omni-video",
           new_references,
           {{"feature_video", R"({"type":"feature_video","url":"https://cdn.example.com/walk.mp4"})"},
            {"base_video", R"({"type":"base_video","url":"https://cdn.example.com/walk.mp4"})"}}},
          {"multi-image2video", R"("prompt":"a","image_list":[{"image":"https://cdn.example.com/fox.png"}])", {{"nothing else", ""}}},
          {"generations", R"("prompt":"a")", {{"nothing else", ""}, {"resolution 2k", R"("resolution":"2k")"}}},
          {"omni-image",
           R"("prompt":"a")",
           {{"nothing else", ""}, {"resolution 4k", R"("resolution":"4k")"}, {"series", R"("result_type":"series")"}}}};
}

/// Of the new generation: 720p, 1080p, 4k.
std::string new_body_of(const Grid &grid, const Wish &wish, const std::string &model, const std::string &mode,
                        const std::string &duration) {
  const bool of_contents = *wish.members == '{';
  std::string out = "{\"model_name\":\"" + model + "\",";
  out += *grid.members == '{' ? "\"contents\":[" + std::string(grid.members) + (of_contents ? "," + std::string(wish.members) : "") + "]"
                              : std::string(grid.members);
  out += ",\"settings\":{\"resolution\":\"" + std::string(mode == "std" ? "720p" : mode == "pro" ? "1080p" : "4k");
  out += "\",\"duration\":" + duration + (std::string(grid.kind) == "image-to-video" ? "" : ",\"aspect_ratio\":\"16:9\"");
  return out + (of_contents || *wish.members == 0 ? "" : "," + std::string(wish.members)) + "}}";
}

std::string body_of(const Grid &grid, const Wish &wish, const std::string &model, const std::string &mode, const std::string &duration) {
  if (catalog::find_kind(grid.kind)->model_in_path) {
    return new_body_of(grid, wish, model, mode, duration);
  }
  std::string out = std::string("{\"model_name\":\"") + model + "\"," + grid.members;
  for (const std::string &each : {std::string(wish.members), mode.empty() ? mode : "\"mode\":\"" + mode + "\"",
                                  duration.empty() ? duration : "\"duration\":\"" + duration + "\""}) {
    out += (each.empty() ? "" : ",") + each;
  }
  return out + "}";
}

/// Those of the combinations that were taken, in words.
std::string told(const std::vector<std::string> &taken, std::size_t of) {
  if (taken.empty() || taken.size() == of) {
    return taken.empty() ? "none" : "all";
  }
  std::string out;
  for (const std::string &each : taken) {
    out += (out.empty() ? "" : " ") + each;
  }
  return out;
}

} // namespace

Differences of_capabilities() {
  Differences out("capabilities");
  for (const Grid &grid : grids()) {
    const bool video = std::string(grid.kind).ends_with("video");
    for (const catalog::Model &model : catalog::models()) {
      for (const Wish &wish : grid.wishes) {
        std::vector<std::string> catalogue;
        std::vector<std::string> simulator;
        std::size_t all = 0;
        for (const char *mode : video ? std::vector<const char *>{"std", "pro", "4k"} : std::vector<const char *>{""}) {
          for (const char *duration : video ? std::vector<const char *>{"3", "5", "10", "15"} : std::vector<const char *>{""}) {
            const std::string body = body_of(grid, wish, std::string(model.name), mode, duration);
            const std::string combination = video ? std::string(mode) + "/" + duration : "alone";
            ++all;
            Sent sent;
            if (library_takes(grid.kind, body, sent)) {
              catalogue.push_back(combination);
            }
            if (simulator_takes(sent)) {
              simulator.push_back(combination);
            }
          }
        }
        out.compare(std::string(grid.kind) + " " + std::string(model.name) + " " + wish.name, told(catalogue, all), told(simulator, all));
      }
    }
  }
  return out;
}

Differences of_refusals() {
  Differences out("bodies");
  const auto word = [](bool takes) { return takes ? "passes" : "refused"; };
  for (const std::vector<std::string> &row : table_rows("fixtures/kinds/refusals.tsv")) {
    const std::string &kind = row.at(0);
    if (kind == "call" || row.at(1) != "kling") {
      continue; // a raw call is none of the service's kinds, and the simulator has the vendor's rules
    }
    Sent sent;
    const bool takes = library_takes(kind, row.at(8), sent);
    out.compare(kind + " " + row[8], word(takes), word(simulator_takes(sent)));
  }
  return out;
}

Differences of_prices() {
  Differences out("prices");
  for (const std::vector<std::string> &row : table_rows("fixtures/kinds/prices.tsv")) {
    out.compare(row.at(0) + " " + row.at(3), library_price(row[0], row[3]), simulator_price(row[0], row[3]));
  }
  return out;
}

} // namespace kling::test
