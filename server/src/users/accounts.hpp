#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "platform/crypto/password_hasher.hpp"
#include "platform/crypto/tokens.hpp"
#include "users/login_guard.hpp"
#include "users/user.hpp"
#include "users/user_store.hpp"

#include <optional>
#include <string>
#include <string_view>

// What people do with their own account: open it, log in to it, read and change it.

namespace conduit::users {

/// As typed; register_account() checks it.
struct Registration {
  std::string username;
  std::string email;
  std::string password;
};

struct Credentials {
  std::string email;
  std::string password;
};

/// A partial update as typed: what is empty stays as it is. Blank text clears bio or image.
struct AccountEdit {
  std::optional<std::string> username;
  std::optional<std::string> email;
  std::optional<std::string> password;
  std::optional<std::string> bio;
  std::optional<std::string> image;
};

/// An account and a fresh token of the session that asked for it.
struct SignedIn {
  User user;
  std::string token;
};

class Accounts {
 public:
  Accounts(UserStore& users, crypto::PasswordHasher& hasher, const crypto::Tokens& tokens, LoginGuard& guard,
           IdGenerator& ids, const Clock& clock)
      : users_(users), hasher_(hasher), tokens_(tokens), guard_(guard), ids_(ids), clock_(clock) {}

  /// `invalid` for what valid_username(), valid_email() and valid_password() refuse; `conflict` naming what is taken.
  Task<SignedIn> register_account(Registration registration);

  /// `invalid` for what is left out, else `unauthenticated` naming `credentials`: the same, and after the same time,
  /// for an unknown address and a wrong password. `too_many` after too many wrong ones. `client` is whose attempts
  /// count together: a network address.
  Task<SignedIn> log_in(Credentials credentials, std::string client);

  /// `unauthenticated` naming `token` when the account is gone.
  Task<SignedIn> current(const Viewer& viewer);

  /// A new password ends all sessions of the account but the viewer's. Fails as register_account() and current() do.
  Task<SignedIn> update(const Viewer& viewer, AccountEdit edit);

 private:
  Task<UserChanges> checked(const Viewer& viewer, AccountEdit edit);
  Result<SignedIn> signed_in(User user, std::string_view session) const;

  UserStore& users_;
  crypto::PasswordHasher& hasher_;
  const crypto::Tokens& tokens_;
  LoginGuard& guard_;
  IdGenerator& ids_;
  const Clock& clock_;
};

}  // namespace conduit::users
