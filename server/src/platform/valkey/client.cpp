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
  /// Null when nobody waits, or no longer: the place is kept for the late reply.
  std::shared_ptr<Answer> answer;
  SteadyClock::time_point sent_at;
  Wait wait = Wait::briefly;
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
  /// So many at the front of `waiting` are overdue, whether or not somebody waits for them.
  std::size_t overdue = 0;
  std::string outgoing;
  std::string being_written;
  bool writing = false;
  Timer timer;
  bool watching = false;
  /// It has answered in time.
  bool proven = false;
};

Client::Client(ClientOptions options, log::Logger& logger)
    : options_(std::move(options)), logger_(logger), inbox_(std::make_unique<Inbox>()) {
  asio::co_spawn(thread_.executor(), stay_connected(), rethrow);
  thread_.start();
}

// Without memory to tell those who wait there is nothing better than to end.
Client::~Client() {  // NOLINT(bugprone-exception-escape)
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
  CO_TRY(auto reply, co_await send(arguments, Wait::briefly));
  if (reply.is(Reply::Kind::error)) {
    co_return std::unexpected(unavailable(reply.text));
  }
  co_return reply;
}

Task<Reply> Client::eval(const Script& script, std::vector<std::string_view> keys,
                         std::vector<std::string_view> arguments, Wait wait) {
  const auto key_count = std::to_string(keys.size());
  std::vector<std::string_view> command{"EVALSHA", script.sha1, key_count};
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  CO_TRY(auto reply, co_await send(command, wait));
  if (reply.is_error("NOSCRIPT")) {
    command[0] = "EVAL";
    command[1] = script.source;
    CO_TRY(reply, co_await send(command, wait));
  }
  if (reply.is(Reply::Kind::error)) {
    co_return std::unexpected(unavailable(reply.text));
  }
  co_return reply;
}

Task<Reply> Client::send(std::span<const std::string_view> arguments, Wait wait) {
  // Valkey has no name of its own in the conventions; it speaks Redis' protocol.
  // Shared: whoever waits for a reply may be resumed when the client is gone.
  const auto statistics = statistics_;
  telemetry::DatabaseOperation operation{"redis", arguments.front(), statistics->durations};
  if (wait == Wait::briefly && !available()) {
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
    inbox_->waiting.push_back({.answer = answer, .sent_at = SteadyClock::now(), .wait = wait});
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
  std::ranges::move(waiting, std::back_inserter(session_->waiting));
  session_->outgoing += bytes;
  flush(session_);
}

void Client::flush(const std::shared_ptr<Session>& session) {
  if (!std::exchange(session->writing, true)) {
    asio::co_spawn(thread_.executor(), write_out(session), rethrow);
  }
  watch(session);
}

/// Nobody is to wait for a server only to learn that it is still slow: we ask it ourselves.
void Client::ask_for_proof(const std::shared_ptr<Session>& session) {
  session->waiting.push_back({.answer = nullptr, .sent_at = SteadyClock::now()});
  append_command(session->outgoing, std::array<std::string_view, 1>{"PING"});
  flush(session);
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
  session_ = session;
  ask_for_proof(session);
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
        state = settle(session, **std::move(reply));
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

Result<> Client::settle(const std::shared_ptr<Session>& session, Reply reply) {
  if (session->waiting.empty()) {
    return std::unexpected(unavailable("a reply that nobody asked for"));
  }
  if (reply.is(Reply::Kind::error) && !reply.is_error("NOSCRIPT")) {
    statistics_->errors.fetch_add(1, std::memory_order_relaxed);
  }
  const bool demoted = reply.is_error("READONLY");
  const auto answer = std::move(session->waiting.front().answer);
  session->waiting.pop_front();
  if (answer) {
    answer->deliver(std::move(reply));
  }
  const bool in_time = session->overdue == 0;
  if (in_time) {
    note_available(*session);
  } else if (--session->overdue == 0 && session->waiting.empty()) {
    ask_for_proof(session);
  }
  if (demoted) {
    return std::unexpected(unavailable("the server has become a replica"));
  }
  return {};
}

/// Sets the timer for the next command that will be overdue, or for the end of a connection that does not answer.
void Client::watch(const std::shared_ptr<Session>& session) {
  if (session->waiting.empty()) {
    return;
  }
  auto next = session->waiting.front().sent_at + kDeadAfter;
  if (session->overdue < session->waiting.size()) {
    next =
        std::min<SteadyClock::time_point>(next, session->waiting[session->overdue].sent_at + options_.command_timeout);
  }
  if (session->watching && session->timer.expiry() <= next) {
    return;
  }
  session->watching = true;
  // Ends a wait for something later, such as for the end of a connection that has begun to answer meanwhile.
  session->timer.expires_at(next);
  session->timer.async_wait([this, session](const boost::system::error_code& error) {
    if (!error) {
      session->watching = false;
      expire(*session);
      watch(session);
    }
  });
}

void Client::expire(Session& session) {
  const auto now = SteadyClock::now();
  while (session.overdue < session.waiting.size() &&
         session.waiting[session.overdue].sent_at + options_.command_timeout <= now) {
    auto& late = session.waiting[session.overdue];
    available_ = false;
    if (late.answer && late.wait == Wait::briefly) {
      statistics_->timeouts.fetch_add(1, std::memory_order_relaxed);
      std::exchange(late.answer, nullptr)
          ->deliver(std::unexpected(
              unavailable(fmt::format("Valkey did not answer within {} ms", options_.command_timeout.count()))));
    }
    ++session.overdue;
  }
  if (!session.waiting.empty() && session.waiting.front().sent_at + kDeadAfter <= now) {
    session.link->close();
    // Once is enough: the reader ends the session now.
    session.waiting.front().sent_at = SteadyClock::time_point::max() - 2 * kDeadAfter;
  }
}

void Client::give_up(std::vector<Waiting>& waiting, const std::string& why) {
  for (const auto& [answer, sent_at, wait] : waiting) {
    if (answer) {
      statistics_->errors.fetch_add(1, std::memory_order_relaxed);
      answer->deliver(std::unexpected(unavailable(why)));
    }
  }
  waiting.clear();
}

void Client::note_available(Session& session) {
  available_ = true;
  if (!std::exchange(session.proven, true)) {
    known_cause_.clear();
    logger_.write(log::Level::info, "Valkey connected", {{"server", describe(options_.link.address)}});
  }
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
