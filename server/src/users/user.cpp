#include "users/user.hpp"

#include "text/unicode.hpp"
#include "text/validation.hpp"

#include <fmt/format.h>

#include <utility>

namespace conduit::users {
namespace {

Error not_valid(std::string field) { return invalid(std::move(field), "is invalid"); }

}  // namespace

std::string username_key(std::string_view username) { return text::uniqueness_key(username); }

std::string email_key(std::string_view email) { return text::uniqueness_key(email); }

Result<std::string> valid_username(std::string_view text) {
  TRY(auto username, text::valid_line("username", text, {.most = kMaxUsernameLength}));
  // Browsers take the segments "." and ".." out of a path, however they are written: nobody could open the profile.
  const auto unreachable = username == "." || username == "..";
  if (unreachable || text::has_stray_invisible_characters(username, text::Spaces::allowed)) {
    return std::unexpected(not_valid("username"));
  }
  return username;
}

Result<std::string> valid_email(std::string_view text) {
  TRY(auto email, text::valid_line("email", text, {.most = kMaxEmailBytes, .unit = text::Unit::bytes}));
  // Whether an address works only a message to it can tell; this catches what was never meant as one.
  const auto at = email.find('@', 1);
  const auto has_two_sides = at != std::string::npos && at + 1 < email.size();
  if (!has_two_sides || text::has_stray_invisible_characters(email, text::Spaces::refused)) {
    return std::unexpected(not_valid("email"));
  }
  return email;
}

Result<std::string> valid_password(std::string_view text) {
  if (text::is_blank(text)) {
    return std::unexpected(text::blank("password"));
  }
  if (text::length(text) < kMinPasswordLength) {
    return std::unexpected(
        invalid("password", fmt::format("is too short (minimum is {} characters)", kMinPasswordLength)));
  }
  TRY(text::within("password", text, {.most = kMaxPasswordLength}));
  return std::string{text};
}

Result<std::optional<std::string>> valid_bio(std::string_view text) {
  if (text::is_blank(text)) {
    return std::nullopt;
  }
  TRY(auto bio, text::valid_lines("bio", text, {.most = kMaxBioLength}));
  return bio;
}

Result<std::optional<std::string>> valid_image(std::string_view text) {
  const auto image = text::trimmed(text);
  if (image.empty()) {
    return std::nullopt;
  }
  // An address is kept to the byte, whatever it says: the page decides what it loads.
  if (text::has_control_characters(image, text::Lines::single) ||
      text::has_control_characters(text, text::Lines::many)) {
    return std::unexpected(invalid("image", "contains control characters"));
  }
  TRY(text::within("image", image, {.most = kMaxImageBytes, .unit = text::Unit::bytes}));
  return std::string{image};
}

}  // namespace conduit::users
