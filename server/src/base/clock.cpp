#include "base/clock.hpp"

#include <array>
#include <charconv>
#include <cstddef>

namespace conduit {
namespace {

constexpr std::string_view kShape = "0000-00-00T00:00:00.000Z";

/// Writes `value` right-aligned into `digits` places that end before `end`.
void put_digits(char* end, unsigned value, int digits) {
  for (int i = 0; i < digits; ++i) {
    *--end = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

std::optional<unsigned> digits_at(std::string_view text, std::size_t position, std::size_t count) {
  unsigned value = 0;
  const auto* const first = text.data() + position;
  const auto [end, error] = std::from_chars(first, first + count, value);
  if (error != std::errc{} || end != first + count) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

void append_rfc3339(std::string& out, Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::array<char, kShape.size()> text{};
  kShape.copy(text.data(), text.size());
  put_digits(&text[4], static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put_digits(&text[7], static_cast<unsigned>(date.month()), 2);
  put_digits(&text[10], static_cast<unsigned>(date.day()), 2);
  put_digits(&text[13], static_cast<unsigned>(clock.hours().count()), 2);
  put_digits(&text[16], static_cast<unsigned>(clock.minutes().count()), 2);
  put_digits(&text[19], static_cast<unsigned>(clock.seconds().count()), 2);
  put_digits(&text[23], static_cast<unsigned>(clock.subseconds().count()), 3);
  out.append(text.data(), text.size());
}

std::string to_rfc3339(Timestamp time) {
  std::string text;
  append_rfc3339(text, time);
  return text;
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  if (text.size() != kShape.size()) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] != '0' && text[i] != kShape[i]) {
      return std::nullopt;
    }
  }
  const auto year = digits_at(text, 0, 4);
  const auto month = digits_at(text, 5, 2);
  const auto day = digits_at(text, 8, 2);
  const auto hour = digits_at(text, 11, 2);
  const auto minute = digits_at(text, 14, 2);
  const auto second = digits_at(text, 17, 2);
  const auto millisecond = digits_at(text, 20, 3);
  if (!year || !month || !day || !hour || !minute || !second || !millisecond) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month},
                                         std::chrono::day{*day}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{*second} + std::chrono::milliseconds{*millisecond};
}

}  // namespace conduit
