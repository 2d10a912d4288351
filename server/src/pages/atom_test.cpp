#include "pages/atom.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

namespace conduit::pages {
namespace {

using namespace std::chrono_literals;

const Site kSite{"https://blog.example:8443", Indexing::allowed};
constexpr Timestamp kTime{std::chrono::sys_days{std::chrono::January / 31 / 2026} + 23h};

AtomEntry entry() {
  AtomEntry entry;
  entry.article.id = ArticleId{17};
  entry.article.slug = "tea";
  entry.article.title = "Tea";
  entry.article.description = "How to make it";
  entry.article.tags = {"drinks"};
  entry.article.created_at = kTime;
  entry.article.updated_at = kTime + 2h;
  entry.author.username = "ann";
  entry.html = std::make_shared<const std::string>("<p>Boil & pour</p>");
  return entry;
}

TEST(AtomXml, IsAFeed) {
  EXPECT_EQ(atom_xml(kSite, {.title = "Conduit", .path = "/feed.atom", .page_path = "/", .entries = {entry()}}),
            R"(<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example:8443/">
<id>https://blog.example:8443/feed.atom</id>
<title>Conduit</title>
<link rel="self" type="application/atom+xml" href="https://blog.example:8443/feed.atom"/>
<link rel="alternate" type="text/html" href="https://blog.example:8443/"/>
<updated>2026-02-01T01:00:00.000Z</updated>
<entry>
<id>tag:blog.example,2026-01-31:article/17</id>
<title>Tea</title>
<link rel="alternate" type="text/html" href="https://blog.example:8443/article/tea"/>
<published>2026-01-31T23:00:00.000Z</published>
<updated>2026-02-01T01:00:00.000Z</updated>
<author>
<name>ann</name>
<uri>https://blog.example:8443/profile/ann</uri>
</author>
<category term="drinks"/>
<summary>How to make it</summary>
<content type="html">&lt;p&gt;Boil &amp; pour&lt;/p&gt;</content>
</entry>
</feed>
)");
}

TEST(AtomXml, HasATimeWithoutEntries) {
  const auto xml = atom_xml(kSite, {.title = "x", .path = "/feed.atom", .page_path = "/"});
  EXPECT_TRUE(xml.contains("<updated>1970-01-01T00:00:00.000Z</updated>"));
  EXPECT_FALSE(xml.contains("<entry>"));
}

TEST(AtomXml, IsAsOldAsItsLastChange) {
  auto older = entry();
  older.article.updated_at = kTime + 24h;
  const auto xml = atom_xml(kSite, {.title = "x", .path = "/f", .page_path = "/", .entries = {entry(), older}});
  EXPECT_TRUE(xml.contains("href=\"https://blog.example:8443/\"/>\n<updated>2026-02-01T23:00:00.000Z</updated>"));
}

TEST(AtomXml, KeepsAnEntrysIdWhenItsAddressChanges) {
  auto renamed = entry();
  renamed.article.slug = "coffee";
  EXPECT_TRUE(atom_xml(kSite, {.title = "x", .path = "/f", .page_path = "/", .entries = {renamed}})
                  .contains("<id>tag:blog.example,2026-01-31:article/17</id>"));
}

TEST(AtomXml, DoesWithoutATextThatIsLeftOut) {
  auto brief = entry();
  brief.html = nullptr;
  const auto xml = atom_xml(kSite, {.title = "x", .path = "/f", .page_path = "/", .entries = {brief}});
  EXPECT_FALSE(xml.contains("<content"));
  EXPECT_TRUE(xml.contains("<summary>How to make it</summary>"));
}

TEST(AtomXml, EscapesEverything) {
  const std::string hostile = "]]></title><script>\x01\u0085\ufffe&\"'";
  const std::string escaped = "]]&gt;&lt;/title&gt;&lt;script&gt;&amp;&quot;&#39;";
  auto odd = entry();
  odd.article.title = odd.article.description = odd.author.username = hostile;
  odd.article.tags = {hostile};
  odd.html = std::make_shared<const std::string>(hostile);
  const auto xml = atom_xml(kSite, {.title = hostile, .path = "/f", .page_path = "/", .entries = {odd}});
  EXPECT_FALSE(xml.contains("<script"));
  EXPECT_TRUE(xml.contains("<title>" + escaped + "</title>"));
  EXPECT_TRUE(xml.contains("<name>" + escaped + "</name>"));
  EXPECT_TRUE(xml.contains("<category term=\"" + escaped + "\"/>"));
  EXPECT_TRUE(xml.contains("<content type=\"html\">" + escaped + "</content>"));
}

}  // namespace
}  // namespace conduit::pages
