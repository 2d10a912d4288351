#include "articles/article.hpp"

#include "text/unicode.hpp"
#include "text/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <random>
#include <system_error>
#include <utility>

namespace conduit::articles {
namespace {

constexpr std::size_t kSuffixLength = 8;

/// The path segments beside `{slug}` under /api/articles.
constexpr std::array<std::string_view, 1> kReservedSlugs{"feed"};

/// Forty random bits in the letters of RFC 4648 base32. They only keep titles apart, so they need not be secret.
std::string random_suffix() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
  std::random_device device;
  std::uniform_int_distribution<std::size_t> letter{0, kLetters.size() - 1};
  std::string suffix(kSuffixLength, '\0');
  std::ranges::generate(suffix, [&] { return kLetters[letter(device)]; });
  return suffix;
}

/// The number at the front of `token`, which is taken off with it.
std::optional<std::int64_t> take_number(std::string_view& token, int base) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number, base);
  if (error != std::errc{} || number < 0) {
    return std::nullopt;
  }
  token.remove_prefix(static_cast<std::size_t>(end - token.data()));
  return number;
}

constexpr int kTokenBase = 36;
constexpr char kTokenSeparator = '.';
/// The last moment that RFC 3339 can write; nothing a store knows is later.
constexpr Timestamp kLatest = std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1} - std::chrono::milliseconds{1};

}  // namespace

std::string make_slug(std::string_view title, int attempt) {
  auto slug = text::ascii_slug(title, kMaxSlugBytes);
  if (slug.empty()) {
    return random_suffix();
  }
  if (attempt > 0 || std::ranges::find(kReservedSlugs, slug) != kReservedSlugs.end()) {
    slug += '-';
    slug += random_suffix();
  }
  return slug;
}

std::string to_token(const Cursor& cursor) {
  constexpr std::size_t kLongest = 2 * 13 + 1;  // a number below 2^63 has at most 13 digits in base 36
  std::array<char, kLongest> token{};
  auto* const last = token.data() + token.size();
  auto* end = std::to_chars(token.data(), last, cursor.created_at.time_since_epoch().count(), kTokenBase).ptr;
  *end++ = kTokenSeparator;
  end = std::to_chars(end, last, cursor.id.value, kTokenBase).ptr;
  return {token.data(), end};
}

Result<Cursor> parse_cursor(std::string_view token) {
  const auto refusal = [] { return std::unexpected(invalid("cursor", "is invalid")); };
  auto rest = token;
  const auto milliseconds = take_number(rest, kTokenBase);
  if (!milliseconds || *milliseconds > kLatest.time_since_epoch().count() || !rest.starts_with(kTokenSeparator)) {
    return refusal();
  }
  rest.remove_prefix(1);
  const auto id = take_number(rest, kTokenBase);
  if (!id) {
    return refusal();
  }
  const Cursor cursor{Timestamp{std::chrono::milliseconds{*milliseconds}}, ArticleId{*id}};
  // Also refuses what is left over, leading zeros, and capitals.
  if (to_token(cursor) != token) {
    return refusal();
  }
  return cursor;
}

Result<std::string> valid_title(std::string_view text) {
  return text::valid_line("title", text, {.most = kMaxTitleLength});
}

Result<std::string> valid_description(std::string_view text) {
  return text::valid_lines("description", text, {.most = kMaxDescriptionLength});
}

Result<std::string> valid_body(std::string_view text) {
  return text::valid_markdown("body", text, {.most = kMaxBodyBytes, .unit = text::Unit::bytes});
}

Result<std::vector<std::string>> valid_tags(std::span<const std::string> tags) {
  std::vector<std::string> valid;
  for (const auto& text : tags) {
    if (text::is_blank(text)) {
      continue;
    }
    TRY(auto tag, text::valid_line("tagList", text, {.most = kMaxTagLength}));
    valid.push_back(std::move(tag));
  }
  std::ranges::sort(valid);
  const auto repeated = std::ranges::unique(valid);
  valid.erase(repeated.begin(), repeated.end());
  if (valid.size() > kMaxTags) {
    return std::unexpected(invalid("tagList", fmt::format("is too long (maximum is {} tags)", kMaxTags)));
  }
  return valid;
}

}  // namespace conduit::articles
