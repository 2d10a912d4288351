#pragma once

#include "articles/article_store_test_support.hpp"
#include "articles/articles.hpp"
#include "base/clock_test_support.hpp"
#include "base/viewer.hpp"
#include "profiles/follow_store_test_support.hpp"
#include "profiles/profiles.hpp"
#include "users/directory.hpp"
#include "users/user_store_test_support.hpp"

#include <optional>
#include <utility>

namespace conduit::articles {

/// The use cases over stores in memory, with two people to use them.
struct ArticlesWorld {
  static constexpr UserId kAnn{1};
  static constexpr UserId kBob{2};

  ArticlesWorld() {
    for (const auto& [id, name] : {std::pair{kAnn, "ann"}, std::pair{kBob, "bob"}}) {
      users::User user;
      user.id = id;
      user.username = name;
      user_store.users.push_back(user);
    }
  }

  const Viewer ann{.id = kAnn, .session = "s"};
  const Viewer bob{.id = kBob, .session = "t"};
  const std::optional<Viewer> nobody;

  ManualClock clock;
  IdGenerator ids{clock};
  users::FakeUserStore user_store;
  users::Directory directory{user_store};
  profiles::FakeFollowStore follow_store;
  profiles::Profiles profiles{directory, follow_store};
  FakeArticleStore article_store;
  Articles articles{article_store, profiles, ids, clock};
};

}  // namespace conduit::articles
