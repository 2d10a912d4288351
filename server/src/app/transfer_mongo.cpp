#include "app/transfer.hpp"
#include "articles/article_documents_mongo.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "comments/comment_documents_mongo.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"
#include "users/user_documents_mongo.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace conduit::app {
namespace {

using mongo::doc;
using Take = std::function<Result<>(const Record&)>;

/// Gives each document of a collection to `take`, as `read` sees it, one at a time.
template <class Read>
Result<> each(mongo::Session& session, std::string_view collection, const mongo::Document& order, const Take& take,
              Read read) {
  return session.find(collection, doc(), {.sort = order}, [&](mongo::View document) -> Result<> {
    TRY(const Record record, read(document));
    return take(record);
  });
}

Result<> read_users(mongo::Session& session, const Take& take) {
  using namespace users::mongo_documents;  // NOLINT(google-build-using-namespace)
  return each(session, kUsers, doc("_id", 1), take,
              [](mongo::View document) -> Result<Record> { return Record{read_user(document)}; });
}

/// Articles on their way out, with their former slugs looked up for many at once.
class ArticleParcel {
 public:
  ArticleParcel(mongo::Session& session, const Take& take) : session_(session), take_(take) {}

  Result<> add(mongo::View document) {
    ArticleRecord record{.article = articles::mongo_documents::read_article(document), .former_slugs = {}};
    record.article.favorites_count = 0;
    records_.push_back(std::move(record));
    return records_.size() < kRecords ? Result<>{} : send();
  }

  Result<> send() {
    using namespace articles::mongo_documents;  // NOLINT(google-build-using-namespace)
    std::unordered_map<ArticleId, ArticleRecord*> by_id;
    std::vector<ArticleId> ids;
    for (auto& record : records_) {
      by_id.emplace(record.article.id, &record);
      ids.push_back(record.article.id);
    }
    if (ids.empty()) {
      return {};
    }
    TRY(session_.find(kSlugs, doc("article", mongo::one_of(ids)), {.sort = doc("_id", 1)},
                      [&by_id](mongo::View claim) -> Result<> {
                        auto& record = *by_id.at(claim.get<ArticleId>("article"));
                        if (auto slug = claim.get<std::string>("_id"); slug != record.article.slug) {
                          record.former_slugs.push_back(std::move(slug));
                        }
                        return {};
                      }));
    for (auto& record : std::exchange(records_, {})) {
      TRY(take_(Record{std::move(record)}));
    }
    return {};
  }

 private:
  /// With bodies of 256 KiB, the largest, 25 MB.
  static constexpr std::size_t kRecords = 100;

  mongo::Session& session_;
  const Take& take_;
  std::vector<ArticleRecord> records_;
};

Result<> read_articles(mongo::Session& session, const Take& take) {
  ArticleParcel parcel{session, take};
  TRY(session.find(articles::mongo_documents::kArticles, doc(), {.sort = doc("_id", 1)},
                   [&parcel](mongo::View document) { return parcel.add(document); }));
  return parcel.send();
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
