#include "articles/article_deletion_mongo.hpp"

#include "articles/article_documents_mongo.hpp"
#include "base/error.hpp"
#include "platform/mongo/document.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::articles::mongo_deletion {
namespace {

using mongo::doc;
using namespace mongo_documents;  // NOLINT(google-build-using-namespace): the names of collections

/// All that hangs on the article. Each step may be done again.
Result<> remove_what_is_left(mongo::Session& session, ArticleId id) {
  const auto of_article = doc("article", id);
  TRY(session.remove_one(kSearch, doc("_id", id)));
  TRY(session.remove_all("comments", of_article));
  TRY(session.remove_all(kFavorites, of_article));
  TRY(session.remove_all(kSlugs, of_article));
  TRY(session.remove_one(kDeletions, doc("_id", id)));
  return {};
}

/// Counts the tags anew: whether a dead server had taken its one off is not known.
Result<> recount_tags(mongo::Session& session, const std::vector<std::string>& tags) {
  std::vector<mongo::Update> updates;
  for (const auto& tag : tags) {
    TRY(const auto count, session.count(kArticles, doc("tags", tag)));
    updates.push_back({.filter = doc("_id", tag), .change = doc("$set", doc("count", count))});
  }
  return session.update_all(kTags, updates);
}

}  // namespace

Result<> remove(mongo::Session& session, ArticleId id, Timestamp now) {
  TRY(const auto article, session.find_one(kArticles, doc("_id", id), {.projection = doc("tags", 1)}));
  if (!article) {
    return std::unexpected(not_found("article"));
  }
  const auto tags = article->get<std::vector<std::string>>("tags");
  TRY(session.insert_new(kDeletions, {doc("_id", id, "tags", tags, "at", now)}));
  TRY(const auto removed, session.find_and_remove(kArticles, doc("_id", id)));
  if (!removed) {
    // Somebody else did it. The entry goes with what is left: it would outlive theirs.
    TRY(remove_what_is_left(session, id));
    return std::unexpected(not_found("article"));
  }
  TRY(count_tags(session, removed->get<std::vector<std::string>>("tags"), -1));
  return remove_what_is_left(session, id);
}

Result<std::int64_t> resume(mongo::Session& session, Timestamp begun_before) {
  std::vector<mongo::Document> begun;
  TRY(session.find(kDeletions, doc("at", doc("$lt", begun_before)), {},
                   mongo::append_to(begun, [](mongo::View row) { return mongo::Document{row}; })));
  for (const auto& deletion : begun) {
    const auto id = deletion.get<ArticleId>("_id");
    TRY(session.remove_one(kArticles, doc("_id", id)));
    TRY(recount_tags(session, deletion.get<std::vector<std::string>>("tags")));
    TRY(remove_what_is_left(session, id));
  }
  return std::ssize(begun);
}

}  // namespace conduit::articles::mongo_deletion
