#include "app/demo.hpp"

#include "app/demo_reader.hpp"
#include "app/wait_for.hpp"
#include "articles/article.hpp"
#include "base/ids.hpp"
#include "comments/comment.hpp"
#include "platform/async/blocking_pool.hpp"
#include "platform/crypto/password_hasher.hpp"
#include "users/user.hpp"

#include <string>
#include <unordered_map>
#include <utility>

namespace conduit::app {
namespace {

/// Stands at the moment something was done, so that its id sorts by it.
class PastClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const noexcept override { return time_; }
  void set(Timestamp time) { time_ = time; }

 private:
  Timestamp time_{};
};

class Seeder {
 public:
  Seeder(Stores& stores, Demo demo, Timestamp now) : stores_(stores), demo_(std::move(demo)), now_(now) {}

  Task<> run() {
    CO_TRY(auto hash, co_await password_hash());
    for (const auto& author : demo_.authors) {
      CO_TRY(co_await add_author(author, hash));
    }
    for (const auto& [follower, followee] : demo_.follows) {
      CO_TRY(co_await stores_.follows->follow(users_.at(follower), users_.at(followee)));
    }
    for (const auto& article : demo_.articles) {
      CO_TRY(co_await add_article(article));
    }
    co_return Result<>{};
  }

 private:
  /// One hash for all: the password is the same and public.
  static Task<std::string> password_hash() {
    async::BlockingPool pool{"demo password", {.threads = 1, .queue = 1}};
    crypto::PasswordHasher hasher{pool, {}};
    co_return co_await hasher.hash(std::string{kDemoPassword});
  }

  Task<> add_author(const DemoAuthor& author, const std::string& hash) {
    const auto joined = at(now_ - author.joined);
    users::User user;
    user.id = ids_.next<UserId>();
    user.username = author.username;
    user.email = author.email;
    user.password_hash = hash;
    user.bio = author.bio;
    user.image = author.image;
    user.created_at = joined;
    user.updated_at = joined;
    users_.emplace(author.username, user.id);
    co_return co_await stores_.users->insert(user);
  }

  Task<> add_article(const DemoArticle& written) {
    const auto published = at(now_ - written.published);
    articles::Article article;
    article.id = ids_.next<ArticleId>();
    article.slug = articles::make_slug(written.title, 0);
    article.title = written.title;
    article.description = written.description;
    article.body = written.body;
    article.tags = written.tags;
    article.author = users_.at(written.author);
    article.created_at = published;
    article.updated_at = published;
    CO_TRY(co_await stores_.articles->insert(article));
    for (const auto& name : written.favorited_by) {
      CO_TRY(co_await stores_.articles->favorite(users_.at(name), article.id));
    }
    for (const auto& comment : written.comments) {
      CO_TRY(co_await add_comment(article, comment));
    }
    co_return Result<>{};
  }

  Task<> add_comment(const articles::Article& article, const DemoComment& written) {
    comments::Comment comment;
    const auto made = at(article.created_at + written.after);
    // A clock of its own: ids only ever grow, and the next article is older than this comment may be.
    PastClock clock;
    clock.set(made);
    comment.id = IdGenerator{clock}.next<CommentId>();
    comment.article = article.id;
    comment.author = users_.at(written.author);
    comment.body = written.body;
    comment.created_at = made;
    comment.updated_at = made;
    co_return co_await stores_.comments->insert(comment);
  }

  Timestamp at(Timestamp time) {
    clock_.set(time);
    return time;
  }

  Stores& stores_;
  Demo demo_;
  Timestamp now_;
  PastClock clock_;
  IdGenerator ids_{clock_};
  std::unordered_map<std::string, UserId> users_;
};

}  // namespace

Result<bool> seed_demo_if_empty(Stores& stores, const Clock& clock) {
  TRY(const auto page, wait_for(stores.articles->list({}, {.limit = 1, .offset = 0, .after = {}})));
  if (page.total > 0) {
    return false;
  }
  TRY(auto demo, read_demo());
  Seeder seeder{stores, std::move(demo), clock.now()};
  TRY(wait_for(seeder.run()));
  return true;
}

}  // namespace conduit::app
