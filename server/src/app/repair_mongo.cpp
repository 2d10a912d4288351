#include "app/repair.hpp"
#include "articles/article.hpp"
#include "articles/article_deletion_mongo.hpp"
#include "articles/article_documents_mongo.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "comments/comment_documents_mongo.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace conduit::app {
namespace {

using mongo::doc;
using namespace articles::mongo_documents;  // NOLINT(google-build-using-namespace): the names of collections

/// Updates are sent in parcels of so many.
constexpr std::size_t kParcel = 1'000;

/// What an article says of itself, and what the others say of it.
struct Facts {
  std::string slug;
  Timestamp created_at;
  Timestamp updated_at;
  std::int64_t stored_favorites = 0;
  std::int64_t favorites = 0;
  bool has_slug = false;
  bool has_words = false;
};

/// One run over the database. Holds some hundred bytes in memory for each article. Servers may be at work: what is
/// changed is changed only while it is still as it was read.
class Repair {
 public:
  explicit Repair(mongo::Session& session) : session_(session) {}

  Result<std::vector<Mended>> run() {
    TRY(const auto resumed, articles::mongo_deletion::resume(session_, SystemClock{}.now()));
    add("deletions that were left half done", resumed);
    TRY(read_articles());
    TRY(check_slugs());
    TRY(check_favorites());
    TRY(check_comments());
    TRY(check_counts());
    TRY(check_tags());
    TRY(check_words());
    return std::move(mended_);
  }

 private:
  void add(std::string_view what, std::int64_t rows) {
    if (rows > 0) {
      mended_.push_back({.what = std::string{what}, .rows = rows});
    }
  }

  Result<> read_articles() {
    const mongo::FindOptions options{
        .projection = doc("slug", 1, "tags", 1, "createdAt", 1, "updatedAt", 1, "favoritesCount", 1)};
    return session_.find(kArticles, doc(), options, [this](mongo::View article) -> Result<> {
      articles_[article.get<ArticleId>("_id")] = {.slug = article.get<std::string>("slug"),
                                                  .created_at = article.get<Timestamp>("createdAt"),
                                                  .updated_at = article.get<Timestamp>("updatedAt"),
                                                  .stored_favorites = article.get<std::int64_t>("favoritesCount")};
      for (const auto& tag : article.get<std::vector<std::string>>("tags")) {
        ++tags_[tag];
      }
      return {};
    });
  }

  /// Removes the documents of a collection by what `_id` they have.
  template <class Key>
  Result<> remove(std::string_view what, std::string_view collection, const std::vector<Key>& keys) {
    for (const auto& key : keys) {
      TRY(session_.remove_one(collection, doc("_id", key)));
    }
    add(what, std::ssize(keys));
    return {};
  }

  Result<> check_slugs() {
    std::vector<std::string> ghosts;
    TRY(session_.find(kSlugs, doc(), {}, [&](mongo::View claim) -> Result<> {
      auto slug = claim.get<std::string>("_id");
      const auto article = articles_.find(claim.get<ArticleId>("article"));
      if (article == articles_.end()) {
        ghosts.push_back(std::move(slug));
      } else if (article->second.slug == slug) {
        article->second.has_slug = true;
      }
      return {};
    }));
    TRY(remove("slugs of no article", kSlugs, ghosts));
    std::vector<mongo::Document> missing;
    for (const auto& [id, facts] : articles_) {
      if (!facts.has_slug) {
        missing.push_back(doc("_id", facts.slug, "article", id));
      }
    }
    TRY(session_.insert_new(kSlugs, missing));
    add("missing slugs", std::ssize(missing));
    return {};
  }

  Result<> check_favorites() {
    std::vector<mongo::Document> ghosts;
    std::vector<mongo::Update> times;
    TRY(session_.find(kFavorites, doc(), {}, [&](mongo::View edge) -> Result<> {
      const auto id = edge.get<ArticleId>("article");
      const auto key = doc("user", edge.get<UserId>("user"), "article", id);
      const auto article = articles_.find(id);
      if (article == articles_.end()) {
        ghosts.push_back(key);
        return {};
      }
      ++article->second.favorites;
      if (edge.get<Timestamp>("at") != article->second.created_at) {
        times.push_back({.filter = key, .change = doc("$set", doc("at", article->second.created_at))});
      }
      return {};
    }));
    for (const auto& ghost : ghosts) {
      TRY(session_.remove_one(kFavorites, ghost));
    }
    add("favourites of no article", std::ssize(ghosts));
    return send("times of favourites", kFavorites, times);
  }

  Result<> check_comments() {
    std::vector<ArticleId> ghosts;
    const std::vector by_article{doc("$group", doc("_id", "$article"))};
    TRY(session_.aggregate(comments::mongo_documents::kComments, by_article, [&](mongo::View group) -> Result<> {
      if (const auto id = group.get<ArticleId>("_id"); !articles_.contains(id)) {
        ghosts.push_back(id);
      }
      return {};
    }));
    std::int64_t removed = 0;
    for (const auto& id : ghosts) {
      TRY(const auto comments, session_.remove_all(comments::mongo_documents::kComments, doc("article", id)));
      removed += comments;
    }
    add("comments of no article", removed);
    return {};
  }

  Result<> check_counts() {
    std::vector<mongo::Update> counts;
    for (const auto& [id, facts] : articles_) {
      if (facts.favorites != facts.stored_favorites) {
        counts.push_back({.filter = doc("_id", id, "favoritesCount", facts.stored_favorites),
                          .change = doc("$set", doc("favoritesCount", facts.favorites))});
      }
    }
    return send("counts of an article's favourites", kArticles, counts);
  }

  Result<> check_tags() {
    auto missing = tags_;
    std::vector<mongo::Update> counts;
    std::vector<std::string> unused;
    TRY(session_.find(kTags, doc(), {}, [&](mongo::View row) -> Result<> {
      auto tag = row.get<std::string>("_id");
      const auto stored = row.get<std::int64_t>("count");
      const auto counted = tags_.find(tag);
      if (counted == tags_.end()) {
        if (stored != 0) {
          unused.push_back(std::move(tag));
        }
        return {};
      }
      missing.erase(tag);
      if (stored != counted->second) {
        counts.push_back(
            {.filter = doc("_id", tag, "count", stored), .change = doc("$set", doc("count", counted->second))});
      }
      return {};
    }));
    TRY(remove("tags in no use", kTags, unused));
    TRY(send("counts of tags", kTags, counts));
    std::vector<mongo::Document> rows;
    for (const auto& [tag, count] : missing) {
      rows.push_back(doc("_id", tag, "count", count));
    }
    TRY(session_.insert_new(kTags, rows));
    add("missing tags", std::ssize(rows));
    return {};
  }

  Result<> check_words() {
    std::vector<std::int64_t> ghosts;
    const mongo::FindOptions versions{.projection = doc("version", 1)};
    TRY(session_.find(kSearch, doc(), versions, [&](mongo::View row) -> Result<> {
      const auto article = articles_.find(row.get<ArticleId>("_id"));
      if (article == articles_.end()) {
        ghosts.push_back(row.get<std::int64_t>("_id"));
      } else {
        article->second.has_words = row.get<Timestamp>("version") >= article->second.updated_at;
      }
      return {};
    }));
    TRY(remove("words of no article", kSearch, ghosts));
    std::int64_t indexed = 0;
    for (const auto& [id, facts] : articles_) {
      if (facts.has_words) {
        continue;
      }
      TRY(const auto article, find_article(session_, doc("_id", id)));
      if (article) {
        TRY(session_.put_all(kSearch, {to_search_document(*article)}));
        ++indexed;
      }
    }
    add("the search index", indexed);
    return {};
  }

  Result<> send(std::string_view what, std::string_view collection, const std::vector<mongo::Update>& updates) {
    for (auto begin = updates.begin(); begin != updates.end();) {
      const auto size = std::min<std::ptrdiff_t>(kParcel, updates.end() - begin);
      TRY(session_.update_all(collection, {begin, begin + size}));
      begin += size;
    }
    add(what, std::ssize(updates));
    return {};
  }

  mongo::Session& session_;
  std::unordered_map<ArticleId, Facts> articles_;
  std::map<std::string, std::int64_t> tags_;
  std::vector<Mended> mended_;
};

class MongoRepairer final : public Repairer {
 public:
  explicit MongoRepairer(mongo::Database& database) : database_(database) {}

  Result<std::vector<Mended>> repair() override {
    return database_.run_now([](mongo::Session& session) { return Repair{session}.run(); });
  }

 private:
  mongo::Database& database_;
};

}  // namespace

std::unique_ptr<Repairer> make_mongo_repairer(mongo::Database& database) {
  return std::make_unique<MongoRepairer>(database);
}

}  // namespace conduit::app
