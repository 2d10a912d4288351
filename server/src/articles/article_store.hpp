#pragma once

#include "articles/article.hpp"
#include "base/task.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::cache {
class SharedCache;
}
namespace conduit::mongo {
class Database;
}
namespace conduit::sqlite {
class Database;
}

namespace conduit::articles {

/// Where articles, their tags and their favourites are kept. Any call may also fail with `unavailable`, `timeout` or
/// `internal`. Lists are ordered newest first by (created_at, id).
class ArticleStore {
 public:
  ArticleStore() = default;
  ArticleStore(const ArticleStore&) = delete;
  ArticleStore& operator=(const ArticleStore&) = delete;
  ArticleStore(ArticleStore&&) = delete;
  ArticleStore& operator=(ArticleStore&&) = delete;
  virtual ~ArticleStore() = default;

  /// Fails with `conflict` naming `slug` when that is or was another article's, `id` when the id is taken, and
  /// `not_found` naming `profile` when the author is gone. The count of favourites starts at 0, whatever `article`
  /// says.
  virtual Task<> insert(const Article& article) = 0;

  virtual Task<std::optional<Article>> find_by_slug(std::string_view slug) = 0;
  /// The slug now in force of the article that once had `former` and no longer has, for redirects of its page.
  virtual Task<std::optional<std::string>> current_slug_of(std::string_view former) = 0;

  /// Of those that exist, in no order.
  virtual Task<std::vector<ArticleBody>> bodies(std::span<const ArticleId> ids) = 0;
  virtual Task<std::vector<ArticleAddress>> walk(const Stretch& stretch) = 0;

  virtual Task<ArticlePage> list(const ArticleFilter& filter, const Window& window) = 0;
  /// Articles by those whom `follower` follows.
  virtual Task<ArticlePage> feed(UserId follower, const Window& window) = 0;
  /// Every tag in use, most used first, then alphabetically.
  virtual Task<std::vector<TagCount>> tags() = 0;

  /// One atomic step; answers with the article after it. `updated_at` becomes the later of `now` and the old value
  /// + 1 ms. Fails with `not_found` naming `article`, or `conflict` naming `slug`.
  virtual Task<Article> update(ArticleId id, const ArticleChanges& changes, Timestamp now) = 0;
  /// With its comments, favourites and tag links. Fails with `not_found` naming `article`.
  virtual Task<> remove(ArticleId id) = 0;

  /// Both are idempotent and answer with the count after the step; `not_found` naming `article` when it is gone.
  /// favorite() also fails with `not_found` naming `profile` when the user is.
  virtual Task<std::int64_t> favorite(UserId user, ArticleId article) = 0;
  virtual Task<std::int64_t> unfavorite(UserId user, ArticleId article) = 0;
  /// Those of `candidates` that `user` has favourited, in no order.
  virtual Task<std::vector<ArticleId>> favorited_among(UserId user, std::span<const ArticleId> candidates) = 0;
};

[[nodiscard]] std::unique_ptr<ArticleStore> make_sqlite_article_store(sqlite::Database& database);
[[nodiscard]] std::unique_ptr<ArticleStore> make_mongo_article_store(mongo::Database& database);
/// Over any other: keeps what is cached true when articles or favourites change.
[[nodiscard]] std::unique_ptr<ArticleStore> make_cached_article_store(std::unique_ptr<ArticleStore> inner,
                                                                      cache::SharedCache& cache);

}  // namespace conduit::articles
