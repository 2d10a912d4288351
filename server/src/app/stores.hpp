#pragma once

#include "articles/article_store.hpp"
#include "base/result.hpp"
#include "comments/comment_store.hpp"
#include "platform/cache/change_clock.hpp"
#include "profiles/follow_store.hpp"
#include "users/user_store.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace conduit::sqlite {
class Database;
}

namespace conduit::app {

/// The stores that CONDUIT_DATABASE_URL names, behind their ports.
struct Stores {
  Stores();
  ~Stores();
  Stores(Stores&&) noexcept;
  Stores& operator=(Stores&&) noexcept;
  Stores(const Stores&) = delete;
  Stores& operator=(const Stores&) = delete;

  /// First, since the adapters refer to it.
  std::unique_ptr<sqlite::Database> database;
  std::unique_ptr<users::UserStore> users;
  std::unique_ptr<profiles::FollowStore> follows;
  std::unique_ptr<articles::ArticleStore> articles;
  std::unique_ptr<comments::CommentStore> comments;

  /// Whether the store answers a question now.
  [[nodiscard]] bool answers() const;
};

/// The path of `sqlite:PATH`.
[[nodiscard]] std::string sqlite_path(std::string_view database_url);

/// Brings the schema up to this program's; answers with the number of migrations that ran.
[[nodiscard]] Result<int> migrate_stores(std::string_view database_url);

/// Opens the stores and puts the change clock in front of their writes. `internal` saying what is wrong with the file.
[[nodiscard]] Result<Stores> open_stores(std::string_view database_url, cache::ChangeClock& changes);

}  // namespace conduit::app
