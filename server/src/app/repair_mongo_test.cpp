#include "app/mongo_test_support.hpp"
#include "app/repair.hpp"
#include "app/sqlite_test_support.hpp"
#include "app/store_backends_test_support.hpp"
#include "articles/article_deletion_mongo.hpp"
#include "articles/article_documents_mongo.hpp"
#include "articles/article_store.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "comments/comment_store.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"
#include "users/user_store.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::app {
namespace {

using mongo::doc;
using mongo::Session;

/// Two users, three articles with a shared tag and one of their own, each favourited and commented.
class RepairMongo : public testing::Test {
 protected:
  void SetUp() override {
    if (!mongo_test_server()) {
      GTEST_SKIP() << "TEST_MONGO_URI names no server";
    }
    database_.emplace();
    articles_ = articles::make_mongo_article_store(**database_);
    const auto users = users::make_mongo_user_store(**database_);
    const auto comments = comments::make_mongo_comment_store(**database_);
    for (const std::int64_t number : {1, 2}) {
      must(run(users->insert(sample_user(number))));
    }
    for (const std::int64_t number : {1, 2, 3}) {
      auto article = sample_article(number, UserId{1});
      article.tags = {"shared", "tag" + std::to_string(number)};
      must(run(articles_->insert(article)));
      must(run(articles_->favorite(UserId{2}, article.id)));
      must(run(comments->insert(sample_comment(number, article.id, UserId{2}))));
    }
  }

  template <class T>
  T ask(const std::function<Result<T>(Session&)>& question) {
    return must((*database_)->run_now(question));
  }

  void do_behind_its_back(const std::function<Result<>(Session&)>& change) { must((*database_)->run_now(change)); }

  std::int64_t count(std::string_view collection, const mongo::Document& filter = doc()) {
    return ask<std::int64_t>([&](Session& session) { return session.count(collection, filter); });
  }

  std::vector<Mended> repair() { return must(make_mongo_repairer(**database_)->repair()); }

  void expect_mended(const std::function<Result<>(Session&)>& breakage, const std::vector<Mended>& mended) {
    do_behind_its_back(breakage);
    EXPECT_EQ(repair(), mended);
    EXPECT_EQ(repair(), std::vector<Mended>{});
  }

  static std::function<Result<>(Session&)> set(std::string_view collection, const mongo::Document& filter,
                                               const mongo::Document& values) {
    return [=](Session& session) { return session.update_all(collection, {{filter, doc("$set", values)}}); };
  }
  static std::function<Result<>(Session&)> add(std::string_view collection, const mongo::Document& document) {
    return [=](Session& session) { return session.insert(collection, document); };
  }
  static std::function<Result<>(Session&)> drop(std::string_view collection, const mongo::Document& filter) {
    return [=](Session& session) -> Result<> {
      TRY(session.remove_all(collection, filter));
      return {};
    };
  }

  std::optional<MigratedMongo> database_;
  std::unique_ptr<articles::ArticleStore> articles_;
};

TEST_F(RepairMongo, FindsNothingInASoundDatabase) { EXPECT_EQ(repair(), std::vector<Mended>{}); }

TEST_F(RepairMongo, RecomputesEveryCount) {
  expect_mended(set("articles", doc("_id", 1), doc("favoritesCount", 7)), {{"counts of an article's favourites", 1}});
  expect_mended(set("tags", doc("_id", "shared"), doc("count", 5)), {{"counts of tags", 1}});
  expect_mended(drop("tags", doc("_id", "tag1")), {{"missing tags", 1}});
  expect_mended(add("tags", doc("_id", "ghost", "count", 3)), {{"tags in no use", 1}});
  const auto tags = run(articles_->tags()).value();
  EXPECT_EQ(tags.front(), (articles::TagCount{.tag = "shared", .articles = 3}));
}

TEST_F(RepairMongo, RestoresWhatHangsOnArticles) {
  expect_mended(set("favorites", doc("article", 2), doc("at", Timestamp{})), {{"times of favourites", 1}});
  expect_mended(drop("slugs", doc("article", 2)), {{"missing slugs", 1}});
  expect_mended(drop("search", doc("_id", 2)), {{"the search index", 1}});
  expect_mended(set("search", doc("_id", 2), doc("version", Timestamp{})), {{"the search index", 1}});
  expect_mended(add("slugs", doc("_id", "ghost", "article", 404)), {{"slugs of no article", 1}});
  expect_mended(add("favorites", doc("user", 1, "article", 404, "at", Timestamp{})), {{"favourites of no article", 1}});
  expect_mended(add("comments", doc("_id", 404, "article", 404)), {{"comments of no article", 1}});
  expect_mended(add("search", doc("_id", 404, "version", Timestamp{})), {{"words of no article", 1}});
}

/// What a server does when an article is deleted, one step at a time.
std::vector<std::function<Result<>(Session&)>> steps_of_a_deletion(std::int64_t id, Timestamp at) {
  using Tags = std::vector<std::string>;
  const auto discard = [](auto result) -> Result<> {
    return result ? Result<>{} : std::unexpected(std::move(result).error());
  };
  const Tags tags{"shared", "tag" + std::to_string(id)};
  return {
      [=](Session& s) { return s.insert("deletions", doc("_id", id, "tags", tags, "at", at)); },
      [=](Session& s) { return discard(s.remove_one("articles", doc("_id", id))); },
      [=](Session& s) { return articles::mongo_documents::count_tags(s, tags, -1); },
      [=](Session& s) { return discard(s.remove_one("search", doc("_id", id))); },
      [=](Session& s) { return discard(s.remove_all("comments", doc("article", id))); },
      [=](Session& s) { return discard(s.remove_all("favorites", doc("article", id))); },
      [=](Session& s) { return discard(s.remove_all("slugs", doc("article", id))); },
  };
}

TEST_F(RepairMongo, ADeletionThatDiedAtAnyStepIsFinishedByTheNextServer) {
  const auto all = steps_of_a_deletion(2, Timestamp{}).size();
  for (std::size_t done = 1; done <= all; ++done) {
    SCOPED_TRACE(testing::Message{} << "died after step " << done);
    database_.reset();
    SetUp();
    const auto begun = SystemClock{}.now() - std::chrono::minutes{5};
    const auto steps = steps_of_a_deletion(2, begun);
    for (std::size_t step = 0; step < done; ++step) {
      do_behind_its_back(steps[step]);
    }

    EXPECT_EQ(ask<std::int64_t>([&](Session& session) {
                return articles::mongo_deletion::resume(session, SystemClock{}.now() - std::chrono::minutes{1});
              }),
              1);

    for (const auto* const collection : {"articles", "slugs", "favorites", "comments", "search"}) {
      EXPECT_EQ(count(collection), 2) << collection;
    }
    EXPECT_EQ(count("deletions"), 0);
    EXPECT_EQ(repair(), std::vector<Mended>{});
  }
}

TEST_F(RepairMongo, ADeletionThatMayStillBeAtWorkIsLeftAlone) {
  do_behind_its_back(steps_of_a_deletion(2, SystemClock{}.now()).front());
  EXPECT_EQ(ask<std::int64_t>([&](Session& session) {
              return articles::mongo_deletion::resume(session, SystemClock{}.now() - std::chrono::minutes{1});
            }),
            0);
  EXPECT_EQ(count("articles"), 3);
}

TEST_F(RepairMongo, DeletingLeavesNothingBehind) {
  must(run(articles_->remove(ArticleId{2})));
  for (const auto* const collection : {"articles", "slugs", "favorites", "comments", "search"}) {
    EXPECT_EQ(count(collection), 2) << collection;
  }
  EXPECT_EQ(count("deletions"), 0);
  EXPECT_EQ(repair(), std::vector<Mended>{});
}

}  // namespace
}  // namespace conduit::app
