#include "platform/cache/record_after.hpp"
#include "users/user_store.hpp"
#include "users/user_topics.hpp"

#include <utility>

namespace conduit::users {
namespace {

/// Tells the cache, here and on the other servers, of every write, so that nobody is shown what was read before it.
class CachedUserStore final : public UserStore {
 public:
  CachedUserStore(std::unique_ptr<UserStore> inner, cache::SharedCache& cache)
      : inner_(std::move(inner)), cache_(cache) {}

  Task<> insert(const User& user) override {
    return cache::record_after(cache_, {username_topic(username_key(user.username))}, inner_->insert(user));
  }

  Task<std::optional<User>> find(UserId id) override { return inner_->find(id); }
  Task<std::optional<User>> find_by_username_key(std::string_view key) override {
    return inner_->find_by_username_key(key);
  }
  Task<std::optional<User>> find_by_email_key(std::string_view key) override { return inner_->find_by_email_key(key); }
  Task<std::vector<PublicUser>> find_public(std::span<const UserId> ids) override { return inner_->find_public(ids); }

  Task<User> update(UserId id, const UserChanges& changes, Timestamp now) override {
    cache::Topics topics{account_topic(id)};
    if (changes.username || changes.bio || changes.image) {
      topics.push_back(public_profiles_topic());
    }
    if (changes.username) {
      topics.push_back(username_topic(username_key(*changes.username)));
    }
    return cache::record_after(cache_, std::move(topics), inner_->update(id, changes, now));
  }

 private:
  std::unique_ptr<UserStore> inner_;
  cache::SharedCache& cache_;
};

}  // namespace

std::unique_ptr<UserStore> make_cached_user_store(std::unique_ptr<UserStore> inner, cache::SharedCache& cache) {
  return std::make_unique<CachedUserStore>(std::move(inner), cache);
}

}  // namespace conduit::users
