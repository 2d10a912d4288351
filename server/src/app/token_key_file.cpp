#include "app/token_key_file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

namespace conduit::app {
namespace {

constexpr std::size_t kMinSecretBytes = 32;

Error file_error(const std::string& path, std::string_view doing) {
  return internal_error(fmt::format("cannot {} the token key {}: {}", doing, path, std::strerror(errno)));
}

/// O_EXCL: of two processes that start at once, one makes the key and the other reads it.
Result<> create(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) {
    return errno == EEXIST ? Result<>{} : Result<>{std::unexpected(file_error(path, "create"))};
  }
  const auto secret = crypto::random_token() + crypto::random_token();
  const auto written = ::write(file, secret.data(), secret.size());
  const bool durable = ::fsync(file) == 0;
  ::close(file);
  if (written != static_cast<ssize_t>(secret.size()) || !durable) {
    return std::unexpected(file_error(path, "write"));
  }
  return {};
}

}  // namespace

Result<crypto::TokenKey> local_token_key(const std::string& path) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path{path}.parent_path(), ignored);
  if (!std::filesystem::exists(path)) {
    TRY(create(path));
  }
  std::ifstream file{path, std::ios::binary};
  if (!file) {
    return std::unexpected(file_error(path, "read"));
  }
  std::string secret{std::istreambuf_iterator<char>{file}, {}};
  if (secret.size() < kMinSecretBytes) {
    return std::unexpected(
        internal_error(fmt::format("the token key {} is damaged; remove it to have a new one made "
                                   "(everybody has to log in again)",
                                   path)));
  }
  return crypto::TokenKey{.id = "local", .secret = std::move(secret)};
}

}  // namespace conduit::app
