#pragma once

#include "platform/http/request.hpp"
#include "platform/telemetry/measurements.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace conduit::http {

/// How many requests of each kind there were, and how long their answers took. Kinds are few: a route, a method and a
/// status; whatever has no route is one.
class RequestMetrics {
 public:
  /// What one I/O thread has seen: it writes without waiting for anybody.
  class Shard {
   public:
    /// `route` is a route's pattern, or a literal: the text is told apart by its address.
    void record(std::string_view route, Method method, unsigned status, std::chrono::nanoseconds duration);

    void begin() noexcept { active_.fetch_add(1, std::memory_order_relaxed); }
    void end() noexcept { active_.fetch_sub(1, std::memory_order_relaxed); }
    void connected() noexcept { connections_.fetch_add(1, std::memory_order_relaxed); }
    void disconnected() noexcept { connections_.fetch_sub(1, std::memory_order_relaxed); }

   private:
    friend class RequestMetrics;

    struct Kind {
      std::string_view route;
      Method method;
      unsigned status;

      bool operator==(const Kind& other) const {
        return route.data() == other.route.data() && method == other.method && status == other.status;
      }
    };
    struct Hash {
      std::size_t operator()(const Kind& kind) const noexcept;
    };

    /// Against readers. The thread itself looks without it, since nobody else adds.
    mutable std::mutex mutex_;
    std::unordered_map<Kind, std::unique_ptr<telemetry::Histogram>, Hash> durations_;
    std::atomic<std::int64_t> active_{0};
    std::atomic<std::int64_t> connections_{0};
  };

  /// A shard for the calling thread's use; it lives as long as this.
  [[nodiscard]] Shard& add_shard();

  struct Descriptions {
    /// With http.route, http.request.method and http.response.status_code.
    const telemetry::MetricDescription& durations;
    /// Requests that are being answered.
    const telemetry::MetricDescription& active;
    /// Open connections.
    const telemetry::MetricDescription& connections;
  };
  void measure(telemetry::Measurements& into, const Descriptions& descriptions) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace conduit::http
