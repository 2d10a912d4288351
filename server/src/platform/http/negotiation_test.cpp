#include "platform/http/compression.hpp"
#include "platform/http/content_type.hpp"
#include "platform/http/etag.hpp"

#include <gtest/gtest.h>

namespace conduit::http {
namespace {

TEST(AcceptEncoding, TakesNamesWildcardsAndRefusals) {
  EXPECT_TRUE(accepts_encoding("gzip, deflate, br", "br"));
  EXPECT_TRUE(accepts_encoding("GZIP;q=0.5", "gzip"));
  EXPECT_TRUE(accepts_encoding("*", "br"));
  EXPECT_FALSE(accepts_encoding("", "gzip"));
  EXPECT_FALSE(accepts_encoding("gzip;q=0, *", "gzip"));
  EXPECT_FALSE(accepts_encoding("*;q=0", "gzip"));
  EXPECT_FALSE(accepts_encoding("xgzip", "gzip"));
}

TEST(EntityTag, IsStrongAndOfTheBytes) {
  EXPECT_EQ(make_etag("a"), make_etag("a"));
  EXPECT_NE(make_etag("a"), make_etag("b"));
  EXPECT_TRUE(make_etag("").starts_with('"') && make_etag("").ends_with('"'));
}

TEST(IfNoneMatch, ComparesWeaklyAgainstAList) {
  EXPECT_TRUE(matches_etag("\"x\", W/\"y\"", "\"y\""));
  EXPECT_TRUE(matches_etag("*", "\"y\""));
  EXPECT_FALSE(matches_etag("\"x\"", "\"y\""));
  EXPECT_FALSE(matches_etag("", "\"y\""));
}

TEST(ContentType, KnowsWhatAWebClientIsMadeOf) {
  EXPECT_EQ(content_type_of("assets/x.js"), "text/javascript; charset=utf-8");
  EXPECT_EQ(content_type_of("site.webmanifest"), "application/manifest+json; charset=utf-8");
  EXPECT_EQ(content_type_of("font.woff2"), "font/woff2");
  EXPECT_EQ(content_type_of("LICENSE"), "application/octet-stream");
}

}  // namespace
}  // namespace conduit::http
