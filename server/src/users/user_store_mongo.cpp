#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/error.hpp"
#include "platform/mongo/session.hpp"
#include "users/user.hpp"
#include "users/user_documents_mongo.hpp"
#include "users/user_store.hpp"

#include <algorithm>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::users {
namespace {

using mongo::doc;
using mongo_documents::kUsers;

/// How often a change is tried again because another came between its read and its write. Each round somebody gets
/// through, so only as many people changing one account at once could use it up.
constexpr int kMaxRounds = 100;

PublicUser read_public(mongo::View document) {
  return {.id = document.get<UserId>("_id"),
          .username = document.get<std::string>("username"),
          .bio = document.get<std::optional<std::string>>("bio"),
          .image = document.get<std::optional<std::string>>("image")};
}

/// The contract's word for a write that a unique index has refused: the server names one index, but the other value may
/// be taken as well.
Result<Error> explain(mongo::Session& session, const User& user, Error error) {
  if (error.code != ErrorCode::conflict) {
    return error;
  }
  if (mongo::is_conflict_on(error, "_id_")) {
    return conflict("id");
  }
  const auto username = username_key(user.username);
  const auto email = email_key(user.email);
  bool username_taken = false;
  bool email_taken = false;
  const std::vector either{doc("usernameKey", username), doc("emailKey", email)};
  TRY(session.find(kUsers, doc("_id", doc("$ne", user.id), "$or", either), {}, [&](mongo::View other) -> Result<> {
    username_taken = username_taken || other.get<std::string>("usernameKey") == username;
    email_taken = email_taken || other.get<std::string>("emailKey") == email;
    return {};
  }));
  Error taken{.code = ErrorCode::conflict, .fields = {}, .detail = std::move(error.detail), .retry_after = {}};
  if (username_taken) {
    taken.fields.push_back(conflict("username").fields.front());
  }
  if (email_taken) {
    taken.fields.push_back(conflict("email").fields.front());
  }
  return taken;
}

Result<> insert_user(mongo::Session& session, const User& user) {
  auto inserted = session.insert(kUsers, mongo_documents::to_document(user));
  if (!inserted) {
    TRY(auto error, explain(session, user, std::move(inserted).error()));
    return std::unexpected(std::move(error));
  }
  return {};
}

Result<std::optional<User>> find_where(mongo::Session& session, const mongo::Document& condition) {
  TRY(const auto found, session.find_one(kUsers, condition));
  return found ? std::optional{mongo_documents::read_user(found->view())} : std::nullopt;
}

mongo::Document change_of(const User& before, const UserChanges& changes, Timestamp now) {
  auto set = doc("updatedAt", std::max(now, before.updated_at + Timestamp::duration{1}));
  if (changes.username) {
    set.add("username", *changes.username, "usernameKey", username_key(*changes.username));
  }
  if (changes.email) {
    set.add("email", *changes.email, "emailKey", email_key(*changes.email));
  }
  if (changes.bio) {
    set.add("bio", *changes.bio);
  }
  if (changes.image) {
    set.add("image", *changes.image);
  }
  if (changes.password) {
    set.add("passwordHash", changes.password->hash, "survivingSession", changes.password->surviving_session,
            "credentialsVersion", before.credentials_version + 1);
  }
  return doc("$set", set);
}

/// Each change makes `updatedAt` later, so that it tells whether the account is still as it was read.
Result<User> update_user(mongo::Session& session, UserId id, const UserChanges& changes, Timestamp now) {
  for (int round = 0; round < kMaxRounds; ++round) {
    TRY(const auto before, find_where(session, doc("_id", id)));
    if (!before) {
      return std::unexpected(not_found("user"));
    }
    auto after = session.find_and_update(kUsers, doc("_id", id, "updatedAt", before->updated_at),
                                         change_of(*before, changes, now));
    if (!after) {
      auto wanted = *before;
      wanted.username = changes.username.value_or(wanted.username);
      wanted.email = changes.email.value_or(wanted.email);
      TRY(auto error, explain(session, wanted, std::move(after).error()));
      return std::unexpected(std::move(error));
    }
    if (*after) {
      return mongo_documents::read_user((*after)->view());
    }
  }
  return std::unexpected(unavailable("an account is being changed by too many at once"));
}

class MongoUserStore final : public UserStore {
 public:
  explicit MongoUserStore(mongo::Database& database) : database_(database) {}

  Task<> insert(const User& user) override {
    return database_.run([user](mongo::Session& session) { return insert_user(session, user); });
  }

  Task<std::optional<User>> find(UserId id) override { return find_by(doc("_id", id)); }

  Task<std::optional<User>> find_by_username_key(std::string_view key) override {
    return find_by(doc("usernameKey", key));
  }

  Task<std::optional<User>> find_by_email_key(std::string_view key) override { return find_by(doc("emailKey", key)); }

  Task<std::vector<PublicUser>> find_public(std::span<const UserId> ids) override {
    return database_.run(
        [ids = std::vector(ids.begin(), ids.end())](mongo::Session& session) -> Result<std::vector<PublicUser>> {
          std::vector<PublicUser> users;
          if (!ids.empty()) {
            const mongo::FindOptions options{.projection = doc("username", 1, "bio", 1, "image", 1)};
            TRY(session.find(kUsers, doc("_id", mongo::one_of(ids)), options, mongo::append_to(users, read_public)));
          }
          return users;
        });
  }

  Task<User> update(UserId id, const UserChanges& changes, Timestamp now) override {
    return database_.run(
        [id, changes, now](mongo::Session& session) { return update_user(session, id, changes, now); });
  }

 private:
  Task<std::optional<User>> find_by(mongo::Document condition) {
    return database_.run(
        [condition = std::move(condition)](mongo::Session& session) { return find_where(session, condition); });
  }

  mongo::Database& database_;
};

}  // namespace

std::unique_ptr<UserStore> make_mongo_user_store(mongo::Database& database) {
  return std::make_unique<MongoUserStore>(database);
}

}  // namespace conduit::users
