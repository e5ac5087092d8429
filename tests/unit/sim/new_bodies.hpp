#pragma once

#include <string_view>

namespace kling::sim {

/// The smallest body that a model of the new generation takes (§5.2), with ' for ".
struct NewBody {
  std::string_view path;
  std::string_view body;
  std::string_view units; // what it costs
};

inline constexpr std::string_view framed = "{'contents':[{'type':'prompt','text':'a'},{'type':'first_frame','url':'https://a/b.png'}]}";
inline constexpr std::string_view moved = "{'contents':[{'type':'image','url':'https://a/b.png'},{'type':'video','url':'https://a/b.mp4'}],"
                                          "'settings':{'character_orientation':'image'}}";
inline constexpr std::string_view omni = "{'contents':[{'type':'prompt','text':'a'}],'settings':{'aspect_ratio':'16:9'}}";

inline constexpr NewBody new_bodies[] = {
    {"/text-to-video/kling-3.0-turbo", "{'prompt':'a'}", "4"},
    {"/image-to-video/kling-3.0-turbo", framed, "4"},
    {"/text-to-video/kling-3.0", "{'prompt':'a'}", "3"},
    {"/image-to-video/kling-3.0", framed, "3"},
    {"/omni-video/kling-3.0-omni", omni, "3"},
    {"/omni-video/kling-o1", omni, "3"},
    {"/motion-control/kling-3.0", moved, "4.5"},
    {"/motion-control/kling-2.6", moved, "2.5"},
    {"/text-to-video/kling-2.6", "{'prompt':'a'}", "1.5"},
    {"/image-to-video/kling-2.6", framed, "1.5"},
    {"/text-to-video/kling-2.5-turbo", "{'prompt':'a'}", "1.5"},
    {"/image-to-video/kling-2.5-turbo", framed, "1.5"},
};

} // namespace kling::sim
