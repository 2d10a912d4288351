#include "articles/article_documents_mongo.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "text/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::articles::mongo_documents {

using mongo::doc;

Article read_article(mongo::View document) {
  Article article{read_summary(document), {}};
  article.body = document.get<std::string>("body");
  return article;
}

ArticleSummary read_summary(mongo::View document) {
  return {.id = document.get<ArticleId>("_id"),
          .slug = document.get<std::string>("slug"),
          .title = document.get<std::string>("title"),
          .description = document.get<std::string>("description"),
          .tags = document.get<std::vector<std::string>>("tags"),
          .author = document.get<UserId>("author"),
          .created_at = document.get<Timestamp>("createdAt"),
          .updated_at = document.get<Timestamp>("updatedAt"),
          .favorites_count = read_favorites_count(document)};
}

std::int64_t read_favorites_count(mongo::View document) {
  return std::max<std::int64_t>(0, document.get<std::int64_t>("favoritesCount"));
}

mongo::Document summary_fields() { return doc("body", 0); }

mongo::Document to_document(const Article& article) {
  return doc("_id", article.id, "slug", article.slug, "title", article.title, "description", article.description,
             "body", article.body, "tags", article.tags, "author", article.author, "createdAt", article.created_at,
             "updatedAt", article.updated_at, "favoritesCount", 0);
}

mongo::Document to_search_document(const Article& article) {
  const auto texts =
      fmt::format("{}\n{}\n{}\n{}", article.title, article.description, fmt::join(article.tags, "\n"), article.body);
  return doc("_id", article.id, "words", text::search_words(texts), "author", article.author, "tags", article.tags,
             "at", article.created_at, "version", article.updated_at);
}

mongo::Document newest_first(std::string_view time, std::string_view id) { return doc(time, -1, id, -1); }

void add_after(mongo::Document& filter, const Cursor& cursor, std::string_view time, std::string_view id) {
  filter.add("$or", std::vector{doc(time, doc("$lt", cursor.created_at)),
                                doc(time, cursor.created_at, id, doc("$lt", cursor.id))});
}

Result<std::optional<Article>> find_article(mongo::Session& session, const mongo::Document& filter) {
  TRY(const auto found, session.find_one(kArticles, filter));
  return found ? std::optional{read_article(found->view())} : std::nullopt;
}

Result<> count_tags(mongo::Session& session, const std::vector<std::string>& tags, std::int64_t delta) {
  std::vector<mongo::Update> updates;
  for (const auto& tag : tags) {
    // By upserts only in a transaction, which is begun again when two meet at a tag's first use. Elsewhere they
    // collide, and the driver does not say which of many failed.
    const bool upsert = delta > 0 && session.in_transaction();
    updates.push_back({.filter = doc("_id", tag), .change = doc("$inc", doc("count", delta)), .upsert = upsert});
  }
  if (delta > 0 && !session.in_transaction()) {
    std::vector<mongo::Document> zeros;
    for (const auto& tag : tags) {
      zeros.push_back(doc("_id", tag, "count", 0));
    }
    TRY(session.insert_new(kTags, zeros));
  }
  return session.update_all(kTags, updates);
}

}  // namespace conduit::articles::mongo_documents
