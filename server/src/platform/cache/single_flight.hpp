#pragma once

#include "base/task.hpp"
#include "platform/async/handover.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace conduit::cache {

/// Lets one caller of many do what all of them need: the first one leads, the others wait for it, on whatever thread.
class SingleFlight {
 public:
  /// What the others do when the leader is done.
  enum class Outcome : std::uint8_t {
    kept,      ///< it is where they look for it
    not_kept,  ///< it cannot be shared: each makes its own
    lost,      ///< the leader failed or was cancelled: another one leads
  };

  /// Held by the leader; the others go on when it is gone.
  class Lead {
   public:
    Lead(SingleFlight& flights, std::string key) : flights_(&flights), key_(std::move(key)) {}
    Lead(Lead&& other) noexcept
        : flights_(std::exchange(other.flights_, nullptr)), key_(std::move(other.key_)), outcome_(other.outcome_) {}
    Lead(const Lead&) = delete;
    Lead& operator=(const Lead&) = delete;
    Lead& operator=(Lead&&) = delete;
    // Without memory to tell those who wait there is nothing better than to end.
    ~Lead() {  // NOLINT(bugprone-exception-escape)
      if (flights_ != nullptr) {
        flights_->land(key_, outcome_);
      }
    }

    void set_outcome(Outcome outcome) { outcome_ = outcome; }

   private:
    SingleFlight* flights_;
    std::string key_;
    Outcome outcome_ = Outcome::lost;
  };

  /// The lead of `key`, or nothing after somebody else's has ended as kept or not_kept, or the caller was cancelled.
  asio::awaitable<std::optional<Lead>, Executor> join(std::string_view key) {
    while (true) {
      const auto waiter = std::make_shared<async::Handover<Outcome>>();
      if (lead_or_wait(key, waiter)) {
        co_return std::optional<Lead>{std::in_place, *this, std::string{key}};
      }
      if (co_await waiter->wait() != Outcome::lost) {
        co_return std::nullopt;
      }
    }
  }

 private:
  using Waiter = std::shared_ptr<async::Handover<Outcome>>;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  bool lead_or_wait(std::string_view key, const Waiter& waiter) {
    const std::lock_guard lock{mutex_};
    const auto flight = flights_.find(key);
    if (flight == flights_.end()) {
      flights_.try_emplace(std::string{key});
      return true;
    }
    flight->second.push_back(waiter);
    return false;
  }

  void land(const std::string& key, Outcome outcome) {
    std::vector<Waiter> waiters;
    {
      const std::lock_guard lock{mutex_};
      const auto flight = flights_.find(key);
      waiters.swap(flight->second);
      flights_.erase(flight);
    }
    for (const auto& waiter : waiters) {
      waiter->deliver(outcome);
    }
  }

  std::mutex mutex_;
  /// Those who wait, by the key under way.
  std::unordered_map<std::string, std::vector<Waiter>, Hash, std::equal_to<>> flights_;
};

}  // namespace conduit::cache
