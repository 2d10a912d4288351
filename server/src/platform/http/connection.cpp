#include "platform/http/connection.hpp"

#include "platform/http/access_log.hpp"
#include "platform/http/client_address.hpp"
#include "platform/http/dispatcher.hpp"
#include "platform/http/error_response.hpp"
#include "platform/http/request_id.hpp"
#include "platform/http/request_trace.hpp"
#include "platform/http/response_head.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::http {
namespace {

using State = RequestReader::State;
using std::chrono::steady_clock;

constexpr auto kAwaitTuple = asio::as_tuple(asio::use_awaitable_t<Executor>{});
constexpr std::chrono::milliseconds kLinger{2'000};
/// Of what a client still sends after its last answer: enough for most uploads that came too large, not for endless
/// ones.
constexpr std::size_t kMaxDiscarded = std::size_t{16} * 1024 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string printable(const Socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) {
    return {};
  }
  const auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

}  // namespace

Connection::Connection(Worker& worker, Socket socket)
    : worker_(worker),
      options_(worker.context().options),
      socket_(std::move(socket)),
      reader_(options_),
      address_(printable(socket_)) {
  worker_.add(*this);
  worker_.context().connections.fetch_add(1, std::memory_order_relaxed);
  worker_.metrics().connected();
}

Connection::~Connection() {
  worker_.context().connections.fetch_sub(1, std::memory_order_relaxed);
  worker_.metrics().disconnected();
  worker_.remove(*this);
}

asio::awaitable<void, Executor> Connection::run() {
  while (keep_alive_) {
    const bool complete = co_await read_request();
    if (!complete) {
      break;
    }
    co_await serve();
  }
  co_await linger();
}

asio::awaitable<bool, Executor> Connection::read_request() {
  auto state = reader_.state() == State::complete ? reader_.next() : reader_.state();
  enter_read_phase(state);
  bool continued = false;
  while (state != State::complete && state != State::refused) {
    if (state == State::idle && worker_.draining()) {
      co_return false;
    }
    if (!continued && reader_.expects_continue()) {
      continued = true;
      const bool written = co_await write(kContinue, {});
      if (!written) {
        co_return false;
      }
      enter(Phase::reading, options_.body_timeout);
    }
    const auto room = reader_.prepare();
    const auto [error, count] = co_await socket_.async_read_some(asio::buffer(room.data(), room.size()), kAwaitTuple);
    if (error) {
      if (timed_out_ && state != State::idle) {
        co_await refuse(408, "request took too long");
      }
      co_return false;
    }
    const auto before = std::exchange(state, reader_.commit(count));
    if (state != before) {
      enter_read_phase(state);
    }
  }
  if (state == State::refused) {
    co_await refuse(reader_.refusal().status, reader_.refusal().reason);
    co_return false;
  }
  co_return true;
}

void Connection::enter_read_phase(State state) {
  switch (state) {
    case State::idle:
      enter(Phase::idle, options_.keep_alive);
      break;
    case State::in_head:
      enter(Phase::reading, options_.header_timeout);
      break;
    case State::in_body:
      enter(Phase::reading, options_.body_timeout);
      break;
    case State::complete:
    case State::refused:
      phase_ = Phase::handling;
      break;
  }
}

asio::awaitable<void, Executor> Connection::serve() {
  Request request;
  reader_.fill(request);
  request.received = steady_clock::now();
  request.request_id = request_id_or_new(request.headers.request_id);
  request.client_address = client_address(address_, request.headers.forwarded_for, options_.trusted_proxy_hops);

  worker_.metrics().begin();
  RequestTrace trace{worker_.context().parts.tracer, request};
  auto outcome = co_await worker_.context().parts.dispatcher.dispatch(request);
  trace.finish(request, outcome);
  worker_.metrics().end();

  keep_alive_ = reader_.keep_alive() && !worker_.draining();
  const auto& response = outcome.response;
  head_.clear();
  append_head(head_, response,
              {.persistence = keep_alive_ ? Persistence::keep_alive : Persistence::close,
               .request_id = request.request_id,
               .date = worker_.date()});
  const auto body = has_body(response, request.method) ? response.bytes() : std::string_view{};
  // Told before it is written: a client that has the answer can rely on its log line being on the way.
  const auto duration = steady_clock::now() - request.received;
  worker_.metrics().record(outcome.route, request.method, response.status, duration);
  worker_.context().parts.access_log.write({.request = request,
                                            .outcome = outcome,
                                            .trace = trace.context(),
                                            .duration = std::chrono::duration_cast<std::chrono::microseconds>(duration),
                                            .bytes_sent = body.size()});
  const bool written = co_await write(head_, body);
  keep_alive_ = keep_alive_ && written;
}

asio::awaitable<bool, Executor> Connection::write(std::string_view head, std::string_view body) {
  std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
  boost::system::error_code error;
  // Nearly every answer fits into the socket's buffer: one system call and no round through the event loop.
  const std::size_t sent = socket_.write_some(buffers, error);
  if (error && error != asio::error::would_block) {
    co_return false;
  }
  if (sent == head.size() + body.size()) {
    co_return true;
  }
  enter(Phase::writing, options_.write_timeout);
  const auto from_head = std::min(sent, head.size());
  buffers = {asio::buffer(head) + from_head, asio::buffer(body) + (sent - from_head)};
  const auto [failure, rest] = co_await asio::async_write(socket_, buffers, kAwaitTuple);
  co_return !failure;
}

asio::awaitable<void, Executor> Connection::refuse(unsigned status, std::string_view reason) {
  keep_alive_ = false;
  timed_out_ = false;
  Error error = field_error(ErrorCode::malformed, "request", "is malformed");
  if (status == 413) {
    error = field_error(ErrorCode::too_large, "body", "is too large");
  } else if (status == 431) {
    error = field_error(ErrorCode::too_large, "headers", "are too large");
  } else if (status == 408) {
    error = field_error(ErrorCode::timeout, "request", "took too long");
  }
  auto response = error_response(error);
  response.status = status;
  Request request;
  if (reader_.has_head()) {
    reader_.fill(request);
    worker_.context().parts.dispatcher.decorate(request, response);
  }
  const auto id = request_id_or_new({});
  head_.clear();
  append_head(head_, response, {.persistence = Persistence::close, .request_id = id, .date = worker_.date()});
  worker_.metrics().record(Outcome::kUnmatched, Method::other, status, {});
  worker_.context().parts.access_log.write_refusal(address_, status, reason);
  co_await write(head_, response.bytes());
}

asio::awaitable<void, Executor> Connection::linger() {
  boost::system::error_code error;
  socket_.shutdown(asio::socket_base::shutdown_send, error);
  if (error) {
    co_return;
  }
  enter(Phase::lingering, kLinger);
  std::array<char, std::size_t{16} * 1024> discarded{};
  std::size_t total = 0;
  while (!timed_out_ && total < kMaxDiscarded) {
    const auto [failure, count] = co_await socket_.async_read_some(asio::buffer(discarded), kAwaitTuple);
    if (failure) {
      break;
    }
    total += count;
  }
}

void Connection::enter(Phase phase, std::chrono::milliseconds allowance) {
  phase_ = phase;
  deadline_ = steady_clock::now() + allowance;
}

void Connection::check_deadline(steady_clock::time_point now) {
  // A handler waits for nothing without a bound of its own, and has an answer in any case: cutting the socket would
  // lose it.
  if (phase_ == Phase::handling || now < deadline_ || timed_out_) {
    return;
  }
  timed_out_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::close_if_idle() {
  if (phase_ == Phase::idle || phase_ == Phase::lingering) {
    close();
  }
}

void Connection::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace conduit::http
