#include "platform/valkey/subscriber.hpp"

#include "platform/valkey/back_off.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::valkey {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

constexpr std::chrono::milliseconds kAskEvery{250};
constexpr std::chrono::seconds kDeadAfter{1};
constexpr std::size_t kReadBytes = 16'384;

void rethrow(const std::exception_ptr& exception) {
  if (exception) {
    std::rethrow_exception(exception);
  }
}

asio::awaitable<void, Executor> sleep(Timer& timer, std::chrono::milliseconds duration) {
  timer.expires_after(duration);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable_t<Executor>{}, ignored));
}

}  // namespace

struct Subscriber::Session {
  explicit Session(std::shared_ptr<Link> to, const Executor& executor) : link(std::move(to)), timer(executor) {}

  std::shared_ptr<Link> link;
  ReplyReader reader;
  Timer timer;
  bool subscribed = false;
  bool over = false;
  /// When the question was asked that has not been answered yet.
  std::optional<SteadyClock::time_point> asked_at;
};

Subscriber::Subscriber(LinkOptions options, std::string channel, Listener& listener, log::Logger& logger)
    : options_(std::move(options)), channel_(std::move(channel)), listener_(listener), logger_(logger) {
  asio::co_spawn(thread_.executor(), stay_subscribed(), rethrow);
  thread_.start();
}

Subscriber::~Subscriber() { thread_.stop(); }

asio::awaitable<void, Executor> Subscriber::stay_subscribed() {
  BackOff back_off;
  Timer pause{thread_.executor()};
  while (true) {
    auto link = co_await Link::open(options_);
    if (!link) {
      note_lost(link.error());
    } else {
      const auto since = SteadyClock::now();
      const auto session = std::make_shared<Session>(*std::move(link), thread_.executor());
      const auto ended = co_await listen(session);
      listener_.lost();
      note_lost(ended.error());
      if (SteadyClock::now() - since > kDeadAfter) {
        back_off.reset();
      }
    }
    co_await sleep(pause, back_off.next());
  }
}

/// Takes replies until the connection is of no more use; always ends with the reason.
Task<> Subscriber::listen(const std::shared_ptr<Session>& session) {
  std::string command;
  append_command(command, std::array<std::string_view, 2>{"SUBSCRIBE", channel_});
  session->asked_at = SteadyClock::now();
  CO_TRY(co_await session->link->write(command));
  asio::co_spawn(thread_.executor(), ask_for_life(session), rethrow);
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
        state = take(*session, **reply);
      }
    }
  }
  session->over = true;
  session->timer.cancel();
  session->link->close();
  co_return state;
}

asio::awaitable<void, Executor> Subscriber::ask_for_life(std::shared_ptr<Session> session) {
  std::string question;
  append_command(question, std::array<std::string_view, 1>{"PING"});
  while (!session->over) {
    if (session->asked_at && SteadyClock::now() - *session->asked_at > kDeadAfter) {
      session->link->close();
      break;
    }
    if (!session->asked_at) {
      session->asked_at = SteadyClock::now();
      if (!co_await session->link->write(question)) {
        session->link->close();
        break;
      }
    }
    co_await sleep(session->timer, kAskEvery);
  }
}

/// In this state, every reply is an array that starts with its kind (`message`, `subscribe`, `pong`), or an error.
Result<> Subscriber::take(Session& session, const Reply& reply) {
  if (reply.is(Reply::Kind::error)) {
    return std::unexpected(unavailable(reply.text));
  }
  if (reply.elements.empty()) {
    return std::unexpected(unavailable("a reply that no subscriber gets"));
  }
  const std::string_view kind = reply.elements.front().text;
  if (kind == "message" && reply.elements.size() == 3) {
    listener_.message(reply.elements[2].text);
    return {};
  }
  if (kind == "subscribe" && !std::exchange(session.subscribed, true)) {
    known_cause_.clear();
    logger_.write(log::Level::info, "Valkey subscribed", {{"server", describe(options_.address)}});
    listener_.subscribed();
  }
  if (const auto asked_at = std::exchange(session.asked_at, std::nullopt)) {
    listener_.complete_until(*asked_at);
  }
  return {};
}

void Subscriber::note_lost(const Error& error) {
  if (error.detail != known_cause_) {
    known_cause_ = error.detail;
    logger_.write(log::Level::warn, "Valkey subscription lost, caching nothing in the process",
                  {{"server", describe(options_.address)}, {"cause", known_cause_}});
  }
}

}  // namespace conduit::valkey
