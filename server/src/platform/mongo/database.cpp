#include "platform/mongo/database.hpp"

#include "platform/mongo/error.hpp"
#include "platform/mongo/migrate.hpp"

#include <fmt/format.h>
#include <mongoc/mongoc.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::mongo {
namespace {

constexpr std::int32_t kDefaultConnections = 32;
/// Below the time-out of the socket, so that a slow query ends in the server's own words.
constexpr std::chrono::milliseconds kMaxQueryTime{2'000};
/// For each connection so many may wait: some 50 ms of work when a command takes one.
constexpr std::size_t kWaitingPerConnection = 50;

struct DestroyUri {
  void operator()(mongoc_uri_t* uri) const { mongoc_uri_destroy(uri); }
};
using Uri = std::unique_ptr<mongoc_uri_t, DestroyUri>;

Error bad_url(std::string_view why) { return invalid("CONDUIT_DATABASE_URL", fmt::format("cannot be used: {}", why)); }

/// The driver is set up once and never taken down: other threads may still log through it at exit.
void ensure_driver() {
  static const bool ready = [] {
    mongoc_init();
    // It writes lines of its own to stderr; what matters comes back as errors.
    mongoc_log_set_handler(nullptr, nullptr);
    return true;
  }();
  static_cast<void>(ready);
}

void set_default(mongoc_uri_t* uri, const char* option, std::int32_t value) {
  if (!mongoc_uri_has_option(uri, option)) {
    mongoc_uri_set_option_as_int32(uri, option, value);
  }
}

void set_defaults(mongoc_uri_t* uri, Purpose purpose) {
  const bool serving = purpose == Purpose::serving;
  set_default(uri, MONGOC_URI_CONNECTTIMEOUTMS, 2'000);
  set_default(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, serving ? 2'000 : 10'000);
  set_default(uri, MONGOC_URI_SOCKETTIMEOUTMS, serving ? 2'500 : 3'600'000);
  set_default(uri, MONGOC_URI_WAITQUEUETIMEOUTMS, 2'000);
  set_default(uri, MONGOC_URI_MAXPOOLSIZE, kDefaultConnections);
  mongoc_uri_set_appname(uri, "conduit");
  if (mongoc_uri_get_option_as_utf8(uri, MONGOC_URI_W, nullptr) == nullptr &&
      !mongoc_uri_has_option(uri, MONGOC_URI_W)) {
    mongoc_uri_set_option_as_utf8(uri, MONGOC_URI_W, "majority");
  }
}

/// Without this each connection would fail by itself, and look like a server that is away.
Result<> check_authorities(const mongoc_uri_t* uri) {
  const auto* const file = mongoc_uri_get_option_as_utf8(uri, MONGOC_URI_TLSCAFILE, nullptr);
  if (file != nullptr && !std::ifstream{file}) {
    return std::unexpected(bad_url(fmt::format("its tlsCAFile {} cannot be read", file)));
  }
  return {};
}

bool reads_from_primary(const mongoc_uri_t* uri) {
  return mongoc_read_prefs_get_mode(mongoc_uri_get_read_prefs_t(uri)) == MONGOC_READ_PRIMARY;
}

}  // namespace

struct Database::Pool {
  explicit Pool(mongoc_client_pool_t* made) : clients(made) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  Pool(Pool&&) = delete;
  Pool& operator=(Pool&&) = delete;
  ~Pool() { mongoc_client_pool_destroy(clients); }

  mongoc_client_pool_t* clients;
};

struct Database::Monitor {
  static void started(const mongoc_apm_command_started_t* event) {
    const auto& database = *static_cast<const Database*>(mongoc_apm_command_started_get_context(event));
    if (database.observer_) {
      database.observer_(View{mongoc_apm_command_started_get_command(event)});
    }
  }

  static void succeeded(const mongoc_apm_command_succeeded_t* event) {
    note(mongoc_apm_command_succeeded_get_context(event), mongoc_apm_command_succeeded_get_command_name(event),
         mongoc_apm_command_succeeded_get_duration(event), false);
  }

  static void failed(const mongoc_apm_command_failed_t* event) {
    note(mongoc_apm_command_failed_get_context(event), mongoc_apm_command_failed_get_command_name(event),
         mongoc_apm_command_failed_get_duration(event), true);
  }

  static void heard(const mongoc_apm_server_heartbeat_succeeded_t* event) {
    auto& database = *static_cast<Database*>(mongoc_apm_server_heartbeat_succeeded_get_context(event));
    database.statistics_.replication_lag.note(mongoc_apm_server_heartbeat_succeeded_get_host(event)->host_and_port,
                                              View{mongoc_apm_server_heartbeat_succeeded_get_reply(event)},
                                              ReplicationLag::Clock::now());
  }

 private:
  static void note(void* context, const char* command, std::int64_t microseconds, bool failed) {
    auto& statistics = static_cast<Database*>(context)->statistics_;
    const std::chrono::microseconds duration{microseconds};
    statistics.commands.fetch_add(1, std::memory_order_relaxed);
    statistics.failed_commands.fetch_add(failed ? 1 : 0, std::memory_order_relaxed);
    statistics.durations.record(std::chrono::duration<double>(duration).count());
    // The driver calls on the thread that asked.
    telemetry::add_span(command, duration, failed, {{"db.system.name", "mongodb"}, {"db.operation.name", command}});
  }
};

Result<std::unique_ptr<Database>> Database::open(std::string_view url, Purpose purpose) {
  ensure_driver();
  bson_error_t error;
  const Uri uri{mongoc_uri_new_with_error(std::string{url}.c_str(), &error)};
  if (!uri) {
    return std::unexpected(bad_url(error.message));
  }
  const auto* const name = mongoc_uri_get_database(uri.get());
  if (name == nullptr || *name == '\0') {
    return std::unexpected(bad_url("it names no database (mongodb://host/DATABASE)"));
  }
  if (!reads_from_primary(uri.get())) {
    return std::unexpected(bad_url("reads must come from the primary, remove readPreference"));
  }
  TRY(check_authorities(uri.get()));
  set_defaults(uri.get(), purpose);
  auto* const clients = mongoc_client_pool_new_with_error(uri.get(), &error);
  if (clients == nullptr) {
    return std::unexpected(bad_url(error.message));
  }
  auto pool = std::make_unique<Pool>(clients);
  mongoc_client_pool_set_error_api(clients, MONGOC_ERROR_API_VERSION_2);
  const auto connections = mongoc_uri_get_option_as_int32(uri.get(), MONGOC_URI_MAXPOOLSIZE, kDefaultConnections);
  const auto max_time = purpose == Purpose::serving ? kMaxQueryTime : std::chrono::milliseconds{0};
  return std::unique_ptr<Database>{
      new Database{std::move(pool), name, static_cast<std::size_t>(std::max(connections, 1)), max_time}};
}

Database::Database(std::unique_ptr<Pool> pool, std::string name, std::size_t connections,
                   std::chrono::milliseconds max_time)
    : pool_(std::move(pool)),
      name_(std::move(name)),
      max_time_(max_time),
      threads_("MongoDB", {.threads = connections, .queue = connections * kWaitingPerConnection}) {
  const std::unique_ptr<mongoc_apm_callbacks_t, decltype(&mongoc_apm_callbacks_destroy)> callbacks{
      mongoc_apm_callbacks_new(), mongoc_apm_callbacks_destroy};
  mongoc_apm_set_command_started_cb(callbacks.get(), Monitor::started);
  mongoc_apm_set_command_succeeded_cb(callbacks.get(), Monitor::succeeded);
  mongoc_apm_set_command_failed_cb(callbacks.get(), Monitor::failed);
  mongoc_apm_set_server_heartbeat_succeeded_cb(callbacks.get(), Monitor::heard);
  mongoc_client_pool_set_apm_callbacks(pool_->clients, callbacks.get(), this);
}

Database::~Database() = default;

Database::Lease::Lease(Database& from) : database(from), client(mongoc_client_pool_pop(from.pool_->clients)) {}

Database::Lease::~Lease() {
  if (client != nullptr) {
    mongoc_client_pool_push(database.pool_->clients, client);
  }
}

Result<> Database::ping() {
  const Lease lease{*this};
  if (lease.client == nullptr) {
    return std::unexpected(unavailable("MongoDB: no connection was free in time"));
  }
  // Not MongoDB's own ping, which strangers may send.
  const auto command = doc("find", kMigrationsCollection, "limit", 1, "singleBatch", true);
  bson_error_t error;
  if (mongoc_client_command_simple(lease.client, name_.c_str(), command.bytes(), nullptr, nullptr, &error)) {
    return {};
  }
  if (is_refusal(error)) {
    return std::unexpected(bad_url(error.message));
  }
  return std::unexpected(to_error(error));
}

}  // namespace conduit::mongo
