#include "platform/http/server.hpp"

#include "platform/http/worker.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace conduit::http {
namespace {

using asio::ip::tcp;
constexpr std::chrono::milliseconds kPoll{10};

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, const ServerParts& parts) : options_(std::move(options)), context_{options_, parts} {}

  void start() {
    try {
      open(asio::ip::make_address(options_.address));
    } catch (const boost::system::system_error& error) {
      // A machine without IPv6 still serves.
      if (options_.address != "::" || error.code() == asio::error::address_in_use) {
        throw std::system_error{error.code(), fmt::format("cannot listen on [{}]:{}", options_.address, options_.port)};
      }
      open(asio::ip::make_address("0.0.0.0"));
    }
    for (auto& worker : workers_) {
      worker->start();
    }
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::size_t connections() const { return context_.connections.load(std::memory_order_relaxed); }

  void stop(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (auto& worker : workers_) {
      worker->drain();
    }
    while (connections() > 0 && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kPoll);
    }
    for (auto& worker : workers_) {
      worker->cancel();
      worker->join();
    }
    workers_.clear();
  }

 private:
  void open(const asio::ip::address& address) {
    workers_.clear();
    port_ = options_.port;
    if (port_ != 0) {
      refuse_a_port_in_use(address);
    }
    for (std::size_t i = 0; i < options_.threads; ++i) {
      auto worker = std::make_unique<Worker>(context_);
      worker->listen({address, port_});
      port_ = worker->local_endpoint().port();
      workers_.push_back(std::move(worker));
    }
  }

  /// SO_REUSEPORT would let a second server of the same user share the port silently, half of the requests each.
  void refuse_a_port_in_use(const asio::ip::address& address) const {
    asio::io_context io;
    tcp::acceptor probe{io};
    probe.open(address.is_v6() ? tcp::v6() : tcp::v4());
    probe.set_option(asio::socket_base::reuse_address{true});
    if (address.is_v6()) {
      probe.set_option(asio::ip::v6_only{false});
    }
    probe.bind({address, port_});
  }

  ServerOptions options_;
  WorkerContext context_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::uint16_t port_ = 0;
};

Server::Server(ServerOptions options, const ServerParts& parts)
    : impl_(std::make_unique<Impl>(std::move(options), parts)) {}
Server::~Server() { stop(std::chrono::milliseconds{0}); }

void Server::start() { impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
std::size_t Server::connections() const { return impl_->connections(); }
void Server::stop(std::chrono::milliseconds patience) { impl_->stop(patience); }

}  // namespace conduit::http
