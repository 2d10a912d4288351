#pragma once

#include "articles/article_store.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <set>
#include <utility>

namespace conduit::articles {

/// Articles in memory, newest first, for tests of what stands above the port. Lists ignore the filter and remember it.
class FakeArticleStore : public ArticleStore {
 public:
  Task<> insert(const Article& article) override {
    slugs_tried.push_back(article.slug);
    if (auto failure = next_failure()) {
      co_return std::unexpected(*std::move(failure));
    }
    articles.insert(articles.begin(), article);
    co_return Result<>{};
  }

  Task<std::optional<Article>> find_by_slug(std::string_view slug) override {
    const auto found = std::ranges::find(articles, slug, &Article::slug);
    co_return found == articles.end() ? std::nullopt : std::optional{*found};
  }
  Task<std::optional<std::string>> current_slug_of(std::string_view /*former*/) override { co_return std::nullopt; }

  Task<std::vector<ArticleBody>> bodies(std::span<const ArticleId> ids) override {
    std::vector<ArticleBody> bodies;
    for (const auto& article : articles) {
      if (std::ranges::find(ids, article.id) != ids.end()) {
        bodies.push_back({.id = article.id, .body = article.body});
      }
    }
    co_return bodies;
  }
  Task<std::vector<ArticleAddress>> walk(const Stretch& stretch) override {
    std::vector<ArticleAddress> addresses;
    for (auto i = std::ssize(articles) - 1; i >= 0 && std::ssize(addresses) < stretch.skip + stretch.limit; --i) {
      const auto& article = articles[static_cast<std::size_t>(i)];
      const Cursor place{.created_at = article.created_at, .id = article.id};
      const auto key = [](const Cursor& cursor) { return std::pair{cursor.created_at, cursor.id}; };
      if (!stretch.after || key(place) > key(*stretch.after)) {
        addresses.push_back({.slug = article.slug, .updated_at = article.updated_at, .place = place});
      }
    }
    addresses.erase(addresses.begin(), addresses.begin() + std::min(stretch.skip, std::ssize(addresses)));
    co_return addresses;
  }

  Task<ArticlePage> list(const ArticleFilter& filter, const Window& window) override {
    filters.push_back(filter);
    co_return page(window);
  }
  Task<ArticlePage> feed(UserId /*follower*/, const Window& window) override { co_return page(window); }
  Task<std::vector<TagCount>> tags() override { co_return std::vector<TagCount>{}; }

  Task<Article> update(ArticleId id, const ArticleChanges& changes, Timestamp now) override {
    updates.push_back(changes);
    if (auto failure = next_failure()) {
      co_return std::unexpected(*std::move(failure));
    }
    const auto article = std::ranges::find(articles, id, &Article::id);
    if (article == articles.end()) {
      co_return std::unexpected(not_found("article"));
    }
    article->title = changes.title.value_or(article->title);
    article->slug = changes.slug.value_or(article->slug);
    article->description = changes.description.value_or(article->description);
    article->body = changes.body.value_or(article->body);
    article->tags = changes.tags.value_or(article->tags);
    article->updated_at = now;
    co_return *article;
  }

  Task<> remove(ArticleId id) override {
    if (std::erase_if(articles, [id](const Article& article) { return article.id == id; }) == 0) {
      co_return std::unexpected(not_found("article"));
    }
    co_return Result<>{};
  }

  Task<std::int64_t> favorite(UserId user, ArticleId article) override {
    favorites.emplace(user, article);
    co_return count(article);
  }
  Task<std::int64_t> unfavorite(UserId user, ArticleId article) override {
    favorites.erase({user, article});
    co_return count(article);
  }
  Task<std::vector<ArticleId>> favorited_among(UserId user, std::span<const ArticleId> candidates) override {
    std::vector<ArticleId> favorited;
    std::ranges::copy_if(candidates, std::back_inserter(favorited),
                         [&](ArticleId candidate) { return favorites.contains({user, candidate}); });
    co_return favorited;
  }

  std::vector<Article> articles;
  std::set<std::pair<UserId, ArticleId>> favorites;
  /// What the next insert()s and update()s fail with.
  std::deque<Error> failures;
  std::vector<std::string> slugs_tried;
  std::vector<ArticleChanges> updates;
  std::vector<ArticleFilter> filters;

 private:
  std::optional<Error> next_failure() {
    if (failures.empty()) {
      return std::nullopt;
    }
    auto failure = std::move(failures.front());
    failures.pop_front();
    return failure;
  }

  std::int64_t count(ArticleId article) const {
    return std::ranges::count(favorites, article, &std::pair<UserId, ArticleId>::second);
  }

  ArticlePage page(const Window& window) const {
    ArticlePage page{.articles = {}, .total = std::ssize(articles)};
    for (auto i = window.offset; i < std::ssize(articles) && std::ssize(page.articles) < window.limit; ++i) {
      const ArticleSummary& summary = articles[static_cast<std::size_t>(i)];
      page.articles.push_back(summary);
    }
    return page;
  }
};

}  // namespace conduit::articles
