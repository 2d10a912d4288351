#pragma once

#include "base/task.hpp"
#include "platform/log/logger.hpp"
#include "platform/valkey/event_thread.hpp"
#include "platform/valkey/link.hpp"
#include "platform/valkey/reply.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace conduit::valkey {

/// Hears what is published on a channel. Called by the subscriber's thread.
class Listener {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  Listener(Listener&&) = delete;
  Listener& operator=(Listener&&) = delete;
  virtual ~Listener() = default;

  /// From now on messages are heard; any number has been missed before.
  virtual void subscribed() = 0;
  virtual void message(std::string_view text) = 0;
  /// Everything that was published before `moment` has been heard.
  virtual void complete_until(Moment moment) = 0;
  /// Messages may be missed from now on.
  virtual void lost() = 0;
};

/// Keeps one subscription over a connection of its own, for as long as it lives.
///
/// A connection that breaks without a sign would look like a channel on which nothing happens. So the server is asked
/// for a sign of life several times a second; replies and messages come in one order, so each answer also says that
/// nothing published before the question is missing. Without one for a second, the connection is given up.
class Subscriber {
 public:
  Subscriber(LinkOptions options, std::string channel, Listener& listener, log::Logger& logger);
  ~Subscriber();
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;
  Subscriber(Subscriber&&) = delete;
  Subscriber& operator=(Subscriber&&) = delete;

  /// Ends it: no call of the listener afterwards.
  void stop() { thread_.stop(); }

  [[nodiscard]] Executor executor() { return thread_.executor(); }

 private:
  struct Session;

  asio::awaitable<void, Executor> stay_subscribed();
  Task<> listen(const std::shared_ptr<Session>& session);
  asio::awaitable<void, Executor> ask_for_life(std::shared_ptr<Session> session);
  Result<> take(Session& session, const Reply& reply);
  void note_lost(const Error& error);

  const LinkOptions options_;
  const std::string channel_;
  Listener& listener_;
  log::Logger& logger_;
  std::string known_cause_;
  EventThread thread_;
};

}  // namespace conduit::valkey
