#include "pages/shell.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

constexpr std::string_view kIndex =
    "<head><!--head--><title>x</title><!--/head--></head><app><!--content--></app><!--data-->!";

std::string complaint(std::string_view html) {
  const auto shell = Shell::parse(html);
  return shell ? "none" : shell.error().detail;
}

TEST(Shell, IsFilledWhereTheMarkersAre) {
  const auto shell = Shell::parse(kIndex).value();
  EXPECT_EQ(shell.fill({.head = "H", .content = "C", .data = "D"}), "<head>H</head><app>C</app>D!");
  EXPECT_EQ(shell.fill({}), "<head></head><app></app>!");
}

TEST(Shell, DoesNotReadWhatItIsFilledWith) {
  const auto shell = Shell::parse(kIndex).value();
  EXPECT_EQ(shell.fill({.head = "<!--content-->", .content = "<!--data-->", .data = "<!--head-->"}),
            "<head><!--content--></head><app><!--data--></app><!--head-->!");
}

TEST(Shell, NeedsEveryMarker) {
  for (const std::string marker : {"<!--head-->", "<!--/head-->", "<!--content-->", "<!--data-->"}) {
    std::string html{kIndex};
    html.erase(html.find(marker), marker.size());
    EXPECT_EQ(complaint(html), "the web client's index.html lacks " + marker + ", or has the markers in another order");
  }
  EXPECT_NE(complaint(""), "none");
}

TEST(Shell, NeedsEveryMarkerOnce) {
  for (const std::string marker : {"<!--head-->", "<!--/head-->", "<!--content-->", "<!--data-->"}) {
    EXPECT_EQ(complaint(std::string{kIndex} + marker), "the web client's index.html has " + marker + " twice");
  }
}

TEST(Shell, NeedsTheMarkersInTheirOrder) {
  EXPECT_NE(complaint("<!--/head--><!--head--><!--content--><!--data-->"), "none");
  EXPECT_NE(complaint("<!--head--><!--/head--><!--data--><!--content-->"), "none");
}

}  // namespace
}  // namespace conduit::pages
