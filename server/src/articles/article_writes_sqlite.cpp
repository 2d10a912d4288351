#include "articles/article_writes_sqlite.hpp"

#include "articles/article.hpp"
#include "articles/article_rows_sqlite.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/error.hpp"
#include "platform/sqlite/statement.hpp"

#include <algorithm>
#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace conduit::articles::sqlite_writes {
namespace {

/// The contract's word for what kept an article or a favourite out.
Error named(const Error& error) {
  if (sqlite::is_conflict_on(error, "articles.slug")) {
    return conflict("slug");
  }
  if (sqlite::is_conflict_on(error, "articles.id")) {
    return conflict("id");
  }
  return sqlite::is_foreign_key_violation(error) ? not_found("profile") : error;
}

Result<std::int64_t> favorites_count(sqlite::Connection& connection, ArticleId article) {
  TRY(const auto count, connection.find(
                            "SELECT favorites_count FROM articles WHERE id = ?1",
                            [](sqlite::Row row) { return row.get<std::int64_t>(0); }, article));
  return count ? Result<std::int64_t>{*count} : std::unexpected(not_found("article"));
}

/// Makes room for `to` as the slug of the article and keeps `from` leading to it. An article may have one of its own
/// former slugs again.
Result<> change_slug(sqlite::Connection& connection, ArticleId id, const std::string& from, const std::string& to) {
  TRY(connection.run("DELETE FROM former_slugs WHERE slug = ?1 AND article = ?2", to, id));
  TRY(const bool taken, connection.value<bool>("SELECT EXISTS (SELECT 1 FROM former_slugs WHERE slug = ?1)", to));
  if (taken) {
    return std::unexpected(conflict("slug"));
  }
  TRY(connection.run("INSERT INTO former_slugs (slug, article) VALUES (?1, ?2)", from, id));
  return {};
}

Article apply(Article article, const ArticleChanges& changes, Timestamp now) {
  article.slug = changes.slug.value_or(article.slug);
  article.title = changes.title.value_or(article.title);
  article.description = changes.description.value_or(article.description);
  article.body = changes.body.value_or(article.body);
  article.tags = changes.tags.value_or(article.tags);
  article.updated_at = std::max(now, article.updated_at + Timestamp::duration{1});
  return article;
}

}  // namespace

Result<> insert(sqlite::Connection& connection, const Article& article) {
  auto inserted = connection.run(
      "INSERT INTO articles (id, slug, author, title, description, tags, created_at, updated_at) "
      "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (SELECT 1 FROM former_slugs WHERE slug = ?2)",
      article.id, article.slug, article.author, article.title, article.description,
      sqlite_rows::tags_to_json(article.tags), article.created_at, article.updated_at);
  if (!inserted) {
    return std::unexpected(named(std::move(inserted).error()));
  }
  if (*inserted == 0) {
    return std::unexpected(conflict("slug"));
  }
  TRY(connection.run("INSERT INTO article_bodies (article, body) VALUES (?1, ?2)", article.id, article.body));
  return {};
}

Result<Article> update(sqlite::Connection& connection, ArticleId id, const ArticleChanges& changes, Timestamp now) {
  TRY(auto before, sqlite_rows::find_article(connection, id));
  if (!before) {
    return std::unexpected(not_found("article"));
  }
  auto after = apply(*before, changes, now);
  if (after.slug != before->slug) {
    TRY(change_slug(connection, id, before->slug, after.slug));
  }
  auto updated = connection.run(
      "UPDATE articles SET slug = ?2, title = ?3, description = ?4, tags = ?5, updated_at = ?6 WHERE id = ?1", id,
      after.slug, after.title, after.description, sqlite_rows::tags_to_json(after.tags), after.updated_at);
  if (!updated) {
    return std::unexpected(named(std::move(updated).error()));
  }
  if (after.body != before->body) {
    TRY(connection.run("UPDATE article_bodies SET body = ?2 WHERE article = ?1", id, after.body));
  }
  return after;
}

Result<> remove(sqlite::Connection& connection, ArticleId id) {
  TRY(const auto removed, connection.run("DELETE FROM articles WHERE id = ?1", id));
  return removed == 0 ? Result<>{std::unexpected(not_found("article"))} : Result<>{};
}

Result<std::int64_t> favorite(sqlite::Connection& connection, UserId user, ArticleId article) {
  auto inserted = connection.run(
      "INSERT INTO favorites (user, article, at) SELECT ?1, id, created_at FROM articles WHERE id = ?2 "
      "ON CONFLICT DO NOTHING",
      user, article);
  if (!inserted) {
    return std::unexpected(named(std::move(inserted).error()));
  }
  return favorites_count(connection, article);
}

Result<std::int64_t> unfavorite(sqlite::Connection& connection, UserId user, ArticleId article) {
  TRY(connection.run("DELETE FROM favorites WHERE user = ?1 AND article = ?2", user, article));
  return favorites_count(connection, article);
}

}  // namespace conduit::articles::sqlite_writes
