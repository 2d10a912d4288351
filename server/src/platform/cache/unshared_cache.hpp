#pragma once

#include "platform/cache/shared_cache.hpp"

#include <chrono>
#include <span>
#include <string_view>

namespace conduit::cache {

/// For the one server of a site: there is nobody to tell and nobody to ask. What it keeps is in its own layers, which
/// the ChangeClock alone keeps true, however old they become.
class UnsharedCache final : public SharedCache {
 public:
  [[nodiscard]] ChangeClock& changes() override { return changes_; }

  [[nodiscard]] bool has_other_writers() const override { return false; }

  Task<> record(std::span<const Topic> changed) override {
    for (const auto topic : changed) {
      changes_.record(topic);
    }
    co_return Result<>{};
  }

  Task<Found> find(std::string_view /*key*/) override { co_return Found{}; }
  Task<> store(std::string_view /*key*/, std::string_view /*value*/, Slots /*slots*/, Moment /*read_at*/) override {
    co_return Result<>{};
  }

  [[nodiscard]] std::chrono::milliseconds lifetime() const override { return std::chrono::milliseconds{0}; }
  [[nodiscard]] const SharedStatistics& statistics() const override { return statistics_; }

 private:
  ChangeClock changes_;
  SharedStatistics statistics_;
};

}  // namespace conduit::cache
