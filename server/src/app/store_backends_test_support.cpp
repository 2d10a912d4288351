#include "app/store_backends_test_support.hpp"

#include "base/temporary_directory_test_support.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/migrate.hpp"
#include "sqlite_migrations.hpp"

#include <filesystem>
#include <stdexcept>

namespace conduit {
namespace {

template <class T>
T must(Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().detail);
  }
  return *std::move(result);
}

/// An empty database to copy: migrating waits for the disk, copying does not.
const std::string& migrated_file() {
  static const TemporaryDirectory directory;
  static const std::string path = [] {
    auto file = directory.file("migrated.db");
    must(sqlite::migrate(file, sqlite::migration_files()));
    return file;
  }();
  return path;
}

class SqliteBackend final : public StoreBackend {
 public:
  users::UserStore& users() override { return *users_; }
  profiles::FollowStore& follows() override { return *follows_; }
  articles::ArticleStore& articles() override { return *articles_; }
  comments::CommentStore& comments() override { return *comments_; }

 private:
  static std::unique_ptr<sqlite::Database> open(const std::string& path) {
    std::filesystem::copy_file(migrated_file(), path);
    return must(
        sqlite::Database::open({.path = path, .durability = sqlite::Durability::none}, sqlite::migration_files()));
  }

  TemporaryDirectory directory_;
  std::unique_ptr<sqlite::Database> database_ = open(directory_.file("conduit.db"));
  std::unique_ptr<users::UserStore> users_ = users::make_sqlite_user_store(*database_);
  std::unique_ptr<profiles::FollowStore> follows_ = profiles::make_sqlite_follow_store(*database_);
  std::unique_ptr<articles::ArticleStore> articles_ = articles::make_sqlite_article_store(*database_);
  std::unique_ptr<comments::CommentStore> comments_ = comments::make_sqlite_comment_store(*database_);
};

}  // namespace

std::vector<NamedBackend> store_backends() {
  return {
      {"Sqlite", [] { return std::make_unique<SqliteBackend>(); }},
  };
}

Timestamp sample_time(std::int64_t milliseconds) {
  return Timestamp{std::chrono::sys_days{std::chrono::January / 31 / 2026}} + std::chrono::milliseconds{milliseconds};
}

users::User sample_user(std::int64_t number) {
  const auto name = "user" + std::to_string(number);
  return {.id = UserId{number},
          .username = name,
          .email = name + "@example.com",
          .password_hash = "$argon2id$" + name,
          .bio = std::nullopt,
          .image = std::nullopt,
          .credentials_version = 1,
          .surviving_session = "session",
          .created_at = sample_time(number),
          .updated_at = sample_time(number)};
}

articles::Article sample_article(std::int64_t number, UserId author) {
  const auto name = std::to_string(number);
  articles::Article article;
  article.id = ArticleId{number};
  article.slug = "article-" + name;
  article.title = "Article " + name;
  article.description = "About " + name;
  article.body = "The body of " + name;
  article.author = author;
  article.created_at = sample_time(number);
  article.updated_at = sample_time(number);
  return article;
}

comments::Comment sample_comment(std::int64_t number, ArticleId article, UserId author) {
  return {.id = CommentId{number},
          .article = article,
          .author = author,
          .body = "Comment " + std::to_string(number),
          .created_at = sample_time(number),
          .updated_at = sample_time(number)};
}

}  // namespace conduit
