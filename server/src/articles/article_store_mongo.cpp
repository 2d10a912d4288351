#include "articles/article.hpp"
#include "articles/article_deletion_mongo.hpp"
#include "articles/article_documents_mongo.hpp"
#include "articles/article_lists_mongo.hpp"
#include "articles/article_store.hpp"
#include "articles/article_writes_mongo.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/task.hpp"
#include "platform/mongo/atomically.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::articles {
namespace {

using mongo::doc;
using mongo::Session;
using namespace mongo_documents;  // NOLINT(google-build-using-namespace): the names of collections

Result<std::optional<std::string>> current_slug(Session& session, const std::string& former) {
  TRY(const auto claim, session.find_one(kSlugs, doc("_id", former)));
  if (!claim) {
    return std::nullopt;
  }
  TRY(const auto article,
      session.find_one(kArticles, doc("_id", claim->get<ArticleId>("article")), {.projection = doc("slug", 1)}));
  if (!article || article->get<std::string>("slug") == former) {
    return std::nullopt;
  }
  return article->get<std::string>("slug");
}

class MongoArticleStore final : public ArticleStore {
 public:
  explicit MongoArticleStore(mongo::Database& database) : database_(database) {}

  Task<> insert(const Article& article) override {
    return database_.run([article](Session& session) {
      return mongo::atomically(session, [&article](Session& part) { return mongo_writes::insert(part, article); });
    });
  }

  Task<std::optional<Article>> find_by_slug(std::string_view slug) override {
    return database_.run(
        [slug = std::string{slug}](Session& session) { return find_article(session, doc("slug", slug)); });
  }

  Task<std::optional<std::string>> current_slug_of(std::string_view former) override {
    return database_.run([former = std::string{former}](Session& session) { return current_slug(session, former); });
  }

  Task<std::vector<ArticleBody>> bodies(std::span<const ArticleId> ids) override {
    return database_.run(
        [ids = std::vector(ids.begin(), ids.end())](Session& session) -> Result<std::vector<ArticleBody>> {
          std::vector<ArticleBody> bodies;
          if (!ids.empty()) {
            TRY(session.find(kArticles, doc("_id", mongo::one_of(ids)), {.projection = doc("body", 1)},
                             mongo::append_to(bodies, [](mongo::View article) {
                               return ArticleBody{.id = article.get<ArticleId>("_id"),
                                                  .body = article.get<std::string>("body")};
                             })));
          }
          return bodies;
        });
  }

  Task<std::vector<ArticleAddress>> walk(const Stretch& stretch) override {
    return database_.run([stretch](Session& session) { return mongo_lists::walk(session, stretch); });
  }

  Task<ArticlePage> list(const ArticleFilter& filter, const Window& window) override {
    return database_.run([filter, window](Session& session) { return mongo_lists::list(session, filter, window); });
  }

  Task<ArticlePage> feed(UserId follower, const Window& window) override {
    return database_.run([follower, window](Session& session) { return mongo_lists::feed(session, follower, window); });
  }

  Task<std::vector<TagCount>> tags() override {
    return database_.run([](Session& session) -> Result<std::vector<TagCount>> {
      std::vector<TagCount> tags;
      TRY(session.find(kTags, doc("count", doc("$gt", 0)), {.sort = doc("count", -1, "_id", 1)},
                       mongo::append_to(tags, [](mongo::View tag) {
                         return TagCount{.tag = tag.get<std::string>("_id"),
                                         .articles = tag.get<std::int64_t>("count")};
                       })));
      return tags;
    });
  }

  Task<Article> update(ArticleId id, const ArticleChanges& changes, Timestamp now) override {
    return database_.run([id, changes, now](Session& session) {
      return mongo::atomically(
          session, [&id, &changes, &now](Session& part) { return mongo_writes::update(part, id, changes, now); });
    });
  }

  Task<> remove(ArticleId id) override {
    return database_.run([id](Session& session) { return mongo_deletion::remove(session, id, SystemClock{}.now()); });
  }

  Task<std::int64_t> favorite(UserId user, ArticleId article) override {
    return database_.run([user, article](Session& session) {
      return mongo::atomically(session, [&](Session& part) { return mongo_writes::favorite(part, user, article); });
    });
  }

  Task<std::int64_t> unfavorite(UserId user, ArticleId article) override {
    return database_.run([user, article](Session& session) {
      return mongo::atomically(session, [&](Session& part) { return mongo_writes::unfavorite(part, user, article); });
    });
  }

  Task<std::vector<ArticleId>> favorited_among(UserId user, std::span<const ArticleId> candidates) override {
    return database_.run([user, candidates = std::vector(candidates.begin(), candidates.end())](
                             Session& session) -> Result<std::vector<ArticleId>> {
      std::vector<ArticleId> favorited;
      if (!candidates.empty()) {
        TRY(session.find(kFavorites, doc("user", user, "article", mongo::one_of(candidates)),
                         {.projection = doc("_id", 0, "article", 1)},
                         mongo::append_to(favorited, [](mongo::View edge) { return edge.get<ArticleId>("article"); })));
      }
      return favorited;
    });
  }

 private:
  mongo::Database& database_;
};

}  // namespace

std::unique_ptr<ArticleStore> make_mongo_article_store(mongo::Database& database) {
  return std::make_unique<MongoArticleStore>(database);
}

}  // namespace conduit::articles
