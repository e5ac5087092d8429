#include "client/client.hpp"

#include <algorithm>
#include <utility>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "client/call.hpp"
#include "client/work.hpp"
#include "protocol/access.hpp"
#include "protocol/kind.hpp"
#include "system/file.hpp"
#include "transport/address.hpp"
#include "transport/curl_transport.hpp"

namespace kling::client {

namespace {

engine::Settings settings_of(const Options &options, uint64_t seed) {
  engine::Settings settings;
  settings.deadline_ms = options.integer(OptionId::deadline_ms);
  settings.poll_interval_ms = options.integer(OptionId::poll_interval_ms);
  settings.poll_interval_set = options.is_set(OptionId::poll_interval_ms);
  settings.poll_max_interval_ms = options.integer(OptionId::poll_max_interval_ms);
  settings.settle_ms = options.integer(OptionId::settle_ms);
  settings.max_retries = options.integer(OptionId::max_retries);
  settings.retry_base_ms = options.integer(OptionId::retry_base_ms);
  settings.max_active_tasks = options.integer(OptionId::max_active_tasks);
  settings.max_sending = std::max<int64_t>(options.integer(OptionId::max_connections), 1);
  settings.max_queued_tasks = options.integer(OptionId::max_queued_tasks);
  settings.request_timeout_ms = options.integer(OptionId::request_timeout_ms);
  settings.spend_limit = options.hundredths(OptionId::spend_limit_units);
  settings.seed = seed;
  return settings;
}

/// Whether the API host is an address of a private net, written in numbers; then its links may lead there too.
bool is_private_host(std::string_view host) {
  String name(host);
  if (name.starts_with('[')) {
    name = name.substr(1, name.find(']') - 1);
  } else {
    name = name.substr(0, name.find(':'));
    if (name.find_first_not_of("0123456789.") != String::npos) {
      return false;
    }
  }
  return !transport::is_public_address(name.c_str());
}

constexpr std::size_t id_letters = 26;

} // namespace

Client::Client(const Options &options, const Tables &tables)
    : options_(options), callbacks_(options.callbacks()), calls_back_(callbacks_ != nullptr && callbacks_->takes_events()),
      background_(options.flag(OptionId::background_io)), tables_(tables),
      log_(callbacks_ != nullptr && callbacks_->takes_logs() ? static_cast<int32_t>(options.integer(OptionId::log_level))
                                                             : int32_t{log_off}),
      transport_due_(engine::never) {
  if (options_.clock() != nullptr) {
    const kling_clock &given = options_.clock()->table();
    tables_.clock = {given.user_data, given.monotonic_ms, given.unix_ms, given.sleep_until};
  }
}

Client::~Client() {
  if (transport_.destroy != nullptr) {
    transport_.destroy(transport_.user_data);
  }
  if (store_.destroy != nullptr) {
    store_.destroy(store_.user_data);
  }
  for (String *secret : {&endpoint_.credential.api_key, &endpoint_.credential.secret_key}) {
    wipe(*secret);
  }
}

kling_status Client::make(const Options &options, const Tables &tables, Client *&out, Error &error) {
  if (options.in_forked_child()) {
    error = make_error(KLING_E_FORKED, "the options were made before the fork");
    return error.status;
  }
  if (options.settle(error) != KLING_OK) {
    return error.status;
  }
  struct Discard {
    void operator()(Client *client) const { delete client; }
  };
  std::unique_ptr<Client, Discard> client(new Client(options, tables));
  if (client->open(error) != KLING_OK || (client->background_ && client->start_thread(error) != KLING_OK)) {
    return error.status;
  }
  out = client.release();
  return KLING_OK;
}

kling_status Client::open(Error &error) {
  if (make_endpoint(options_.endpoint_options(), endpoint_, error) != KLING_OK) {
    return error.status;
  }
  rules_.provider = endpoint_.provider;
  rules_.validation = options_.validation();
  rules_.external_ids = options_.external_ids();
  rules_.callback_url = options_.text(OptionId::callback_url);
  rules_.model_field = options_.model_field();
  rules_.signs = endpoint_.credential.signs();
  limits_.connect_timeout_ms = options_.integer(OptionId::connect_timeout_ms);
  limits_.max_reply_bytes = options_.integer(OptionId::max_reply_bytes);
  download_order_.overwrite = options_.flag(OptionId::overwrite);
  download_order_.allow_private = endpoint_.loopback || is_private_host(endpoint_.host);
  download_order_.connect_timeout_ms = limits_.connect_timeout_ms;
  download_order_.stall_timeout_ms = options_.integer(OptionId::stall_timeout_ms);
  download_order_.user_agent = endpoint_.user_agent;
  uint64_t seed = 0;
  if (tables_.random.fill(tables_.random.user_data, &seed, sizeof seed) != KLING_OK) {
    error = make_error(KLING_E_INTERNAL, "the system gave no random bytes");
    return error.status;
  }
  engine_ = std::make_unique<engine::Engine>(settings_of(options_, seed), endpoint_, &log_);
  if (poller_.open(error) != KLING_OK) {
    return error.status;
  }
  const kling_status stored = store::make_memory_store(store_);
  if (stored != KLING_OK) {
    error = make_error(stored, "the journal could not be made");
    return error.status;
  }
  host_ = {sizeof(transport::Host), 0, this, watch_socket, set_timer, wake_transport};
  return open_transport(error);
}

kling_status Client::open_transport(Error &error) {
  if (options_.transport() != nullptr) {
    const kling_transport &given = options_.transport()->table();
    void *opened = nullptr;
    const kling_status status = given.open(given.user_data, &host_, &opened);
    if (status != KLING_OK) {
      error = make_error(status, "the program's transport could not be opened");
      return status;
    }
    transport_ = {sizeof transport_, 0, opened, given.start, given.cancel, given.pause, given.on_socket, given.on_timer, given.close};
    return KLING_OK;
  }
  transport::CurlOptions curl;
  curl.max_connections = options_.integer(OptionId::max_connections);
  curl.proxy = options_.proxy();
  curl.no_proxy = options_.no_proxy();
  curl.ca_file.assign(options_.text(OptionId::ca_file));
  curl.ca_pem.assign(options_.text(OptionId::ca_pem));
  return transport::make_curl_transport(curl, host_, &log_, transport_, error);
}

engine::Instant Client::now() const {
  return {tables_.clock.monotonic_ms(tables_.clock.user_data), tables_.clock.unix_ms(tables_.clock.user_data)};
}

Client::Lock Client::hold() const {
  return fork_.in_child() ? Lock(lock_, std::defer_lock) : Lock(lock_);
}

kling_status Client::unusable(Error &error) const {
  if (shut_ || closing_ || freed()) {
    error = make_error(KLING_E_STATE, "the client is shut down");
    return error.status;
  }
  return KLING_OK;
}

void Client::stir() {
  if (!work_ && !driving_ && !background_) {
    notice_ = true;
  }
  work_ = true;
  if (sleeping_ || descriptor_shown_) {
    poller_.wake();
  }
}

// Tasks

engine::TaskPtr Client::make_task(const catalog::Kind &kind) {
  auto task = engine::TaskPtr::adopt(new engine::Task(kind, this));
  objects_.fetch_add(1, std::memory_order_relaxed);
  return task;
}

/// "k1-" and 26 letters of base 32: 130 random bits.
kling_status Client::external_id(String &out) const {
  unsigned char bytes[id_letters];
  const kling_status status = tables_.random.fill(tables_.random.user_data, bytes, sizeof bytes);
  out = "k1-";
  for (const unsigned char byte : bytes) {
    out += "abcdefghijklmnopqrstuvwxyz234567"[byte & 31U];
  }
  return status;
}

/// A relative path starts in the option download_dir; without a path outputs are kept there when it is set.
String Client::save_path(std::string_view path) const {
  const std::string_view folder = options_.text(OptionId::download_dir);
  if (folder.empty() || path.starts_with('/')) {
    return String(path);
  }
  return concat({folder, folder.ends_with('/') ? "" : "/", path});
}

/// What is known beforehand not to be savable is not paid for.
kling_status Client::check_save_path(const String &path, Error &error) const {
  if (path.empty()) {
    return KLING_OK;
  }
  const std::size_t slash = path.rfind('/');
  const String folder = slash == String::npos ? String(".") : path.substr(0, slash + 1);
  const auto refuse = [&](std::initializer_list<std::string_view> parts) {
    error = make_error(KLING_E_FILE, concat(parts), "save_to");
    return error.status;
  };
  if (!system::is_directory(folder)) {
    return refuse({folder, " is no folder; nothing was sent"});
  }
  if (path.ends_with('/')) {
    return KLING_OK;
  }
  if (system::is_directory(path)) {
    return refuse({path, " is a folder; with a '/' at its end files are saved in it; nothing was sent"});
  }
  if (!download_order_.overwrite && system::file_exists(path)) {
    return refuse({path, " already exists; the option overwrite replaces it; nothing was sent"});
  }
  return KLING_OK;
}

kling_status Client::submit(const protocol::Request &request, uint64_t tag, engine::Task *&out, Error &error) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  String id;
  if (external_id(id) != KLING_OK) {
    error = make_error(KLING_E_INTERNAL, "the system gave no random bytes");
    return error.status;
  }
  engine::Order order;
  if (protocol::prepare(request, rules_, id, order.prepared, error, &log_) != KLING_OK) {
    return error.status;
  }
  for (protocol::Segment &segment : order.prepared.body) {
    if (segment.input != nullptr) {
      segment.input = input_holds_.hold(std::move(segment.input));
    }
  }
  order.label.assign(request.label());
  // What such a call tells of was there before: it is fetched only where that is asked for.
  const bool tells = (request.kind().reads || request.kind().raw()) && request.save_path().empty();
  order.save_path = tells ? String() : save_path(request.save_path());
  if (check_save_path(order.save_path, error) != KLING_OK) {
    return error.status;
  }
  order.deadline_ms = request.deadline_ms();
  order.tag = tag;
  const engine::TaskPtr task = make_task(*order.prepared.kind);
  const Lock lock(lock_);
  if (unusable(error) != KLING_OK || engine_->submit(task, std::move(order), now(), error) != KLING_OK) {
    return error.status;
  }
  task->retain(); // the program's handle
  out = task.get();
  stir();
  return KLING_OK;
}

kling_status Client::watch(const protocol::Token &token, uint64_t tag, engine::Task *&out, Error &error) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  const catalog::Kind *kind = nullptr;
  if (protocol::find_kind(token.kind, kind, error) != KLING_OK || protocol::check_generation(token, *kind, error) != KLING_OK ||
      protocol::check_access(*kind, rules_.signs, error) != KLING_OK) {
    return error.status;
  }
  if (kind->synchronous && (kind->reads || kind->raw() || token.task_id.empty())) { // of the others a gateway may have made a task
    error = make_error(KLING_E_UNSUPPORTED,
                       concat({kind->name, " answers at once: there is nothing to attach to",
                               kind->reads || kind->raw() ? "" : " but a task id of the service's"}),
                       "kind");
    return error.status;
  }
  for (const String *id : {&token.task_id, &token.external_id}) {
    const bool plain = std::all_of(id->begin(), id->end(), [](char letter) { return letter > ' ' && letter != '\x7f'; });
    if (!plain || id->size() > 127 || !is_utf8(*id)) {
      error = make_error(KLING_E_ARGUMENT,
                         concat({"an id of ", text_of(static_cast<int64_t>(id->size())), " bytes; 1 to 127 without spaces are allowed"}),
                         "task_id");
      return error.status;
    }
  }
  const engine::TaskPtr task = make_task(*kind);
  const Lock lock(lock_);
  if (unusable(error) != KLING_OK) {
    return error.status;
  }
  const engine::Counts counts = engine_->counts();
  const auto open = static_cast<int64_t>(counts.waiting + counts.open);
  if (open >= options_.integer(OptionId::max_queued_tasks)) {
    error = make_error(KLING_E_QUEUE_FULL, concat({"max_queued_tasks: ", text_of(open), " tasks are open already"}));
    error.retryable = 1;
    return error.status;
  }
  task->save_path = save_path({});
  engine_->attach(task, token.task_id, token.external_id, tag, now());
  task->retain();
  out = task.get();
  stir();
  return KLING_OK;
}

kling_status Client::attach(std::string_view kind, std::string_view id, uint64_t tag, engine::Task *&out, Error &error) {
  if (id.empty()) {
    error = make_error(KLING_E_ARGUMENT, "an empty id", "task_id");
    return error.status;
  }
  protocol::Token token;
  token.kind = kind;
  // The service answers to both; an external id of ours is never digits only. Where a kind has none, it can only be the service's.
  const catalog::Kind *const known = catalog::find_kind(kind);
  const bool digits = id.find_first_not_of("0123456789") == std::string_view::npos;
  const bool no_other =
      known != nullptr && !known->external_id && (known->synchronous || rules_.external_ids != protocol::ExternalIds::always);
  (digits || no_other ? token.task_id : token.external_id).assign(id);
  return watch(token, tag, out, error);
}

kling_status Client::attach_token(std::string_view text, uint64_t tag, engine::Task *&out, Error &error) {
  protocol::Token token;
  if (protocol::parse_token(text, token, error) != KLING_OK) {
    return error.status;
  }
  if (token.origin != endpoint_.origin || token.prefix != endpoint_.prefix) {
    error = make_error(KLING_E_ENDPOINT, concat({"the task lives at ", token.origin, token.prefix, ", this client speaks to ",
                                                 endpoint_.origin, endpoint_.prefix}));
    return error.status;
  }
  if (token.task_id.empty() && token.external_id.empty()) {
    error = make_error(KLING_E_ARGUMENT, "the token names no task");
    return error.status;
  }
  return watch(token, tag, out, error);
}

const char *Client::token(engine::Task &task) const {
  const Lock lock = hold();
  protocol::Token token;
  token.origin = endpoint_.origin;
  token.prefix = endpoint_.prefix;
  token.provider.assign(endpoint_.provider->name);
  token.generation.assign(catalog::vocabulary_of(*task.kind).name);
  token.kind.assign(task.kind->name);
  token.task_id.assign(task.id.view());
  token.external_id.assign(task.external_id.view());
  const bool found_by_id = !token.task_id.empty() || !token.external_id.empty();
  if (found_by_id && (!task.kind->synchronous || task.at_service)) {
    task.token.set(protocol::print_token(token));
  }
  return task.token.ask();
}

kling_status Client::act(engine::Task &task, kling_status (engine::Engine::*how)(engine::Task &, engine::Instant)) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  const Lock lock(lock_);
  if (shut_) {
    return KLING_E_STATE;
  }
  const kling_status status = (engine_.get()->*how)(task, now());
  if (status == KLING_OK) {
    stir();
  }
  return status;
}

kling_status Client::cancel(engine::Task &task) {
  return act(task, &engine::Engine::cancel);
}

kling_status Client::detach(engine::Task &task) {
  return act(task, &engine::Engine::detach);
}

kling_status Client::save(engine::Task &task, uint32_t index, std::string_view path, Error &error) {
  if (path.empty() || path.size() > 4096 || !is_utf8(path) || has_control(path)) {
    error = make_error(KLING_E_ARGUMENT,
                       concat({"a path of ", text_of(static_cast<int64_t>(path.size())),
                               " bytes; 1 to 4096 of UTF-8 without control characters are allowed"}),
                       "path");
    return error.status;
  }
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  const Lock lock(lock_);
  if (unusable(error) != KLING_OK) {
    return error.status;
  }
  const kling_status status = engine_->save(task, index, save_path(path), nullptr, now(), error);
  if (status == KLING_OK) {
    stir();
  }
  return status;
}

kling_status Client::save_with(engine::Task &task, uint32_t index, const ReceiverTable &receiver, Error &error) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  auto receiving = kling::make_shared<Receiving>(receivers_, receiver);
  Shared<engine::Receiver> hold = kling::make_shared<ReceiverHold>(receiving);
  Receivers::List place{std::move(receiving)};
  const Lock lock(lock_);
  if (unusable(error) != KLING_OK) {
    return error.status;
  }
  const kling_status status = engine_->save(task, index, {}, std::move(hold), now(), error);
  if (status == KLING_OK) {
    receivers_.add(place);
    stir();
  }
  return status;
}

// Handles

void Client::retain(engine::Task &task) noexcept {
  task.program_uses.fetch_add(1, std::memory_order_relaxed);
  task.retain();
}

void Client::release(engine::Task &task) noexcept {
  if (task.program_uses.fetch_sub(1, std::memory_order_acq_rel) == 1 && !fork_.in_child()) {
    const Lock lock(lock_);
    task.released_early = task.released_early || !task.final();
    if (task.unwatched()) {
      events_.drop(task);
      show_waiting();
    }
  }
  task.release();
}

void Client::task_gone() noexcept {
  if (objects_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    delete this;
  }
}

void Client::free() noexcept {
  if (fork_.in_child()) {
    return; // its sockets and locks belong to the parent
  }
  bool now_free = false;
  {
    const Lock lock(lock_);
    const uint32_t before = calls_.fetch_or(freed_bit);
    if ((before & freed_bit) != 0) {
      return;
    }
    now_free = before == 0;
    poller_.wake();
    changed();
  }
  if (now_free) {
    tear_down();
  }
}

/// Nothing runs any more and nothing will: ends what is open, without callbacks, and lets go of everything but the tasks' pictures.
/// `destroy` waits for the last of them.
void Client::tear_down() noexcept {
  {
    Lock lock(lock_);
    if (background_driver_ == std::this_thread::get_id()) { // inside a `release` of the program's: this thread ends first
      tear_down_due_ = true;
      return;
    }
    if (std::exchange(torn_down_, true)) {
      return;
    }
    try {
      close(lock, 0);
    } catch (const std::bad_alloc &) { // whoever gave it back cannot be told: it goes all the same
      engine_->abandon();
      let_go(lock);
      shut_ = true;
    }
    events_.clear();
    show_waiting();
  }
  receivers_.destroy_all();
  input_holds_.give_back();
  task_gone();
}

} // namespace kling::client
