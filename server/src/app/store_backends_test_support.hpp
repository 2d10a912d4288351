#pragma once

#include "articles/article_store.hpp"
#include "comments/comment_store.hpp"
#include "platform/cache/unshared_cache.hpp"
#include "profiles/follow_store.hpp"
#include "users/user_store.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

// The stores that the contract suites run on. All must behave alike: a new one joins by its line in store_backends().

namespace conduit {

/// One empty store of each kind, on the same database.
class StoreBackend {
 public:
  StoreBackend(std::unique_ptr<users::UserStore> users, std::unique_ptr<profiles::FollowStore> follows,
               std::unique_ptr<articles::ArticleStore> articles, std::unique_ptr<comments::CommentStore> comments)
      : users_(std::move(users)),
        follows_(std::move(follows)),
        articles_(std::move(articles)),
        comments_(std::move(comments)) {}
  StoreBackend(const StoreBackend&) = delete;
  StoreBackend& operator=(const StoreBackend&) = delete;
  StoreBackend(StoreBackend&&) = delete;
  StoreBackend& operator=(StoreBackend&&) = delete;
  virtual ~StoreBackend() = default;

  [[nodiscard]] users::UserStore& users() { return *users_; }
  [[nodiscard]] profiles::FollowStore& follows() { return *follows_; }
  [[nodiscard]] articles::ArticleStore& articles() { return *articles_; }
  [[nodiscard]] comments::CommentStore& comments() { return *comments_; }

  /// As open_stores() does.
  void put_cache_in_front();

 private:
  cache::UnsharedCache cache_;
  std::unique_ptr<users::UserStore> users_;
  std::unique_ptr<profiles::FollowStore> follows_;
  std::unique_ptr<articles::ArticleStore> articles_;
  std::unique_ptr<comments::CommentStore> comments_;
};

struct NamedBackend {
  std::string name;
  std::function<std::unique_ptr<StoreBackend>()> make;
};

/// What gtest shows for a parameter.
inline std::ostream& operator<<(std::ostream& out, const NamedBackend& backend) { return out << backend.name; }

[[nodiscard]] std::vector<NamedBackend> store_backends();

/// A fresh backend for each test, and rows to put into it.
class StoreContract : public testing::TestWithParam<NamedBackend> {
 protected:
  [[nodiscard]] users::UserStore& users() { return backend_->users(); }
  [[nodiscard]] profiles::FollowStore& follows() { return backend_->follows(); }
  [[nodiscard]] articles::ArticleStore& articles() { return backend_->articles(); }
  [[nodiscard]] comments::CommentStore& comments() { return backend_->comments(); }

 private:
  std::unique_ptr<StoreBackend> backend_ = GetParam().make();
};

// Rows that are valid and differ by their number.
[[nodiscard]] users::User sample_user(std::int64_t number);
[[nodiscard]] articles::Article sample_article(std::int64_t number, UserId author);
[[nodiscard]] comments::Comment sample_comment(std::int64_t number, ArticleId article, UserId author);

/// A moment that many tests can share.
[[nodiscard]] Timestamp sample_time(std::int64_t milliseconds = 0);

/// `conflict slug` and the like, "" for success: one text to compare with.
template <class T>
[[nodiscard]] std::string failure(const Result<T>& result) {
  if (result) {
    return "";
  }
  auto text = result.error().code == ErrorCode::conflict    ? std::string{"conflict"}
              : result.error().code == ErrorCode::not_found ? std::string{"not_found"}
                                                            : result.error().detail;
  for (const auto& field : result.error().fields) {
    text += " " + field.field;
  }
  return text;
}

}  // namespace conduit

/// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): gtest's own macro needs the suite's name as a token.
#define INSTANTIATE_STORE_CONTRACT(Suite)                           \
  INSTANTIATE_TEST_SUITE_P(                                         \
      Store, Suite, testing::ValuesIn(::conduit::store_backends()), \
      [](const testing::TestParamInfo<::conduit::NamedBackend>& info) { return info.param.name; })
