#include "platform/mongo/session.hpp"

#include "platform/mongo/error.hpp"

#include <mongoc/mongoc.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace conduit::mongo {
namespace {

struct DestroyCollection {
  void operator()(mongoc_collection_t* collection) const { mongoc_collection_destroy(collection); }
};
using Collection = std::unique_ptr<mongoc_collection_t, DestroyCollection>;

struct DestroyCursor {
  void operator()(mongoc_cursor_t* cursor) const { mongoc_cursor_destroy(cursor); }
};
using Cursor = std::unique_ptr<mongoc_cursor_t, DestroyCursor>;

struct DestroyOperation {
  void operator()(mongoc_bulk_operation_t* operation) const { mongoc_bulk_operation_destroy(operation); }
};
using BulkOperation = std::unique_ptr<mongoc_bulk_operation_t, DestroyOperation>;

struct DestroyModification {
  void operator()(mongoc_find_and_modify_opts_t* options) const { mongoc_find_and_modify_opts_destroy(options); }
};
using Modification = std::unique_ptr<mongoc_find_and_modify_opts_t, DestroyModification>;

/// What the driver fills and leaves to the caller to free, also when it fails.
class Reply {
 public:
  Reply() = default;
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  Reply(Reply&&) = delete;
  Reply& operator=(Reply&&) = delete;
  ~Reply() { bson_destroy(&bytes_); }

  [[nodiscard]] bson_t* out() { return &bytes_; }
  [[nodiscard]] View view() const { return View{&bytes_}; }

 private:
  bson_t bytes_ = BSON_INITIALIZER;
};

Collection open(mongoc_client_t* client, const std::string& database, std::string_view name) {
  return Collection{mongoc_client_get_collection(client, database.c_str(), std::string{name}.c_str())};
}

void add_options_of(Document& out, const FindOptions& options, std::chrono::milliseconds max_time) {
  if (max_time.count() > 0) {
    out.add("maxTimeMS", std::int64_t{max_time.count()});
  }
  if (!options.sort.empty()) {
    out.add("sort", options.sort);
  }
  if (!options.projection.empty()) {
    out.add("projection", options.projection);
  }
  if (!options.hint.empty()) {
    out.add("hint", options.hint);
  }
  if (options.limit > 0) {
    out.add("limit", options.limit);
    // All of a page in the first answer, and with it the end: MongoDB keeps a cursor open when a batch is just as long
    // as its limit, and the driver would ask once more to learn that nothing is left.
    out.add("batchSize", options.limit + 1);
  }
  if (options.skip > 0) {
    out.add("skip", options.skip);
  }
}

/// Whether duplicate keys were all that went wrong: the driver's own error tells of the first only.
bool only_duplicates(View reply) {
  const auto failures =
      reply.get<std::optional<std::vector<Document>>>("writeErrors").value_or(std::vector<Document>{});
  const auto concerns =
      reply.get<std::optional<std::vector<Document>>>("writeConcernErrors").value_or(std::vector<Document>{});
  return concerns.empty() && !failures.empty() && std::ranges::all_of(failures, [](const Document& failure) {
           return is_duplicate_key(failure.get<std::int64_t>("code"));
         });
}

/// What documents that are there already mean to `execute`.
enum class Duplicates : std::uint8_t { pass_over, another_upsert };

/// Runs what was put into the operation.
Result<> execute(BulkOperation operation, Duplicates duplicates, Transaction& transaction) {
  bson_error_t error;
  Reply reply;
  if (mongoc_bulk_operation_execute(operation.get(), reply.out(), &error) != 0) {
    return {};
  }
  if (duplicates == Duplicates::pass_over && only_duplicates(reply.view())) {
    return {};
  }
  return std::unexpected(transaction.failure_of_upsert(error, reply.view()));
}

BulkOperation bulk(const Collection& collection, Document options, bool ordered) {
  options.add("ordered", ordered);
  return BulkOperation{mongoc_collection_create_bulk_operation_with_opts(collection.get(), options.bytes())};
}

Result<> drain(Cursor cursor, const std::function<Result<>(View)>& take, Transaction& transaction) {
  const bson_t* document = nullptr;
  while (mongoc_cursor_next(cursor.get(), &document)) {
    TRY(take(View{document}));
  }
  bson_error_t error;
  const bson_t* reply = nullptr;
  if (mongoc_cursor_error_document(cursor.get(), &error, &reply)) {
    return std::unexpected(transaction.failure(error, View{reply}));
  }
  return {};
}

/// `flags` are of mongoc_find_and_modify_flags_t, one or more.
Modification modification(int flags) {
  Modification made{mongoc_find_and_modify_opts_new()};
  // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): the driver's flags are a set of bits.
  mongoc_find_and_modify_opts_set_flags(made.get(), static_cast<mongoc_find_and_modify_flags_t>(flags));
  return made;
}

Result<std::optional<Document>> modify(const Collection& collection, const Document& filter,
                                       const Modification& modification, Transaction& transaction) {
  if (const auto options = transaction.options(); !options.empty()) {
    mongoc_find_and_modify_opts_append(modification.get(), options.bytes());
  }
  bson_error_t error;
  Reply reply;
  if (!mongoc_collection_find_and_modify_with_opts(collection.get(), filter.bytes(), modification.get(), reply.out(),
                                                   &error)) {
    return std::unexpected(transaction.failure_of_upsert(error, reply.view()));
  }
  return reply.view().get<std::optional<Document>>("value");
}

/// Two that add at once: the one that comes late may be told of a duplicate key, and finds the other's when it asks
/// again.
template <class Add>
std::invoke_result_t<Add&> once_more_after_a_conflict(Add add, const Transaction& transaction) {
  auto added = add();
  const bool conflict = !added && added.error().code == ErrorCode::conflict;
  return conflict && !transaction.is_running() ? add() : std::move(added);
}

}  // namespace

Result<> Session::insert(std::string_view collection, const Document& document) {
  const auto target = open(client_, database_, collection);
  bson_error_t error;
  Reply reply;
  if (!mongoc_collection_insert_one(target.get(), document.bytes(), transaction_.options().bytes(), reply.out(),
                                    &error)) {
    return std::unexpected(transaction_.failure(error, reply.view()));
  }
  return {};
}

Result<> Session::insert_new(std::string_view collection, const std::vector<Document>& documents) {
  if (documents.empty()) {
    return {};
  }
  const auto target = open(client_, database_, collection);
  auto operation = bulk(target, transaction_.options(), false);
  for (const auto& document : documents) {
    mongoc_bulk_operation_insert(operation.get(), document.bytes());
  }
  return execute(std::move(operation), Duplicates::pass_over, transaction_);
}

Result<bool> Session::add(std::string_view collection, const Document& key, const Document& rest) {
  const auto target = open(client_, database_, collection);
  const auto change = doc("$setOnInsert", rest);
  auto options = transaction_.options();
  options.add("upsert", true);
  return once_more_after_a_conflict(
      [&]() -> Result<bool> {
        bson_error_t error;
        Reply reply;
        if (!mongoc_collection_update_one(target.get(), key.bytes(), change.bytes(), options.bytes(), reply.out(),
                                          &error)) {
          return std::unexpected(transaction_.failure_of_upsert(error, reply.view()));
        }
        return reply.view().get<std::int64_t>("matchedCount") == 0;
      },
      transaction_);
}

Result<Document> Session::find_or_add(std::string_view collection, const Document& key, const Document& rest) {
  const auto target = open(client_, database_, collection);
  const auto change = doc("$setOnInsert", rest);
  return once_more_after_a_conflict(
      [&]() -> Result<Document> {
        const auto step = modification(MONGOC_FIND_AND_MODIFY_UPSERT | MONGOC_FIND_AND_MODIFY_RETURN_NEW);
        mongoc_find_and_modify_opts_set_update(step.get(), change.bytes());
        TRY(auto found, modify(target, key, step, transaction_));
        return found ? Result<Document>{*std::move(found)} : std::unexpected(internal_error("MongoDB: nothing added"));
      },
      transaction_);
}

Result<std::optional<Document>> Session::find_one(std::string_view collection, const Document& filter,
                                                  FindOptions options) {
  options.limit = 1;
  std::optional<Document> found;
  TRY(find(collection, filter, options, [&found](View document) -> Result<> {
    found.emplace(document);
    return {};
  }));
  return found;
}

Result<> Session::find(std::string_view collection, const Document& filter, const FindOptions& options,
                       const std::function<Result<>(View)>& take) {
  const auto source = open(client_, database_, collection);
  auto all = transaction_.options();
  add_options_of(all, options, max_time_);
  return drain(Cursor{mongoc_collection_find_with_opts(source.get(), filter.bytes(), all.bytes(), nullptr)}, take,
               transaction_);
}

Result<> Session::aggregate(std::string_view collection, const std::vector<Document>& stages,
                            const std::function<Result<>(View)>& take) {
  const auto source = open(client_, database_, collection);
  const auto pipeline = doc("pipeline", stages);
  auto options = transaction_.options();
  options.add("allowDiskUse", true);
  return drain(
      Cursor{mongoc_collection_aggregate(source.get(), MONGOC_QUERY_NONE, pipeline.bytes(), options.bytes(), nullptr)},
      take, transaction_);
}

Result<std::int64_t> Session::count(std::string_view collection, const Document& filter) {
  auto question = doc("count", collection, "query", filter);
  if (max_time_.count() > 0) {
    question.add("maxTimeMS", std::int64_t{max_time_.count()});
  }
  TRY(const auto reply, command(question));
  return reply.get<std::int64_t>("n");
}

Result<bool> Session::exists(std::string_view collection, const Document& filter) {
  TRY(const auto found, find_one(collection, filter, {.projection = doc("_id", 1)}));
  return found.has_value();
}

Result<std::int64_t> Session::update_one(std::string_view collection, const Document& filter, const Document& change) {
  const auto target = open(client_, database_, collection);
  bson_error_t error;
  Reply reply;
  if (!mongoc_collection_update_one(target.get(), filter.bytes(), change.bytes(), transaction_.options().bytes(),
                                    reply.out(), &error)) {
    return std::unexpected(transaction_.failure(error, reply.view()));
  }
  return reply.view().get<std::int64_t>("matchedCount");
}

Result<> Session::update_all(std::string_view collection, const std::vector<Update>& updates) {
  if (updates.empty()) {
    return {};
  }
  const auto target = open(client_, database_, collection);
  auto operation = bulk(target, transaction_.options(), false);
  for (const auto& update : updates) {
    const auto options = doc("upsert", update.upsert);
    bson_error_t error;
    if (!mongoc_bulk_operation_update_one_with_opts(operation.get(), update.filter.bytes(), update.change.bytes(),
                                                    options.bytes(), &error)) {
      return std::unexpected(to_error(error));
    }
  }
  return execute(std::move(operation), Duplicates::another_upsert, transaction_);
}

Result<> Session::put_all(std::string_view collection, const std::vector<Document>& documents) {
  if (documents.empty()) {
    return {};
  }
  const auto target = open(client_, database_, collection);
  auto operation = bulk(target, transaction_.options(), true);
  for (const auto& document : documents) {
    const auto filter = doc("_id", document.get<std::int64_t>("_id"));
    const auto options = doc("upsert", true);
    bson_error_t error;
    if (!mongoc_bulk_operation_replace_one_with_opts(operation.get(), filter.bytes(), document.bytes(), options.bytes(),
                                                     &error)) {
      return std::unexpected(to_error(error));
    }
  }
  return execute(std::move(operation), Duplicates::another_upsert, transaction_);
}

Result<std::optional<Document>> Session::find_and_update(std::string_view collection, const Document& filter,
                                                         const Document& change, const Document& fields) {
  const auto step = modification(MONGOC_FIND_AND_MODIFY_RETURN_NEW);
  mongoc_find_and_modify_opts_set_update(step.get(), change.bytes());
  if (!fields.empty()) {
    mongoc_find_and_modify_opts_set_fields(step.get(), fields.bytes());
  }
  return modify(open(client_, database_, collection), filter, step, transaction_);
}

Result<std::optional<Document>> Session::find_and_remove(std::string_view collection, const Document& filter) {
  return modify(open(client_, database_, collection), filter, modification(MONGOC_FIND_AND_MODIFY_REMOVE),
                transaction_);
}

Result<std::int64_t> Session::remove_one(std::string_view collection, const Document& filter) {
  const auto target = open(client_, database_, collection);
  bson_error_t error;
  Reply reply;
  if (!mongoc_collection_delete_one(target.get(), filter.bytes(), transaction_.options().bytes(), reply.out(),
                                    &error)) {
    return std::unexpected(transaction_.failure(error, reply.view()));
  }
  return reply.view().get<std::int64_t>("deletedCount");
}

Result<std::int64_t> Session::remove_all(std::string_view collection, const Document& filter) {
  const auto target = open(client_, database_, collection);
  bson_error_t error;
  Reply reply;
  if (!mongoc_collection_delete_many(target.get(), filter.bytes(), transaction_.options().bytes(), reply.out(),
                                     &error)) {
    return std::unexpected(transaction_.failure(error, reply.view()));
  }
  return reply.view().get<std::int64_t>("deletedCount");
}

Result<Document> Session::command(const Document& command) {
  bson_error_t error;
  Reply reply;
  if (!mongoc_client_command_simple(client_, database_.c_str(), command.bytes(), nullptr, reply.out(), &error)) {
    return std::unexpected(to_error(error));
  }
  return Document{reply.view()};
}

}  // namespace conduit::mongo
