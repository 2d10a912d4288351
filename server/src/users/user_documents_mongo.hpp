#pragma once

#include "platform/mongo/document.hpp"
#include "users/user.hpp"

#include <string_view>

// Accounts as documents of MongoDB: what the store and the export share.

namespace conduit::users::mongo_documents {

inline constexpr std::string_view kUsers = "users";
/// The unique indexes.
inline constexpr std::string_view kByUsername = "users_by_username_key";
inline constexpr std::string_view kByEmail = "users_by_email_key";

[[nodiscard]] User read_user(mongo::View document);
[[nodiscard]] mongo::Document to_document(const User& user);

}  // namespace conduit::users::mongo_documents
