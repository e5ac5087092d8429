#pragma once

#include "json/document.hpp"
#include "protocol/reply.hpp"

namespace kling::protocol {

/// Reads a task out of a reply: the service's own record, one inside a gateway's wrappers, or an OpenAI-video object. False when nothing in
/// it tells a task's id or status.
[[nodiscard]] bool read_record(json::Value whole, Record &out);
/// The same of one item of a list, which is a task's record itself.
[[nodiscard]] bool read_item(json::Value item, Record &out);
/// The same, and of a task that runs on no more than its ids and its word: a look at many needs nothing else.
[[nodiscard]] bool read_state(json::Value item, Record &out);
/// Reads what a synchronous call was answered with: the result itself, where the service made no task of it. A word or number in it may say
/// that it failed, or runs on; without one, or with one that is not known, it is done.
void read_result(json::Value whole, Record &out);
/// Whether any id in it, at any depth, is that one.
[[nodiscard]] bool names_task(json::Value whole, std::string_view id);

} // namespace kling::protocol
