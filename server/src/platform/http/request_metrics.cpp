#include "platform/http/request_metrics.hpp"

#include <functional>
#include <map>
#include <string>
#include <tuple>

namespace conduit::http {

std::size_t RequestMetrics::Shard::Hash::operator()(const Kind& kind) const noexcept {
  constexpr std::size_t kStatuses = 1'000;
  const auto rest = (static_cast<std::size_t>(kind.method) * kStatuses) + kind.status;
  return std::hash<const char*>{}(kind.route.data()) ^ (rest << 1U);
}

void RequestMetrics::Shard::record(std::string_view route, Method method, unsigned status,
                                   std::chrono::nanoseconds duration) {
  const Kind kind{.route = route, .method = method, .status = status};
  auto found = durations_.find(kind);
  if (found == durations_.end()) {
    const std::lock_guard lock{mutex_};
    found = durations_.emplace(kind, std::make_unique<telemetry::Histogram>(telemetry::kSeconds)).first;
  }
  found->second->record(std::chrono::duration<double>(duration).count());
}

RequestMetrics::Shard& RequestMetrics::add_shard() {
  const std::lock_guard lock{mutex_};
  return *shards_.emplace_back(std::make_unique<Shard>());
}

void RequestMetrics::measure(telemetry::Measurements& into, const Descriptions& descriptions) const {
  using Key = std::tuple<std::string_view, Method, unsigned>;
  std::map<Key, telemetry::HistogramValue> all;
  std::int64_t active = 0;
  std::int64_t connections = 0;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& shard : shards_) {
      active += shard->active_.load(std::memory_order_relaxed);
      connections += shard->connections_.load(std::memory_order_relaxed);
      const std::lock_guard reading{shard->mutex_};
      for (const auto& [kind, histogram] : shard->durations_) {
        all[{kind.route, kind.method, kind.status}] += histogram->value();
      }
    }
  }
  for (auto& [key, value] : all) {
    const auto& [route, method, status] = key;
    into.add(descriptions.durations,
             {{"http.route", std::string{route}},
              {"http.request.method", std::string{to_string(method)}},
              {"http.response.status_code", std::to_string(status)}},
             std::move(value));
  }
  into.add(descriptions.active, {}, static_cast<double>(active));
  into.add(descriptions.connections, {}, static_cast<double>(connections));
}

}  // namespace conduit::http
