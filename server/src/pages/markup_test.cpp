#include "pages/markup.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

using namespace std::string_view_literals;

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

std::string script_json(std::string_view json) {
  std::string out;
  append_script_json(out, json);
  return out;
}

TEST(Escaping, TakesTheMeaningFromWhatIsMarkup) {
  EXPECT_EQ(escaped(R"(</title><script>alert("1")</script> & 'x')"),
            "&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;");
}

TEST(Escaping, LeavesOtherTextAlone) {
  for (const std::string_view text :
       {"", "plain", "tab\tline\nreturn\r", "Größe 你好 مرحبا 😀", "\u00a0\u00c2\u00ef\ufffd"}) {
    EXPECT_EQ(escaped(text), text);
  }
}

TEST(Escaping, EscapesOnceWhatIsEscaped) { EXPECT_EQ(escaped("&amp;"), "&amp;amp;"); }

TEST(Escaping, DropsWhatXmlCannotSay) {
  EXPECT_EQ(escaped("a\0b\x01\x08\x0b\x0c\x0e\x1f\x7fz"sv), "abz");
  EXPECT_EQ(escaped("a\u0080b\u0085c\u009fd"), "abcd");
  EXPECT_EQ(escaped("a\ufffeb\uffffc"), "abc");
}

TEST(Escaping, KeepsTextValidWhateverItIsCutTo) {
  // Not UTF-8 any more, which cannot come here; nothing may be read past the end all the same.
  EXPECT_EQ(escaped("a\xc2"), "a\xc2");
  EXPECT_EQ(escaped("a\xef\xbf"), "a\xef\xbf");
}

TEST(Escaping, TakesLargeValues) {
  const std::string hostile(1'000'000, '<');
  EXPECT_EQ(escaped(hostile).size(), 4 * hostile.size());
  EXPECT_EQ(script_json(hostile).size(), 6 * hostile.size());
}

TEST(ScriptJson, CannotEndItsElement) {
  EXPECT_EQ(script_json(R"({"a":"</script><!--<script>"})"), R"({"a":"\u003c/script>\u003c!--\u003cscript>"})");
}

TEST(ScriptJson, HasNoLineBreaksOfJavaScript) {
  EXPECT_EQ(script_json("\"a\u2028b\u2029c\""), "\"a\\u2028b\\u2029c\"");
  EXPECT_EQ(script_json("\"…€’\""), "\"…€’\"");
}

TEST(Markup, WritesAttributesAndText) {
  std::string html;
  Markup{html}.raw("<a").attribute("href", R"(/x?a&b="1")").raw(">").text("<b>").number(-5).raw("</a>");
  EXPECT_EQ(html, R"(<a href="/x?a&amp;b=&quot;1&quot;">&lt;b&gt;-5</a>)");
}

TEST(Markup, WritesRenderedHtmlAsItIs) {
  std::string html;
  Markup{html}.rendered("<p>x &amp; y</p>");
  EXPECT_EQ(html, "<p>x &amp; y</p>");
}

TEST(Markup, WritesDataScripts) {
  std::string html;
  Markup{html}.data_script(R"(type="application/json" id="x")", R"({"a":"<"})");
  EXPECT_EQ(html, R"(<script type="application/json" id="x">{"a":"\u003c"}</script>)");
}

}  // namespace
}  // namespace conduit::pages
