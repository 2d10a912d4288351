#include "platform/http/worker.hpp"

#include "platform/http/connection.hpp"
#include "platform/http/response_head.hpp"
#include "platform/log/logger.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace conduit::http {
namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using asio::ip::tcp;

constexpr auto kAwaitTuple = asio::as_tuple(asio::use_awaitable_t<Executor>{});
/// How long to wait when the process has no descriptor left for another connection.
constexpr std::chrono::milliseconds kAcceptPause{100};
/// How late a time-out may be noticed.
constexpr std::chrono::milliseconds kMaxSweepInterval{250};
constexpr std::chrono::milliseconds kMinSweepInterval{20};

std::chrono::milliseconds sweep_interval(const ServerOptions& options) {
  const auto shortest = std::min({options.header_timeout, options.body_timeout, options.keep_alive});
  return std::clamp(shortest / 8, kMinSweepInterval, kMaxSweepInterval);
}

}  // namespace

Worker::Worker(WorkerContext& context)
    : context_(context), metrics_(context.parts.metrics.add_shard()), date_(http_date_now()) {}

Worker::~Worker() { join(); }

void Worker::listen(const tcp::endpoint& endpoint) {
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address{true});
  acceptor_.set_option(ReusePort{true});
  if (endpoint.address().is_v6()) {
    acceptor_.set_option(asio::ip::v6_only{false});
  }
  acceptor_.bind(endpoint);
  acceptor_.listen(asio::socket_base::max_listen_connections);
  acceptor_.non_blocking(true);
}

void Worker::start() {
  // Coroutines of the server's own life: what escapes them is a bug that must stop the process, not hide.
  const auto rethrow = [](const std::exception_ptr& exception) {
    if (exception) {
      std::rethrow_exception(exception);
    }
  };
  asio::co_spawn(io_.get_executor(), accept_loop(), rethrow);
  asio::co_spawn(io_.get_executor(), sweep_loop(), rethrow);
  thread_ = std::thread{[this] { io_.run(); }};
}

void Worker::join() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

asio::awaitable<void, Executor> Worker::accept_loop() {
  while (!draining_) {
    auto [error, socket] = co_await acceptor_.async_accept(io_.get_executor(), kAwaitTuple);
    if (!error) {
      adopt(std::move(socket));
    } else if (error != asio::error::operation_aborted && error != asio::error::connection_aborted) {
      context_.parts.logger.write(log::Level::warn, "cannot accept a connection", {{"reason", error.message()}});
      accept_pause_.expires_after(kAcceptPause);
      co_await accept_pause_.async_wait(kAwaitTuple);
    }
  }
}

void Worker::adopt(Socket socket) {
  if (context_.connections.load(std::memory_order_relaxed) >= context_.options.max_connections) {
    context_.parts.logger.write(log::Level::warn, "connection refused", {{"reason", "too many connections"}});
    return;
  }
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay{true}, ignored);
  socket.non_blocking(true, ignored);
  auto connection = std::make_unique<Connection>(*this, std::move(socket));
  auto& running = *connection;
  // The completion handler owns the connection: it lives exactly as long as its coroutine.
  asio::co_spawn(io_.get_executor(), running.run(),
                 [this, owned = std::move(connection)](const std::exception_ptr& exception) {
                   if (!exception) {
                     return;
                   }
                   try {
                     std::rethrow_exception(exception);
                   } catch (const std::exception& thrown) {
                     context_.parts.logger.write(log::Level::error, "connection failed", {{"reason", thrown.what()}});
                   }
                 });
}

asio::awaitable<void, Executor> Worker::sweep_loop() {
  const auto interval = sweep_interval(context_.options);
  auto date_made = std::chrono::steady_clock::now();
  while (!draining_ || !connections_.empty()) {
    sweep_timer_.expires_after(interval);
    co_await sweep_timer_.async_wait(kAwaitTuple);
    const auto now = std::chrono::steady_clock::now();
    if (now - date_made >= std::chrono::milliseconds{500}) {
      date_ = http_date_now();
      date_made = now;
    }
    for (auto* const connection : connections_) {
      connection->check_deadline(now);
    }
  }
}

void Worker::drain() {
  asio::post(io_, [this] {
    if (draining_) {
      return;
    }
    // Clients in the listen queue are connected as far as they know: closing the listener would reset them.
    boost::system::error_code error;
    while (true) {
      Socket socket{io_.get_executor()};
      acceptor_.accept(socket, error);
      if (error) {
        break;
      }
      adopt(std::move(socket));
    }
    draining_ = true;
    acceptor_.close(error);
    accept_pause_.cancel();
    for (auto* const connection : connections_) {
      connection->close_if_idle();
    }
    sweep_timer_.cancel();
  });
}

void Worker::cancel() {
  asio::post(io_, [this] {
    for (auto* const connection : connections_) {
      connection->close();
    }
  });
}

}  // namespace conduit::http
