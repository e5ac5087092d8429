#include "world.hpp"

#include <algorithm>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/text.hpp"
#include "json/document.hpp"
#include "support/failing_memory.hpp"

namespace kling::engine {

using test::FailingMemory;

namespace {

constexpr std::string_view api_key = "sim-api-key";
constexpr std::string_view secret_key = "sim-secret-key";

void hmac_sha256(std::string_view key, std::string_view message, uint8_t (&digest)[32]) {
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char *>(message.data()), message.size(),
       digest, &length);
}

std::string member(std::string_view text, std::string_view name) {
  json::Document document;
  String why;
  if (!json::Document::parse(text, document, why)) {
    ADD_FAILURE() << why << " in " << text;
    return "";
  }
  const json::Value value = document.root()[name];
  return std::string(value.is(json::Type::string) ? value.text() : std::string_view());
}

} // namespace

std::vector<Moment> Job::of(int32_t type) const {
  std::vector<Moment> out;
  std::copy_if(moments.begin(), moments.end(), std::back_inserter(out), [type](const Moment &each) { return each.type == type; });
  return out;
}

std::vector<int32_t> Job::states() const {
  std::vector<int32_t> out;
  for (const Moment &each : moments) {
    if (each.type == KLING_EVENT_STATE || each.type == KLING_EVENT_FINAL) {
      out.push_back(each.state);
    }
  }
  return out;
}

std::vector<std::string> asked_ids(const std::string &url) {
  std::vector<std::string> out;
  const std::size_t start = url.find("task_ids=");
  std::string rest = start == std::string::npos ? url.substr(url.rfind('/') + 1) : url.substr(start + 9);
  for (std::size_t comma = rest.find(','); comma != std::string::npos; comma = rest.find(',')) {
    out.push_back(rest.substr(0, comma));
    rest.erase(0, comma + 1);
  }
  out.push_back(rest);
  return out;
}

World::World(Scene scene) {
  scene.service.hmac_sha256 = &hmac_sha256;
  service = std::make_unique<sim::Service>(std::move(scene.service));
  protocol::EndpointOptions options;
  options.provider = scene.provider;
  options.base_url = scene.base_url;
  if (scene.provider == "custom" && scene.base_url.empty()) {
    options.base_url = "https://kling.example";
  }
  if (scene.signs) {
    options.access_key = "sim-access-key";
    options.secret_key = secret_key;
  } else {
    options.api_key = api_key;
  }
  Error error;
  EXPECT_EQ(protocol::make_endpoint(options, endpoint, error), KLING_OK) << error.message;
  engine = std::make_unique<Engine>(scene.settings, endpoint, nullptr);
}

World::~World() {
  release_journal();
  shutdown(0);
  EXPECT_TRUE(engine->at_rest());
  EXPECT_EQ(engine->next_due(), never);
  EXPECT_EQ(engine->counts().final, jobs.size());
  for (const Job &job : jobs) {
    EXPECT_EQ(job.of(KLING_EVENT_FINAL).size(), 1U) << "task " << job.task->number;
    EXPECT_TRUE(job.task->final());
    EXPECT_FALSE(job.task->saves_open());
  }
  engine.reset();
  by_task_.clear();
  jobs.clear();
  events_.clear();
  EXPECT_EQ(live_tasks_, 0);
}

// What a test does

Job &World::add_job(std::string_view name) {
  const catalog::Kind *const kind = catalog::find_kind(name);
  Job &job = jobs.emplace_back();
  job.task = TaskPtr::adopt(new Task(*kind, this));
  ++live_tasks_;
  by_task_[job.task.get()] = &job;
  return job;
}

kling_status World::prepare(const Submit &what, protocol::Prepared &out, Error &error) {
  const std::string generated = "k1-test" + std::to_string(++last_id_);
  const catalog::Kind *const kind = catalog::find_kind(what.kind.empty() ? "text2video" : what.kind);
  const bool looked_at = kind->name == "text2video" || kind->name == "text-to-video";
  if (!what.kind.empty() && !looked_at) {
    out.kind = catalog::find_kind(what.kind);
    out.method = what.method.empty() ? std::string(out.kind->method) : what.method;
    out.path = out.kind->raw() ? "/v1/raw" : std::string(out.kind->path);
    if (out.kind->external_id || !what.external_id.empty()) {
      out.external_id = what.external_id.empty() ? generated : what.external_id;
    }
    if (out.method == "GET") {
      read_urls_.insert(std::string(endpoint.url(out.path)));
    } else {
      protocol::Segment &body = out.body.emplace_back();
      body.text = "{\"external_task_id\":\"" + std::string(out.external_id) + "\",\"number\":" + std::to_string(last_id_) + "}";
    }
    return KLING_OK;
  }
  protocol::Request request(*kind);
  request.set_string("prompt", what.prompt);
  if (!what.model.empty() || kind->model_in_path) {
    request.set_string("model_name", what.model.empty() ? kind->recommended_model : std::string_view(what.model));
  }
  if (!what.external_id.empty()) {
    request.set_string(catalog::vocabulary_of(*kind).external_id, what.external_id);
  }
  protocol::Rules rules;
  rules.provider = endpoint.provider;
  rules.external_ids = what.without_external_id ? protocol::ExternalIds::never : protocol::ExternalIds::automatic;
  if (what.image != nullptr) {
    EXPECT_EQ(request.set_input("cover", what.image), KLING_OK);
    rules.validation = protocol::Validation::off;
  }
  return protocol::prepare(request, rules, generated, out, error, nullptr);
}

kling_status World::try_submit(const Submit &what, Error &error) {
  Order order;
  const kling_status status = prepare(what, order.prepared, error);
  if (status != KLING_OK) {
    return status;
  }
  order.prepared.slots = what.slots;
  order.prepared.price_hundredths = what.price;
  order.prepared.priced_in_dollars = what.in_dollars;
  order.save_path = what.save_path;
  order.prepared.poll_path = what.poll_path;
  order.deadline_ms = what.deadline_ms;
  Job &job = add_job(order.prepared.kind->name);
  const auto take_back = [&] {
    by_task_.erase(job.task.get());
    jobs.pop_back();
  };
  const std::size_t unfinished = engine->unfinished();
  try {
    const FailingMemory::Armed armed;
    if (engine->submit(job.task, std::move(order), now(), error) != KLING_OK) {
      take_back();
      return error.status;
    }
  } catch (const std::bad_alloc &) { // there is no task then
    EXPECT_EQ(engine->unfinished(), unfinished);
    take_back();
    FailingMemory::relieve();
    return try_submit(what, error);
  }
  settle();
  return KLING_OK;
}

Job &World::submit(const Submit &what) {
  Error error;
  const kling_status status = try_submit(what, error);
  EXPECT_EQ(status, KLING_OK) << error.message;
  return jobs.back();
}

Job &World::attach(std::string_view task_id, std::string_view external_id, std::string_view kind) {
  Job &job = add_job(kind);
  turn_to([&] { engine->attach(job.task, task_id, external_id, 0, now()); });
  settle();
  return job;
}

void World::run_for(int64_t milliseconds) {
  const int64_t until = now_ms_ + milliseconds;
  settle();
  while (step(until)) {
  }
  now_ms_ = until;
}

void World::run() {
  settle();
  for (int64_t steps = 0; step(never); ++steps) {
    if (steps > 20000000) {
      ADD_FAILURE() << "it never ends";
      return;
    }
  }
}

bool World::run_until(const std::function<bool()> &done) {
  settle();
  for (int64_t steps = 0; steps < 1000000; ++steps) {
    if (done()) {
      return true;
    }
    if (!step(never)) {
      break;
    }
  }
  return done();
}

void World::release_journal() {
  journal_held = false;
  for (const auto &answer : std::exchange(held_writes_, {})) {
    answer();
  }
  settle();
}

void World::shutdown(int64_t timeout_ms) {
  const int64_t until = now_ms_ + timeout_ms;
  turn_to([&] { engine->begin_shutdown(now()); });
  settle();
  while (!engine->idle() && step(until)) {
  }
  turn_to([&] { engine->finish_shutdown(now()); });
  settle();
}

std::vector<Sent> World::requests(std::string_view method) const {
  std::vector<Sent> out;
  std::copy_if(sent.begin(), sent.end(), std::back_inserter(out), [method](const Sent &each) { return each.method == method; });
  return out;
}

std::vector<int64_t> World::times(std::string_view method, int64_t since) const {
  std::vector<int64_t> out;
  for (const Sent &each : requests(method)) {
    out.push_back(each.at - since);
  }
  return out;
}

// What happens by itself

void World::later(int64_t delay_ms, std::function<void()> what) {
  events_.emplace(now_ms_ + delay_ms, std::move(what));
}

bool World::step(int64_t until) {
  const int64_t event = events_.empty() ? never : events_.begin()->first;
  const int64_t next = std::min(event, engine->next_due());
  if (next == never || next > until) {
    return false;
  }
  now_ms_ = std::max(now_ms_, next);
  while (!events_.empty() && events_.begin()->first <= now_ms_) {
    const std::function<void()> what = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    what();
  }
  turn_to([&] { engine->advance(now()); });
  settle();
  return true;
}

void World::turn_to(const std::function<void()> &what) const {
  for (bool done = false; !done;) {
    try {
      const FailingMemory::Armed armed;
      what();
      done = true;
    } catch (const std::bad_alloc &) {
      FailingMemory::relieve();
    }
  }
  FailingMemory::relieve(); // also where it was seen inside
}

void World::settle() {
  const auto take = [this](Wish &out) {
    bool taken = false;
    turn_to([&] { taken = engine->take_wish(out); });
    return taken;
  };
  for (Wish wish; take(wish);) {
    carry_out(wish);
  }
  for (Happening happening; engine->take_happening(happening);) {
    hear(happening);
  }
}

void World::carry_out(Wish &wish) {
  switch (wish.type) {
  case Wish::Type::persist:
    write(wish);
    break;
  case Wish::Type::send:
    send(wish);
    break;
  case Wish::Type::save:
    save(wish);
    break;
  case Wish::Type::drop_exchange:
    dropped_exchanges.push_back(wish.ticket);
    break;
  case Wish::Type::drop_save:
    dropped_saves.push_back(wish.ticket);
    break;
  }
}

void World::write(Wish &wish) {
  bool fails = false;
  std::vector<std::string> records;
  for (const JournalLine &line : wish.lines) {
    const std::string record(line.record_json);
    journal.push_back({elapsed(), std::string(line.key), record});
    EXPECT_EQ(record.find(api_key), std::string::npos) << record;
    EXPECT_EQ(record.find(secret_key), std::string::npos) << record;
    fails = fails || (!record.empty() && journal_fails(record));
    records.push_back(record);
  }
  journal_failed_ = journal_failed_ || fails;
  auto answer = [this, fails, records, ticket = wish.ticket] {
    for (const std::string &record : records) {
      if (fails || record.empty()) {
        continue;
      }
      if (record.find("\"state\":2,") != std::string::npos) {
        durable_intents_.insert(record.substr(record.find("\"body\":") + 7));
      }
      if (record.find("\"task_id\":") != std::string::npos) {
        durable_ids_.insert(member(record, "task_id"));
      }
    }
    turn_to([&] { engine->persisted(ticket, fails ? KLING_E_STORE : KLING_OK, fails ? "disk full" : "", now()); });
  };
  if (journal_held) {
    held_writes_.emplace_back(std::move(answer));
  } else if (journal_after_ms == 0) {
    answer();
  } else {
    later(journal_after_ms, std::move(answer));
  }
}

bool World::is_create(std::string_view method, std::string_view url) const {
  return (method != "GET" && !url.ends_with("/tasks")) || read_urls_.count(std::string(url)) == 1U;
}

void World::check_recorded(const Sent &request) const {
  if (journal_failed_) {
    return;
  }
  if (is_create(request.method, request.url)) {
    EXPECT_EQ(request.send_once, request.method != "GET");
    const std::string recorded = (request.body.empty() ? "null" : request.body) + "}";
    EXPECT_EQ(durable_intents_.count(recorded), 1U) << "sent without a durable intent: " << request.body;
    return;
  }
  for (const std::string &id : asked_ids(request.url)) {
    const bool is_task_id = id.find_first_not_of("0123456789") == std::string::npos;
    EXPECT_TRUE(!is_task_id || durable_ids_.count(id) == 1U) << "polled without a durable id: " << id;
  }
}

void World::send(Wish &wish) {
  Sent request;
  request.at = elapsed();
  request.ticket = wish.ticket;
  request.method = wish.message.method;
  request.url = wish.message.url;
  request.send_once = wish.message.send_once;
  request.timeout_ms = wish.message.timeout_ms;
  request.body = protocol::recorded_body(wish.message.body);
  for (const String &header : wish.message.headers) {
    if (header.starts_with("Authorization: ")) {
      request.authorization = header.substr(15);
    }
  }
  check_recorded(request);
  const bool create = is_create(request.method, request.url);
  std::deque<Answer> &script = create ? creates : looks;
  Answer answer;
  if (script.empty()) {
    answer = create ? on_create(request) : on_look(request);
  } else {
    answer = script.front();
    script.pop_front();
  }
  if (answer.from == Answer::From::service) {
    answer.reply = ask_service(request);
  } else if (answer.from == Answer::From::service_but_lost) {
    static_cast<void>(ask_service(request));
  }
  sent.push_back(std::move(request));
  if (answer.from != Answer::From::nobody) {
    later(answer.after_ms, [this, ticket = wish.ticket, reply = answer.reply] { turn_to([&] { engine->replied(ticket, reply, now()); }); });
  }
}

protocol::Reply World::ask_service(const Sent &request) {
  sim::HttpRequest asked;
  asked.method = request.method;
  asked.target = request.url.substr(endpoint.origin.size());
  asked.headers.push_back({"Authorization", String(request.authorization)});
  asked.body = request.body;
  const sim::HttpReply answer = service->handle(asked, unix_ms());
  protocol::Reply reply;
  if (answer.delivery != sim::Delivery::whole) {
    return lost().reply;
  }
  reply.delivery = protocol::Delivery::replied;
  reply.http_status = answer.status;
  reply.body = answer.content();
  reply.content_type = answer.header("Content-Type");
  reply.date = answer.header("Date");
  reply.retry_after = answer.header("Retry-After");
  return reply;
}

void World::save(Wish &wish) {
  const SaveStart begun{elapsed(), wish.ticket, std::string(wish.save_url), std::string(wish.save_path)};
  save_starts.push_back(begun);
  SaveAnswer answer;
  if (saves.empty()) {
    answer = on_save(begun);
  } else {
    answer = saves.front();
    saves.pop_front();
  }
  int64_t delay = 0;
  for (const int64_t done : answer.progress) {
    later(delay += 1000,
          [this, done, answer, ticket = wish.ticket] { turn_to([&] { engine->save_progress(ticket, done, answer.total, now()); }); });
  }
  if (answer.silent) {
    return;
  }
  later(delay + 100, [this, answer, ticket = wish.ticket] {
    Error error;
    if (answer.end != SaveEnd::saved) {
      error = make_error(answer.end == SaveEnd::failed ? KLING_E_FILE : KLING_E_DOWNLOAD, "the download ended badly");
      error.retryable = 1;
    }
    turn_to([&] { engine->saved(ticket, answer.end, error, answer.total, now()); });
  });
}

void World::hear(Happening &happening) {
  const auto found = by_task_.find(happening.task.get());
  ASSERT_NE(found, by_task_.end());
  Job &job = *found->second;
  for (const Moment &before : job.moments) {
    if (before.type == KLING_EVENT_FINAL) {
      EXPECT_TRUE(happening.type == KLING_EVENT_SAVED || happening.type == KLING_EVENT_PROGRESS) << happening.type;
    }
    EXPECT_FALSE(before.state == KLING_TASK_UNCERTAIN && happening.state == KLING_TASK_WAITING);
  }
  const auto not_created = [](int32_t state) { return state == KLING_TASK_WAITING || state == KLING_TASK_REJECTED; };
  const Error &asked = job.task->final() ? job.task->error : job.task->trouble;
  EXPECT_TRUE(happening.error.retryable == 0 || not_created(happening.state)) << happening.type << " in state " << happening.state;
  EXPECT_TRUE(asked.retryable == 0 || not_created(job.task->state)) << "kling_task_error in state " << job.task->state;
  EXPECT_EQ(happening.type == KLING_EVENT_STATE ? happening.state < KLING_TASK_FINAL : true, true);
  job.moments.push_back({happening.type, happening.state, elapsed(), happening.error, happening.bytes_done, happening.bytes_total});
}

} // namespace kling::engine
