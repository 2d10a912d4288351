#include "platform/valkey/link.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/error_code.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::valkey {
namespace {

using asio::ip::tcp;
using boost::system::error_code;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Resolver = asio::ip::basic_resolver<tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr auto kAwaitTuple = asio::as_tuple(asio::use_awaitable_t<Executor>{});
constexpr std::size_t kReadBytes = 16'384;

class SocketLink final : public Link {
 public:
  SocketLink(const LinkOptions& options, const Executor& executor)
      : options_(options), resolver_(executor), socket_(executor), alarm_(executor) {}

  Task<> start();
  Task<std::size_t> read(std::span<char> into) override;
  Task<> write(std::string_view bytes) override;
  void close() override;

 private:
  void arm();
  Task<> connect();
  Task<> secure();
  Task<> log_in();
  /// `hint` is what to look at when the other side broke off or said nothing at all.
  Error failure(std::string_view cause, std::string_view hint = {}) const;
  Error tls_failure(const error_code& error);

  const LinkOptions options_;
  Resolver resolver_;
  Socket socket_;
  std::optional<asio::ssl::context> tls_context_;
  std::optional<asio::ssl::stream<Socket&>> tls_;
  Timer alarm_;
  bool timed_out_ = false;
  /// What start() is at, for the cause of a failure.
  std::string_view step_ = "looking up the name";
};

Error SocketLink::failure(std::string_view cause, std::string_view hint) const {
  return unavailable(fmt::format("{}: {}{}", step_, timed_out_ ? std::string_view{"timed out"} : cause, hint));
}

void SocketLink::arm() {
  alarm_.expires_after(options_.connect_timeout);
  // The handler may already be on its way when the link goes.
  alarm_.async_wait([weak = weak_from_this()](const error_code& error) {
    const auto self = std::static_pointer_cast<SocketLink>(weak.lock());
    if (!error && self) {
      self->timed_out_ = true;
      self->resolver_.cancel();
      self->close();
    }
  });
}

Task<> SocketLink::start() {
  arm();
  CO_TRY(co_await connect());
  if (options_.address.transport == Transport::tls) {
    CO_TRY(co_await secure());
  }
  CO_TRY(co_await log_in());
  alarm_.cancel();
  // It may have rung while the last reply came.
  if (timed_out_) {
    co_return std::unexpected(failure("timed out"));
  }
  co_return Result<>{};
}

Task<> SocketLink::connect() {
  auto [unknown, endpoints] =
      co_await resolver_.async_resolve(options_.address.host, options_.address.port, kAwaitTuple);
  if (unknown || timed_out_) {
    co_return std::unexpected(failure(unknown.message()));
  }
  step_ = "connecting";
  // Not asio::async_connect() over all of them: it opens the socket again after the alarm has closed it.
  error_code error = asio::error::host_not_found;
  for (const auto& entry : endpoints) {
    error_code ignored;
    socket_.close(ignored);
    std::tie(error) = co_await socket_.async_connect(entry.endpoint(), kAwaitTuple);
    if (!error || timed_out_) {
      break;
    }
  }
  if (error || timed_out_) {
    co_return std::unexpected(failure(error.message()));
  }
  socket_.set_option(tcp::no_delay{true}, error);
  socket_.set_option(asio::socket_base::keep_alive{true}, error);
  co_return Result<>{};
}

Task<> SocketLink::secure() {
  step_ = "TLS handshake";
  tls_context_.emplace(asio::ssl::context::tls_client);
  error_code error;
  tls_context_->set_verify_mode(asio::ssl::verify_peer, error);
  if (options_.ca_file.empty()) {
    tls_context_->set_default_verify_paths(error);
  } else {
    tls_context_->load_verify_file(options_.ca_file, error);
  }
  if (error) {
    co_return std::unexpected(failure(fmt::format("CA file {}: {}", options_.ca_file, error.message())));
  }
  tls_.emplace(socket_, *tls_context_);
  SSL* const handle = tls_->native_handle();
  const auto& host = options_.address.host;
  error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  const bool prepared = not_an_address
                            ? SSL_set1_host(handle, host.c_str()) == 1 &&
                                  SSL_ctrl(handle, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                                           const_cast<char*>(host.c_str())) == 1  // NOLINT(*-const-cast): a C interface
                            : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), host.c_str()) == 1;
  if (!prepared) {
    co_return std::unexpected(failure("the host's name cannot be checked"));
  }
  std::tie(error) = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAwaitTuple);
  if (error) {
    co_return std::unexpected(tls_failure(error));
  }
  co_return Result<>{};
}

Error SocketLink::tls_failure(const error_code& error) {
  if (const auto verdict = SSL_get_verify_result(tls_->native_handle()); verdict != X509_V_OK) {
    return failure(fmt::format("certificate refused: {}", X509_verify_cert_error_string(verdict)));
  }
  return failure(error.message(), " (does the server speak TLS? redis:// is without)");
}

Task<> SocketLink::log_in() {
  const auto& address = options_.address;
  step_ = "logging in";
  ReplyReader reader;
  const auto database = std::to_string(address.database);
  std::vector<std::vector<std::string_view>> commands;
  if (!address.password.empty()) {
    commands.push_back({"AUTH"});
    if (!address.user.empty()) {
      commands.back().push_back(address.user);
    }
    commands.back().push_back(address.password);
  }
  if (address.database != 0) {
    commands.push_back({"SELECT", database});
  }
  // Tells a server that wants a password, or is still loading, from one that may be used.
  commands.push_back({"PING"});
  for (const auto& command : commands) {
    auto reply = co_await ask(*this, reader, command);
    if (!reply) {
      co_return std::unexpected(
          failure(reply.error().detail, tls_ ? "" : " (does the server want TLS? rediss:// is with)"));
    }
    if (reply->is(Reply::Kind::error)) {
      co_return std::unexpected(failure(reply->text));
    }
  }
  co_return Result<>{};
}

Task<std::size_t> SocketLink::read(std::span<char> into) {
  const auto buffer = asio::buffer(into.data(), into.size());
  error_code error;
  std::size_t count = 0;
  if (tls_) {
    std::tie(error, count) = co_await tls_->async_read_some(buffer, kAwaitTuple);
  } else {
    std::tie(error, count) = co_await socket_.async_read_some(buffer, kAwaitTuple);
  }
  if (error) {
    const bool ended = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
    co_return std::unexpected(unavailable(ended ? "the server closed the connection" : error.message()));
  }
  co_return count;
}

Task<> SocketLink::write(std::string_view bytes) {
  const auto buffer = asio::buffer(bytes);
  error_code error;
  std::size_t count = 0;
  if (tls_) {
    std::tie(error, count) = co_await asio::async_write(*tls_, buffer, kAwaitTuple);
  } else {
    std::tie(error, count) = co_await asio::async_write(socket_, buffer, kAwaitTuple);
  }
  if (error) {
    co_return std::unexpected(unavailable(error.message()));
  }
  co_return Result<>{};
}

void SocketLink::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace

Task<std::shared_ptr<Link>> Link::open(const LinkOptions& options) {
  const Executor executor = co_await asio::this_coro::executor;
  const auto link = std::make_shared<SocketLink>(options, executor);
  CO_TRY(co_await link->start());
  co_return link;
}

Task<Reply> ask(Link& link, ReplyReader& reader, std::span<const std::string_view> arguments) {
  std::string command;
  append_command(command, arguments);
  CO_TRY(co_await link.write(command));
  std::array<char, kReadBytes> bytes{};
  while (true) {
    auto reply = reader.next();
    if (!reply) {
      co_return std::unexpected(unavailable("what answers is no Valkey server: " + reply.error()));
    }
    if (*reply) {
      co_return **std::move(reply);
    }
    CO_TRY(const auto count, co_await link.read(bytes));
    reader.feed({bytes.data(), count});
  }
}

}  // namespace conduit::valkey
