#pragma once

#include "base/task.hpp"
#include "platform/http/request_reader.hpp"
#include "platform/http/worker.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace conduit::http {

struct Outcome;

/// One client connection, from accept to close: reads requests, has them answered one after another, writes the
/// answers. Lives on its worker's thread. Deadlines are a time that the worker's sweep looks at: no timer is armed
/// per read.
class Connection {
 public:
  Connection(Worker& worker, Socket socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;

  asio::awaitable<void, Executor> run();

  void check_deadline(std::chrono::steady_clock::time_point now);
  void close_if_idle();
  void close();

 private:
  enum class Phase : std::uint8_t { idle, reading, handling, writing, lingering };

  /// True when a request is complete; false when the connection is to end.
  asio::awaitable<bool, Executor> read_request();
  asio::awaitable<void, Executor> serve();
  asio::awaitable<bool, Executor> write(std::string_view head, std::string_view body);
  /// Answers a request that could not be read.
  asio::awaitable<void, Executor> refuse(unsigned status, std::string_view reason);
  /// Reads on for a moment after the last answer: closing with bytes unread would reset the connection, and the client
  /// might lose the answer.
  asio::awaitable<void, Executor> linger();
  void enter(Phase phase, std::chrono::milliseconds allowance);
  void enter_read_phase(RequestReader::State state);

  Worker& worker_;
  const ServerOptions& options_;
  Socket socket_;
  RequestReader reader_;
  std::string address_;
  std::string head_;
  std::chrono::steady_clock::time_point deadline_;
  Phase phase_ = Phase::idle;
  bool timed_out_ = false;
  bool keep_alive_ = true;
};

}  // namespace conduit::http
