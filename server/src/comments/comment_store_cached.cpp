#include "base/ids.hpp"
#include "base/task.hpp"
#include "comments/comment.hpp"
#include "comments/comment_store.hpp"
#include "comments/comment_topics.hpp"
#include "platform/cache/record_after.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace conduit::comments {
namespace {

/// Tells the cache, here and on the other servers, of every write, so that nobody is shown what was read before it.
class CachedCommentStore final : public CommentStore {
 public:
  CachedCommentStore(std::unique_ptr<CommentStore> inner, cache::SharedCache& cache)
      : inner_(std::move(inner)), cache_(cache) {}

  Task<> insert(const Comment& comment) override {
    return cache::record_after(cache_, {comments_topic(comment.article)}, inner_->insert(comment));
  }

  Task<std::vector<Comment>> list(ArticleId article) override { return inner_->list(article); }
  Task<std::optional<Comment>> find(ArticleId article, CommentId id) override { return inner_->find(article, id); }

  Task<> remove(ArticleId article, CommentId id) override {
    return cache::record_after(cache_, {comments_topic(article)}, inner_->remove(article, id));
  }

 private:
  std::unique_ptr<CommentStore> inner_;
  cache::SharedCache& cache_;
};

}  // namespace

std::unique_ptr<CommentStore> make_cached_comment_store(std::unique_ptr<CommentStore> inner,
                                                        cache::SharedCache& cache) {
  return std::make_unique<CachedCommentStore>(std::move(inner), cache);
}

}  // namespace conduit::comments
