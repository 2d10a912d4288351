#include "users/accounts.hpp"

#include "base/error.hpp"
#include "base/field_checks.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "platform/crypto/tokens.hpp"
#include "text/unicode.hpp"
#include "users/user.hpp"

#include <expected>
#include <string>
#include <utility>

namespace conduit::users {
namespace {

Error wrong_credentials() { return field_error(ErrorCode::unauthenticated, "credentials", "invalid"); }

/// An account that is gone takes its tokens with it.
Error gone_or(Error error) { return complains(error, ErrorCode::not_found, "user") ? invalid_token() : error; }

/// Keyboards differ in how they spell an é: what is hashed has one spelling (NIST SP 800-63B §5.1.1.2).
std::string spelled_once(std::string_view password) { return text::normalized(password); }

Result<> require_filled_in(const Credentials& credentials) {
  FieldChecks checks;
  if (text::is_blank(credentials.email)) {
    checks.complain(invalid("email", "can't be blank"));
  }
  // Not is_blank(): spaces can be a password.
  if (credentials.password.empty()) {
    checks.complain(invalid("password", "can't be blank"));
  }
  return checks.result();
}

}  // namespace

Task<SignedIn> Accounts::register_account(Registration registration) {
  FieldChecks checks;
  User user;
  user.username = checks.take(valid_username(registration.username));
  user.email = checks.take(valid_email(registration.email));
  const auto password = checks.take(valid_password(registration.password));
  CO_TRY(checks.result());

  CO_TRY(user.password_hash, co_await hasher_.hash(spelled_once(password)));
  user.created_at = user.updated_at = clock_.now();
  // The unique indexes decide what is taken: looking first would only be slower, and wrong under load.
  for (int draw = 0; draw < kMaxIdDraws; ++draw) {
    user.id = ids_.next<UserId>();
    auto inserted = co_await users_.insert(user);
    if (inserted) {
      co_return signed_in(std::move(user), crypto::random_token());
    }
    if (!complains(inserted.error(), ErrorCode::conflict, "id")) {
      co_return std::unexpected(std::move(inserted).error());
    }
  }
  co_return std::unexpected(internal_error("no free id for a new account"));
}

Task<SignedIn> Accounts::log_in(Credentials credentials, std::string client) {
  CO_TRY(require_filled_in(credentials));
  const auto key = email_key(credentials.email);
  CO_TRY(co_await guard_.admit(key, client));
  CO_TRY(auto user, co_await users_.find_by_email_key(key));
  auto password = spelled_once(credentials.password);
  if (!user) {
    CO_TRY(co_await hasher_.verify_nothing(std::move(password)));
    co_return std::unexpected(wrong_credentials());
  }
  CO_TRY(const auto matches, co_await hasher_.verify(std::move(password), user->password_hash));
  if (!matches) {
    co_return std::unexpected(wrong_credentials());
  }
  CO_TRY(co_await guard_.forgive(key, client));
  co_return signed_in(*std::move(user), crypto::random_token());
}

Task<SignedIn> Accounts::current(const Viewer& viewer) {
  CO_TRY(auto user, co_await users_.find(viewer.id));
  if (!user) {
    co_return std::unexpected(invalid_token());
  }
  co_return signed_in(*std::move(user), viewer.session);
}

Task<SignedIn> Accounts::update(const Viewer& viewer, AccountEdit edit) {
  CO_TRY(const auto changes, co_await checked(viewer, std::move(edit)));
  if (changes.empty()) {
    co_return co_await current(viewer);
  }
  auto updated = co_await users_.update(viewer.id, changes, clock_.now());
  if (!updated) {
    co_return std::unexpected(gone_or(std::move(updated).error()));
  }
  co_return signed_in(*std::move(updated), viewer.session);
}

Task<UserChanges> Accounts::checked(const Viewer& viewer, AccountEdit edit) {
  FieldChecks checks;
  UserChanges changes;
  changes.username = checks.take_given(edit.username, valid_username);
  changes.email = checks.take_given(edit.email, valid_email);
  const auto password = checks.take_given(edit.password, valid_password);
  changes.bio = checks.take_given(edit.bio, valid_bio);
  changes.image = checks.take_given(edit.image, valid_image);
  CO_TRY(checks.result());
  if (password) {
    CO_TRY(auto hash, co_await hasher_.hash(spelled_once(*password)));
    changes.password = NewPassword{.hash = std::move(hash), .surviving_session = viewer.session};
  }
  co_return changes;
}

Result<SignedIn> Accounts::signed_in(User user, std::string_view session) const {
  TRY(auto token, tokens_.sign(user.id, session, user.credentials_version));
  return SignedIn{.user = std::move(user), .token = std::move(token)};
}

}  // namespace conduit::users
