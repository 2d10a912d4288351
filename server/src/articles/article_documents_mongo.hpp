#pragma once

#include "articles/article.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// Articles as documents of MongoDB: what the reads, the writes and the export share.
//
//   articles   the article itself, its body and the count of its favourites
//   slugs      {_id: slug, article}: every slug that leads or once led to an article; whoever inserts it has it
//   favorites  {user, article, at}: at is the article's createdAt, the order of a user's list
//   tags       {_id: tag, count}: those in no use may stay with a count of 0
//   search     {_id: article, words, author, tags, at}: the words of all its texts, as text::search_words() cuts them
//   deletions  {_id: article, tags, at}: articles that are being deleted, see article_deletion_mongo.hpp

namespace conduit::articles::mongo_documents {

inline constexpr std::string_view kArticles = "articles";
inline constexpr std::string_view kSlugs = "slugs";
inline constexpr std::string_view kFavorites = "favorites";
inline constexpr std::string_view kTags = "tags";
inline constexpr std::string_view kSearch = "search";
inline constexpr std::string_view kDeletions = "deletions";

/// The unique index of articles on their slug.
inline constexpr std::string_view kBySlug = "articles_by_slug";

[[nodiscard]] Article read_article(mongo::View document);
/// Of a document that was read with summary_fields().
[[nodiscard]] ArticleSummary read_summary(mongo::View document);
[[nodiscard]] mongo::Document summary_fields();
/// Never below zero, though the stored count may be for a moment: somebody who takes a favourite back may be counted
/// before the one who has just made it.
[[nodiscard]] std::int64_t read_favorites_count(mongo::View document);

/// Starts with no favourites.
[[nodiscard]] mongo::Document to_document(const Article& article);
[[nodiscard]] mongo::Document to_search_document(const Article& article);

/// Newest first by two fields, such as createdAt and _id.
[[nodiscard]] mongo::Document newest_first(std::string_view time, std::string_view id);
/// Adds the condition for what comes after `cursor` in that order.
void add_after(mongo::Document& filter, const Cursor& cursor, std::string_view time, std::string_view id);

[[nodiscard]] Result<std::optional<Article>> find_article(mongo::Session& session, const mongo::Document& filter);
/// Adds `delta` to the count of each tag.
[[nodiscard]] Result<> count_tags(mongo::Session& session, const std::vector<std::string>& tags, std::int64_t delta);

}  // namespace conduit::articles::mongo_documents
