#include "platform/http/dispatcher.hpp"

#include "base/clock_test_support.hpp"
#include "base/task_test_support.hpp"
#include "platform/cache/unshared_cache.hpp"
#include "platform/http/error_response.hpp"
#include "platform/json/body.hpp"
#include "platform/json/writer.hpp"
#include "platform/rate_limit/memory_limiter.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Takes the token `good`, calls `old` expired and everything else invalid.
class FakeAuthenticator final : public Authenticator {
 public:
  Task<Viewer> authenticate(std::string_view token) override {
    if (token == "good") {
      co_return Viewer{.id = UserId{7}, .session = "s"};
    }
    co_return std::unexpected(
        field_error(ErrorCode::unauthenticated, "token", token == "old" ? "has expired" : "is invalid"));
  }
};

Task<Response> say_hello(const Request& request) { co_return ok(request.viewer ? "signed in" : "anonymous"); }
Task<Response> fail(const Request& /*request*/) { throw std::runtime_error{"secret detail"}; }

Task<Response> show_error_page(const Request& /*request*/) {
  auto page = json(503, "sorry");
  page.cause = std::make_shared<const Error>(unavailable("secret detail"));
  co_return page;
}

class DispatcherTest : public testing::Test {
 protected:
  static constexpr json::ReaderFlag::Kind kLiked{9};

  DispatcherTest() {
    router.add(Method::get, "/open", Auth::optional, say_hello);
    router.add(Method::get, "/closed", Auth::required, say_hello);
    router.add(Method::get, "/broken", Auth::none, fail);
    router.add(Method::get, "/page", Auth::none, show_error_page);
    router.add(Method::get, "/counted", Auth::optional, [this](const Request&) { return count(); }).caching =
        Caching::shared;
  }

  Task<Response> count() {
    ++calls;
    co_return shared(ok("counted"), {cache::topic(1)});
  }

  Task<Response> greet(const Request& request) {
    ++calls;
    co_return shared(ok(request.viewer ? "signed in" : "anonymous"), {cache::topic(1)});
  }

  Task<Response> find_nothing() {
    ++calls;
    co_return shared_absence(not_found("thing"), {cache::topic(1)});
  }

  static Task<Response> show_things(const Request& /*request*/) {
    json::Body body;
    json::Writer writer{body};
    writer.begin_array();
    for (const std::int64_t id : {1, 2, 1, 3}) {
      writer.begin_object().flag("liked", false, kLiked, id).end_object();
    }
    writer.end_array();
    co_return shared(std::move(body), {cache::topic(1)});
  }

  Task<std::vector<UserId>> liked_among(const Viewer& viewer, std::span<const UserId> ids) {
    EXPECT_EQ(viewer.id, UserId{7});
    questions.emplace_back(ids.begin(), ids.end());
    co_return std::vector{UserId{1}};
  }

  Outcome dispatch(Method method, std::string_view target, std::string_view authorization = {}) {
    Request request;
    request.method = method;
    request.target = target;
    request.raw_path = target.substr(0, target.find('?'));
    request.headers.authorization = authorization;
    request.headers.if_none_match = if_none_match;
    request.headers.origin = origin;
    request.headers.request_method = origin.empty() ? "" : "PUT";
    return run(request);
  }

  Outcome run(Request& request) { return run(request, dispatcher); }

  static Outcome run(Request& request, Dispatcher& target_dispatcher) {
    asio::io_context io;
    Outcome outcome;
    asio::co_spawn(
        io.get_executor(),
        [](Dispatcher& target, Request& subject, Outcome& out) -> asio::awaitable<void, Executor> {
          out = co_await target.dispatch(subject);
        }(target_dispatcher, request, outcome),
        [](const std::exception_ptr& exception) {
          if (exception) {
            std::rethrow_exception(exception);
          }
        });
    io.run();
    return outcome;
  }

  Router router;
  FakeAuthenticator authenticator;
  cache::UnsharedCache shared_cache;
  cache::ChangeClock& changes = shared_cache.changes();
  ResponseCache cache{shared_cache, std::size_t{1024} * 1024};
  ManualClock clock;
  rate_limit::MemoryLimiter limiter{clock};
  RouteQuotas quotas{limiter,
                     {.name = "address", .limit = 2, .window = std::chrono::seconds{60}},
                     {.name = "writes", .limit = 3, .window = std::chrono::seconds{60}}};
  ReaderFlags flags;
  Dispatcher dispatcher{router, authenticator, quotas, cache, flags, Cors{{"https://app.example.com"}}};
  std::string_view if_none_match;
  std::string_view origin;
  int calls = 0;
  std::vector<std::vector<UserId>> questions;
};

std::string header(const Response& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, [](const auto& field) { return field.first; });
  return found == response.headers.end() ? "" : found->second;
}

TEST_F(DispatcherTest, AsksForATokenWhereOneIsRequired) {
  EXPECT_EQ(dispatch(Method::get, "/closed").response.body, R"({"errors":{"token":["is missing"]}})");
  EXPECT_EQ(dispatch(Method::get, "/closed", "good").response.body, R"({"errors":{"token":["is invalid"]}})");
  EXPECT_EQ(dispatch(Method::get, "/closed", "Token bad").response.status, 401U);
  EXPECT_EQ(dispatch(Method::get, "/closed", "Token old").response.body, R"({"errors":{"token":["has expired"]}})");
  EXPECT_EQ(dispatch(Method::get, "/closed", "Token good").response.body, "signed in");
  EXPECT_EQ(dispatch(Method::get, "/closed", "bearer good").response.body, "signed in");
}

TEST_F(DispatcherTest, LetsABadTokenReadWhatEverybodyMay) {
  EXPECT_EQ(dispatch(Method::get, "/open", "Token bad").response.body, "anonymous");
}

TEST_F(DispatcherTest, TellsUnknownPathsFromWrongMethods) {
  EXPECT_EQ(dispatch(Method::get, "/nothing").response.status, 404U);
  const auto outcome = dispatch(Method::post, "/open");
  EXPECT_EQ(outcome.response.status, 405U);
  EXPECT_EQ(header(outcome.response, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(outcome.route, "unmatched");
}

/// A route whose answer takes a while, and how often it was made.
class ColdAnswers : public DispatcherTest {
 protected:
  ColdAnswers() {
    router.add(Method::get, "/cold", Auth::none, [this](const Request&) { return make(milliseconds{20}); }).caching =
        Caching::shared;
    router.add(Method::get, "/quick", Auth::none, [this](const Request&) { return make(milliseconds{0}); }).caching =
        Caching::shared;
  }

  Task<Response> make(milliseconds duration) {
    ++made;
    asio::basic_waitable_timer<steady_clock, asio::wait_traits<steady_clock>, Executor> timer{
        co_await asio::this_coro::executor, duration};
    co_await timer.async_wait(asio::use_awaitable_t<Executor>{});
    co_return shared(ok("made"), {cache::topic(1)});
  }

  /// Answers with whether it got what it asked for.
  Task<bool> read(std::string_view target) {
    Request request;
    request.method = Method::get;
    request.target = target;
    request.raw_path = target.substr(0, target.find('?'));
    const auto outcome = co_await dispatcher.dispatch(request);
    co_return outcome.response.bytes() == "made";
  }

  std::atomic<int> made{0};
};

TEST_F(ColdAnswers, AreMadeOnceForAThousandReaders) {
  const auto answers = run_in_parallel(1'000, [this](std::size_t) { return read("/cold"); });
  EXPECT_TRUE(std::ranges::all_of(answers, [](const Result<bool>& answered) { return *answered; }));
  EXPECT_EQ(made, 1);
}

TEST_F(ColdAnswers, AreNotMadeAgainByWhoComesWhenTheyAreJustDone) {
  constexpr int kTargets = 500;
  for (int number = 0; number < kTargets; ++number) {
    const auto target = "/quick?" + std::to_string(number);
    static_cast<void>(run_in_parallel(40, [&](std::size_t) { return read(target); }));
  }
  EXPECT_EQ(made, kTargets);
}

// What a 304 leaves out must not be what its other fields live in.
TEST_F(DispatcherTest, ANotModifiedAnswerOutlivesItsEntry) {
  ResponseCache tiny{shared_cache, 16};
  Dispatcher small{router, authenticator, quotas, tiny, flags, Cors{{}}};
  router
      .add(Method::get, "/headed", Auth::none,
           [](const Request&) -> Task<Response> {
             auto response = shared(ok("body"), {cache::topic(1)});
             response.headers.emplace_back("X-Long-Enough-To-Be-Allocated", "value");
             response.etag = "\"tag\"";
             co_return response;
           })
      .caching = Caching::shared;
  Request request;
  request.method = Method::get;
  request.target = request.raw_path = "/headed";
  request.headers.if_none_match = "\"tag\"";

  const auto outcome = run(request, small);

  EXPECT_EQ(outcome.response.status, 304U);
  EXPECT_EQ(header(outcome.response, "X-Long-Enough-To-Be-Allocated"), "value");
}

TEST_F(DispatcherTest, HoldsAnAddressToItsQuotaAndTellsOfIt) {
  router.add(Method::post, "/sign-up", Auth::none, say_hello).quota = Quota::per_address;

  const auto first = dispatch(Method::post, "/sign-up").response;
  dispatch(Method::post, "/sign-up");
  const auto refused = dispatch(Method::post, "/sign-up").response;

  EXPECT_EQ(first.status, 200U);
  EXPECT_EQ(header(first, "RateLimit-Policy"), R"("address";q=2;w=60)");
  EXPECT_EQ(header(first, "RateLimit"), R"("address";r=1;t=30)");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(header(refused, "RateLimit"), R"("address";r=0;t=60)");
  EXPECT_EQ(header(refused, "Retry-After"), "30");
  EXPECT_EQ(refused.body, R"({"errors":{"requests":["are too many, try again later"]}})");
}

TEST_F(DispatcherTest, HoldsWritersToTheirQuotaButNotReaders) {
  router.add(Method::post, "/write", Auth::required, say_hello);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(dispatch(Method::post, "/write", "Token good").response.status, 200U);
  }
  EXPECT_EQ(dispatch(Method::post, "/write", "Token good").response.status, 429U);
  EXPECT_EQ(dispatch(Method::post, "/write").response.status, 401U) << "who has no token has no quota to use up";
  EXPECT_EQ(dispatch(Method::get, "/closed", "Token good").response.status, 200U);
  EXPECT_EQ(header(dispatch(Method::get, "/closed", "Token good").response, "RateLimit"), "");
}

TEST(ClientNetwork, IsTheAddressOrItsNetworkOf64Bits) {
  EXPECT_EQ(client_network("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(client_network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(client_network("2001:db8:1:2:ffff::1"), client_network("2001:db8:1:2::9"));
  EXPECT_NE(client_network("2001:db8:1:3::1"), client_network("2001:db8:1:2::1"));
  EXPECT_EQ(client_network(""), "");
}

TEST_F(DispatcherTest, TurnsAThrownBugInto500WithoutItsWords) {
  const auto outcome = dispatch(Method::get, "/broken");
  EXPECT_EQ(outcome.response.status, 500U);
  EXPECT_EQ(outcome.response.body.find("secret"), std::string::npos);
  EXPECT_NE(outcome.error_detail.find("secret detail"), std::string::npos);
}

TEST_F(DispatcherTest, LogsWhatIsBehindAHandlersOwnErrorPage) {
  const auto outcome = dispatch(Method::get, "/page");
  EXPECT_EQ(outcome.response.status, 503U);
  EXPECT_TRUE(outcome.error_detail.contains("secret detail"));
}

TEST_F(DispatcherTest, RefusesABrokenQuery) { EXPECT_EQ(dispatch(Method::get, "/open?a=%zz").response.status, 400U); }

TEST_F(DispatcherTest, AnswersAnonymousReadersFromTheCacheUntilATopicChanges) {
  dispatch(Method::get, "/counted");
  EXPECT_EQ(dispatch(Method::head, "/counted").response.bytes(), "counted");
  EXPECT_EQ(calls, 1);
  changes.record(cache::topic(1));
  dispatch(Method::get, "/counted");
  EXPECT_EQ(calls, 2);
}

TEST_F(DispatcherTest, LetsNoCacheOnTheWayKeepWhatCarriedCredentials) {
  for (const std::string_view authorization : {"Token good", "Token bad"}) {
    const auto outcome = dispatch(Method::get, "/counted", authorization);
    EXPECT_EQ(outcome.response.bytes(), "counted");
    EXPECT_EQ(outcome.response.caching, Caching::none);
    EXPECT_EQ(outcome.response.etag, "");
  }
}

TEST_F(DispatcherTest, MakesOneAnswerForReadersSignedInOrNot) {
  router.add(Method::get, "/hello", Auth::optional, [this](const Request& request) { return greet(request); }).caching =
      Caching::shared;

  EXPECT_EQ(dispatch(Method::get, "/hello", "Token good").response.bytes(), "anonymous");
  EXPECT_EQ(dispatch(Method::get, "/hello").response.bytes(), "anonymous");
  EXPECT_EQ(calls, 1);
}

TEST_F(DispatcherTest, RaisesTheFlagsOfTheReaderAlone) {
  router.add(Method::get, "/things", Auth::optional, show_things).caching = Caching::shared;
  flags.add<UserId>(kLiked,
                    [this](const Viewer& viewer, std::span<const UserId> ids) { return liked_among(viewer, ids); });
  constexpr std::string_view kNone = R"([{"liked":false},{"liked":false},{"liked":false},{"liked":false}])";
  constexpr std::string_view kFirst = R"([{"liked":true},{"liked":false},{"liked":true},{"liked":false}])";

  // The answer as it was made, and as it was kept.
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(dispatch(Method::get, "/things", "Token good").response.bytes(), kFirst);
    EXPECT_EQ(dispatch(Method::get, "/things").response.bytes(), kNone);
    EXPECT_EQ(dispatch(Method::get, "/things", "Token bad").response.bytes(), kNone);
  }
  EXPECT_EQ(questions, (std::vector<std::vector<UserId>>(2, {UserId{1}, UserId{2}, UserId{3}})));
}

/// Of one answer; knows of the changes that other servers make before this one does.
class CacheOfSeveralServers final : public cache::SharedCache {
 public:
  bool has_changed = false;

  [[nodiscard]] cache::ChangeClock& changes() override { return not_told_yet_; }
  [[nodiscard]] bool has_other_writers() const override { return true; }
  Task<> record(std::span<const cache::Topic> /*changed*/) override { co_return Result<>{}; }
  Task<Found> find(std::string_view /*key*/) override {
    Found found{.value = {}, .slots = {}, .read_at = "now"};
    if (!has_changed) {
      found.value = kept_;
    }
    co_return found;
  }
  Task<> store(std::string_view /*key*/, std::string_view value, cache::Slots /*slots*/, Moment /*read_at*/) override {
    kept_ = value;
    has_changed = false;
    co_return Result<>{};
  }
  [[nodiscard]] milliseconds lifetime() const override { return milliseconds{0}; }
  [[nodiscard]] const cache::SharedStatistics& statistics() const override { return statistics_; }

 private:
  cache::ChangeClock not_told_yet_;
  std::optional<std::string> kept_;
  cache::SharedStatistics statistics_;
};

TEST_F(DispatcherTest, AReaderWhoIsSignedInSeesWhatTheyWroteThroughAnotherServer) {
  CacheOfSeveralServers servers;
  ResponseCache here{servers, std::size_t{1024} * 1024};
  Dispatcher one_of_several{router, authenticator, quotas, here, flags, Cors{{}}};
  const auto made_for = [&](std::string_view authorization) {
    const auto before = calls;
    Request request;
    request.method = Method::get;
    request.target = request.raw_path = "/counted";
    request.headers.authorization = authorization;
    EXPECT_EQ(run(request, one_of_several).response.bytes(), "counted");
    return calls - before;
  };

  EXPECT_EQ(made_for(""), 1);
  EXPECT_EQ(made_for("Token good"), 0) << "the servers' cache has it";
  servers.has_changed = true;
  EXPECT_EQ(made_for(""), 0) << "nobody has told this server";
  EXPECT_EQ(made_for("Token good"), 1);
  EXPECT_EQ(made_for("Token good"), 0);
  EXPECT_EQ(here.hits(), 1U);
  EXPECT_EQ(here.misses(), 1U) << "who signs in goes past what is kept here";
}

TEST_F(DispatcherTest, AsksOnceForWhatIsNotThere) {
  router.add(Method::get, "/absent", Auth::optional, [this](const Request&) { return find_nothing(); }).caching =
      Caching::shared;

  for (const std::string_view authorization : {"", "Token good", ""}) {
    const auto response = dispatch(Method::get, "/absent", authorization).response;
    EXPECT_EQ(response.status, 404U);
    EXPECT_EQ(response.bytes(), R"({"errors":{"thing":["not found"]}})");
    EXPECT_EQ(response.caching, Caching::none);
  }
  EXPECT_EQ(calls, 1);
  changes.record(cache::topic(1));
  dispatch(Method::get, "/absent");
  EXPECT_EQ(calls, 2);
}

TEST_F(DispatcherTest, Answers304WhenTheReaderHasIt) {
  const auto etag = dispatch(Method::get, "/counted").response.etag;
  if_none_match = etag;
  const auto outcome = dispatch(Method::get, "/counted");
  EXPECT_EQ(outcome.response.status, 304U);
  EXPECT_TRUE(outcome.response.bytes().empty());
  EXPECT_EQ(outcome.response.etag, etag);
}

TEST_F(DispatcherTest, AnswersAPreflightWithoutAToken) {
  origin = "https://app.example.com";
  const auto outcome = dispatch(Method::options, "/closed");
  EXPECT_EQ(outcome.response.status, 204U);
  EXPECT_EQ(header(outcome.response, "Access-Control-Allow-Origin"), "https://app.example.com");
  EXPECT_EQ(header(outcome.response, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
}

TEST_F(DispatcherTest, LetsAllowedOriginsReadErrorsAndOthersNothing) {
  origin = "https://app.example.com";
  EXPECT_EQ(header(dispatch(Method::get, "/closed").response, "Access-Control-Allow-Origin"), origin);
  origin = "https://evil.example.com";
  EXPECT_EQ(header(dispatch(Method::get, "/closed").response, "Access-Control-Allow-Origin"), "");
}

}  // namespace
}  // namespace conduit::http
