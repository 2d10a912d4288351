#include "app/transfer_json.hpp"

#include "app/transfer.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "comments/comment.hpp"
#include "platform/json/reader.hpp"
#include "platform/json/writer.hpp"
#include "users/user.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace conduit::app {
namespace {

constexpr std::string_view kFormat = "conduit-export";
constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kMaxId = (std::int64_t{1} << 53) - 1;

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

void write_strings(json::Writer& out, std::string_view key, const std::vector<std::string>& strings) {
  out.key(key).begin_array();
  for (const auto& text : strings) {
    out.value(text);
  }
  out.end_array();
}

void write(json::Writer& out, const users::User& user) {
  out.member("type", "user")
      .member("id", user.id.value)
      .member("username", user.username)
      .member("email", user.email)
      .member("passwordHash", user.password_hash)
      .member("bio", user.bio)
      .member("image", user.image)
      .member("credentialsVersion", user.credentials_version)
      .member("survivingSession", user.surviving_session)
      .member("createdAt", user.created_at)
      .member("updatedAt", user.updated_at);
}

void write(json::Writer& out, const ArticleRecord& record) {
  const auto& article = record.article;
  out.member("type", "article").member("id", article.id.value).member("slug", article.slug);
  write_strings(out, "formerSlugs", record.former_slugs);
  out.member("author", article.author.value)
      .member("title", article.title)
      .member("description", article.description)
      .member("body", article.body);
  write_strings(out, "tags", article.tags);
  out.member("createdAt", article.created_at).member("updatedAt", article.updated_at);
}

void write(json::Writer& out, const Follow& follow) {
  out.member("type", "follow").member("follower", follow.follower.value).member("followee", follow.followee.value);
}

void write(json::Writer& out, const Favorite& favorite) {
  out.member("type", "favorite").member("user", favorite.user.value).member("article", favorite.article.value);
}

void write(json::Writer& out, const comments::Comment& comment) {
  out.member("type", "comment")
      .member("id", comment.id.value)
      .member("article", comment.article.value)
      .member("author", comment.author.value)
      .member("body", comment.body)
      .member("createdAt", comment.created_at)
      .member("updatedAt", comment.updated_at);
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The members of a line, read one after the other; the first that is not as it should be is remembered.
class Members {
 public:
  explicit Members(const boost::json::object& object) : object_(object) {}

  std::string text(std::string_view name) { return read_text(name, true).value_or(""); }
  std::string maybe_empty_text(std::string_view name) { return read_text(name, false).value_or(""); }

  std::optional<std::string> nullable_text(std::string_view name) {
    const auto* const member = object_.if_contains(name);
    return member != nullptr && member->is_null() ? std::nullopt : read_text(name, false);
  }

  std::int64_t integer(std::string_view name, std::int64_t smallest) {
    const auto* const member = object_.if_contains(name);
    const auto* const number = member == nullptr ? nullptr : member->if_int64();
    if (number == nullptr || *number < smallest || *number > kMaxId) {
      refuse(name, "must be an integer from " + std::to_string(smallest) + " to 2^53 - 1");
      return smallest;
    }
    return *number;
  }

  template <class AnyId>
  AnyId id(std::string_view name) {
    return AnyId{integer(name, 1)};
  }

  Timestamp time(std::string_view name) {
    const auto time = parse_rfc3339(text(name));
    if (!time) {
      refuse(name, "must be a time such as 2026-01-31T09:05:00.000Z");
    }
    return time.value_or(Timestamp{});
  }

  /// Sorted and without duplicates, whatever the order of the file.
  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> texts;
    const auto* const member = object_.if_contains(name);
    const auto* const list = member == nullptr ? nullptr : member->if_array();
    if (list == nullptr || !std::ranges::all_of(*list, is_text)) {
      refuse(name, "must be a list of strings");
      return texts;
    }
    for (const auto& element : *list) {
      texts.emplace_back(element.get_string());
    }
    std::ranges::sort(texts);
    texts.erase(std::ranges::unique(texts).begin(), texts.end());
    return texts;
  }

  void refuse(std::string_view name, std::string message) {
    if (!refused_) {
      refused_ = invalid(std::string{name}, std::move(message));
    }
  }

  template <class T>
  [[nodiscard]] Result<Line> finish(T value) {
    if (refused_) {
      return std::unexpected(std::move(*refused_));
    }
    return Line{std::move(value)};
  }

 private:
  static bool is_text(const boost::json::value& value) {
    // No store keeps a NUL in a text.
    return value.is_string() && !value.get_string().empty() && value.get_string().find('\0') == std::string::npos;
  }

  std::optional<std::string> read_text(std::string_view name, bool required) {
    const auto* const member = object_.if_contains(name);
    const bool empty = member != nullptr && member->is_string() && member->get_string().empty();
    if (member != nullptr && (is_text(*member) || (empty && !required))) {
      return std::string{member->get_string()};
    }
    refuse(name, required ? "must be a string that is not empty" : "must be a string");
    return std::nullopt;
  }

  const boost::json::object& object_;
  std::optional<Error> refused_;
};

Result<Line> read_user(Members in) {
  return in.finish(Record{users::User{.id = in.id<UserId>("id"),
                                      .username = in.text("username"),
                                      .email = in.text("email"),
                                      .password_hash = in.text("passwordHash"),
                                      .bio = in.nullable_text("bio"),
                                      .image = in.nullable_text("image"),
                                      .credentials_version = in.integer("credentialsVersion", 0),
                                      .surviving_session = in.maybe_empty_text("survivingSession"),
                                      .created_at = in.time("createdAt"),
                                      .updated_at = in.time("updatedAt")}});
}

Result<Line> read_article(Members in) {
  ArticleRecord record;
  auto& article = record.article;
  article.id = in.id<ArticleId>("id");
  article.slug = in.text("slug");
  record.former_slugs = in.texts("formerSlugs");
  article.author = in.id<UserId>("author");
  article.title = in.text("title");
  article.description = in.maybe_empty_text("description");
  article.body = in.maybe_empty_text("body");
  article.tags = in.texts("tags");
  article.created_at = in.time("createdAt");
  article.updated_at = in.time("updatedAt");
  return in.finish(Record{std::move(record)});
}

Result<Line> read_follow(Members in) {
  return in.finish(Record{Follow{.follower = in.id<UserId>("follower"), .followee = in.id<UserId>("followee")}});
}

Result<Line> read_favorite(Members in) {
  return in.finish(Record{Favorite{.user = in.id<UserId>("user"), .article = in.id<ArticleId>("article")}});
}

Result<Line> read_comment(Members in) {
  return in.finish(Record{comments::Comment{.id = in.id<CommentId>("id"),
                                            .article = in.id<ArticleId>("article"),
                                            .author = in.id<UserId>("author"),
                                            .body = in.maybe_empty_text("body"),
                                            .created_at = in.time("createdAt"),
                                            .updated_at = in.time("updatedAt")}});
}

Result<Line> read_end(Members in) { return in.finish(EndOfExport{.records = in.integer("records", 0)}); }

constexpr std::array<std::pair<std::string_view, Result<Line> (*)(Members)>, 6> kReaders{{{"user", read_user},
                                                                                          {"article", read_article},
                                                                                          {"follow", read_follow},
                                                                                          {"favorite", read_favorite},
                                                                                          {"comment", read_comment},
                                                                                          {"end", read_end}}};

Result<boost::json::object> parse_object(std::string_view line) {
  TRY(auto value, json::parse(line));
  if (!value.is_object()) {
    return std::unexpected(invalid("line", "must be a JSON object"));
  }
  return std::move(value.get_object());
}

}  // namespace

std::string_view export_header() { return "{\"format\":\"conduit-export\",\"version\":1}\n"; }

void append_line(std::string& out, const Record& record) {
  json::Writer writer{out};
  writer.begin_object();
  std::visit([&writer](const auto& any) { write(writer, any); }, record);
  writer.end_object();
  out += '\n';
}

void append_line(std::string& out, EndOfExport end) {
  json::Writer{out}.begin_object().member("type", "end").member("records", end.records).end_object();
  out += '\n';
}

Result<> parse_header(std::string_view line) {
  TRY(const auto object, parse_object(line));
  const auto* const format = object.if_contains("format");
  if (format == nullptr || !format->is_string() || format->get_string() != kFormat) {
    return std::unexpected(invalid("format", "must be conduit-export: is this another kind of file?"));
  }
  const auto* const version = object.if_contains("version");
  if (version == nullptr || !version->is_int64() || version->get_int64() != kVersion) {
    return std::unexpected(invalid("version", "must be 1: a newer program may read this file"));
  }
  return {};
}

Result<Line> parse_line(std::string_view line) {
  TRY(const auto object, parse_object(line));
  Members members{object};
  const auto type = members.text("type");
  const auto* const reader = std::ranges::find(kReaders, type, [](const auto& known) { return known.first; });
  if (reader == kReaders.end()) {
    return std::unexpected(invalid("type", "must be user, article, follow, favorite, comment or end"));
  }
  return reader->second(Members{object});
}

}  // namespace conduit::app
