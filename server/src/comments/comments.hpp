#pragma once

#include "articles/articles.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "comments/comment.hpp"
#include "comments/comment_store.hpp"
#include "profiles/profile.hpp"
#include "profiles/profiles.hpp"

#include <string>
#include <string_view>
#include <vector>

// Discussion under an article: who may add and remove what.

namespace conduit::comments {

/// A comment as one reader sees it.
struct CommentView {
  Comment comment;
  profiles::Profile author;
};

/// All comments on an article as one reader sees them, oldest first.
struct CommentList {
  std::vector<Comment> comments;
  /// Has the author of each.
  profiles::Authors authors;
};

class Comments {
 public:
  Comments(CommentStore& comments, articles::Articles& articles, profiles::Profiles& profiles, IdGenerator& ids,
           const Clock& clock)
      : comments_(comments), articles_(articles), profiles_(profiles), ids_(ids), clock_(clock) {}

  /// What the others are asked about; `not_found` naming `article`. First of all, and before a request's content is
  /// looked at: an article that does not exist is told before what is wrong with the comment.
  Task<ArticleId> article(std::string_view slug);

  /// As somebody who is not signed in sees them.
  Task<CommentList> list(ArticleId article);

  /// `invalid` for a body that valid_body() refuses; `not_found` naming `article` when it has gone meanwhile.
  Task<CommentView> add(const Viewer& viewer, ArticleId article, std::string body);

  /// `not_found` naming `comment` when the article has none of this id, `forbidden` when it is somebody else's.
  Task<> remove(const Viewer& viewer, ArticleId article, CommentId id);

 private:
  CommentStore& comments_;
  articles::Articles& articles_;
  profiles::Profiles& profiles_;
  IdGenerator& ids_;
  const Clock& clock_;
};

}  // namespace conduit::comments
