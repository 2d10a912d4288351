#include "platform/valkey/client.hpp"

#include "platform/async/handover.hpp"
#include "platform/telemetry/database_operation.hpp"
#include "platform/valkey/back_off.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <expected>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::valkey {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;
using Answer = async::Handover<Result<Reply>>;

/// A connection on which a command stays unanswered for so long is given up.
constexpr std::chrono::seconds kDeadAfter{1};
/// Commands on their way; more are refused.
constexpr std::size_t kMostWaiting = 16'384;
constexpr std::size_t kReadBytes = 65'536;

/// What escapes our own coroutines is a bug that must stop the process, not hide.
void rethrow(const std::exception_ptr& exception) {
  if (exception) {
    std::rethrow_exception(exception);
  }
}

}  // namespace

struct Client::Waiting {
  /// Null once its time is over: the place is kept for the late reply.
  std::shared_ptr<Answer> answer;
  SteadyClock::time_point sent_at;
};

struct Client::Inbox {
  std::mutex mutex;
  std::vector<Waiting> waiting;
  std::string bytes;
  /// collect() has been posted and has not run yet.
  bool announced = false;
};

/// One connection. Everything in it belongs to our thread.
struct Client::Session {
  explicit Session(std::shared_ptr<Link> to, const Executor& executor) : link(std::move(to)), timer(executor) {}

  std::shared_ptr<Link> link;
  ReplyReader reader;
  /// In the order of the replies.
  std::deque<Waiting> waiting;
  /// So many at the front of `waiting` are overdue.
  std::size_t overdue = 0;
  std::string outgoing;
  std::string being_written;
  bool writing = false;
  Timer timer;
  bool watching = false;
};

Client::Client(ClientOptions options, log::Logger& logger)
    : options_(std::move(options)), logger_(logger), inbox_(std::make_unique<Inbox>()) {
  asio::co_spawn(thread_.executor(), stay_connected(), rethrow);
  thread_.start();
}

Client::~Client() {
  available_ = false;
  thread_.stop();
  constexpr auto kWhy = "the client is closed";
  if (session_) {
    std::vector<Waiting> waiting{std::make_move_iterator(session_->waiting.begin()),
                                 std::make_move_iterator(session_->waiting.end())};
    give_up(waiting, kWhy);
  }
  give_up(inbox_->waiting, kWhy);
}

Task<Reply> Client::command(std::vector<std::string_view> arguments) {
  CO_TRY(auto reply, co_await send(arguments));
  if (reply.is(Reply::Kind::error)) {
    co_return std::unexpected(unavailable(reply.text));
  }
  co_return reply;
}

Task<Reply> Client::eval(const Script& script, std::vector<std::string_view> keys,
                         std::vector<std::string_view> arguments) {
  const auto key_count = std::to_string(keys.size());
  std::vector<std::string_view> command{"EVALSHA", script.sha1, key_count};
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  CO_TRY(auto reply, co_await send(command));
  if (reply.is_error("NOSCRIPT")) {
    command[0] = "EVAL";
    command[1] = script.source;
    CO_TRY(reply, co_await send(command));
  }
  if (reply.is(Reply::Kind::error)) {
    co_return std::unexpected(unavailable(reply.text));
  }
  co_return reply;
}

Task<Reply> Client::send(std::span<const std::string_view> arguments) {
  // Valkey has no name of its own in the conventions; it speaks Redis' protocol.
  // Shared: whoever waits for a reply may be resumed when the client is gone.
  const auto statistics = statistics_;
  telemetry::DatabaseOperation operation{"redis", arguments.front(), statistics->durations};
  if (!available()) {
    statistics_->refused.fetch_add(1, std::memory_order_relaxed);
    co_return operation.ended(Result<Reply>{std::unexpected(unavailable("Valkey is away"))});
  }
  std::string bytes;
  append_command(bytes, arguments);
  const auto answer = std::make_shared<Answer>();
  bool announce = false;
  {
    const std::lock_guard lock{inbox_->mutex};
    if (inbox_->waiting.size() >= kMostWaiting) {
      statistics_->refused.fetch_add(1, std::memory_order_relaxed);
      co_return operation.ended(Result<Reply>{std::unexpected(unavailable("too many commands wait for Valkey"))});
    }
    inbox_->waiting.push_back({.answer = answer, .sent_at = SteadyClock::now()});
    inbox_->bytes += bytes;
    announce = !std::exchange(inbox_->announced, true);
  }
  statistics_->commands.fetch_add(1, std::memory_order_relaxed);
  if (announce) {
    asio::post(thread_.executor(), [this] { collect(); });
  }
  auto outcome = co_await answer->wait();
  if (!outcome) {
    outcome = std::unexpected(
        Error{.code = ErrorCode::timeout, .fields = {}, .detail = "gave up waiting for Valkey", .retry_after = {}});
  }
  co_return operation.ended(*std::move(outcome));
}

/// Takes over what has been left since: the more threads ask, the more one write carries.
void Client::collect() {
  std::vector<Waiting> waiting;
  std::string bytes;
  {
    const std::lock_guard lock{inbox_->mutex};
    waiting.swap(inbox_->waiting);
    bytes.swap(inbox_->bytes);
    inbox_->announced = false;
  }
  if (!session_ || session_->waiting.size() > kMostWaiting) {
    give_up(waiting, "Valkey is away");
    return;
  }
  auto& session = *session_;
  std::ranges::move(waiting, std::back_inserter(session.waiting));
  session.outgoing += bytes;
  if (!std::exchange(session.writing, true)) {
    asio::co_spawn(thread_.executor(), write_out(session_), rethrow);
  }
  watch(session_);
}

asio::awaitable<void, Executor> Client::stay_connected() {
  BackOff back_off;
  Timer pause{thread_.executor()};
  while (true) {
    auto link = co_await Link::open(options_.link);
    if (!link) {
      note_away(link.error());
    } else {
      const auto since = SteadyClock::now();
      const auto session = std::make_shared<Session>(*std::move(link), thread_.executor());
      const auto ended = co_await serve(session);
      note_away(ended.error());
      // A server that takes connections only to drop them is no reason to hurry.
      if (SteadyClock::now() - since > kDeadAfter) {
        back_off.reset();
      }
    }
    pause.expires_after(back_off.next());
    boost::system::error_code ignored;
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable_t<Executor>{}, ignored));
  }
}

/// Reads replies until the connection is of no more use; always ends with the reason.
Task<> Client::serve(const std::shared_ptr<Session>& session) {
  statistics_->connections.fetch_add(1, std::memory_order_relaxed);
  known_cause_.clear();
  logger_.write(log::Level::info, "Valkey connected", {{"server", describe(options_.link.address)}});
  session_ = session;
  available_ = true;
  std::vector<char> bytes(kReadBytes);
  Result<> state;
  while (state) {
    const auto count = co_await session->link->read(bytes);
    if (!count) {
      state = std::unexpected(count.error());
      break;
    }
    session->reader.feed({bytes.data(), *count});
    while (state) {
      auto reply = session->reader.next();
      if (!reply) {
        state = std::unexpected(unavailable("what answers is no Valkey server: " + reply.error()));
      } else if (!*reply) {
        break;
      } else {
        state = settle(*session, **std::move(reply));
      }
    }
  }
  available_ = false;
  session_.reset();
  session->link->close();
  session->timer.cancel();
  std::vector<Waiting> waiting{std::make_move_iterator(session->waiting.begin()),
                               std::make_move_iterator(session->waiting.end())};
  session->waiting.clear();
  give_up(waiting, state.error().detail);
  co_return state;
}

asio::awaitable<void, Executor> Client::write_out(std::shared_ptr<Session> session) {
  while (!session->outgoing.empty()) {
    session->being_written.clear();
    session->being_written.swap(session->outgoing);
    const auto written = co_await session->link->write(session->being_written);
    if (!written) {
      // The reader hears of it and ends the session.
      session->link->close();
      break;
    }
  }
  session->writing = false;
}

Result<> Client::settle(Session& session, Reply reply) {
  if (session.waiting.empty()) {
    return std::unexpected(unavailable("a reply that nobody asked for"));
  }
  if (reply.is(Reply::Kind::error) && !reply.is_error("NOSCRIPT")) {
    statistics_->errors.fetch_add(1, std::memory_order_relaxed);
  }
  const bool demoted = reply.is_error("READONLY");
  const auto waiting = std::move(session.waiting.front());
  session.waiting.pop_front();
  if (waiting.answer) {
    waiting.answer->deliver(std::move(reply));
  } else if (--session.overdue == 0) {
    available_ = true;
  }
  if (demoted) {
    return std::unexpected(unavailable("the server has become a replica"));
  }
  return {};
}

/// Sets the timer for the next command that will be overdue, or for the end of a connection that does not answer.
void Client::watch(const std::shared_ptr<Session>& session) {
  if (session->watching || session->waiting.empty()) {
    return;
  }
  auto next = session->waiting.front().sent_at + kDeadAfter;
  if (session->overdue < session->waiting.size()) {
    next =
        std::min<SteadyClock::time_point>(next, session->waiting[session->overdue].sent_at + options_.command_timeout);
  }
  session->watching = true;
  session->timer.expires_at(next);
  session->timer.async_wait([this, session](const boost::system::error_code& error) {
    session->watching = false;
    if (!error) {
      expire(*session);
      watch(session);
    }
  });
}

void Client::expire(Session& session) {
  const auto now = SteadyClock::now();
  while (session.overdue < session.waiting.size() &&
         session.waiting[session.overdue].sent_at + options_.command_timeout <= now) {
    available_ = false;
    statistics_->timeouts.fetch_add(1, std::memory_order_relaxed);
    const auto answer = std::exchange(session.waiting[session.overdue].answer, nullptr);
    answer->deliver(std::unexpected(
        unavailable(fmt::format("Valkey did not answer within {} ms", options_.command_timeout.count()))));
    ++session.overdue;
  }
  if (!session.waiting.empty() && session.waiting.front().sent_at + kDeadAfter <= now) {
    session.link->close();
    // Once is enough: the reader ends the session now.
    session.waiting.front().sent_at = SteadyClock::time_point::max() - 2 * kDeadAfter;
  }
}

void Client::give_up(std::vector<Waiting>& waiting, const std::string& why) {
  for (const auto& [answer, sent_at] : waiting) {
    if (answer) {
      statistics_->errors.fetch_add(1, std::memory_order_relaxed);
      answer->deliver(std::unexpected(unavailable(why)));
    }
  }
  waiting.clear();
}

/// One line per cause, however often we try.
void Client::note_away(const Error& error) {
  if (error.detail != known_cause_) {
    known_cause_ = error.detail;
    logger_.write(log::Level::warn, "Valkey is away, serving from the store",
                  {{"server", describe(options_.link.address)}, {"cause", known_cause_}});
  }
}

}  // namespace conduit::valkey
