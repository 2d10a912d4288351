#pragma once

#include "base/task.hpp"
#include "platform/http/request_metrics.hpp"
#include "platform/http/server.hpp"
#include "platform/http/server_options.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>

namespace conduit::http {

class Connection;

using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using SteadyTimer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// What all workers share; the server owns it.
struct WorkerContext {
  const ServerOptions& options;
  const ServerParts parts;
  std::atomic<std::size_t> connections{0};
};

/// One I/O thread: an io_context, a listener on the shared port, and the connections it accepted, which stay with it.
/// All but start(), close_listener(), drain(), cancel() and join() run on that thread.
class Worker {
 public:
  explicit Worker(WorkerContext& context);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  Worker(Worker&&) = delete;
  Worker& operator=(Worker&&) = delete;

  /// Throws boost::system::system_error when the port cannot be had.
  void listen(const asio::ip::tcp::endpoint& endpoint);
  [[nodiscard]] asio::ip::tcp::endpoint local_endpoint() const { return acceptor_.local_endpoint(); }

  void start();
  /// Accepts what waits in the listener's queue, closes it and all idle connections; the others end with the answer
  /// that they are at.
  void drain();
  /// Closes whatever is still open.
  void cancel();
  /// Waits for the thread; it ends when nothing is left to do after drain().
  void join();

  [[nodiscard]] asio::io_context& io() { return io_; }
  [[nodiscard]] WorkerContext& context() { return context_; }
  [[nodiscard]] RequestMetrics::Shard& metrics() { return metrics_; }
  [[nodiscard]] bool draining() const { return draining_; }
  /// The Date field of answers sent about now.
  [[nodiscard]] std::string_view date() const { return date_; }

  void add(Connection& connection) { connections_.insert(&connection); }
  void remove(Connection& connection) { connections_.erase(&connection); }

 private:
  asio::awaitable<void, Executor> accept_loop();
  asio::awaitable<void, Executor> sweep_loop();
  void adopt(Socket socket);

  WorkerContext& context_;
  RequestMetrics::Shard& metrics_;
  /// Above the io_context: what that still holds when it is destroyed takes itself off this list.
  std::unordered_set<Connection*> connections_;
  asio::io_context io_{1};
  Acceptor acceptor_{io_.get_executor()};
  SteadyTimer sweep_timer_{io_.get_executor()};
  SteadyTimer accept_pause_{io_.get_executor()};
  std::string date_;
  bool draining_ = false;
  std::thread thread_;
};

}  // namespace conduit::http
