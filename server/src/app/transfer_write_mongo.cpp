#include "app/repair.hpp"
#include "app/transfer.hpp"
#include "articles/article_documents_mongo.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "comments/comment_documents_mongo.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"
#include "users/user_documents_mongo.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace conduit::app {
namespace {

using mongo::doc;
namespace stored_articles = articles::mongo_documents;

/// A complaint that an operator can act on.
Error refused(std::string why) {
  return {.code = ErrorCode::conflict, .fields = {}, .detail = std::move(why), .retry_after = {}};
}

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

/// What a batch refers to, looked up with one command per collection.
class Known {
 public:
  void needs_user(UserId id) { users_[id.value]; }
  void needs_article(ArticleId id) { articles_[id.value]; }

  void needs_names(const users::User& user) {
    username_keys_.push_back(users::username_key(user.username));
    email_keys_.push_back(users::email_key(user.email));
  }

  Result<> look_up(mongo::Session& session) {
    TRY(look_up_names(session));
    TRY(look_up(session, users::mongo_documents::kUsers, users_));
    return look_up(session, stored_articles::kArticles, articles_);
  }

  // Those that the batch itself brings, as it goes on.
  void add(const users::User& user) {
    users_[user.id.value] = user.created_at;
    by_username_[users::username_key(user.username)] = user.id;
    by_email_[users::email_key(user.email)] = user.id;
  }
  void add(const articles::Article& article) { articles_[article.id.value] = article.created_at; }

  /// `username` or `email` where another account has that.
  [[nodiscard]] std::optional<std::string_view> taken(const users::User& user) const {
    const auto is_anothers = [&user](const auto& owners, const std::string& key) {
      const auto owner = owners.find(key);
      return owner != owners.end() && owner->second != user.id;
    };
    if (is_anothers(by_username_, users::username_key(user.username))) {
      return "username";
    }
    return is_anothers(by_email_, users::email_key(user.email)) ? std::optional<std::string_view>{"email"}
                                                                : std::nullopt;
  }

  [[nodiscard]] bool has(UserId id) const { return users_.at(id.value).has_value(); }
  [[nodiscard]] std::optional<Timestamp> created_at(ArticleId id) const { return articles_.at(id.value); }

 private:
  using Times = std::map<std::int64_t, std::optional<Timestamp>>;

  static Result<> look_up(mongo::Session& session, std::string_view collection, Times& times) {
    std::vector<std::int64_t> ids;
    for (const auto& [id, time] : times) {
      ids.push_back(id);
    }
    if (ids.empty()) {
      return {};
    }
    return session.find(collection, doc("_id", mongo::one_of(ids)), {.projection = doc("createdAt", 1)},
                        [&times](mongo::View document) -> Result<> {
                          times[document.get<std::int64_t>("_id")] = document.get<Timestamp>("createdAt");
                          return {};
                        });
  }

  Result<> look_up_names(mongo::Session& session) {
    if (username_keys_.empty()) {
      return {};
    }
    const std::vector either{doc("usernameKey", mongo::one_of(username_keys_)),
                             doc("emailKey", mongo::one_of(email_keys_))};
    return session.find(users::mongo_documents::kUsers, doc("$or", either),
                        {.projection = doc("usernameKey", 1, "emailKey", 1)}, [this](mongo::View user) -> Result<> {
                          const auto id = user.get<UserId>("_id");
                          by_username_[user.get<std::string>("usernameKey")] = id;
                          by_email_[user.get<std::string>("emailKey")] = id;
                          return {};
                        });
  }

  Times users_;
  Times articles_;
  std::vector<std::string> username_keys_;
  std::vector<std::string> email_keys_;
  std::map<std::string, UserId> by_username_;
  std::map<std::string, UserId> by_email_;
};

/// Writes one batch: everything of it is checked before the first write.
class BatchWriter {
 public:
  BatchWriter(mongo::Session& session, std::span<const Record> batch) : session_(session), batch_(batch) {}

  std::expected<void, RefusedRecord> write() {
    const auto whole = [](Error error) {
      return std::unexpected(RefusedRecord{.index = 0, .error = std::move(error)});
    };
    if (auto known = look_up(); !known) {
      return whole(std::move(known).error());
    }
    for (std::size_t index = 0; index < batch_.size(); ++index) {
      auto taken = std::visit([this](const auto& record) { return take(record); }, batch_[index]);
      if (!taken) {
        return std::unexpected(RefusedRecord{.index = index, .error = std::move(taken).error()});
      }
    }
    if (auto sent = send(); !sent) {
      return whole(std::move(sent).error());
    }
    return {};
  }

 private:
  Result<> look_up() {
    for (const auto& record : batch_) {
      std::visit(Overloaded{[this](const users::User& user) {
                              known_.needs_user(user.id);
                              known_.needs_names(user);
                            },
                            [this](const ArticleRecord& record) {
                              known_.needs_user(record.article.author);
                              known_.needs_article(record.article.id);
                            },
                            [this](const Follow& follow) {
                              known_.needs_user(follow.follower);
                              known_.needs_user(follow.followee);
                            },
                            [this](const Favorite& favorite) {
                              known_.needs_user(favorite.user);
                              known_.needs_article(favorite.article);
                            },
                            [this](const comments::Comment& comment) {
                              known_.needs_user(comment.author);
                              known_.needs_article(comment.article);
                            }},
                 record);
    }
    return known_.look_up(session_);
  }

  static Result<> unless(bool is_there) {
    return is_there ? Result<>{} : std::unexpected(refused("refers to an account or article that is not there"));
  }

  Result<> take(const users::User& user) {
    if (const auto field = known_.taken(user)) {
      return std::unexpected(refused(fmt::format("another account has this {} already", *field)));
    }
    known_.add(user);
    users_.push_back(users::mongo_documents::to_document(user));
    return {};
  }

  Result<> take(const ArticleRecord& record) {
    const auto& article = record.article;
    TRY(unless(known_.has(article.author)));
    if (const auto before = known_.created_at(article.id); before && *before != article.created_at) {
      return std::unexpected(refused("another article has this id already"));
    }
    TRY(claim_slugs(record));
    known_.add(article);
    begun_deletions_.push_back(article.id);
    articles_.push_back(stored_articles::to_document(article));
    words_.push_back(stored_articles::to_search_document(article));
    return {};
  }

  /// That nobody else has or had the slugs, and that those which the record does not name are free again.
  Result<> claim_slugs(const ArticleRecord& record) {
    auto slugs = record.former_slugs;
    slugs.push_back(record.article.slug);
    std::vector<mongo::Document> claims;
    for (const auto& slug : slugs) {
      claims.push_back(doc("_id", slug, "article", record.article.id));
    }
    TRY(session_.insert_new(stored_articles::kSlugs, claims));
    TRY(const auto foreign, session_.find_one(stored_articles::kSlugs, doc("_id", mongo::one_of(slugs), "article",
                                                                           doc("$ne", record.article.id))));
    if (foreign) {
      return std::unexpected(
          refused(fmt::format("another article has or had the slug {}", foreign->get<std::string>("_id"))));
    }
    TRY(session_.remove_all(stored_articles::kSlugs, doc("article", record.article.id, "_id", doc("$nin", slugs))));
    return {};
  }

  Result<> take(const Follow& follow) {
    TRY(unless(known_.has(follow.follower) && known_.has(follow.followee)));
    follows_.push_back(doc("follower", follow.follower, "followee", follow.followee));
    return {};
  }

  Result<> take(const Favorite& favorite) {
    const auto at = known_.created_at(favorite.article);
    TRY(unless(known_.has(favorite.user) && at));
    favorites_.push_back(doc("user", favorite.user, "article", favorite.article, "at", *at));
    return {};
  }

  Result<> take(const comments::Comment& comment) {
    TRY(unless(known_.has(comment.author) && known_.created_at(comment.article)));
    comments_.push_back(comments::mongo_documents::to_document(comment));
    return {};
  }

  /// What others refer to first.
  Result<> send() {
    TRY(session_.put_all(users::mongo_documents::kUsers, users_));
    if (!begun_deletions_.empty()) {
      // Of articles with the same ids that were here before: they would go on with these.
      TRY(session_.remove_all(stored_articles::kDeletions, doc("_id", mongo::one_of(begun_deletions_))));
    }
    TRY(session_.put_all(stored_articles::kArticles, articles_));
    TRY(session_.put_all(stored_articles::kSearch, words_));
    TRY(session_.insert_new("follows", follows_));
    TRY(session_.insert_new(stored_articles::kFavorites, favorites_));
    return session_.put_all(comments::mongo_documents::kComments, comments_);
  }

  mongo::Session& session_;
  std::span<const Record> batch_;
  Known known_;
  std::vector<mongo::Document> users_;
  std::vector<mongo::Document> articles_;
  std::vector<mongo::Document> words_;
  std::vector<ArticleId> begun_deletions_;
  std::vector<mongo::Document> follows_;
  std::vector<mongo::Document> favorites_;
  std::vector<mongo::Document> comments_;
};

class MongoBulkWriter final : public BulkWriter {
 public:
  explicit MongoBulkWriter(mongo::Database& database) : database_(database) {}

  std::expected<void, RefusedRecord> write(std::span<const Record> batch) override {
    std::expected<void, RefusedRecord> written;
    const auto connected = database_.run_now([&](mongo::Session& session) -> Result<> {
      written = BatchWriter{session, batch}.write();
      return {};
    });
    if (!connected) {
      return std::unexpected(RefusedRecord{.index = 0, .error = connected.error()});
    }
    return written;
  }

  Result<> finish() override {
    TRY(make_mongo_repairer(database_)->repair());
    return {};
  }

 private:
  mongo::Database& database_;
};

}  // namespace

std::unique_ptr<BulkWriter> make_mongo_bulk_writer(mongo::Database& database) {
  return std::make_unique<MongoBulkWriter>(database);
}

}  // namespace conduit::app
