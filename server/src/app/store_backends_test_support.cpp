#include "app/store_backends_test_support.hpp"

#include "app/mongo_index_audit_test_support.hpp"
#include "app/mongo_migrations.hpp"
#include "app/mongo_test_support.hpp"
#include "app/sqlite_test_support.hpp"
#include "articles/article.hpp"
#include "articles/article_store.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "comments/comment.hpp"
#include "comments/comment_store.hpp"
#include "profiles/follow_store.hpp"
#include "users/user.hpp"
#include "users/user_store.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace conduit {
namespace {

class SqliteBackend final : public StoreBackend {
 public:
  users::UserStore& users() override { return *users_; }
  profiles::FollowStore& follows() override { return *follows_; }
  articles::ArticleStore& articles() override { return *articles_; }
  comments::CommentStore& comments() override { return *comments_; }

 private:
  MigratedDatabase database_;
  std::unique_ptr<users::UserStore> users_ = users::make_sqlite_user_store(*database_);
  std::unique_ptr<profiles::FollowStore> follows_ = profiles::make_sqlite_follow_store(*database_);
  std::unique_ptr<articles::ArticleStore> articles_ = articles::make_sqlite_article_store(*database_);
  std::unique_ptr<comments::CommentStore> comments_ = comments::make_sqlite_comment_store(*database_);
};

/// Every command that the suites make it send has to go along an index.
class MongoBackend final : public StoreBackend {
 public:
  MongoBackend() {
    database_->observe_commands([this](mongo::View command) { audit_.note(command); });
  }
  MongoBackend(const MongoBackend&) = delete;
  MongoBackend& operator=(const MongoBackend&) = delete;
  MongoBackend(MongoBackend&&) = delete;
  MongoBackend& operator=(MongoBackend&&) = delete;
  ~MongoBackend() override {
    for (const auto& command : audit_.unserved()) {
      ADD_FAILURE() << "no index serves " << command;
    }
  }

  users::UserStore& users() override { return *users_; }
  profiles::FollowStore& follows() override { return *follows_; }
  articles::ArticleStore& articles() override { return *articles_; }
  comments::CommentStore& comments() override { return *comments_; }

 private:
  IndexAudit audit_{app::mongo_migrations()};
  MigratedMongo database_;
  std::unique_ptr<users::UserStore> users_ = users::make_mongo_user_store(*database_);
  std::unique_ptr<profiles::FollowStore> follows_ = profiles::make_mongo_follow_store(*database_);
  std::unique_ptr<articles::ArticleStore> articles_ = articles::make_mongo_article_store(*database_);
  std::unique_ptr<comments::CommentStore> comments_ = comments::make_mongo_comment_store(*database_);
};

}  // namespace

std::vector<NamedBackend> store_backends() {
  std::vector<NamedBackend> backends{
      {"Sqlite", [] { return std::make_unique<SqliteBackend>(); }},
  };
  if (mongo_test_server()) {
    backends.push_back({"Mongo", [] { return std::make_unique<MongoBackend>(); }});
  }
  return backends;
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
