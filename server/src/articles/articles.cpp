#include "articles/articles.hpp"

#include "articles/article.hpp"
#include "base/error.hpp"
#include "base/field_checks.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"

#include <algorithm>
#include <expected>
#include <iterator>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace conduit::articles {
namespace {

/// From the second try on a slug ends in random letters: as many collisions in a row mean that something is broken.
constexpr int kMaxSlugAttempts = 5;

Result<Article> checked(const NewArticle& input) {
  FieldChecks checks;
  Article article;
  article.title = checks.take(valid_title(input.title));
  article.description = checks.take(valid_description(input.description));
  article.body = checks.take(valid_body(input.body));
  article.tags = checks.take(valid_tags(input.tags));
  TRY(checks.result());
  return article;
}

Result<ArticleChanges> checked(const ArticleEdit& edit) {
  FieldChecks checks;
  ArticleChanges changes;
  changes.title = checks.take_given(edit.title, valid_title);
  changes.description = checks.take_given(edit.description, valid_description);
  changes.body = checks.take_given(edit.body, valid_body);
  changes.tags = checks.take_given(edit.tags, valid_tags);
  TRY(checks.result());
  return changes;
}

/// One more than asked for tells whether a page ends the list.
Window one_more(Window window) {
  ++window.limit;
  return window;
}

}  // namespace

Task<ArticleView> Articles::create(const Viewer& viewer, NewArticle input) {
  CO_TRY(auto article, checked(input));
  article.author = viewer.id;
  article.created_at = article.updated_at = clock_.now();
  int slug_attempt = 0;
  int id_draws = 0;
  while (slug_attempt < kMaxSlugAttempts && id_draws < kMaxIdDraws) {
    article.id = ids_.next<ArticleId>();
    article.slug = make_slug(article.title, slug_attempt);
    auto inserted = co_await articles_.insert(article);
    if (inserted) {
      co_return co_await seen_by(viewer, std::move(article));
    }
    const auto& error = inserted.error();
    if (complains(error, ErrorCode::not_found, "profile")) {
      co_return std::unexpected(invalid_token());
    }
    if (error.code != ErrorCode::conflict) {
      co_return std::unexpected(error);
    }
    slug_attempt += complains(error, ErrorCode::conflict, "slug") ? 1 : 0;
    id_draws += complains(error, ErrorCode::conflict, "id") ? 1 : 0;
  }
  co_return std::unexpected(internal_error("no free slug or id for a new article"));
}

Task<Article> Articles::find(std::string_view slug) {
  CO_TRY(auto article, co_await articles_.find_by_slug(slug));
  if (!article) {
    co_return std::unexpected(not_found("article"));
  }
  co_return *std::move(article);
}

Task<ArticleView> Articles::view(std::string_view slug) {
  CO_TRY(auto article, co_await find(slug));
  co_return co_await seen_by(std::nullopt, std::move(article));
}

Task<ArticleList> Articles::list(ListRequest request) {
  CO_TRY(const auto filter, co_await filter_of(request));
  if (!filter) {
    co_return ArticleList{};
  }
  CO_TRY(auto page, co_await articles_.list(*filter, one_more(request.window)));
  co_return co_await seen_by(std::nullopt, std::move(page), request.window);
}

Task<ArticleList> Articles::feed(const Viewer& viewer, Window window) {
  CO_TRY(auto page, co_await articles_.feed(viewer.id, one_more(window)));
  co_return co_await seen_by(viewer, std::move(page), window);
}

Task<std::vector<ArticleId>> Articles::favorited_among(const Viewer& viewer, std::span<const ArticleId> ids) {
  return articles_.favorited_among(viewer.id, ids);
}

Task<std::vector<ArticleBody>> Articles::bodies(std::vector<ArticleId> ids) {
  co_return co_await articles_.bodies(ids);
}

Task<std::vector<ArticleAddress>> Articles::walk(Stretch stretch) { co_return co_await articles_.walk(stretch); }

Task<std::optional<std::string>> Articles::current_slug_of(std::string_view former) {
  return articles_.current_slug_of(former);
}

Task<std::vector<TagCount>> Articles::tags() { return articles_.tags(); }

Task<OwnArticle> Articles::own(const Viewer& viewer, std::string_view slug) {
  CO_TRY(auto article, co_await find(slug));
  if (article.author != viewer.id) {
    co_return std::unexpected(forbidden("article"));
  }
  co_return OwnArticle{std::move(article)};
}

Task<ArticleView> Articles::update(const Viewer& viewer, OwnArticle own, ArticleEdit edit) {
  CO_TRY(auto changes, checked(edit));
  if (changes.empty()) {
    co_return co_await seen_by(viewer, std::move(own.article_));
  }
  const bool renamed = changes.title && *changes.title != own.article_.title;
  for (int attempt = 0; attempt < kMaxSlugAttempts; ++attempt) {
    if (renamed) {
      changes.slug = make_slug(*changes.title, attempt);
    }
    auto updated = co_await articles_.update(own.article_.id, changes, clock_.now());
    if (updated) {
      co_return co_await seen_by(viewer, *std::move(updated));
    }
    if (!complains(updated.error(), ErrorCode::conflict, "slug")) {
      co_return std::unexpected(std::move(updated).error());
    }
  }
  co_return std::unexpected(internal_error("no free slug for a renamed article"));
}

Task<> Articles::remove(OwnArticle own) { co_return co_await articles_.remove(own.article_.id); }

Task<ArticleView> Articles::favorite(const Viewer& viewer, std::string_view slug) {
  CO_TRY(auto article, co_await find(slug));
  CO_TRY(article.favorites_count, co_await articles_.favorite(viewer.id, article.id));
  CO_TRY(auto author, co_await profiles_.author(viewer, article.author));
  co_return ArticleView{.article = std::move(article), .author = std::move(author), .favorited = true};
}

Task<ArticleView> Articles::unfavorite(const Viewer& viewer, std::string_view slug) {
  CO_TRY(auto article, co_await find(slug));
  CO_TRY(article.favorites_count, co_await articles_.unfavorite(viewer.id, article.id));
  CO_TRY(auto author, co_await profiles_.author(viewer, article.author));
  co_return ArticleView{.article = std::move(article), .author = std::move(author), .favorited = false};
}

Task<std::optional<ArticleFilter>> Articles::filter_of(const ListRequest& request) {
  ArticleFilter filter{.tag = request.tag, .author = {}, .favorited_by = {}, .text = request.text};
  if (request.author) {
    CO_TRY(filter.author, co_await profiles_.find_id(*request.author));
    if (!filter.author) {
      co_return std::nullopt;
    }
  }
  if (request.favorited_by) {
    CO_TRY(filter.favorited_by, co_await profiles_.find_id(*request.favorited_by));
    if (!filter.favorited_by) {
      co_return std::nullopt;
    }
  }
  co_return filter;
}

Task<ArticleView> Articles::seen_by(const std::optional<Viewer>& viewer, Article article) {
  ArticleView view{.article = std::move(article), .author = {}};
  CO_TRY(view.author, co_await profiles_.author(viewer, view.article.author));
  if (viewer) {
    CO_TRY(const auto favorited, co_await articles_.favorited_among(viewer->id, std::span{&view.article.id, 1}));
    view.favorited = !favorited.empty();
  }
  co_return view;
}

Task<ArticleList> Articles::seen_by(const std::optional<Viewer>& viewer, ArticlePage page, const Window& window) {
  ArticleList list;
  list.articles = std::move(page.articles);
  list.total = page.total;
  if (std::ssize(list.articles) > window.limit) {
    list.articles.erase(list.articles.begin() + window.limit, list.articles.end());
    list.next = Cursor{.created_at = list.articles.back().created_at, .id = list.articles.back().id};
  }
  std::vector<UserId> authors;
  std::ranges::transform(list.articles, std::back_inserter(authors), &ArticleSummary::author);
  CO_TRY(list.authors, co_await profiles_.authors(viewer, std::move(authors)));
  if (viewer && !list.articles.empty()) {
    std::vector<ArticleId> ids;
    std::ranges::transform(list.articles, std::back_inserter(ids), &ArticleSummary::id);
    CO_TRY(const auto favorited, co_await articles_.favorited_among(viewer->id, ids));
    list.favorited.insert(favorited.begin(), favorited.end());
  }
  co_return list;
}

}  // namespace conduit::articles
