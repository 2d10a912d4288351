#include "articles/article_writes_mongo.hpp"

#include "articles/article_documents_mongo.hpp"
#include "base/error.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/error.hpp"

#include <algorithm>
#include <cstdint>
#include <expected>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conduit::articles::mongo_writes {
namespace {

using mongo::doc;
using namespace mongo_documents;  // NOLINT(google-build-using-namespace): the names of collections

/// See the store of accounts: as many would have to change one article at once.
constexpr int kMaxRounds = 100;

/// The slug is the article's from here on, now or once. An article may have one of its former slugs again.
Result<> claim_slug(mongo::Session& session, const std::string& slug, ArticleId article) {
  TRY(const auto claim, session.find_or_add(kSlugs, doc("_id", slug), doc("article", article)));
  return claim.get<ArticleId>("article") == article ? Result<>{} : std::unexpected(conflict("slug"));
}

Article apply(Article article, const ArticleChanges& changes, Timestamp now) {
  article.slug = changes.slug.value_or(article.slug);
  article.title = changes.title.value_or(article.title);
  article.description = changes.description.value_or(article.description);
  article.body = changes.body.value_or(article.body);
  article.tags = changes.tags.value_or(article.tags);
  article.updated_at = std::max(now, article.updated_at + Timestamp::duration{1});
  return article;
}

std::vector<std::string> difference(const std::vector<std::string>& from, const std::vector<std::string>& without) {
  std::vector<std::string> rest;
  std::ranges::set_difference(from, without, std::back_inserter(rest));
  return rest;
}

/// Unless a later change has put its words there already.
Result<> index_words(mongo::Session& session, const Article& article) {
  const auto words = to_search_document(article);
  return session.update_all(
      kSearch, {{.filter = doc("_id", article.id, "version", doc("$lt", article.updated_at)),
                 .change = doc("$set", doc("words", words.get<std::vector<std::string>>("words"), "tags", article.tags,
                                           "version", article.updated_at))}});
}

Result<std::int64_t> count_after(const std::optional<mongo::Document>& article) {
  if (!article) {
    return std::unexpected(not_found("article"));
  }
  return read_favorites_count(article->view());
}

}  // namespace

Result<> insert(mongo::Session& session, const Article& article) {
  TRY(const bool has_author, session.exists("users", doc("_id", article.author)));
  if (!has_author) {
    return std::unexpected(not_found("profile"));
  }
  TRY(claim_slug(session, article.slug, article.id));
  if (auto inserted = session.insert(kArticles, to_document(article)); !inserted) {
    auto error = std::move(inserted).error();
    if (error.code != ErrorCode::conflict) {
      return std::unexpected(std::move(error));
    }
    // In a transaction the error has undone the claim.
    if (!session.in_transaction()) {
      TRY(session.remove_one(kSlugs, doc("_id", article.slug, "article", article.id)));
    }
    return std::unexpected(conflict(mongo::is_conflict_on(error, kBySlug) ? "slug" : "id"));
  }
  TRY(session.put_all(kSearch, {to_search_document(article)}));
  return count_tags(session, article.tags, 1);
}

Result<Article> update(mongo::Session& session, ArticleId id, const ArticleChanges& changes, Timestamp now) {
  if (changes.slug) {
    TRY(const bool is_there, session.exists(kArticles, doc("_id", id)));
    if (!is_there) {
      return std::unexpected(not_found("article"));
    }
    TRY(claim_slug(session, *changes.slug, id));
  }
  for (int round = 0; round < kMaxRounds; ++round) {
    TRY(const auto before, find_article(session, doc("_id", id)));
    if (!before) {
      if (changes.slug) {
        // Deleted since we looked, and its slugs with it, but for this one.
        TRY(session.remove_one(kSlugs, doc("_id", *changes.slug, "article", id)));
      }
      return std::unexpected(not_found("article"));
    }
    const auto wanted = apply(*before, changes, now);
    const auto set = doc("slug", wanted.slug, "title", wanted.title, "description", wanted.description, "body",
                         wanted.body, "tags", wanted.tags, "updatedAt", wanted.updated_at);
    // Each change makes `updatedAt` later: it tells whether the article is still as it was read.
    TRY(const auto after,
        session.find_and_update(kArticles, doc("_id", id, "updatedAt", before->updated_at), doc("$set", set)));
    if (!after) {
      continue;
    }
    TRY(count_tags(session, difference(wanted.tags, before->tags), 1));
    TRY(count_tags(session, difference(before->tags, wanted.tags), -1));
    TRY(index_words(session, wanted));
    return read_article(after->view());
  }
  return std::unexpected(unavailable("an article is being changed by too many at once"));
}

Result<std::int64_t> favorite(mongo::Session& session, UserId user, ArticleId article) {
  TRY(const auto found,
      session.find_one(kArticles, doc("_id", article), {.projection = doc("createdAt", 1, "favoritesCount", 1)}));
  TRY(const auto count, count_after(found));
  TRY(const bool has_reader, session.exists("users", doc("_id", user)));
  if (!has_reader) {
    return std::unexpected(not_found("profile"));
  }
  TRY(const bool is_new,
      session.add(kFavorites, doc("user", user, "article", article), doc("at", found->get<Timestamp>("createdAt"))));
  if (!is_new) {
    return count;
  }
  TRY(const auto after, session.find_and_update(kArticles, doc("_id", article), doc("$inc", doc("favoritesCount", 1)),
                                                doc("favoritesCount", 1)));
  if (!after) {
    // Deleted since we looked, and its favourites with it, but for this one.
    TRY(session.remove_one(kFavorites, doc("user", user, "article", article)));
  }
  return count_after(after);
}

Result<std::int64_t> unfavorite(mongo::Session& session, UserId user, ArticleId article) {
  TRY(const auto removed, session.remove_one(kFavorites, doc("user", user, "article", article)));
  const auto fields = doc("favoritesCount", 1);
  if (removed == 0) {
    TRY(const auto found, session.find_one(kArticles, doc("_id", article), {.projection = fields}));
    return count_after(found);
  }
  TRY(const auto after,
      session.find_and_update(kArticles, doc("_id", article), doc("$inc", doc("favoritesCount", -1)), fields));
  return count_after(after);
}

}  // namespace conduit::articles::mongo_writes
