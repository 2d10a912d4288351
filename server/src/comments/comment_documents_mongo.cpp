#include "comments/comment_documents_mongo.hpp"

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <string>

namespace conduit::comments::mongo_documents {

Comment read_comment(mongo::View document) {
  return {.id = document.get<CommentId>("_id"),
          .article = document.get<ArticleId>("article"),
          .author = document.get<UserId>("author"),
          .body = document.get<std::string>("body"),
          .created_at = document.get<Timestamp>("createdAt"),
          .updated_at = document.get<Timestamp>("updatedAt")};
}

mongo::Document to_document(const Comment& comment) {
  return mongo::doc("_id", comment.id, "article", comment.article, "author", comment.author, "body", comment.body,
                    "createdAt", comment.created_at, "updatedAt", comment.updated_at);
}

}  // namespace conduit::comments::mongo_documents
