#include "platform/http/static_files.hpp"

#include "platform/http/compression.hpp"
#include "platform/http/content_type.hpp"
#include "platform/http/etag.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::http {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  file.exceptions(std::ios::badbit | std::ios::failbit);
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& directory) {
  StaticFiles result;
  const auto variant = [](const std::filesystem::path& path) {
    auto bytes = std::make_shared<const std::string>(read_file(path));
    auto etag = make_etag(*bytes);
    return Variant{.bytes = std::move(bytes), .etag = std::move(etag)};
  };
  const auto variant_if_there = [&](const std::filesystem::path& path) {
    return std::filesystem::exists(path) ? std::optional{variant(path)} : std::nullopt;
  };
  try {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{directory}) {
      const auto ending = entry.path().extension();
      const bool is_hidden = entry.path().filename().string().starts_with('.');
      if (entry.is_symlink() || !entry.is_regular_file() || is_hidden || ending == ".br" || ending == ".gz") {
        continue;
      }
      auto name = entry.path().lexically_relative(directory).generic_string();
      const bool immutable = name.starts_with("assets/");
      const auto content_type = content_type_of(name);
      result.files_.emplace(std::move(name), File{.identity = variant(entry.path()),
                                                  .brotli = variant_if_there(entry.path().string() + ".br"),
                                                  .gzip = variant_if_there(entry.path().string() + ".gz"),
                                                  .content_type = content_type,
                                                  .immutable = immutable});
    }
  } catch (const std::exception& exception) {
    return std::unexpected(
        internal_error(fmt::format("cannot read the client's files in {}: {}", directory.string(), exception.what())));
  }
  return result;
}

std::optional<Response> StaticFiles::find(std::string_view path, std::string_view accept_encoding) const {
  const auto found = files_.find(path);
  if (found == files_.end()) {
    return std::nullopt;
  }
  const auto& file = found->second;
  Response response;
  const auto* chosen = &file.identity;
  if (file.brotli && accepts_encoding(accept_encoding, "br")) {
    chosen = &*file.brotli;
    response.content_encoding = "br";
  } else if (file.gzip && accepts_encoding(accept_encoding, "gzip")) {
    chosen = &*file.gzip;
    response.content_encoding = "gzip";
  }
  response.shared_body = chosen->bytes;
  response.etag = chosen->etag;
  response.content_type = file.content_type;
  response.caching = file.immutable ? Caching::immutable : Caching::revalidate;
  return response;
}

std::shared_ptr<const std::string> StaticFiles::content(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : found->second.identity.bytes;
}

}  // namespace conduit::http
