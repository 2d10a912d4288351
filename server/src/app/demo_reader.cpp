#include "app/demo_reader.hpp"

#include "app/config_values.hpp"
#include "base/embedded_file.hpp"
#include "demo_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::app {
namespace {

constexpr std::string_view kFence = "---\n";

std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

/// `key: value` lines up to an empty line, the fence or the end; what follows stays in `text`.
std::map<std::string, std::string, std::less<>> take_keys(std::string_view& text) {
  std::map<std::string, std::string, std::less<>> keys;
  while (!text.empty()) {
    const auto line = take_line(text);
    const auto colon = line.find(':');
    if (line.empty() || line == "---" || colon == std::string_view::npos) {
      break;
    }
    const auto value = line.substr(std::min(line.size(), colon + 2));
    keys.emplace(line.substr(0, colon), value);
  }
  return keys;
}

std::string body_of(std::string_view text) {
  while (text.starts_with('\n')) {
    text.remove_prefix(1);
  }
  while (text.ends_with('\n')) {
    text.remove_suffix(1);
  }
  return std::string{text};
}

template <class Unit>
Unit age(std::string_view text) {
  const auto number = parse_number(text, 0, std::numeric_limits<std::int32_t>::max());
  return Unit{static_cast<typename Unit::rep>(number.value())};
}

DemoAuthor read_author(std::string_view text) {
  take_line(text);
  auto keys = take_keys(text);
  return {.username = keys.at("username"),
          .email = keys.at("email"),
          .image = keys.at("image"),
          .joined = age<std::chrono::days>(keys.at("joined")),
          .bio = body_of(text)};
}

DemoArticle read_article(std::string_view text) {
  take_line(text);
  auto keys = take_keys(text);
  return {.title = keys.at("title"),
          .description = keys.at("description"),
          .author = keys.at("author"),
          .tags = parse_list(keys.at("tags")),
          .published = age<std::chrono::hours>(keys.at("published")),
          .favorited_by = parse_list(keys.at("favorited-by")),
          .body = body_of(text),
          .comments = {}};
}

std::vector<DemoComment> read_comments(std::string_view text) {
  std::vector<DemoComment> comments;
  while (!text.empty()) {
    const auto fence = text.find(fmt::format("\n{}", kFence));
    auto block = text.substr(0, fence);
    text.remove_prefix(fence == std::string_view::npos ? text.size() : fence + 1 + kFence.size());
    auto keys = take_keys(block);
    comments.push_back(
        {.author = keys.at("author"), .after = age<std::chrono::minutes>(keys.at("after")), .body = body_of(block)});
  }
  return comments;
}

void read_file(const EmbeddedFile& file, Demo& demo, std::map<std::string_view, std::size_t>& article_of) {
  const auto base = file.name.substr(file.name.find('/') + 1);
  if (file.name.starts_with("authors/")) {
    demo.authors.push_back(read_author(file.content));
  } else if (file.name.starts_with("articles/")) {
    article_of.emplace(base, demo.articles.size());
    demo.articles.push_back(read_article(file.content));
  } else if (file.name.starts_with("comments/")) {
    demo.articles.at(article_of.at(base)).comments = read_comments(file.content);
  } else {
    for (auto text = file.content; !text.empty();) {
      const auto line = take_line(text);
      const auto space = line.find(' ');
      demo.follows.emplace_back(line.substr(0, space), line.substr(space + 1));
    }
  }
}

}  // namespace

Result<Demo> read_demo() {
  Demo demo;
  std::map<std::string_view, std::size_t> article_of;
  // Sorted by name: articles come before the comments on them, and oldest first.
  for (const auto& file : demo_files()) {
    try {
      read_file(file, demo, article_of);
    } catch (const std::exception& exception) {
      return std::unexpected(internal_error(fmt::format("demo file {}: {}", file.name, exception.what())));
    }
  }
  return demo;
}

}  // namespace conduit::app
