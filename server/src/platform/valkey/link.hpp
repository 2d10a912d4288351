#pragma once

#include "base/task.hpp"
#include "platform/valkey/address.hpp"
#include "platform/valkey/reply.hpp"

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace conduit::valkey {

struct LinkOptions {
  Address address;
  /// Certificates that TLS trusts (PEM); empty is what the system trusts.
  std::string ca_file;
  /// For name look-up, TCP, TLS and log-in together.
  std::chrono::milliseconds connect_timeout{2'000};
};

/// One connection, logged in: bytes in, bytes out. Used by one thread, with one reader and one writer at a time.
///
/// With TLS, the certificate has to be valid, of a known authority and of the host's name. A server in cluster mode is
/// not supported (it answers MOVED for keys of other nodes), nor is RESP3.
class Link : public std::enable_shared_from_this<Link> {
 public:
  /// `unavailable` with a detail that names the step that failed and why, after connect_timeout at the latest.
  static Task<std::shared_ptr<Link>> open(const LinkOptions& options);

  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  Link(Link&&) = delete;
  Link& operator=(Link&&) = delete;
  virtual ~Link() = default;

  /// How many bytes came, at least one; `unavailable` when the other side is gone.
  virtual Task<std::size_t> read(std::span<char> into) = 0;
  virtual Task<> write(std::string_view bytes) = 0;
  /// Ends what waits in read() and write().
  virtual void close() = 0;

 protected:
  Link() = default;
};

/// Writes a command and reads until its reply: for the start of a connection, when nothing else is under way on it.
[[nodiscard]] Task<Reply> ask(Link& link, ReplyReader& reader, std::span<const std::string_view> arguments);

}  // namespace conduit::valkey
