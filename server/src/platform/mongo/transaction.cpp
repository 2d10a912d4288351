#include "platform/mongo/transaction.hpp"

#include "platform/mongo/error.hpp"

#include <mongoc/mongoc.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

namespace conduit::mongo {
namespace {

/// As long as any other command may take, see database.cpp.
constexpr std::int64_t kMaxCommitMilliseconds = 2'000;

// Labels of errors, as the drivers' specification of transactions has them.
constexpr const char* kTransient = "TransientTransactionError";
constexpr const char* kUnknownCommitResult = "UnknownTransactionCommitResult";

struct DestroyServer {
  void operator()(mongoc_server_description_t* server) const { mongoc_server_description_destroy(server); }
};
using Server = std::unique_ptr<mongoc_server_description_t, DestroyServer>;

struct DestroyOptions {
  void operator()(mongoc_transaction_opt_t* options) const { mongoc_transaction_opts_destroy(options); }
};
using Options = std::unique_ptr<mongoc_transaction_opt_t, DestroyOptions>;

struct DestroyReadConcern {
  void operator()(mongoc_read_concern_t* concern) const { mongoc_read_concern_destroy(concern); }
};
using ReadConcern = std::unique_ptr<mongoc_read_concern_t, DestroyReadConcern>;

Options snapshot() {
  const ReadConcern concern{mongoc_read_concern_new()};
  mongoc_read_concern_set_level(concern.get(), MONGOC_READ_CONCERN_LEVEL_SNAPSHOT);
  Options options{mongoc_transaction_opts_new()};
  mongoc_transaction_opts_set_read_concern(options.get(), concern.get());
  mongoc_transaction_opts_set_max_commit_time_ms(options.get(), kMaxCommitMilliseconds);
  return options;
}

/// Whether the server is by itself, neither a member of a replica set nor a way to others.
bool is_standalone(const Server& server) {
  return std::string_view{mongoc_server_description_type(server.get())} == "Standalone";
}

/// What a deployment says that has no transactions, or lacks a command in them. The last is Amazon DocumentDB's.
bool tells_of_no_transactions(const bson_error_t& error) {
  constexpr std::array<std::uint32_t, 3> kCodes{20, 263, 303};
  return error.domain == MONGOC_ERROR_SERVER && std::ranges::find(kCodes, error.code) != kCodes.end();
}

}  // namespace

void Transaction::EndSession::operator()(mongoc_client_session_t* session) const {
  mongoc_client_session_destroy(session);
}

Result<bool> Transaction::begin() {
  may_try_again_ = false;
  if (!exist_.load(std::memory_order_relaxed)) {
    return false;
  }
  bson_error_t error;
  const Server server{mongoc_client_select_server(client_, true, nullptr, &error)};
  if (!server) {
    return std::unexpected(to_error(error));
  }
  if (is_standalone(server)) {
    return false;
  }
  if (!session_) {
    session_.reset(mongoc_client_start_session(client_, nullptr, &error));
    if (!session_) {
      return false;
    }
    bson_t options = BSON_INITIALIZER;
    const bool appended = mongoc_client_session_append(session_.get(), &options, &error);
    options_ = Document{View{&options}};
    bson_destroy(&options);
    if (!appended) {
      return std::unexpected(to_error(error));
    }
  }
  running_ = mongoc_client_session_start_transaction(session_.get(), snapshot().get(), &error);
  return running_;
}

Result<> Transaction::commit() {
  running_ = false;
  // Each time the driver tries twice by itself.
  for (int attempt = 1;; ++attempt) {
    bson_error_t error;
    bson_t reply;
    const bool committed = mongoc_client_session_commit_transaction(session_.get(), &reply, &error);
    const bool unknown = mongoc_error_has_label(&reply, kUnknownCommitResult);
    may_try_again_ = !committed && mongoc_error_has_label(&reply, kTransient);
    bson_destroy(&reply);
    if (committed) {
      return {};
    }
    if (!unknown || attempt == 2) {
      return std::unexpected(to_error(error));
    }
  }
}

void Transaction::abort() {
  running_ = false;
  // An error changes nothing: the server forgets what is not committed.
  mongoc_client_session_abort_transaction(session_.get(), nullptr);
}

Error Transaction::failure(const bson_error_t& error, View reply) {
  if (running_) {
    if (tells_of_no_transactions(error)) {
      exist_.store(false, std::memory_order_relaxed);
      may_try_again_ = true;
    } else {
      may_try_again_ = mongoc_error_has_label(reply.bytes(), kTransient);
    }
  }
  return to_error(error);
}

Error Transaction::failure_of_upsert(const bson_error_t& error, View reply) {
  auto told = failure(error, reply);
  may_try_again_ = may_try_again_ || (running_ && told.code == ErrorCode::conflict);
  return told;
}

}  // namespace conduit::mongo
