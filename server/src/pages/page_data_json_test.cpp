#include "pages/page_data_json.hpp"

#include <gtest/gtest.h>

namespace conduit::pages {
namespace {

TEST(PageData, HoldsAnswersUnderTheirKeys) {
  PageData data{"/tag/x?page=2"};
  data.add("articles", R"({"articles":[],"articlesCount":0,"nextCursor":null})");
  data.add_members(R"({"tags":["a","b"]})");
  data.add_members(R"({"article":{"title":"t"}})");
  EXPECT_EQ(data.script(), R"(<script type="application/json" id="initial-data">{"path":"/tag/x?page=2",)"
                           R"("articles":{"articles":[],"articlesCount":0,"nextCursor":null},)"
                           R"("tags":["a","b"],"article":{"title":"t"}}</script>)");
}

TEST(PageData, NamesThePageAsBrowsersDo) {
  EXPECT_TRUE(PageData{"/?"}.script().contains(R"({"path":"/"})"));
  EXPECT_TRUE(PageData{"/?a=?"}.script().contains(R"({"path":"/?a=?"})"));
}

TEST(PageData, CannotEndItsElement) {
  PageData data{R"(/?"</script>)"};
  data.add_members(R"({"article":{"title":"</script><script>alert(1)</script>"}})");
  EXPECT_EQ(data.script(), R"(<script type="application/json" id="initial-data">{"path":"/?\"\u003c/script>",)"
                           R"("article":{"title":"\u003c/script>\u003cscript>alert(1)\u003c/script>"}}</script>)");
}

}  // namespace
}  // namespace conduit::pages
