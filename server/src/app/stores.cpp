#include "app/stores.hpp"

#include "platform/sqlite/database.hpp"
#include "platform/sqlite/migrate.hpp"
#include "sqlite_migrations.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::app {

Stores::Stores() = default;
Stores::~Stores() = default;
Stores::Stores(Stores&&) noexcept = default;
Stores& Stores::operator=(Stores&&) noexcept = default;

bool Stores::answers() const {
  const auto one =
      database->read([](sqlite::Connection& connection) { return connection.value<std::int64_t>("SELECT 1"); });
  return one.has_value();
}

std::string sqlite_path(std::string_view database_url) {
  constexpr std::string_view kScheme = "sqlite:";
  return std::string{database_url.starts_with(kScheme) ? database_url.substr(kScheme.size()) : database_url};
}

Result<int> migrate_stores(std::string_view database_url) {
  return sqlite::migrate(sqlite_path(database_url), sqlite::migration_files());
}

Result<Stores> open_stores(std::string_view database_url, cache::ChangeClock& changes) {
  Stores stores;
  TRY(stores.database, sqlite::Database::open({.path = sqlite_path(database_url)}, sqlite::migration_files()));
  auto& database = *stores.database;
  stores.users = users::make_cached_user_store(users::make_sqlite_user_store(database), changes);
  stores.follows = profiles::make_sqlite_follow_store(database);
  stores.articles = articles::make_cached_article_store(articles::make_sqlite_article_store(database), changes);
  stores.comments = comments::make_cached_comment_store(comments::make_sqlite_comment_store(database), changes);
  return stores;
}

}  // namespace conduit::app
