#include "articles/article.hpp"
#include "articles/article_store.hpp"
#include "articles/article_topics.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/task.hpp"
#include "platform/cache/record_after.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::articles {
namespace {

/// Tells the cache, here and on the other servers, of every write, so that nobody is shown what was read before it.
class CachedArticleStore final : public ArticleStore {
 public:
  CachedArticleStore(std::unique_ptr<ArticleStore> inner, cache::SharedCache& cache)
      : inner_(std::move(inner)), cache_(cache) {}

  Task<> insert(const Article& article) override {
    return cache::record_after(cache_, {slug_topic(article.slug), article_lists_topic(), tags_topic()},
                               inner_->insert(article));
  }

  Task<std::optional<Article>> find_by_slug(std::string_view slug) override { return inner_->find_by_slug(slug); }
  Task<std::optional<std::string>> current_slug_of(std::string_view former) override {
    return inner_->current_slug_of(former);
  }
  Task<std::vector<ArticleBody>> bodies(std::span<const ArticleId> ids) override { return inner_->bodies(ids); }
  Task<std::vector<ArticleAddress>> walk(const Stretch& stretch) override { return inner_->walk(stretch); }
  Task<ArticlePage> list(const ArticleFilter& filter, const Window& window) override {
    return inner_->list(filter, window);
  }
  Task<ArticlePage> feed(UserId follower, const Window& window) override { return inner_->feed(follower, window); }
  Task<std::vector<TagCount>> tags() override { return inner_->tags(); }

  Task<Article> update(ArticleId id, const ArticleChanges& changes, Timestamp now) override {
    cache::Topics topics{article_topic(id), article_lists_topic(), tags_topic()};
    if (changes.slug) {
      topics.push_back(slug_topic(*changes.slug));
    }
    return cache::record_after(cache_, std::move(topics), inner_->update(id, changes, now));
  }

  Task<> remove(ArticleId id) override {
    return cache::record_after(cache_, {article_topic(id), article_lists_topic(), tags_topic()}, inner_->remove(id));
  }

  Task<std::int64_t> favorite(UserId user, ArticleId article) override {
    return cache::record_after(cache_, {article_topic(article), article_lists_topic()},
                               inner_->favorite(user, article));
  }
  Task<std::int64_t> unfavorite(UserId user, ArticleId article) override {
    return cache::record_after(cache_, {article_topic(article), article_lists_topic()},
                               inner_->unfavorite(user, article));
  }
  Task<std::vector<ArticleId>> favorited_among(UserId user, std::span<const ArticleId> candidates) override {
    return inner_->favorited_among(user, candidates);
  }

 private:
  std::unique_ptr<ArticleStore> inner_;
  cache::SharedCache& cache_;
};

}  // namespace

std::unique_ptr<ArticleStore> make_cached_article_store(std::unique_ptr<ArticleStore> inner,
                                                        cache::SharedCache& cache) {
  return std::make_unique<CachedArticleStore>(std::move(inner), cache);
}

}  // namespace conduit::articles
