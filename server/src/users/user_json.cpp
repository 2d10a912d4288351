#include "users/user_json.hpp"

#include "base/field_checks.hpp"
#include "base/result.hpp"
#include "platform/json/reader.hpp"
#include "platform/json/writer.hpp"
#include "users/accounts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::users {
namespace {

/// Null clears a field as blank text does.
std::optional<std::string> null_as_blank(std::optional<std::optional<std::string>> text) {
  if (!text) {
    return std::nullopt;
  }
  return std::move(*text).value_or("");
}

}  // namespace

Result<Registration> parse_registration(std::string_view body) {
  TRY(const auto user, json::RequestBody::parse(body, "user"));
  FieldChecks checks;
  Registration registration{.username = checks.take(user.field("username").required_string()),
                            .email = checks.take(user.field("email").required_string()),
                            .password = checks.take(user.field("password").required_string())};
  TRY(checks.result());
  return registration;
}

Result<Credentials> parse_credentials(std::string_view body) {
  TRY(const auto user, json::RequestBody::parse(body, "user"));
  FieldChecks checks;
  Credentials credentials{.email = checks.take(user.field("email").required_string()),
                          .password = checks.take(user.field("password").required_string())};
  TRY(checks.result());
  return credentials;
}

Result<AccountEdit> parse_account_edit(std::string_view body) {
  TRY(const auto user, json::RequestBody::parse(body, "user"));
  FieldChecks checks;
  AccountEdit edit{.username = checks.take(user.field("username").optional_string()),
                   .email = checks.take(user.field("email").optional_string()),
                   .password = checks.take(user.field("password").optional_string()),
                   .bio = null_as_blank(checks.take(user.field("bio").nullable_string())),
                   .image = null_as_blank(checks.take(user.field("image").nullable_string()))};
  TRY(checks.result());
  return edit;
}

std::string user_json(const SignedIn& signed_in) {
  const auto& user = signed_in.user;
  std::string out;
  json::Writer{out}
      .begin_object()
      .key("user")
      .begin_object()
      .member("email", user.email)
      .member("token", signed_in.token)
      .member("username", user.username)
      .member("bio", user.bio)
      .member("image", user.image)
      .end_object()
      .end_object();
  return out;
}

}  // namespace conduit::users
