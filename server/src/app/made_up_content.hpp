#pragma once

#include "app/transfer.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <string>

// Content of any size for trying things out and for measuring: `conduit seed`.

namespace conduit::app {

/// How many of each to make.
struct ContentSize {
  std::int64_t users = 100;
  std::int64_t articles = 1000;
  std::int64_t comments = 2000;
  std::int64_t favorites = 3000;
  std::int64_t follows = 1000;

  [[nodiscard]] std::int64_t total() const { return users + articles + comments + favorites + follows; }
};

/// Every made-up user's password: `writer7@example.com` logs in with it.
inline constexpr std::string_view kMadeUpPassword = "password123";

/// Writes content of this size to a store. The same size gives the same records, ids and times included; only the salt
/// of `password_hash`, the hash of kMadeUpPassword, is the caller's. Popularity is uneven, as it is in life: some
/// articles have many comments, most have few. `progress` hears how many records are in after each batch.
[[nodiscard]] Result<> make_up_content(const ContentSize& size, const std::string& password_hash, BulkWriter& writer,
                                       const std::function<void(std::int64_t)>& progress);

}  // namespace conduit::app
