#pragma once

#include "users/user_store.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace conduit::users {

/// Accounts in memory, for tests of what stands above the port.
class FakeUserStore final : public UserStore {
 public:
  Task<> insert(const User& user) override {
    if (!insert_failures.empty()) {
      auto failure = std::move(insert_failures.front());
      insert_failures.pop_front();
      co_return std::unexpected(std::move(failure));
    }
    users.push_back(user);
    co_return Result<>{};
  }

  Task<std::optional<User>> find(UserId id) override {
    ++finds;
    co_return first([id](const User& user) { return user.id == id; });
  }
  Task<std::optional<User>> find_by_username_key(std::string_view key) override {
    co_return first([key](const User& user) { return username_key(user.username) == key; });
  }
  Task<std::optional<User>> find_by_email_key(std::string_view key) override {
    co_return first([key](const User& user) { return email_key(user.email) == key; });
  }

  Task<std::vector<PublicUser>> find_public(std::span<const UserId> ids) override {
    asked_for.assign(ids.begin(), ids.end());
    std::vector<PublicUser> found;
    for (const auto& user : users) {
      if (std::ranges::find(ids, user.id) != ids.end()) {
        found.push_back({.id = user.id, .username = user.username, .bio = user.bio, .image = user.image});
      }
    }
    co_return found;
  }

  Task<User> update(UserId id, const UserChanges& changes, Timestamp now) override {
    ++updates;
    const auto user = std::ranges::find(users, id, &User::id);
    if (user == users.end()) {
      co_return std::unexpected(not_found("user"));
    }
    user->username = changes.username.value_or(user->username);
    user->email = changes.email.value_or(user->email);
    user->bio = changes.bio.value_or(user->bio);
    user->image = changes.image.value_or(user->image);
    if (changes.password) {
      user->password_hash = changes.password->hash;
      user->surviving_session = changes.password->surviving_session;
      ++user->credentials_version;
    }
    user->updated_at = now;
    co_return *user;
  }

  std::vector<User> users;
  /// What the next insert()s fail with.
  std::deque<Error> insert_failures;
  std::vector<UserId> asked_for;
  int finds = 0;
  int updates = 0;

 private:
  template <class Predicate>
  std::optional<User> first(Predicate matches) const {
    const auto found = std::ranges::find_if(users, matches);
    return found == users.end() ? std::nullopt : std::optional{*found};
  }
};

}  // namespace conduit::users
