#include "articles/article.hpp"
#include "articles/article_store.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/migrate.hpp"
#include "profiles/follow_store.hpp"
#include "sqlite_migrations.hpp"
#include "users/user.hpp"
#include "users/user_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <time.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <ratio>
#include <stdexcept>
#include <string>
#include <vector>

// What the SQLite store costs, on this machine's disk: `store_bench [directory]`. Figures are for comparing two
// versions on one machine.

namespace conduit {
namespace {

constexpr std::int64_t kUsers = 1000;
constexpr std::int64_t kArticles = 10'000;
constexpr std::size_t kInFlight = 128;

template <class T>
T must(Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().detail);
  }
  return *std::move(result);
}

/// Of this thread.
std::chrono::nanoseconds cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

class Bench {
 public:
  explicit Bench(const std::string& path) {
    must(sqlite::migrate(path, sqlite::migration_files()));
    database_ = must(sqlite::Database::open({.path = path}, sqlite::migration_files()));
    users_ = users::make_sqlite_user_store(*database_);
    follows_ = profiles::make_sqlite_follow_store(*database_);
    articles_ = articles::make_sqlite_article_store(*database_);
  }

  void fill() {
    writes("insert users, 128 in flight", kUsers, kInFlight, [&](std::int64_t i) { return users_->insert(user(i)); });
    writes("insert articles of 3 KB, 128 in flight", kArticles, kInFlight,
           [&](std::int64_t i) { return articles_->insert(article(i)); });
    writes("follow, 128 in flight", kUsers, kInFlight,
           [&](std::int64_t i) { return follows_->follow(UserId{1}, UserId{i + 1}); });
  }

  void write() {
    writes("favourite, one by one", 300, 1,
           [&](std::int64_t i) { return articles_->favorite(UserId{i % kUsers + 1}, ArticleId{i % 97 + 1}); });
    writes("favourite, 128 in flight", 20'000, kInFlight, [&](std::int64_t i) {
      return articles_->favorite(UserId{i % kUsers + 1}, ArticleId{i * 7919 % kArticles + 1});
    });
    writes("unfavourite, 128 in flight", 20'000, kInFlight, [&](std::int64_t i) {
      return articles_->unfavorite(UserId{i % kUsers + 1}, ArticleId{i * 7919 % kArticles + 1});
    });
  }

  void read() {
    std::vector<UserId> authors;
    for (std::int64_t i = 1; i <= 20; ++i) {
      authors.push_back(UserId{i * 37});
    }
    articles::ArticleFilter tag;
    tag.tag = "tag7";
    articles::ArticleFilter author;
    author.author = UserId{7};
    articles::ArticleFilter words;
    words.text = "needle";
    const articles::Window deep{.limit = 20, .offset = 1000, .after = {}};
    const articles::Window after{
        .limit = 20, .offset = 0, .after = articles::Cursor{Timestamp{std::chrono::milliseconds{5000}}, {}}};

    reads("user by id", [&](std::int64_t i) { return users_->find(UserId{i % kUsers + 1}); });
    reads("article by slug",
          [&](std::int64_t i) { return articles_->find_by_slug("article-" + std::to_string(i % kArticles + 1)); });
    reads("20 authors", [&](std::int64_t) { return users_->find_public(authors); });
    reads("followed among 20", [&](std::int64_t) { return follows_->followed_among(UserId{1}, authors); });
    reads("list of 20", [&](std::int64_t) { return articles_->list({}, {}); });
    reads("list of 20 at offset 1000", [&](std::int64_t) { return articles_->list({}, deep); });
    reads("list of 20 after a cursor", [&](std::int64_t) { return articles_->list({}, after); });
    reads("list of 20 of a tag", [&](std::int64_t) { return articles_->list(tag, {}); });
    reads("list of 20 of an author", [&](std::int64_t) { return articles_->list(author, {}); });
    reads("search, 100 matches", [&](std::int64_t) { return articles_->list(words, {}); });
    reads("feed of 20, 1000 authors", [&](std::int64_t) { return articles_->feed(UserId{1}, {}); });
    reads("tags", [&](std::int64_t) { return articles_->tags(); });
  }

 private:
  static users::User user(std::int64_t i) {
    const auto name = "user" + std::to_string(i);
    return {.id = UserId{i + 1},
            .username = name,
            .email = name + "@example.com",
            .password_hash = std::string(97, 'h'),
            .bio = std::nullopt,
            .image = std::nullopt,
            .credentials_version = 1,
            .surviving_session = "s",
            .created_at = {},
            .updated_at = {}};
  }

  static articles::Article article(std::int64_t i) {
    articles::Article article;
    article.id = ArticleId{i + 1};
    article.slug = "article-" + std::to_string(i + 1);
    article.title = "The title of article " + std::to_string(i);
    article.description = "What it is about, in one sentence of the usual length.";
    article.body = i % 100 == 0 ? "needle " : "";
    for (std::int64_t word = 0; word < 500; ++word) {
      article.body += fmt::format("w{} ", i * word % 997);
    }
    article.tags = {"common", fmt::format("tag{}", i % 50)};
    article.author = UserId{i % kUsers + 1};
    article.created_at = Timestamp{std::chrono::milliseconds{i}};
    article.updated_at = article.created_at;
    return article;
  }

  /// Keeps `in_flight` writes going until `count` are done.
  template <class Make>
  void writes(const std::string& name, std::int64_t count, std::size_t in_flight, Make make) {
    asio::io_context context{1};
    std::int64_t next = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t lane = 0; lane < in_flight; ++lane) {
      asio::co_spawn(context, lane_of_writes(next, count, make), [](const std::exception_ptr& thrown) {
        if (thrown) {
          std::rethrow_exception(thrown);
        }
      });
    }
    context.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    fmt::print("{:<42} {:>10.0f} /s\n", name, static_cast<double>(count) / took.count());
  }

  template <class Make>
  static asio::awaitable<void, Executor> lane_of_writes(std::int64_t& next, std::int64_t count, Make& make) {
    while (next < count) {
      must(co_await make(next++));
    }
  }

  /// The mean processor time, which other programs on the machine disturb least.
  template <class Make>
  void reads(const std::string& name, Make make) {
    asio::io_context context{1};
    asio::co_spawn(context, time_reads(name, make), [](const std::exception_ptr& thrown) {
      if (thrown) {
        std::rethrow_exception(thrown);
      }
    });
    context.run();
  }

  template <class Make>
  static asio::awaitable<void, Executor> time_reads(std::string name, Make& make) {
    constexpr std::int64_t kWarmUp = 200;
    constexpr std::int64_t kRounds = 2000;
    for (std::int64_t i = 0; i < kWarmUp; ++i) {
      must(co_await make(i));
    }
    const auto start = cpu_time();
    for (std::int64_t i = 0; i < kRounds; ++i) {
      must(co_await make(i));
    }
    const std::chrono::duration<double, std::micro> took = cpu_time() - start;
    fmt::print("{:<42} {:>10.1f} us\n", name, took.count() / static_cast<double>(kRounds));
  }

  std::unique_ptr<sqlite::Database> database_;
  std::unique_ptr<users::UserStore> users_;
  std::unique_ptr<profiles::FollowStore> follows_;
  std::unique_ptr<articles::ArticleStore> articles_;
};

int run(const std::filesystem::path& directory) {
  const auto path = directory / "store_bench.db";
  for (const auto* const suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove(path.string() + suffix);
  }
  Bench bench{path.string()};
  bench.fill();
  bench.write();
  bench.read();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace conduit

int main(int argc, char** argv) {
  try {
    return conduit::run(argc > 1 ? argv[1] : ".");
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return EXIT_FAILURE;
  }
}
