#include "platform/markdown/renderer.hpp"
#include "platform/markdown/tags_test_support.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace conduit::markdown {
namespace {

TEST(Markdown, RendersWhatWritersUse) {
  EXPECT_EQ(render("plain"), "<p>plain</p>\n");
  EXPECT_EQ(render("*a* **b** ~~c~~ `d<e`"), "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>\n");
  EXPECT_EQ(render("one\ntwo  \nthree"), "<p>one\ntwo<br>\nthree</p>\n");
  EXPECT_EQ(render("- a\n- b"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
  EXPECT_EQ(render("3. a\n4. b"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
  EXPECT_EQ(render("> a\n\n---"), "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n");
  EXPECT_EQ(render("你好 🖊 مرحبا"), "<p>你好 🖊 مرحبا</p>\n");
  EXPECT_EQ(render("1 < 2 & 3 &copy; \"q\""), "<p>1 &lt; 2 &amp; 3 &copy; &quot;q&quot;</p>\n");
  EXPECT_EQ(render(""), "");
  EXPECT_EQ(render(" \n\n "), "");
}

TEST(Markdown, PutsTheHighestHeadingBelowTheTitle) {
  EXPECT_EQ(render("# a"), "<h2>a</h2>\n");
  EXPECT_EQ(render("Setext\n---"), "<h2>Setext</h2>\n");
  EXPECT_EQ(render("##### a\n###### b"), "<h2>a</h2>\n<h3>b</h3>\n");
  EXPECT_EQ(render("### a\n# b\n## c"), "<h4>a</h4>\n<h2>b</h2>\n<h3>c</h3>\n");
  EXPECT_EQ(render("# a\n##### b\n###### c"), "<h2>a</h2>\n<h6>b</h6>\n<h6>c</h6>\n");
  EXPECT_EQ(render("> ## a\n\n- # b"), "<blockquote>\n<h3>a</h3>\n</blockquote>\n<ul>\n<li><h2>b</h2>\n</li>\n</ul>\n");
}

TEST(Markdown, RendersTablesWithTheirAlignment) {
  EXPECT_EQ(render("| a | b | c |\n|:--|:-:|--:|\n| `x\\|y` | <b> |"),
            "<table>\n<thead>\n<tr>\n<th align=\"left\">a</th>\n<th align=\"center\">b</th>\n"
            "<th align=\"right\">c</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align=\"left\"><code>x|y</code></td>\n"
            "<td align=\"center\">&lt;b&gt;</td>\n<td align=\"right\"></td>\n</tr>\n</tbody>\n</table>\n");
}

TEST(Markdown, RendersTaskLists) {
  EXPECT_EQ(render("- [ ] a\n- [x] b"),
            "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled> a</li>\n"
            "<li class=\"task\"><input type=\"checkbox\" disabled checked> b</li>\n</ul>\n");
}

TEST(Markdown, KeepsCodeInsideItsListItem) {
  EXPECT_EQ(render("1. one\n   ```cpp\n   if (a < b && c) { x; }\n   ```\n2. two\n3. three"),
            "<ol>\n<li>one<pre><code class=\"language-cpp\">if (a &lt; b &amp;&amp; c) { x; }\n</code></pre>\n</li>\n"
            "<li>two</li>\n<li>three</li>\n</ol>\n");
}

TEST(Markdown, ShowsCodeAsTypedAndEscapedOnce) {
  const std::string escaped = "&lt;b&gt;&amp;amp;{{ x }}{% raw %}\\*&amp;lt;";

  EXPECT_EQ(render("```\n<b>&amp;{{ x }}{% raw %}\\*&lt;\n```"), "<pre><code>" + escaped + "\n</code></pre>\n");
  EXPECT_EQ(render("`<b>&amp;{{ x }}{% raw %}\\*&lt;`"), "<p><code>" + escaped + "</code></p>\n");
}

TEST(Markdown, MarksLinksThatLeadElsewhere) {
  EXPECT_EQ(render("[x](https://e.com/?a=b&c=d \"t\")"),
            "<p><a href=\"https://e.com/?a=b&amp;c=d\" rel=\"nofollow ugc noopener\" title=\"t\">x</a></p>\n");
  EXPECT_EQ(render("[x](//e.com)"), "<p><a href=\"//e.com\" rel=\"nofollow ugc noopener\">x</a></p>\n");
  EXPECT_EQ(render("[x](/article/a) [y](#z)"), "<p><a href=\"/article/a\">x</a> <a href=\"#z\">y</a></p>\n");
  EXPECT_EQ(render("<a@b.co>, a@b.co"),
            "<p><a href=\"mailto:a@b.co\">a@b.co</a>, <a href=\"mailto:a@b.co\">a@b.co</a></p>\n");
}

TEST(Markdown, LinksAddressesInRunningText) {
  EXPECT_EQ(render("see https://e.com/a_b_c."),
            "<p>see <a href=\"https://e.com/a_b_c\" rel=\"nofollow ugc noopener\">https://e.com/a_b_c</a>.</p>\n");
  EXPECT_EQ(render("(www.e.com)"),
            "<p>(<a href=\"http://www.e.com\" rel=\"nofollow ugc noopener\">www.e.com</a>)</p>\n");
  EXPECT_EQ(render("`https://e.com`"), "<p><code>https://e.com</code></p>\n");
  EXPECT_EQ(render("[https://e.com](/x)"), "<p><a href=\"/x\">https://e.com</a></p>\n");
  EXPECT_EQ(render("![https://e.com](/x)"), "<p><img src=\"/x\" alt=\"https://e.com\" loading=\"lazy\"></p>\n");
}

TEST(Markdown, WritesTheTextOfAnImageWithoutTags) {
  EXPECT_EQ(render("![a *b* [c](d) `e\"`\nf](x.png \"t\")"),
            "<p><img src=\"x.png\" alt=\"a b c e&quot; f\" title=\"t\" loading=\"lazy\"></p>\n");
  EXPECT_EQ(render("![a ![b](c)](d)"), "<p><img src=\"d\" alt=\"a b\" loading=\"lazy\"></p>\n");
}

TEST(Markdown, TakesAddressesAwayThatBrowsersWouldRun) {
  for (const std::string address :
       {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "javascript&#x3A;alert(1)",
        "vbscript:x", "data:text/html;base64,AAAA", "file:///etc/passwd", "blob:x", "x-unknown:y", ":x",
        "\\javascript:x", "<javascript:alert(1)>", "<java script:x>"}) {
    EXPECT_EQ(render("[x](" + address + ")"), "<p><a>x</a></p>\n") << address;
    EXPECT_EQ(render("![x](" + address + ")"), "<p>x</p>\n") << address;
  }
  EXPECT_EQ(render("<javascript:alert(1)>"), "<p><a>javascript:alert(1)</a></p>\n");
  EXPECT_EQ(render("![x](data:image/png;base64,AAAA)"), "<p>x</p>\n");
  EXPECT_EQ(render("![x](mailto:a@b)"), "<p>x</p>\n");
}

TEST(Markdown, LetsNothingMakeASchemeLater) {
  // Browsers drop tabs and line breaks from addresses, and read named entities that we do not.
  EXPECT_EQ(render("[x](<java\tscript/:x>)"), "<p><a href=\"java%09script/:x\">x</a></p>\n");
  EXPECT_EQ(render("[x](javascript&colon;alert(1))"), "<p><a href=\"javascript&amp;colon;alert(1)\">x</a></p>\n");
  EXPECT_EQ(render("[x](java&Tab;script:alert(1))"), "<p><a>x</a></p>\n");
  EXPECT_EQ(render("[x](/\\evil.example)"), "<p><a href=\"/%5Cevil.example\">x</a></p>\n");
}

TEST(Markdown, ShowsRawHtmlAsItWasTyped) {
  EXPECT_EQ(render("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
  EXPECT_EQ(render("a <img src=x onerror=alert(1)> b"), "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>\n");
}

TEST(Markdown, EmitsNothingButItsOwnTagsForHostileText) {
  for (const std::string hostile : {"<scr<script>ipt>alert(1)</scr</script>ipt>",
                                    "<svg onload=alert(1)>",
                                    "<iframe srcdoc='<script>x</script>'>",
                                    "<a href='javascript:alert(1)'>x</a>",
                                    "<!--><img src=x onerror=alert(1)>-->",
                                    "<![CDATA[<b>]]>",
                                    "<?php ?>",
                                    "![x](x\"onerror=\"alert(1))",
                                    "![x](x \"onerror=alert(1)\")",
                                    "[x](https://e.com \"\\\" onmouseover=\\\"alert(1)\")",
                                    "[x](<y\" onclick=\"z>)",
                                    "[x]: javascript:alert(1)\n\n[x]",
                                    "https://e.com/\"onmouseover=\"alert(1)",
                                    "www.e.com/<b>",
                                    "```\"><img src=x onerror=alert(1)>\ncode\n```",
                                    "```x\" onclick=\"y\ncode\n```",
                                    "``` &quot;x\ncode\n```",
                                    "`<img src=x>`",
                                    "| <img src=x> |\n|---|\n| <script>x</script> |",
                                    "&lt;script&gt; &#60;b&#62; &#x3c;",
                                    "<https://e.com/\"onclick=\"x>",
                                    "![<b>](x)",
                                    "[<b>](x)",
                                    "# <b>",
                                    "[a](b '<')",
                                    "*<b>*",
                                    "~~<b>~~"}) {
    for (const auto& markdown : {hostile, "- " + hostile, "> " + hostile, "a " + hostile + " b"}) {
      EXPECT_EQ(fault_in(render(markdown)).value_or("no fault"), "no fault") << markdown;
    }
  }
}

TEST(Markdown, ClosesWhatIsOpenAndNothingElse) {
  // md4c takes the tildes of the address for the beginning of a deletion.
  for (const auto* const markdown : {"[](~~)~~", "![](~~)~~", "[a](~~b)~~c", "[~~a](b~~)", "![~~a](b~~) ~~"}) {
    EXPECT_EQ(fault_in(render(markdown)).value_or("no fault"), "no fault") << markdown;
  }
}

TEST(Markdown, IsShownAsPlainTextWhenItWouldGrowOutOfAllProportion) {
  const auto long_address = std::string(50'000, 'x');
  std::string markdown = "[a]: /" + long_address + "\n\n";
  for (int i = 0; i < 2000; ++i) {
    markdown += "[a] ";
  }

  const auto html = render(markdown);

  EXPECT_TRUE(html.starts_with("<pre>[a]: /xxx"));
  EXPECT_EQ(fault_in(html).value_or("no fault"), "no fault");
}

TEST(Markdown, ShowsHowDeepItNests) {
  const auto nested = [](std::size_t depth) { return render(std::string(depth, '>') + " x"); };

  EXPECT_TRUE(nested(64).starts_with("<blockquote>"));
  EXPECT_TRUE(nested(1000).starts_with("<pre>&gt;&gt;"));
}

TEST(TheJudgeOfTags, SeesFaults) {
  for (const auto* const html :
       {"<script>", "<p onclick=\"x\"></p>", "<a href=\"javascript:x\">x</a>", "<img src=\"x\" alt=\"\" onerror=\"y\">",
        "<img src=\"data:x\" alt=\"\" loading=\"lazy\">", "<p>", "</p>", "<em><strong></em></strong>", "<p", "<b>x</b>",
        "<a href=\"/x\" target=\"y\">x</a>", "<td align=\"x\"></td>", "<code class=\"x\"></code>"}) {
    EXPECT_TRUE(fault_in(html).has_value()) << html;
  }
}

}  // namespace
}  // namespace conduit::markdown
