#include "app/mongo_migrations.hpp"

#include "articles/article_documents_mongo.hpp"
#include "comments/comment_documents_mongo.hpp"
#include "platform/mongo/document.hpp"
#include "users/user_documents_mongo.hpp"

#include <span>
#include <vector>

namespace conduit::app {
namespace {

using mongo::doc;
using mongo::Index;

std::vector<Index> initial_indexes() {
  using namespace articles::mongo_documents;  // NOLINT(google-build-using-namespace): the names of collections
  using comments::mongo_documents::kComments;
  using namespace users::mongo_documents;  // NOLINT(google-build-using-namespace)
  return {
      Index{.collection = kUsers, .name = kByUsername, .keys = doc("usernameKey", 1), .unique = true},
      Index{.collection = kUsers, .name = kByEmail, .keys = doc("emailKey", 1), .unique = true},
      Index{.collection = "follows",
            .name = "follows_by_follower",
            .keys = doc("follower", 1, "followee", 1),
            .unique = true},
      Index{.collection = kArticles, .name = kBySlug, .keys = doc("slug", 1), .unique = true},
      Index{.collection = kArticles, .name = "articles_by_time", .keys = doc("createdAt", -1, "_id", -1)},
      Index{
          .collection = kArticles, .name = "articles_by_author", .keys = doc("author", 1, "createdAt", -1, "_id", -1)},
      Index{.collection = kArticles, .name = "articles_by_tag", .keys = doc("tags", 1, "createdAt", -1, "_id", -1)},
      Index{.collection = kSlugs, .name = "slugs_by_article", .keys = doc("article", 1)},
      Index{
          .collection = kFavorites, .name = "favorites_by_user", .keys = doc("user", 1, "article", 1), .unique = true},
      Index{.collection = kFavorites, .name = "favorites_by_time", .keys = doc("user", 1, "at", -1, "article", -1)},
      Index{.collection = kFavorites, .name = "favorites_by_article", .keys = doc("article", 1)},
      Index{.collection = kComments, .name = "comments_by_article", .keys = doc("article", 1, "_id", 1)},
      Index{.collection = kTags, .name = "tags_by_use", .keys = doc("count", -1, "_id", 1)},
      Index{.collection = kSearch, .name = "search_by_word", .keys = doc("words", 1, "at", -1, "_id", -1)},
  };
}

}  // namespace

std::span<const mongo::Migration> mongo_migrations() {
  static const std::vector<mongo::Migration> migrations{
      {.number = 1, .name = "init", .indexes = initial_indexes()},
  };
  return migrations;
}

}  // namespace conduit::app
