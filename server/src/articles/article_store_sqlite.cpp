#include "articles/article_reads_sqlite.hpp"
#include "articles/article_rows_sqlite.hpp"
#include "articles/article_store.hpp"
#include "articles/article_writes_sqlite.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/id_list.hpp"

namespace conduit::articles {
namespace {

class SqliteArticleStore final : public ArticleStore {
 public:
  explicit SqliteArticleStore(sqlite::Database& database) : database_(database) {}

  Task<> insert(const Article& article) override {
    return database_.write(
        [article](sqlite::Connection& connection) { return sqlite_writes::insert(connection, article); });
  }

  Task<std::optional<Article>> find_by_slug(std::string_view slug) override {
    co_return database_.read(
        [slug](sqlite::Connection& connection) { return sqlite_rows::find_article(connection, slug); });
  }

  Task<std::optional<std::string>> current_slug_of(std::string_view former) override {
    co_return database_.read([former](sqlite::Connection& connection) {
      return connection.find(
          "SELECT a.slug FROM former_slugs f JOIN articles a ON a.id = f.article WHERE f.slug = ?1",
          [](sqlite::Row row) { return row.get<std::string>(0); }, former);
    });
  }

  Task<std::vector<ArticleBody>> bodies(std::span<const ArticleId> ids) override {
    co_return database_.read([ids](sqlite::Connection& connection) {
      return connection.list(
          "SELECT article, body FROM article_bodies WHERE article IN (SELECT value FROM json_each(?1))",
          [](sqlite::Row row) { return ArticleBody{.id = row.get<ArticleId>(0), .body = row.get<std::string>(1)}; },
          sqlite::id_list(ids));
    });
  }

  Task<std::vector<ArticleAddress>> walk(const Stretch& stretch) override {
    co_return database_.read(
        [&stretch](sqlite::Connection& connection) { return sqlite_reads::walk(connection, stretch); });
  }

  Task<ArticlePage> list(const ArticleFilter& filter, const Window& window) override {
    co_return database_.read_snapshot(
        [&](sqlite::Connection& connection) { return sqlite_reads::list(connection, filter, window); });
  }

  Task<ArticlePage> feed(UserId follower, const Window& window) override {
    co_return database_.read_snapshot(
        [&](sqlite::Connection& connection) { return sqlite_reads::feed(connection, follower, window); });
  }

  Task<std::vector<TagCount>> tags() override {
    co_return database_.read([](sqlite::Connection& connection) {
      return connection.list("SELECT tag, articles FROM tags ORDER BY articles DESC, tag", [](sqlite::Row row) {
        return TagCount{.tag = row.get<std::string>(0), .articles = row.get<std::int64_t>(1)};
      });
    });
  }

  Task<Article> update(ArticleId id, const ArticleChanges& changes, Timestamp now) override {
    return database_.write([id, changes, now](sqlite::Connection& connection) {
      return sqlite_writes::update(connection, id, changes, now);
    });
  }

  Task<> remove(ArticleId id) override {
    return database_.write([id](sqlite::Connection& connection) { return sqlite_writes::remove(connection, id); });
  }

  Task<std::int64_t> favorite(UserId user, ArticleId article) override {
    return database_.write(
        [user, article](sqlite::Connection& connection) { return sqlite_writes::favorite(connection, user, article); });
  }

  Task<std::int64_t> unfavorite(UserId user, ArticleId article) override {
    return database_.write([user, article](sqlite::Connection& connection) {
      return sqlite_writes::unfavorite(connection, user, article);
    });
  }

  Task<std::vector<ArticleId>> favorited_among(UserId user, std::span<const ArticleId> candidates) override {
    co_return database_.read([user, candidates](sqlite::Connection& connection) {
      return connection.list(
          "SELECT article FROM favorites WHERE user = ?1 AND article IN (SELECT value FROM json_each(?2))",
          [](sqlite::Row row) { return row.get<ArticleId>(0); }, user, sqlite::id_list(candidates));
    });
  }

 private:
  sqlite::Database& database_;
};

}  // namespace

std::unique_ptr<ArticleStore> make_sqlite_article_store(sqlite::Database& database) {
  return std::make_unique<SqliteArticleStore>(database);
}

}  // namespace conduit::articles
