#pragma once

#include "base/result.hpp"
#include "pages/shell.hpp"
#include "platform/http/static_files.hpp"

#include <filesystem>

namespace conduit::pages {

/// The built web client: its files, and the one that pages are made from.
struct WebClient {
  http::StaticFiles files;
  Shell shell;

  /// `internal` saying what is wrong: a server with half a client would be worse than one that does not start.
  [[nodiscard]] static Result<WebClient> load(const std::filesystem::path& directory);
};

}  // namespace conduit::pages
