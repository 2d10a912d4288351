#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"
#include "profiles/follow_store.hpp"

#include <expected>
#include <memory>
#include <span>
#include <vector>

namespace conduit::profiles {
namespace {

using mongo::doc;

Result<> insert_edge(mongo::Session& session, UserId follower, UserId followee) {
  TRY(const auto there, session.count("users", doc("_id", mongo::one_of(std::vector{follower, followee}))));
  if (there != (follower == followee ? 1 : 2)) {
    return std::unexpected(not_found("profile"));
  }
  return session.insert_new("follows", {doc("follower", follower, "followee", followee)});
}

class MongoFollowStore final : public FollowStore {
 public:
  explicit MongoFollowStore(mongo::Database& database) : database_(database) {}

  Task<> follow(UserId follower, UserId followee) override {
    return database_.run(
        [follower, followee](mongo::Session& session) { return insert_edge(session, follower, followee); });
  }

  Task<> unfollow(UserId follower, UserId followee) override {
    return database_.run([follower, followee](mongo::Session& session) -> Result<> {
      TRY(session.remove_one("follows", doc("follower", follower, "followee", followee)));
      return {};
    });
  }

  Task<std::vector<UserId>> followed_among(UserId follower, std::span<const UserId> candidates) override {
    return database_.run([follower, candidates = std::vector(candidates.begin(), candidates.end())](
                             mongo::Session& session) -> Result<std::vector<UserId>> {
      std::vector<UserId> followed;
      if (!candidates.empty()) {
        const mongo::FindOptions options{.projection = doc("_id", 0, "followee", 1)};
        TRY(session.find("follows", doc("follower", follower, "followee", mongo::one_of(candidates)), options,
                         mongo::append_to(followed, [](mongo::View edge) { return edge.get<UserId>("followee"); })));
      }
      return followed;
    });
  }

 private:
  mongo::Database& database_;
};

}  // namespace

std::unique_ptr<FollowStore> make_mongo_follow_store(mongo::Database& database) {
  return std::make_unique<MongoFollowStore>(database);
}

}  // namespace conduit::profiles
