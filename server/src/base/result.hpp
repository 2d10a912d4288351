#pragma once

#include "base/error.hpp"

#include <expected>
#include <utility>

namespace conduit {

/// A value or the Error that kept us from it. A class of its own so that a forgotten result is a compiler warning.
template <class T = void>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

}  // namespace conduit

// TRY(expr) returns the error of a Result to the caller; TRY(declaration, expr) also binds the value:
//     TRY(const auto slug, parse_slug(text));
// CO_TRY is the same inside a coroutine. One per line: the hidden variable is named after the line.
// NOLINTBEGIN(cppcoreguidelines-macro-usage,bugprone-macro-parentheses): a return from the caller cannot be written as
// a function, nor can a declaration be put into parentheses.
#define CONDUIT_JOIN_2(a, b) a##b
#define CONDUIT_JOIN(a, b) CONDUIT_JOIN_2(a, b)
#define CONDUIT_TRY_CHECK(keyword, expr)                                                 \
  auto CONDUIT_JOIN(result_of_line_, __LINE__) = (expr);                                 \
  if (!CONDUIT_JOIN(result_of_line_, __LINE__)) {                                        \
    keyword std::unexpected(std::move(CONDUIT_JOIN(result_of_line_, __LINE__)).error()); \
  }
#define CONDUIT_TRY_BIND(keyword, declaration, expr) \
  CONDUIT_TRY_CHECK(keyword, expr)                   \
  declaration = *std::move(CONDUIT_JOIN(result_of_line_, __LINE__))
#define CONDUIT_TRY_PICK(first, second, chosen, ...) chosen
#define CONDUIT_RETURN_CHECK(expr) CONDUIT_TRY_CHECK(return, expr)
#define CONDUIT_RETURN_BIND(declaration, expr) CONDUIT_TRY_BIND(return, declaration, expr)
#define CONDUIT_CO_RETURN_CHECK(expr) CONDUIT_TRY_CHECK(co_return, expr)
#define CONDUIT_CO_RETURN_BIND(declaration, expr) CONDUIT_TRY_BIND(co_return, declaration, expr)
#define TRY(...) CONDUIT_TRY_PICK(__VA_ARGS__, CONDUIT_RETURN_BIND, CONDUIT_RETURN_CHECK, )(__VA_ARGS__)
#define CO_TRY(...) CONDUIT_TRY_PICK(__VA_ARGS__, CONDUIT_CO_RETURN_BIND, CONDUIT_CO_RETURN_CHECK, )(__VA_ARGS__)
// NOLINTEND(cppcoreguidelines-macro-usage,bugprone-macro-parentheses)
