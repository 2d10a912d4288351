#include "comments/comment_rows_sqlite.hpp"

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "comments/comment.hpp"
#include "platform/sqlite/statement.hpp"

#include <string>

namespace conduit::comments::sqlite_rows {

Comment read_comment(sqlite::Row row) {
  return {.id = row.get<CommentId>(0),
          .article = row.get<ArticleId>(1),
          .author = row.get<UserId>(2),
          .body = row.get<std::string>(3),
          .created_at = row.get<Timestamp>(4),
          .updated_at = row.get<Timestamp>(5)};
}

}  // namespace conduit::comments::sqlite_rows
