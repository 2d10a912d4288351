#include "app/healthcheck.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/time.h>

#include <chrono>
#include <cstdint>

namespace conduit::app {
namespace {

namespace beast_http = boost::beast::http;
using boost::asio::ip::tcp;

/// Time-outs of the system's own calls: this command does one thing at a time.
void limit(tcp::socket& socket, std::chrono::milliseconds patience) {
  const timeval limit{.tv_sec = patience.count() / 1000, .tv_usec = (patience.count() % 1000) * 1000};
  setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

Result<> check_health(std::uint16_t port, std::chrono::milliseconds patience) {
  try {
    boost::asio::io_context io;
    tcp::socket socket{io};
    socket.open(tcp::v4());
    limit(socket, patience);
    socket.connect({boost::asio::ip::address_v4::loopback(), port});
    beast_http::request<beast_http::empty_body> request{beast_http::verb::get, "/readyz", 11};
    request.set(beast_http::field::host, "localhost");
    request.set(beast_http::field::connection, "close");
    beast_http::write(socket, request);
    boost::beast::flat_buffer buffer;
    beast_http::response<beast_http::string_body> response;
    beast_http::read(socket, buffer, response);
    if (response.result() != beast_http::status::ok) {
      return std::unexpected(
          unavailable(fmt::format("port {} answers {} {}", port, response.result_int(), response.body())));
    }
    return {};
  } catch (const std::exception& exception) {
    return std::unexpected(unavailable(fmt::format("port {}: {}", port, exception.what())));
  }
}

}  // namespace conduit::app
