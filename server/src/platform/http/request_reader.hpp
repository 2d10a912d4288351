#pragma once

#include "platform/http/request.hpp"
#include "platform/http/server_options.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace conduit::http {

/// Takes the bytes of one connection apart into requests: HTTP/1.0 and 1.1 (RFC 9112), one after another as a client
/// pipelines them. Beast does the parsing; this adds what RFC 9112 asks of a server behind other servers, where two
/// readings of one message are an attack. Knows nothing of sockets, so that a fuzzer can drive it.
class RequestReader {
 public:
  enum class State : std::uint8_t {
    /// Nothing of the next request has come.
    idle,
    /// Part of the head is there.
    in_head,
    /// The head is whole and lawful; the body is not there yet.
    in_body,
    complete,
    /// The connection cannot go on; refusal() says why.
    refused,
  };

  struct Refusal {
    unsigned status = 0;
    std::string_view reason;
  };

  explicit RequestReader(const ServerOptions& options);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  RequestReader(RequestReader&&) = delete;
  RequestReader& operator=(RequestReader&&) = delete;

  /// Room for more bytes from the socket; never empty unless complete or refused.
  [[nodiscard]] std::span<char> prepare();
  /// `count` bytes have been put into prepare().
  State commit(std::size_t count);

  [[nodiscard]] State state() const;
  [[nodiscard]] const Refusal& refusal() const;
  /// In the body, and the client waits for `100 Continue` before it sends more.
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] bool keep_alive() const;
  /// The head has been read, whatever became of the body.
  [[nodiscard]] bool has_head() const;

  /// Fills the parts of `request` that were read. Views stay good until next(). Only when has_head().
  void fill(Request& request) const;

  /// Forgets the request that is complete and goes on with the bytes behind it.
  State next();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conduit::http
