#pragma once

#include "base/result.hpp"
#include "users/accounts.hpp"

#include <string>
#include <string_view>

namespace conduit::users {

// Each fails with `malformed` naming `body` for what is no JSON, and with `invalid` naming the field whose type is
// wrong.
[[nodiscard]] Result<Registration> parse_registration(std::string_view body);
[[nodiscard]] Result<Credentials> parse_credentials(std::string_view body);
[[nodiscard]] Result<AccountEdit> parse_account_edit(std::string_view body);

/// `{"user": {email, token, username, bio, image}}`
[[nodiscard]] std::string user_json(const SignedIn& signed_in);

}  // namespace conduit::users
