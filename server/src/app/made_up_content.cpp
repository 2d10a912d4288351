#include "app/made_up_content.hpp"

#include "app/transfer.hpp"
#include "articles/article.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "comments/comment.hpp"
#include "users/user.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace conduit::app {
namespace {

constexpr std::size_t kBatch = 500;
constexpr Timestamp kNewest = std::chrono::sys_days{std::chrono::June / 1 / 2026};

constexpr std::array<std::string_view, 16> kAdjectives{
    "patient", "quiet",    "honest", "small",   "careful", "stubborn", "ordinary",  "bright",
    "slow",    "generous", "plain",  "curious", "steady",  "distant",  "practical", "forgotten"};
constexpr std::array<std::string_view, 16> kNouns{"index",    "garden",   "queue",    "letter", "harbour", "compiler",
                                                  "recipe",   "workshop", "notebook", "bridge", "cache",   "orchard",
                                                  "protocol", "kitchen",  "journey",  "archive"};
constexpr std::array<std::string_view, 12> kVerbs{"measuring", "mending", "reading", "growing", "naming", "testing",
                                                  "drawing",   "baking",  "sorting", "keeping", "asking", "leaving"};
constexpr std::array<std::string_view, 24> kTags{
    "architecture", "books",   "c++",   "cooking",  "databases", "design", "engineering", "gardening",
    "history",      "linux",   "maths", "music",    "networks",  "poetry", "programming", "reliability",
    "science",      "spanish", "sql",   "teaching", "testing",   "travel", "typography",  "writing"};

/// Only what the standard defines to the last bit: distributions differ from library to library.
class Dice {
 public:
  /// A number below `count`.
  std::size_t below(std::int64_t count) {
    return static_cast<std::size_t>(engine_() % static_cast<std::uint64_t>(count));
  }
  /// The same with small numbers much likelier: the square of a fraction of 2^20.
  std::size_t uneven(std::int64_t count) {
    constexpr std::uint64_t kScale = std::uint64_t{1} << 20U;
    const auto fraction = engine_() % kScale;
    return static_cast<std::size_t>(fraction * fraction / kScale * static_cast<std::uint64_t>(count) / kScale);
  }
  template <std::size_t Count>
  std::string_view pick(const std::array<std::string_view, Count>& words) {
    return words[below(Count)];
  }

 private:
  std::mt19937_64 engine_{20'260'601};
};

class Maker {
 public:
  Maker(const ContentSize& size, const std::string& password_hash, BulkWriter& writer,
        const std::function<void(std::int64_t)>& progress)
      : size_(size), password_hash_(password_hash), writer_(writer), progress_(progress) {}

  Result<> run() {
    // Of each kind the ids lie apart, and grow with time.
    for (std::int64_t i = 0; i < size_.users; ++i) {
      TRY(put(user(i)));
    }
    for (std::int64_t i = 0; i < size_.articles; ++i) {
      TRY(put(article(i)));
    }
    TRY(put_pairs(size_.follows, size_.users, size_.users, [](std::size_t a, std::size_t b) {
      return Record{Follow{.follower = user_id(a), .followee = user_id(b)}};
    }));
    TRY(put_pairs(size_.favorites, size_.users, size_.articles, [](std::size_t a, std::size_t b) {
      return Record{Favorite{.user = user_id(a), .article = article_id(b)}};
    }));
    for (std::int64_t i = 0; i < size_.comments; ++i) {
      TRY(put(comment(i)));
    }
    return flush();
  }

 private:
  [[nodiscard]] static UserId user_id(std::size_t i) { return UserId{static_cast<std::int64_t>(i) + 1}; }
  [[nodiscard]] static ArticleId article_id(std::size_t i) { return ArticleId{static_cast<std::int64_t>(i) + 1}; }

  Record user(std::int64_t i) {
    users::User user;
    user.id = user_id(static_cast<std::size_t>(i));
    user.username = fmt::format("writer{}", i);
    user.email = fmt::format("writer{}@example.com", i);
    user.password_hash = password_hash_;
    user.bio = fmt::format("I write about {} and {}.", dice_.pick(kTags), dice_.pick(kTags));
    user.created_at = kNewest - std::chrono::days{400};
    user.updated_at = user.created_at;
    return user;
  }

  Record article(std::int64_t i) {
    ArticleRecord record;
    auto& made = record.article;
    made.id = article_id(static_cast<std::size_t>(i));
    made.title = fmt::format("On {} the {} {}", dice_.pick(kVerbs), dice_.pick(kAdjectives), dice_.pick(kNouns));
    made.slug = fmt::format("{}-{}", articles::make_slug(made.title, 0), i);
    made.description = sentence();
    made.body = body();
    made.author = user_id(dice_.uneven(size_.users));
    for (auto count = dice_.below(5); count > 0; --count) {
      made.tags.emplace_back(kTags[dice_.uneven(kTags.size())]);
    }
    std::ranges::sort(made.tags);
    made.tags.erase(std::ranges::unique(made.tags).begin(), made.tags.end());
    made.created_at = kNewest - std::chrono::minutes{10 * (size_.articles - i)};
    made.updated_at = made.created_at;
    return record;
  }

  Record comment(std::int64_t i) {
    comments::Comment made;
    made.id = CommentId{i + 1};
    made.article = article_id(dice_.uneven(size_.articles));
    made.author = user_id(dice_.below(size_.users));
    made.body = sentence();
    made.created_at = kNewest + std::chrono::seconds{i};
    made.updated_at = made.created_at;
    return made;
  }

  std::string sentence() {
    return fmt::format("What {} a {} {} taught me about every {}.", dice_.pick(kVerbs), dice_.pick(kAdjectives),
                       dice_.pick(kNouns), dice_.pick(kNouns));
  }

  std::string body() {
    std::string text;
    for (auto paragraphs = 3 + dice_.below(8); paragraphs > 0; --paragraphs) {
      text += fmt::format("## {} {}\n\n", dice_.pick(kAdjectives), dice_.pick(kNouns));
      for (auto sentences = 2 + dice_.below(6); sentences > 0; --sentences) {
        text += sentence() + " ";
      }
      text += fmt::format("\n\n```cpp\nconst auto {} = {}({});\n```\n\n", dice_.pick(kNouns), dice_.pick(kVerbs),
                          dice_.below(1000));
      text += fmt::format("* {}\n* **{}**, see [{}](https://example.com/{})\n\n", dice_.pick(kNouns),
                          dice_.pick(kVerbs), dice_.pick(kNouns), dice_.below(1000));
    }
    return text;
  }

  /// `count` different pairs, or as many as there are; by their second, which is where they are counted: what is next
  /// to each other in the database is written together.
  template <class Make>
  Result<> put_pairs(std::int64_t count, std::int64_t firsts, std::int64_t seconds, Make make) {
    if (firsts == 0 || seconds == 0) {
      return {};
    }
    const auto possible = firsts > count / seconds ? count : std::min(count, firsts * seconds);
    std::unordered_set<std::uint64_t> seen;
    std::vector<std::pair<std::size_t, std::size_t>> by_second;
    while (seen.size() < static_cast<std::size_t>(possible)) {
      // The unevenness of both would make the last of many pairs too rare to be drawn.
      const bool crowded = seen.size() * 4 > static_cast<std::size_t>(firsts * seconds);
      const auto first = dice_.below(firsts);
      const auto second = crowded ? dice_.below(seconds) : dice_.uneven(seconds);
      if (seen.insert((static_cast<std::uint64_t>(first) << 32U) | second).second) {
        by_second.emplace_back(second, first);
      }
    }
    std::ranges::sort(by_second);
    for (const auto& [second, first] : by_second) {
      TRY(put(make(first, second)));
    }
    return {};
  }

  Result<> put(Record record) {
    batch_.push_back(std::move(record));
    return batch_.size() < kBatch ? Result<>{} : flush();
  }

  Result<> flush() {
    if (auto written = writer_.write(batch_); !written) {
      return std::unexpected(std::move(written).error().error);
    }
    done_ += static_cast<std::int64_t>(batch_.size());
    batch_.clear();
    progress_(done_);
    return {};
  }

  const ContentSize& size_;
  const std::string& password_hash_;
  BulkWriter& writer_;
  const std::function<void(std::int64_t)>& progress_;
  Dice dice_;
  std::vector<Record> batch_;
  std::int64_t done_ = 0;
};

}  // namespace

Result<> make_up_content(const ContentSize& size, const std::string& password_hash, BulkWriter& writer,
                         const std::function<void(std::int64_t)>& progress) {
  return Maker{size, password_hash, writer, progress}.run();
}

}  // namespace conduit::app
