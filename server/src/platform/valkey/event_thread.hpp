#pragma once

#include "base/task.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include <thread>

namespace conduit::valkey {

/// A thread with an io_context that runs until stop(): connections to Valkey live longer than the I/O threads of the
/// server, which end when their last request has.
class EventThread {
 public:
  EventThread() = default;
  EventThread(const EventThread&) = delete;
  EventThread& operator=(const EventThread&) = delete;
  EventThread(EventThread&&) = delete;
  EventThread& operator=(EventThread&&) = delete;
  ~EventThread() { stop(); }

  void start() {
    thread_ = std::thread{[this] { io_.run(); }};
  }

  /// Drops what is under way. Afterwards nothing runs any more; coroutines are destroyed with this object.
  void stop() {
    io_.stop();
    if (thread_.joinable()) {
      thread_.join();
    }
  }

  [[nodiscard]] Executor executor() { return io_.get_executor(); }

 private:
  asio::io_context io_{1};
  asio::executor_work_guard<Executor> work_{io_.get_executor()};
  std::thread thread_;
};

}  // namespace conduit::valkey
