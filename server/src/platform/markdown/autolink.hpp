#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace conduit::markdown {

/// A web address that stands in running text.
struct Autolink {
  std::size_t begin;
  std::size_t size;
};

/// The first `http://…`, `https://…` or `www.…` in `text`, by the rules of GitHub-flavoured Markdown (§6.9): up to
/// white space or `<`, without closing punctuation or brackets that open nowhere inside. Linear: md4c's own search for
/// them is quadratic.
[[nodiscard]] std::optional<Autolink> find_autolink(std::string_view text);

}  // namespace conduit::markdown
