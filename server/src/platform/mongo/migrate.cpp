#include "platform/mongo/migrate.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::mongo {
namespace {

Result<std::set<std::int64_t>> numbers_done(Session& session) {
  std::set<std::int64_t> numbers;
  TRY(session.find(kMigrationsCollection, doc(), {}, [&numbers](View document) -> Result<> {
    numbers.insert(document.get<std::int64_t>("_id"));
    return {};
  }));
  return numbers;
}

Result<> make_indexes(Session& session, const std::vector<Index>& indexes) {
  for (const auto& index : indexes) {
    const std::vector definitions{doc("key", index.keys, "name", index.name, "unique", index.unique)};
    TRY(session.command(doc("createIndexes", index.collection, "indexes", definitions)));
  }
  return {};
}

}  // namespace

Result<int> migrate(Session& session, std::span<const Migration> migrations) {
  TRY(const auto done, numbers_done(session));
  int ran = 0;
  for (const auto& migration : migrations) {
    if (done.contains(migration.number)) {
      continue;
    }
    TRY(make_indexes(session, migration.indexes));
    TRY(session.insert_new(kMigrationsCollection, {doc("_id", migration.number, "name", migration.name)}));
    ++ran;
  }
  return ran;
}

Result<> check_schema(Session& session, std::span<const Migration> migrations) {
  TRY(const auto done, numbers_done(session));
  for (const auto& migration : migrations) {
    if (!done.contains(migration.number)) {
      return std::unexpected(internal_error(fmt::format("the database lacks migration {} ({}): run `conduit migrate`",
                                                        migration.number, migration.name)));
    }
  }
  return {};
}

}  // namespace conduit::mongo
