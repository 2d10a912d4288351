#include "platform/markdown/autolink.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conduit::markdown {
namespace {

std::string found(std::string_view text) {
  const auto link = find_autolink(text);
  return link ? std::string{text.substr(link->begin, link->size)} : "none";
}

TEST(Autolink, IsFoundInRunningText) {
  EXPECT_EQ(found("see http://e.com now"), "http://e.com");
  EXPECT_EQ(found("https://e.com/a?b=c#d"), "https://e.com/a?b=c#d");
  EXPECT_EQ(found("www.e.com"), "www.e.com");
  EXPECT_EQ(found("*http://e.com"), "http://e.com");
  EXPECT_EQ(found("请看https://e.com"), "https://e.com");
  EXPECT_EQ(found("http://é.fr"), "http://é.fr");
}

TEST(Autolink, EndsBeforePunctuationAndTags) {
  EXPECT_EQ(found("http://e.com."), "http://e.com");
  EXPECT_EQ(found("http://e.com/a?!"), "http://e.com/a");
  EXPECT_EQ(found("\"http://e.com\","), "http://e.com");
  EXPECT_EQ(found("http://e.com<b"), "http://e.com");
}

TEST(Autolink, KeepsItsOwnParenthesesOnly) {
  EXPECT_EQ(found("(http://e.com/a_(b))"), "http://e.com/a_(b)");
  EXPECT_EQ(found("(http://e.com)"), "http://e.com");
  EXPECT_EQ(found("http://e.com/a)b)"), "http://e.com/a)b");
}

TEST(Autolink, IsNotFoundInsideWordsOrWithoutHost) {
  for (const auto* const text : {"", "xhttp://e.com", "awww.e.com", "http://", "http:// e", "www.", "www..",
                                 "http:e.com", "ftp://e.com", "hw hw", "w", "h"}) {
    EXPECT_EQ(found(text), "none") << text;
  }
}

}  // namespace
}  // namespace conduit::markdown
