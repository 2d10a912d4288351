#include "articles/article_lists_mongo.hpp"

#include "articles/article_documents_mongo.hpp"
#include "base/clock.hpp"
#include "platform/mongo/document.hpp"
#include "text/words.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace conduit::articles::mongo_lists {
namespace {

using mongo::doc;
using namespace mongo_documents;  // NOLINT(google-build-using-namespace): the names of collections

constexpr std::size_t kMaxWords = 16;
constexpr std::int64_t kWalkBatch = 1'000;
/// From this many authors on, MongoDB no longer merges their indexes in order but sorts all their articles: then the
/// index by time, read until the page is full, is quicker.
constexpr std::size_t kManyAuthors = 200;

/// Where the order of a list is kept: a collection, its time and the article's id.
struct Order {
  std::string_view collection;
  std::string_view time;
  std::string_view id;
};

constexpr Order kByArticle{.collection = kArticles, .time = "createdAt", .id = "_id"};
constexpr Order kByFavorite{.collection = kFavorites, .time = "at", .id = "article"};
constexpr Order kByWord{.collection = kSearch, .time = "at", .id = "_id"};

mongo::FindOptions page_of(const Order& order, const Window& window) {
  return {.sort = newest_first(order.time, order.id),
          .projection = {},
          .hint = {},
          .limit = window.limit,
          .skip = window.after ? 0 : window.offset};
}

mongo::Document with_cursor(mongo::Document filter, const Order& order, const Window& window) {
  if (window.after) {
    add_after(filter, *window.after, order.time, order.id);
  }
  return filter;
}

Result<ArticlePage> list_articles(mongo::Session& session, const mongo::Document& filter, mongo::FindOptions options,
                                  const Window& window) {
  ArticlePage page;
  options.projection = summary_fields();
  TRY(session.find(kArticles, with_cursor(filter, kByArticle, window), options,
                   mongo::append_to(page.articles, read_summary)));
  TRY(page.total, session.count(kArticles, filter));
  return page;
}

/// The articles of `ids`, in that order; those that are being deleted are left out.
Result<std::vector<ArticleSummary>> summaries(mongo::Session& session, const std::vector<ArticleId>& ids) {
  std::vector<ArticleSummary> found;
  if (ids.empty()) {
    return found;
  }
  TRY(session.find(kArticles, doc("_id", mongo::one_of(ids)), {.projection = summary_fields()},
                   mongo::append_to(found, read_summary)));
  std::unordered_map<ArticleId, std::size_t> place;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    place.emplace(ids[i], i);
  }
  std::ranges::sort(found, {}, [&place](const ArticleSummary& article) { return place.at(article.id); });
  return found;
}

/// A list whose order is kept in another collection than the articles.
Result<ArticlePage> list_by(mongo::Session& session, const Order& order, const mongo::Document& filter,
                            const Window& window) {
  std::vector<ArticleId> ids;
  auto options = page_of(order, window);
  options.projection = doc(order.id, 1);
  TRY(session.find(order.collection, with_cursor(filter, order, window), options,
                   mongo::append_to(ids, [&order](mongo::View row) { return row.get<ArticleId>(order.id); })));
  ArticlePage page;
  TRY(page.articles, summaries(session, ids));
  TRY(page.total, session.count(order.collection, filter));
  return page;
}

std::vector<std::string> words_of(const std::string& text) {
  auto words = text::search_words(text);
  words.resize(std::min(words.size(), kMaxWords));
  return words;
}

/// The filter's conditions on articles, or on their words when it has a text.
mongo::Document conditions(const ArticleFilter& filter) {
  mongo::Document out;
  if (filter.text) {
    out.add("words", doc("$all", words_of(*filter.text)));
  }
  if (filter.tag) {
    out.add("tags", *filter.tag);
  }
  if (filter.author) {
    out.add("author", *filter.author);
  }
  return out;
}

bool precedes(const Cursor& newer, const Cursor& older) {
  return std::pair{newer.created_at, newer.id} > std::pair{older.created_at, older.id};
}

/// The favourites among `edges` that meet the other conditions, in their order.
Result<std::vector<Cursor>> matching(mongo::Session& session, const ArticleFilter& filter,
                                     const std::vector<Cursor>& edges) {
  std::vector<ArticleId> ids;
  std::ranges::transform(edges, std::back_inserter(ids), &Cursor::id);
  auto condition = conditions(filter);
  condition.add("_id", mongo::one_of(ids));
  std::vector<ArticleId> found;
  TRY(session.find(filter.text ? kSearch : kArticles, condition, {.projection = doc("_id", 1)},
                   mongo::append_to(found, [](mongo::View row) { return row.get<ArticleId>("_id"); })));
  std::ranges::sort(found);
  std::vector<Cursor> matches;
  std::ranges::copy_if(edges, std::back_inserter(matches),
                       [&found](const Cursor& edge) { return std::ranges::binary_search(found, edge.id); });
  return matches;
}

/// Favourites that also meet other conditions: no index has both.
Result<ArticlePage> list_among_favorites(mongo::Session& session, const ArticleFilter& filter, const Window& window) {
  const auto user = doc("user", *filter.favorited_by);
  const mongo::FindOptions options{.sort = newest_first("at", "article"), .limit = kWalkBatch};
  ArticlePage page;
  std::vector<ArticleId> wanted;
  std::int64_t passed = 0;
  std::optional<Cursor> last;
  while (true) {
    auto condition = user;
    if (last) {
      add_after(condition, *last, "at", "article");
    }
    std::vector<Cursor> edges;
    TRY(session.find(kFavorites, condition, options, mongo::append_to(edges, [](mongo::View edge) {
                       return Cursor{.created_at = edge.get<Timestamp>("at"), .id = edge.get<ArticleId>("article")};
                     })));
    if (edges.empty()) {
      break;
    }
    last = edges.back();
    TRY(const auto matches, matching(session, filter, edges));
    page.total += std::ssize(matches);
    for (const auto& match : matches) {
      const bool in_window = window.after ? precedes(*window.after, match) : passed++ >= window.offset;
      if (in_window && std::ssize(wanted) < window.limit) {
        wanted.push_back(match.id);
      }
    }
  }
  TRY(page.articles, summaries(session, wanted));
  return page;
}

mongo::Document by_authors(const std::vector<UserId>& authors) { return doc("author", mongo::one_of(authors)); }

}  // namespace

Result<ArticlePage> list(mongo::Session& session, const ArticleFilter& filter, const Window& window) {
  if (filter.text && words_of(*filter.text).empty()) {
    return ArticlePage{};
  }
  if (filter.favorited_by && (filter.text || filter.tag || filter.author)) {
    return list_among_favorites(session, filter, window);
  }
  if (filter.favorited_by) {
    return list_by(session, kByFavorite, doc("user", *filter.favorited_by), window);
  }
  if (filter.text) {
    return list_by(session, kByWord, conditions(filter), window);
  }
  return list_articles(session, conditions(filter), page_of(kByArticle, window), window);
}

Result<ArticlePage> feed(mongo::Session& session, UserId follower, const Window& window) {
  std::vector<UserId> authors;
  TRY(session.find("follows", doc("follower", follower), {.projection = doc("_id", 0, "followee", 1)},
                   mongo::append_to(authors, [](mongo::View edge) { return edge.get<UserId>("followee"); })));
  if (authors.empty()) {
    return ArticlePage{};
  }
  auto options = page_of(kByArticle, window);
  if (authors.size() > kManyAuthors) {
    options.hint = newest_first("createdAt", "_id");
  }
  return list_articles(session, by_authors(authors), std::move(options), window);
}

Result<std::vector<ArticleAddress>> walk(mongo::Session& session, const Stretch& stretch) {
  mongo::Document filter;
  if (stretch.after) {
    filter.add("$or", std::vector{doc("createdAt", doc("$gt", stretch.after->created_at)),
                                  doc("createdAt", stretch.after->created_at, "_id", doc("$gt", stretch.after->id))});
  }
  const mongo::FindOptions options{.sort = doc("createdAt", 1, "_id", 1),
                                   .projection = doc("slug", 1, "createdAt", 1, "updatedAt", 1),
                                   .hint = {},
                                   .limit = stretch.limit,
                                   .skip = stretch.skip};
  std::vector<ArticleAddress> addresses;
  TRY(session.find(kArticles, filter, options, mongo::append_to(addresses, [](mongo::View article) {
                     return ArticleAddress{.slug = article.get<std::string>("slug"),
                                           .updated_at = article.get<Timestamp>("updatedAt"),
                                           .place = {.created_at = article.get<Timestamp>("createdAt"),
                                                     .id = article.get<ArticleId>("_id")}};
                   })));
  return addresses;
}

}  // namespace conduit::articles::mongo_lists
