#include "app/stores.hpp"

#include <string_view>
#include <utility>

namespace conduit::app {

bool is_embedded(std::string_view database_url) { return database_url.starts_with("sqlite:"); }

Result<int> migrate_stores(std::string_view database_url) {
  return is_embedded(database_url) ? migrate_sqlite(database_url) : migrate_mongo(database_url);
}

Result<Stores> open_stores(std::string_view database_url, Purpose purpose, cache::SharedCache& cache) {
  TRY(auto stores,
      is_embedded(database_url) ? open_sqlite_stores(database_url) : open_mongo_stores(database_url, purpose));
  stores.users = users::make_cached_user_store(std::move(stores.users), cache);
  stores.articles = articles::make_cached_article_store(std::move(stores.articles), cache);
  stores.comments = comments::make_cached_comment_store(std::move(stores.comments), cache);
  return stores;
}

}  // namespace conduit::app
