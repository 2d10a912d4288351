#pragma once

#include "articles/article.hpp"
#include "articles/article_store.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "profiles/profile.hpp"
#include "profiles/profiles.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

// Writing, reading, listing and favouriting articles: who may, and what happens.

namespace conduit::articles {

/// As typed; create() checks it.
struct NewArticle {
  std::string title;
  std::string description;
  std::string body;
  std::vector<std::string> tags;
};

/// A partial update as typed: what is empty stays as it is.
struct ArticleEdit {
  std::optional<std::string> title;
  std::optional<std::string> description;
  std::optional<std::string> body;
  std::optional<std::vector<std::string>> tags;
};

/// Conditions that combine with AND, and the page wanted. One that names an unknown user or tag matches nothing.
struct ListRequest {
  std::optional<std::string> tag;
  std::optional<std::string> author;
  std::optional<std::string> favorited_by;
  std::optional<std::string> text;
  Window window;
};

/// An article as one reader sees it.
struct ArticleView {
  Article article;
  profiles::Profile author;
  bool favorited = false;
};

/// A page of a list as one reader sees it.
struct ArticleList {
  std::vector<ArticleSummary> articles;
  /// Has the author of each.
  profiles::Authors authors;
  std::unordered_set<ArticleId> favorited;
  /// All matches, not only this page's.
  std::int64_t total = 0;
  /// Empty when this page ends the list.
  std::optional<Cursor> next;
};

/// An article that its author may change. Only Articles::own() makes one, so nobody can forget to ask.
class OwnArticle {
 public:
  [[nodiscard]] const Article& article() const { return article_; }

 private:
  friend class Articles;
  explicit OwnArticle(Article article) : article_(std::move(article)) {}

  Article article_;
};

/// What takes a slug fails with `not_found` naming `article` when no article has it.
class Articles {
 public:
  Articles(ArticleStore& articles, profiles::Profiles& profiles, IdGenerator& ids, const Clock& clock)
      : articles_(articles), profiles_(profiles), ids_(ids), clock_(clock) {}

  /// `invalid` for what valid_title() and its like refuse.
  Task<ArticleView> create(const Viewer& viewer, NewArticle input);

  Task<Article> find(std::string_view slug);
  // Both as somebody who is not signed in sees them.
  Task<ArticleView> view(std::string_view slug);
  Task<ArticleList> list(ListRequest request);
  /// Articles by those whom the viewer follows.
  Task<ArticleList> feed(const Viewer& viewer, Window window);
  /// Those of `ids` that the viewer has favourited, in no order.
  Task<std::vector<ArticleId>> favorited_among(const Viewer& viewer, std::span<const ArticleId> ids);
  /// Of those that exist, in no order.
  Task<std::vector<ArticleBody>> bodies(std::vector<ArticleId> ids);
  /// All articles, oldest first, a stretch at a time.
  Task<std::vector<ArticleAddress>> walk(Stretch stretch);
  /// The slug now in force of the article that once had `former`.
  Task<std::optional<std::string>> current_slug_of(std::string_view former);
  /// Every tag in use, most used first.
  Task<std::vector<TagCount>> tags();

  /// `forbidden` naming `article` when it is somebody else's. Asked before what to change is even read: whether an
  /// article exists and whose it is comes before what is wrong with the request.
  Task<OwnArticle> own(const Viewer& viewer, std::string_view slug);
  /// Another title brings another slug. Fails as create() does.
  Task<ArticleView> update(const Viewer& viewer, OwnArticle own, ArticleEdit edit);
  Task<> remove(OwnArticle own);

  /// Both are idempotent.
  Task<ArticleView> favorite(const Viewer& viewer, std::string_view slug);
  Task<ArticleView> unfavorite(const Viewer& viewer, std::string_view slug);

 private:
  /// Nothing when no article can match.
  Task<std::optional<ArticleFilter>> filter_of(const ListRequest& request);
  Task<ArticleView> seen_by(const std::optional<Viewer>& viewer, Article article);
  Task<ArticleList> seen_by(const std::optional<Viewer>& viewer, ArticlePage page, const Window& window);

  ArticleStore& articles_;
  profiles::Profiles& profiles_;
  IdGenerator& ids_;
  const Clock& clock_;
};

}  // namespace conduit::articles
