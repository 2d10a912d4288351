#include "pages/shell.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

/// Takes the text up to `marker` from the front of `html`, and the marker with it.
Result<std::string_view> take_until(std::string_view& html, std::string_view marker) {
  const auto at = html.find(marker);
  if (at == std::string_view::npos) {
    return std::unexpected(internal_error(
        fmt::format("the web client's index.html lacks {}, or has the markers in another order", marker)));
  }
  const auto before = html.substr(0, at);
  html.remove_prefix(at + marker.size());
  if (html.contains(marker)) {
    return std::unexpected(internal_error(fmt::format("the web client's index.html has {} twice", marker)));
  }
  return before;
}

}  // namespace

Result<Shell> Shell::parse(std::string_view html) {
  Shell shell;
  TRY(shell.pieces_[0], take_until(html, "<!--head-->"));
  TRY(take_until(html, "<!--/head-->"));
  TRY(shell.pieces_[1], take_until(html, "<!--content-->"));
  TRY(shell.pieces_[2], take_until(html, "<!--data-->"));
  shell.pieces_[3] = html;
  return shell;
}

std::string Shell::fill(const PageParts& parts) const {
  std::string page;
  std::size_t size = parts.head.size() + parts.content.size() + parts.data.size();
  for (const auto& piece : pieces_) {
    size += piece.size();
  }
  page.reserve(size);
  return page.append(pieces_[0])
      .append(parts.head)
      .append(pieces_[1])
      .append(parts.content)
      .append(pieces_[2])
      .append(parts.data)
      .append(pieces_[3]);
}

}  // namespace conduit::pages
