#include "preview/preview_json.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace conduit::preview {
namespace {

TEST(PreviewJson, TakesAnyTextUpToItsLimit) {
  EXPECT_EQ(parse_preview(R"({"markdown":"*a*"})").value(), "*a*");
  EXPECT_EQ(parse_preview(R"({"markdown":""})").value(), "");
  EXPECT_TRUE(parse_preview(R"({"markdown":")" + std::string(kMaxMarkdownBytes, 'a') + R"("})"));
}

TEST(PreviewJson, NamesWhatIsWrong) {
  const auto too_long = R"({"markdown":")" + std::string(kMaxMarkdownBytes + 1, 'a') + R"("})";
  for (const auto& body : {std::string{"{}"}, std::string{"[]"}, std::string{R"({"markdown":null})"},
                           std::string{R"({"markdown":1})"}, too_long}) {
    const auto refused = parse_preview(body);

    ASSERT_FALSE(refused);
    EXPECT_TRUE(complains(refused.error(), ErrorCode::invalid, "markdown"));
  }
}

TEST(PreviewJson, WrapsTheHtml) { EXPECT_EQ(preview_json("<p>\"a\"</p>"), R"({"html":"<p>\"a\"</p>"})"); }

}  // namespace
}  // namespace conduit::preview
