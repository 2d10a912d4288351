#include "pages/web_client_http.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace conduit::pages {

Result<WebClient> WebClient::load(const std::filesystem::path& directory) {
  TRY(auto files, http::StaticFiles::load(directory));
  const auto index = files.content("index.html");
  if (!index) {
    return std::unexpected(internal_error(fmt::format("there is no index.html in {}", directory.string())));
  }
  TRY(auto shell, Shell::parse(*index));
  return WebClient{.files = std::move(files), .shell = std::move(shell)};
}

}  // namespace conduit::pages
