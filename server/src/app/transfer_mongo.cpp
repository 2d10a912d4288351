#include "app/transfer.hpp"
#include "articles/article_documents_mongo.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "comments/comment_documents_mongo.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"
#include "users/user_documents_mongo.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::app {
namespace {

using mongo::doc;
using Take = std::function<Result<>(const Record&)>;

/// Gives each document of a collection to `take`, as `read` sees it, one at a time.
template <class Read>
Result<> each(mongo::Session& session, std::string_view collection, mongo::Document order, const Take& take,
              Read read) {
  return session.find(collection, doc(), {.sort = std::move(order)}, [&](mongo::View document) -> Result<> {
    TRY(const Record record, read(document));
    return take(record);
  });
}

Result<> read_users(mongo::Session& session, const Take& take) {
  using namespace users::mongo_documents;  // NOLINT(google-build-using-namespace)
  return each(session, kUsers, doc("_id", 1), take,
              [](mongo::View document) -> Result<Record> { return Record{read_user(document)}; });
}

Result<> read_articles(mongo::Session& session, const Take& take) {
  using namespace articles::mongo_documents;  // NOLINT(google-build-using-namespace)
  return each(session, kArticles, doc("_id", 1), take, [&session](mongo::View document) -> Result<Record> {
    ArticleRecord record{.article = read_article(document), .former_slugs = {}};
    record.article.favorites_count = 0;
    TRY(session.find(kSlugs, doc("article", record.article.id), {.sort = doc("_id", 1)},
                     [&record](mongo::View claim) -> Result<> {
                       if (auto slug = claim.get<std::string>("_id"); slug != record.article.slug) {
                         record.former_slugs.push_back(std::move(slug));
                       }
                       return {};
                     }));
    return Record{std::move(record)};
  });
}

Result<> read_follows(mongo::Session& session, const Take& take) {
  return each(session, "follows", doc("follower", 1, "followee", 1), take, [](mongo::View edge) -> Result<Record> {
    return Record{Follow{.follower = edge.get<UserId>("follower"), .followee = edge.get<UserId>("followee")}};
  });
}

Result<> read_favorites(mongo::Session& session, const Take& take) {
  return each(session, articles::mongo_documents::kFavorites, doc("user", 1, "article", 1), take,
              [](mongo::View edge) -> Result<Record> {
                return Record{Favorite{.user = edge.get<UserId>("user"), .article = edge.get<ArticleId>("article")}};
              });
}

Result<> read_comments(mongo::Session& session, const Take& take) {
  using namespace comments::mongo_documents;  // NOLINT(google-build-using-namespace)
  return each(session, kComments, doc("_id", 1), take,
              [](mongo::View document) -> Result<Record> { return Record{read_comment(document)}; });
}

class MongoBulkReader final : public BulkReader {
 public:
  explicit MongoBulkReader(mongo::Database& database) : database_(database) {}

  Result<> read(const Take& take) override {
    return database_.run_now([&take](mongo::Session& session) -> Result<> {
      for (const auto kind : {read_users, read_articles, read_follows, read_favorites, read_comments}) {
        TRY(kind(session, take));
      }
      return {};
    });
  }

 private:
  mongo::Database& database_;
};

}  // namespace

std::unique_ptr<BulkReader> make_mongo_bulk_reader(mongo::Database& database) {
  return std::make_unique<MongoBulkReader>(database);
}

}  // namespace conduit::app
