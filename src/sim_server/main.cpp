#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>

#include "base/text.hpp"
#include "json/document.hpp"
#include "kling/kling.h"
#include "sim/profile.hpp"
#include "sim/switches.hpp"
#include "sim/tasks.hpp"
#include "sim_server/server.hpp"
#include "sim_server/watch.hpp"

namespace {

using kling::sim_server::Server;
using kling::sim_server::ServerOptions;

struct Flags {
  ServerOptions server;
  std::string units = "1000000";
  std::string profile;
  std::string cert_file;
  std::string key_file;
  int64_t max_seconds = 0;
  int64_t parent_pid = 0;
};

constexpr const char *about =
    R"(Kling's video generation service, offline: every kind of the legacy API at its own path (/v1/videos/text2video, ...)
and, as CometAPI has it, under /kling; those of the new generation at theirs (/text-to-video/kling-3.0, ..., API keys only),
and the tasks of both at /tasks. Listens on 127.0.0.1 only. When ready it prints one line of JSON:
  {"base_url":"http://127.0.0.1:PORT","api_key":"...","access_key":"...","secret_key":"..."}
and then serves until SIGTERM or SIGINT.)";

constexpr const char *behind_profiles =
    R"(  A gateway's profile takes the API key alone. Those that keep a table of their tasks (cometapi-wrapped, gateway-a,
  gateway-a-openai, gateway-b) see the end of a task --refresh-ms late. Gateways of cometapi, and official, answer
  GET /user/quota?key=KEY[&start_date=YYYY-MM-DD&end_date=YYYY-MM-DD] at the root, too. When ready, a gateway's profile adds
  "provider" and "path_prefix" to the line above: what a client's options of that name are to be.
)";

constexpr const char *more = R"(
Every task succeeds with real files (MP4, PNG, MP3, WAV) of the length, size and sound that were asked for, except:
  "risk control" in a prompt     fails with "Failure to pass the risk control system"
  "unreachable" in a URL         fails with "Something went wrong when we tried to get the contents of the file."
  "bad-ratio" in an image's URL  fails with "The resolution or aspect ratio of the input image is invalid. ..."
  "no-human" in a video's URL    fails with "there is no human in the video" (lip-sync, identify-face), as does
                                 "no human" in what a lip-sync says
Calls that are answered at once are refused with the same words. Ids of elements, voices, videos, sounds, sessions and faces
must be those of earlier results, unless --any-ids is given; pictures and sound in the body are looked at, URLs are not.
A task with a callback_url (http or https) has every change of its state POSTed there, unsigned, once.

Control paths, without a credential:
  GET  /_sim/ledger     tasks created, POSTs received, units billed, refusals by code
  GET  /_sim/requests   the latest requests as they came
  POST /_sim/faults     {"faults":[{"method":"POST","path":"/v1/videos/text2video","after":0,"count":1,"fault":"..."}]}
  faults, each for "count" requests after "after" others of that method and path (both may be left out):
    lost_reply        carried out, then the connection closes without a reply
    reset             connection reset instead of the work; with "bytes" behind so much of the reply
    reset_reused      the same, only for a request on a connection that carried one before
                      all three: "refuse_ms":N refuses new connections for so long
    status            "status", "code" and "retry_after" (seconds or an HTTP date) instead of the work
    html              a page of HTML with "status" (502) instead of the work
                      both: "carried_out":true does the work first
    truncate          the connection closes behind "bytes" (half) of the reply
    slow              "bytes" (16) of the reply at a time, "interval_ms" (20) between them; a long one is a stall
    endless           the reply over and over, chunked, up to "bytes" (1 GiB)
    compressed        the reply as Content-Encoding: gzip, asked for or not
    content_type      the reply calls itself text/html
                      all of these: "delay_ms":N before the head of the reply
                      with "upstream":true they strike between a gateway's profile and the service behind it
    expire_link       a file's link answers 403
    drop_external_id  a create forgets its external_task_id; as "drop_external_id":true it comes with any fault that does the work
    callback_twice, callback_late, callback_never
                      for the callbacks of the task that is created; "delay_ms" (0, late: 1000)
  POST /_sim/clock      {"advance_ms":N} moves the service's time on, {"skew_ms":N} sets its clock wrong,
                        {"date_skew_ms":N} the Date header alone
  POST /_sim/reset      forgets everything)";

/// --retire-models, --no-callback-submitted, --retired-code N
void add_switch(CLI::App &app, const kling::sim::Switch &row, kling::sim::Settings &settings) {
  std::string name(row.name);
  std::replace(name.begin(), name.end(), '_', '-');
  const std::string help = std::string(row.help);
  if (row.flag == nullptr) {
    app.add_option("--" + name, settings.*row.number, help)->default_val(settings.*row.number)->check(CLI::Range(row.least, row.most));
  } else if (settings.*row.flag) {
    app.add_flag("--" + name + ",!--no-" + name, settings.*row.flag, help + "; so by default");
  } else {
    app.add_flag("--" + name, settings.*row.flag, help);
  }
}

void add_flags(CLI::App &app, Flags &flags) {
  kling::sim::Settings &settings = flags.server.settings;
  app.add_option("--port", flags.server.port, "Port to listen on; 0 takes a free one")->default_val(0);
  app.add_option("--submitted-ms", settings.submitted_ms, "Time a task stays 'submitted'")
      ->default_val(settings.submitted_ms)
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 40U));
  app.add_option("--processing-ms", settings.processing_ms, "Time a task stays 'processing'")
      ->default_val(settings.processing_ms)
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 40U));
  app.add_option("--seed", settings.seed, "Seed of ids and signatures")->default_val(settings.seed);
  app.add_option("--slots", settings.slots, "Tasks at once for each model; one more is refused with 1303")
      ->default_val(settings.slots)
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 40U));
  app.add_option("--units", flags.units, "Units in the pack; what they cannot pay is refused with 1102")->default_val(flags.units);
  app.add_option("--profile", flags.profile, "Which service to be; see below")->default_val(std::string(settings.profile));
  for (const kling::sim::Switch &each : kling::sim::switches()) {
    add_switch(app, each, settings);
  }
  app.add_option("--tls-cert", flags.cert_file, "PEM certificate: serve HTTPS");
  app.add_option("--tls-key", flags.key_file, "PEM key of the certificate");
  app.add_option("--max-seconds", flags.max_seconds, "End after so many seconds; 0: never")
      ->default_val(0)
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 30U));
  app.add_option("--parent-pid", flags.parent_pid, "End when this process is gone; 0: none")
      ->default_val(0)
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 30U));
}

bool read_file(const std::string &name, std::string &out, std::string &why) {
  std::ifstream file(name, std::ios::binary);
  out.assign(std::istreambuf_iterator<char>(file), {});
  if (!file || out.empty()) {
    why = "cannot read " + name;
    return false;
  }
  return true;
}

/// What the flags' own checks cannot see.
bool finish(Flags &flags, std::string &why) {
  if (kling::sim::find_profile(flags.profile) == nullptr) {
    why = "there is no profile '" + flags.profile + "'; there are " + std::string(kling::sim::profile_names());
    return false;
  }
  flags.server.settings.profile = kling::String(flags.profile);
  if (!kling::sim::units_from(flags.units)) {
    why = "--units must be a decimal number with two digits behind the point at most, not '" + flags.units + "'";
    return false;
  }
  flags.server.settings.units = kling::String(flags.units);
  if (flags.cert_file.empty() != flags.key_file.empty()) {
    why = "--tls-cert and --tls-key go together";
    return false;
  }
  return flags.cert_file.empty() ||
         (read_file(flags.cert_file, flags.server.tls_cert, why) && read_file(flags.key_file, flags.server.tls_key, why));
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.resize(std::max(width, out.size() + 1), ' ');
  return out;
}

/// Each profile in a line, with what a client is to be told of it.
std::string profiles_text() {
  std::string out = "Profiles: which service it is, or which gateway stands in front of it.\n";
  out += "    " + padded("name", 18) + padded("provider", 10) + padded("path_prefix", 13) + "\n";
  for (const kling::sim::Profile &each : kling::sim::profiles()) {
    out += "    " + padded(each.name, 18) + padded(each.gateway ? each.provider : "", 10) + padded(each.gateway ? each.prefix : "", 13) +
           std::string(each.help) + "\n";
  }
  return out + behind_profiles;
}

/// The members of the line that tells how to reach it; those of a gateway's profile go behind the four.
kling::String ready_line(const Server &server, const kling::sim::Settings &settings) {
  kling::String line = kling::concat(
      {"{\"base_url\":", kling::json::quoted(server.base_url()), ",\"api_key\":", kling::json::quoted(settings.api_key),
       ",\"access_key\":", kling::json::quoted(settings.access_key), ",\"secret_key\":", kling::json::quoted(settings.secret_key)});
  const kling::sim::Profile *profile = kling::sim::find_profile(settings.profile);
  if (profile != nullptr && profile->gateway) {
    line += kling::concat(
        {",\"provider\":", kling::json::quoted(profile->provider), ",\"path_prefix\":", kling::json::quoted(profile->prefix)});
  }
  return line + "}";
}

int complain(const std::string &why) {
  std::fprintf(stderr, "kling-sim: %s\n", why.c_str());
  return 2;
}

int run(int argc, char **argv) {
  Flags flags;
  CLI::App app(about, "kling-sim");
  app.footer(profiles_text() + more);
  app.set_version_flag("--version", "kling-sim " + std::to_string(KLING_VERSION_MAJOR) + "." + std::to_string(KLING_VERSION_MINOR) + "." +
                                        std::to_string(KLING_VERSION_PATCH));
  add_flags(app, flags);
  CLI11_PARSE(app, argc, argv);
  std::string why;
  if (!finish(flags, why)) {
    return complain(why);
  }
  kling::sim_server::hold_signals();
  const std::unique_ptr<Server> server = Server::start(flags.server, why);
  if (server == nullptr) {
    return complain(why);
  }
  std::printf("%s\n", ready_line(*server, flags.server.settings).c_str());
  std::fflush(stdout);
  kling::sim_server::wait_for_end(flags.max_seconds, flags.parent_pid);
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception &exception) {
    std::fprintf(stderr, "kling-sim: %s\n", exception.what());
    return 2;
  }
}
