#include "comments/comment_json.hpp"

#include "base/error.hpp"
#include "base/ids.hpp"
#include "comments/comment.hpp"
#include "comments/comments.hpp"
#include "profiles/profile.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string_view>

namespace conduit::comments {
namespace {

constexpr UserId kAnn{1};

Comment hello() {
  Comment comment;
  comment.id = CommentId{9'007'199'254'740'991};
  comment.article = ArticleId{17};
  comment.author = kAnn;
  comment.body = "Hello";
  comment.created_at = comment.updated_at = std::chrono::sys_days{std::chrono::January / 31 / 2026};
  return comment;
}

profiles::Profile ann() { return {.id = kAnn, .username = "ann", .bio = {}, .image = {}, .following = false}; }

constexpr std::string_view kHello =
    R"({"id":9007199254740991,"createdAt":"2026-01-31T00:00:00.000Z","updatedAt":"2026-01-31T00:00:00.000Z",)"
    R"("body":"Hello","bodyHtml":"<p>Hello</p>","author":{"username":"ann","bio":null,"image":null,)"
    R"("following":false}})";

TEST(CommentJson, HasTheContractsKeysInItsOrder) {
  EXPECT_EQ(comment_json({.comment = hello(), .author = ann()}, "<p>Hello</p>").text,
            R"({"comment":)" + std::string{kHello} + "}");
}

TEST(CommentJson, ListsCommentsWithTheirHtml) {
  CommentList list;
  list.comments = {hello(), hello()};
  list.authors.emplace(kAnn, ann());
  const auto html = std::make_shared<const std::string>("<p>Hello</p>");
  const std::vector bodies{html, html};

  EXPECT_EQ(comment_list_json(list, bodies).text,
            R"({"comments":[)" + std::string{kHello} + "," + std::string{kHello} + "]}");
  EXPECT_EQ(comment_list_json({}, {}).text, R"({"comments":[]})");
}

TEST(CommentJson, ANewCommentNeedsABody) {
  EXPECT_EQ(parse_new_comment(R"({"comment":{"body":"Hello"}})").value(), "Hello");
  for (const auto* const text : {R"({"comment":{}})", R"({"comment":{"body":null}})", R"({"comment":{"body":1}})"}) {
    const auto refused = parse_new_comment(text);

    ASSERT_FALSE(refused) << text;
    EXPECT_TRUE(complains(refused.error(), ErrorCode::invalid, "body")) << text;
  }
}

}  // namespace
}  // namespace conduit::comments
