#include "platform/markdown/renderer.hpp"
#include "platform/markdown/tags_test_support.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>

namespace conduit::markdown {
namespace {

/// The most that a body may have.
constexpr std::size_t kSize = std::size_t{256} * 1024;

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || !defined(__OPTIMIZE__)
constexpr double kMaxSeconds = 5;
#else
constexpr double kMaxSeconds = 1;
#endif

std::string repeated(std::string_view unit, std::size_t size = kSize) {
  std::string text;
  while (text.size() + unit.size() <= size) {
    text += unit;
  }
  return text;
}

std::string deep_list(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) {
    text += std::string(2 * i, ' ') + "- x\n";
  }
  return text;
}

std::string growing_backticks() {
  std::string text;
  for (std::size_t i = 1; text.size() + i < kSize; ++i) {
    text += 'a' + std::string(i, '`');
  }
  return text;
}

struct Case {
  const char* name;
  std::function<std::string()> markdown;
};

class HostileMarkdown : public testing::TestWithParam<Case> {};

TEST_P(HostileMarkdown, TakesLessThanASecond) {
  const auto markdown = GetParam().markdown();
  // Processor time: a busy machine must not fail the test.
  const auto begin = std::clock();

  const auto html = render(markdown);

  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, kMaxSeconds);
  EXPECT_EQ(fault_in(html).value_or("no fault"), "no fault");
}

Case again_and_again(const char* name, std::string unit) {
  return {name, [unit = std::move(unit)] { return repeated(unit); }};
}

Case opened_and_closed(const char* name, std::string before, std::string open, std::string close) {
  return {name, [before = std::move(before), open = std::move(open), close = std::move(close)] {
            return before + repeated(open, kSize / 2) + repeated(close, kSize / 2);
          }};
}

INSTANTIATE_TEST_SUITE_P(
    , HostileMarkdown,
    testing::Values(
        Case{"Cdata", [] { return repeated("a <![CDATA[", 440'000); }}, again_and_again("Quotes", "> "),
        again_and_again("TightQuotes", ">"), again_and_again("StarsAndBrackets", "*]"),
        again_and_again("OpenBrackets", "["), again_and_again("ClosedBrackets", "]"), again_and_again("Tildes", "~"),
        again_and_again("BracketsLineByLine", "[]\n"), again_and_again("LabelsLineByLine", "[a]\n"),
        Case{"DeepList", [] { return deep_list(1000); }}, again_and_again("DeepListOnOneLine", "- "),
        again_and_again("Numbers", "1. "), Case{"GrowingBackticks", growing_backticks},
        again_and_again("Emphasis", "*a **a "), again_and_again("EmphasisThatNeverCloses", "a**b"),
        again_and_again("Underscores", "_ a"), again_and_again("Stars", "***"), again_and_again("LinksHalf", "[a]("),
        again_and_again("LinksInAngles", "[a](<b"), again_and_again("Images", "![[]()"),
        again_and_again("Addresses", "http://"), again_and_again("AddressesWithoutSpace", "www._"),
        again_and_again("AddressesAndBrackets", "(www.a.b"), again_and_again("AddressesAndStars", "* www.a.b "),
        again_and_again("MailAddresses", "a@"), again_and_again("MailDots", "a.b@c"),
        again_and_again("Footnotes", "[^1]"), again_and_again("Comments", "<!-- "), again_and_again("Tags", "<a "),
        again_and_again("Instructions", "<?"), again_and_again("Entities", "&"), again_and_again("Backslashes", "\\"),
        again_and_again("Pipes", "|"), again_and_again("TableRows", "|a|b|\n"),
        again_and_again("Definitions", "[a]: b\n"), again_and_again("TitleThatNeverEnds", "[a]: b 'c\n"),
        again_and_again("SetextLines", "a\n=\n"), again_and_again("EmptyItems", "*\n\n"),
        again_and_again("Fences", "```\n"), again_and_again("Lines", "\n"),
        Case{"TableOfManyColumns",
             [] {
               return repeated("|a", kSize / 4) + "\n" + repeated("|---", kSize / 2) + "\n" +
                      repeated("|b\n", kSize / 4);
             }},
        opened_and_closed("NestedImages", "", "![", "](a)"),
        opened_and_closed("DeepListThenBlankLines", "", "- ", "\n"),
        opened_and_closed("DeepQuoteThenText", "", ">", "\nb"),
        opened_and_closed("NestedLabels", "[a]: /x\n\n", "![", "*\\[]"),
        opened_and_closed("NestedLabelsInCode", "[a]: /x\n\n", "![", "`[`]"),
        opened_and_closed("NestedLabelsAcrossLines", "[a]: /x\n\n", "[\n", "]\n"),
        Case{"WideTable", [] { return repeated("|a", 512) + "\n" + repeated("|---", 1024) + "\n" + repeated("|b\n"); }},
        Case{"TableOfEmptyRows", [] { return "a|b\n---|---\n" + repeated("x\n"); }},
        Case{"ManyDefinitions",
             [] {
               std::string text;
               for (int i = 0; text.size() < kSize / 2; ++i) {
                 text += "[" + std::to_string(i) + "]: x\n";
               }
               return text + "\n" + repeated("[1] ", kSize / 2);
             }}),
    [](const testing::TestParamInfo<Case>& info) { return std::string{info.param.name}; });

}  // namespace
}  // namespace conduit::markdown
