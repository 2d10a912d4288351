#pragma once

#include "base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Reads the demo's files (server/demo/README.md says how they are written).

namespace conduit::app {

struct DemoAuthor {
  std::string username;
  std::string email;
  std::string image;
  std::chrono::days joined{};
  std::string bio;
};

struct DemoComment {
  std::string author;
  /// After the article was published.
  std::chrono::minutes after{};
  std::string body;
};

struct DemoArticle {
  std::string title;
  std::string description;
  std::string author;
  std::vector<std::string> tags;
  /// Before now.
  std::chrono::hours published{};
  std::vector<std::string> favorited_by;
  std::string body;
  std::vector<DemoComment> comments;
};

struct Demo {
  std::vector<DemoAuthor> authors;
  /// Oldest first.
  std::vector<DemoArticle> articles;
  /// Follower, followee.
  std::vector<std::pair<std::string, std::string>> follows;
};

/// The files that are built in. `internal` naming a file that is not as it should be: the build checks them.
[[nodiscard]] Result<Demo> read_demo();

}  // namespace conduit::app
