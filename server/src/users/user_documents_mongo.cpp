#include "users/user_documents_mongo.hpp"

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace conduit::users::mongo_documents {

User read_user(mongo::View document) {
  return {.id = document.get<UserId>("_id"),
          .username = document.get<std::string>("username"),
          .email = document.get<std::string>("email"),
          .password_hash = document.get<std::string>("passwordHash"),
          .bio = document.get<std::optional<std::string>>("bio"),
          .image = document.get<std::optional<std::string>>("image"),
          .credentials_version = document.get<std::int64_t>("credentialsVersion"),
          .surviving_session = document.get<std::string>("survivingSession"),
          .created_at = document.get<Timestamp>("createdAt"),
          .updated_at = document.get<Timestamp>("updatedAt")};
}

mongo::Document to_document(const User& user) {
  return mongo::doc("_id", user.id, "username", user.username, "usernameKey", username_key(user.username), "email",
                    user.email, "emailKey", email_key(user.email), "passwordHash", user.password_hash, "bio", user.bio,
                    "image", user.image, "credentialsVersion", user.credentials_version, "survivingSession",
                    user.surviving_session, "createdAt", user.created_at, "updatedAt", user.updated_at);
}

}  // namespace conduit::users::mongo_documents
