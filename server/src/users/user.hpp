#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// An account: its types, limits and validation. Pure: no I/O, no JSON.

namespace conduit::users {

inline constexpr std::size_t kMaxUsernameLength = 64;   // code points
inline constexpr std::size_t kMaxEmailBytes = 254;      // RFC 5321 path without its brackets
inline constexpr std::size_t kMinPasswordLength = 8;    // code points; NIST SP 800-63B §5.1.1.2
inline constexpr std::size_t kMaxPasswordLength = 128;  // code points
inline constexpr std::size_t kMaxBioLength = 4096;      // code points
inline constexpr std::size_t kMaxImageBytes = 2048;

struct User {
  UserId id;
  std::string username;
  std::string email;
  std::string password_hash;
  std::optional<std::string> bio;
  std::optional<std::string> image;
  /// Counts password changes. A token counts only while it carries this number, or the id of the session that made
  /// the last change: that one goes on, every other session of the account ends.
  std::int64_t credentials_version = 1;
  std::string surviving_session;
  Timestamp created_at;
  Timestamp updated_at;

  bool operator==(const User&) const = default;
};

/// What others may see of an account; the author of an article or a comment.
struct PublicUser {
  UserId id;
  std::string username;
  std::optional<std::string> bio;
  std::optional<std::string> image;

  bool operator==(const PublicUser&) const = default;
};

struct NewPassword {
  std::string hash;
  /// The session that makes the change and goes on after it.
  std::string surviving_session;
};

/// A partial update: what is empty stays as it is. An inner null clears bio or image.
struct UserChanges {
  std::optional<std::string> username;
  std::optional<std::string> email;
  std::optional<NewPassword> password;
  std::optional<std::optional<std::string>> bio;
  std::optional<std::optional<std::string>> image;

  [[nodiscard]] bool empty() const { return !username && !email && !password && !bio && !image; }
};

/// The normal forms under which user names and e-mail addresses are unique and looked up.
[[nodiscard]] std::string username_key(std::string_view username);
[[nodiscard]] std::string email_key(std::string_view email);

// Each answers with the value as it is to be stored (trimmed, in normal form), or `invalid` naming the field.
[[nodiscard]] Result<std::string> valid_username(std::string_view text);
[[nodiscard]] Result<std::string> valid_email(std::string_view text);
[[nodiscard]] Result<std::string> valid_password(std::string_view text);
/// Blank text means none.
[[nodiscard]] Result<std::optional<std::string>> valid_bio(std::string_view text);
[[nodiscard]] Result<std::optional<std::string>> valid_image(std::string_view text);

}  // namespace conduit::users
