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
#include <utility>
#include <vector>

namespace conduit {
namespace {

// The databases are bases, so that they outlive the stores.

struct Sqlite {
  MigratedDatabase database;
};

class SqliteBackend final : Sqlite, public StoreBackend {
 public:
  SqliteBackend()
      : StoreBackend(users::make_sqlite_user_store(*database), profiles::make_sqlite_follow_store(*database),
                     articles::make_sqlite_article_store(*database), comments::make_sqlite_comment_store(*database)) {}
};

/// Every command that the suites make it send has to go along an index.
template <MongoKind Kind>
struct Mongo {
  Mongo() : database(Kind) {
    database->observe_commands([this](mongo::View command) { audit.note(command); });
  }
  Mongo(const Mongo&) = delete;
  Mongo& operator=(const Mongo&) = delete;
  Mongo(Mongo&&) = delete;
  Mongo& operator=(Mongo&&) = delete;
  ~Mongo() {
    for (const auto& command : audit.unserved()) {
      ADD_FAILURE() << "no index serves " << command;
    }
  }

  IndexAudit audit{app::mongo_migrations()};
  MigratedMongo database;
};

template <MongoKind Kind>
class MongoBackend final : Mongo<Kind>, public StoreBackend {
 public:
  MongoBackend()
      : StoreBackend(users::make_mongo_user_store(*this->database), profiles::make_mongo_follow_store(*this->database),
                     articles::make_mongo_article_store(*this->database),
                     comments::make_mongo_comment_store(*this->database)) {}
};

template <class Backend>
void add(std::vector<NamedBackend>& backends, const std::string& name) {
  backends.push_back({name, [] { return std::make_unique<Backend>(); }});
}

template <class Backend>
void add_with_cache(std::vector<NamedBackend>& backends, const std::string& name) {
  add<Backend>(backends, name);
  backends.push_back({"Cached" + name, [] {
                        auto backend = std::make_unique<Backend>();
                        backend->put_cache_in_front();
                        return backend;
                      }});
}

}  // namespace

void StoreBackend::put_cache_in_front() {
  users_ = users::make_cached_user_store(std::move(users_), cache_);
  articles_ = articles::make_cached_article_store(std::move(articles_), cache_);
  comments_ = comments::make_cached_comment_store(std::move(comments_), cache_);
}

std::vector<NamedBackend> store_backends() {
  std::vector<NamedBackend> backends;
  add_with_cache<SqliteBackend>(backends, "Sqlite");
  if (mongo_test_server()) {
    add_with_cache<MongoBackend<MongoKind::replica_set>>(backends, "Mongo");
  }
  if (mongo_test_server(MongoKind::standalone)) {
    add<MongoBackend<MongoKind::standalone>>(backends, "StandaloneMongo");
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
