#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "comments/comment.hpp"
#include "comments/comment_documents_mongo.hpp"
#include "comments/comment_store.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/error.hpp"
#include "platform/mongo/session.hpp"

#include <expected>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace conduit::comments {
namespace {

using mongo::doc;
using mongo_documents::kComments;

Result<> insert_comment(mongo::Session& session, const Comment& comment) {
  TRY(const bool has_author, session.exists("users", doc("_id", comment.author)));
  TRY(const bool has_article, session.exists("articles", doc("_id", comment.article)));
  if (!has_article || !has_author) {
    return std::unexpected(not_found(has_article ? "profile" : "article"));
  }
  auto inserted = session.insert(kComments, mongo_documents::to_document(comment));
  if (!inserted) {
    auto error = std::move(inserted).error();
    return std::unexpected(mongo::is_conflict_on(error, "_id_") ? conflict("id") : std::move(error));
  }
  // The article may have been deleted since we looked, and its comments with it, but for this one.
  TRY(const bool still_there, session.exists("articles", doc("_id", comment.article)));
  if (!still_there) {
    TRY(session.remove_one(kComments, doc("_id", comment.id)));
    return std::unexpected(not_found("article"));
  }
  return {};
}

class MongoCommentStore final : public CommentStore {
 public:
  explicit MongoCommentStore(mongo::Database& database) : database_(database) {}

  Task<> insert(const Comment& comment) override {
    return database_.run([comment](mongo::Session& session) { return insert_comment(session, comment); });
  }

  Task<std::vector<Comment>> list(ArticleId article) override {
    return database_.run([article](mongo::Session& session) -> Result<std::vector<Comment>> {
      std::vector<Comment> comments;
      TRY(session.find(kComments, doc("article", article), {.sort = doc("_id", 1)},
                       mongo::append_to(comments, mongo_documents::read_comment)));
      return comments;
    });
  }

  Task<std::optional<Comment>> find(ArticleId article, CommentId id) override {
    return database_.run([article, id](mongo::Session& session) -> Result<std::optional<Comment>> {
      TRY(const auto found, session.find_one(kComments, doc("_id", id, "article", article)));
      return found ? std::optional{mongo_documents::read_comment(found->view())} : std::nullopt;
    });
  }

  Task<> remove(ArticleId article, CommentId id) override {
    return database_.run([article, id](mongo::Session& session) -> Result<> {
      TRY(const auto removed, session.remove_one(kComments, doc("_id", id, "article", article)));
      if (removed == 0) {
        return std::unexpected(not_found("comment"));
      }
      return {};
    });
  }

 private:
  mongo::Database& database_;
};

}  // namespace

std::unique_ptr<CommentStore> make_mongo_comment_store(mongo::Database& database) {
  return std::make_unique<MongoCommentStore>(database);
}

}  // namespace conduit::comments
