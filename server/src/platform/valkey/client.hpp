#pragma once

#include "base/task.hpp"
#include "platform/log/logger.hpp"
#include "platform/telemetry/histogram.hpp"
#include "platform/valkey/event_thread.hpp"
#include "platform/valkey/link.hpp"
#include "platform/valkey/reply.hpp"
#include "platform/valkey/script.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::valkey {

struct ClientOptions {
  LinkOptions link;
  /// How long a caller waits for a reply.
  std::chrono::milliseconds command_timeout{50};
};

/// For metrics.
struct ClientStatistics {
  /// Seconds until a command's caller went on, with a reply or without.
  telemetry::Histogram durations{telemetry::kSeconds};
  std::atomic<std::uint64_t> commands{0};
  /// Replies that were errors, and connections that broke under a command.
  std::atomic<std::uint64_t> errors{0};
  std::atomic<std::uint64_t> timeouts{0};
  /// Not even sent, since the server was known to be away.
  std::atomic<std::uint64_t> refused{0};
  /// Connections made, the first one too.
  std::atomic<std::uint64_t> connections{0};
};

/// How long somebody waits for a reply.
enum class Wait : std::uint8_t {
  /// A reader does: for command_timeout, and not at all while the server is known to be away.
  briefly,
  /// Nobody does: as long as the connection holds.
  patiently,
};

/// Commands to one Valkey server over one pipelined connection, from all threads. Never throws, never hangs: a command
/// that is not answered within its time is `unavailable`, and while the server is known to be away, so is every command
/// at once.
///
/// The server is away until it has answered in time, and again from when a command is overdue. Our own PINGs find out
/// when that is over: those who asked first pay one time-out, those after them none, however long the server stays
/// slow. Late replies are thrown away; without any for a second, the connection is given up. Reconnects by itself, with
/// growing pauses. A primary that became a replica (READONLY) counts as a broken connection.
///
/// Its thread batches what all I/O threads ask for into few writes, so that commands share packets and TLS records.
class Client {
 public:
  Client(ClientOptions options, log::Logger& logger);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  Client(Client&&) = delete;
  Client& operator=(Client&&) = delete;

  /// `unavailable`, also when the reply is an error; `timeout` when the caller was cancelled. Either way the command
  /// may have been carried out.
  [[nodiscard]] Task<Reply> command(std::vector<std::string_view> arguments);

  /// Runs a script: by its hash, and once in full where the server does not know it. All keys must be named.
  [[nodiscard]] Task<Reply> eval(const Script& script, std::vector<std::string_view> keys,
                                 std::vector<std::string_view> arguments, Wait wait = Wait::briefly);

  /// Whether somebody who waits briefly would be heard now.
  [[nodiscard]] bool available() const noexcept { return available_.load(std::memory_order_relaxed); }
  [[nodiscard]] const ClientStatistics& statistics() const { return *statistics_; }

 private:
  struct Waiting;
  struct Inbox;
  struct Session;

  Task<Reply> send(std::span<const std::string_view> arguments, Wait wait);
  void collect();
  asio::awaitable<void, Executor> stay_connected();
  Task<> serve(const std::shared_ptr<Session>& session);
  asio::awaitable<void, Executor> write_out(std::shared_ptr<Session> session);
  Result<> settle(const std::shared_ptr<Session>& session, Reply reply);
  void flush(const std::shared_ptr<Session>& session);
  void ask_for_proof(const std::shared_ptr<Session>& session);
  void watch(const std::shared_ptr<Session>& session);
  void expire(Session& session);
  void give_up(std::vector<Waiting>& waiting, const std::string& why);
  void note_available(Session& session);
  void note_away(const Error& error);

  const ClientOptions options_;
  log::Logger& logger_;
  std::shared_ptr<ClientStatistics> statistics_ = std::make_shared<ClientStatistics>();
  std::atomic<bool> available_{false};
  /// The cause that was logged last, empty while connected.
  std::string known_cause_;

  EventThread thread_;
  /// What other threads have left for ours.
  std::unique_ptr<Inbox> inbox_;
  std::shared_ptr<Session> session_;
};

}  // namespace conduit::valkey
