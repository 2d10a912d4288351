#include "platform/valkey/client.hpp"

#include "base/clock.hpp"
#include "base/task_test_support.hpp"
#include "platform/valkey/server_test_support.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>

namespace conduit::valkey {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Longer than any pause of a busy test machine, so that only what never answers is overdue.
constexpr milliseconds kPatient{5'000};

class ValkeyClientTest : public testing::Test {
 protected:
  ValkeyClientTest() : logger_({.level = log::Level::warn, .descriptor = log_pipe_[1]}, clock_) {}

  static ClientOptions options(const TestServer& server, milliseconds timeout = kPatient) {
    ClientOptions made;
    made.link.address = server.address();
    made.command_timeout = timeout;
    return made;
  }

  static bool connected(const Client& client) {
    return eventually([&client] { return client.available(); });
  }

  /// The first line that a client logs about why it cannot connect.
  std::string complaint(const ClientOptions& with) {
    const auto start = steady_clock::now();
    const Client client{with, logger_};
    std::array<char, 4'096> line{};
    const auto count = ::read(log_pipe_[0], line.data(), line.size());
    EXPECT_LT(steady_clock::now() - start, milliseconds{2'500});
    EXPECT_FALSE(client.available());
    return {line.data(), static_cast<std::size_t>(std::max<ssize_t>(0, count))};
  }

 private:
  static std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    return ends;
  }

  SystemClock clock_;
  std::array<int, 2> log_pipe_ = make_pipe();

 protected:
  log::Logger logger_;
};

TEST_F(ValkeyClientTest, CarriesAnyBytesThereAndBack) {
  const TestServer server;
  Client client{options(server), logger_};
  ASSERT_TRUE(connected(client));
  const std::string bytes{"a\r\n\0\xff", 5};
  EXPECT_EQ(run(client.command({"SET", "k", bytes}))->text, "OK");
  EXPECT_EQ(run(client.command({"GET", "k"}))->text, bytes);
  EXPECT_TRUE(run(client.command({"GET", "none"}))->is(Reply::Kind::nil));
}

TEST_F(ValkeyClientTest, GivesEveryThreadItsOwnReply) {
  const TestServer server;
  Client client{options(server), logger_};
  ASSERT_TRUE(connected(client));
  const auto echo = [](Client& to, std::string text) -> Task<std::string> {
    CO_TRY(auto reply, co_await to.command({"ECHO", text}));
    co_return reply.text;
  };
  const auto echoes = run_in_parallel(2'000, [&](std::size_t i) { return echo(client, std::to_string(i)); });
  for (std::size_t i = 0; i < echoes.size(); ++i) {
    ASSERT_EQ(echoes[i].value(), std::to_string(i));
  }
  EXPECT_EQ(client.statistics().connections, 1U);
}

TEST_F(ValkeyClientTest, RunsScriptsThatTheServerDoesNotKnowYet) {
  const TestServer server;
  Client client{options(server), logger_};
  ASSERT_TRUE(connected(client));
  const Script script{"return {KEYS[1], ARGV[1]}"};
  for (int i = 0; i < 2; ++i) {
    const auto reply = run(client.eval(script, {"key"}, {"argument"}));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->elements.at(0).text, "key");
    EXPECT_EQ(reply->elements.at(1).text, "argument");
  }
  EXPECT_EQ(client.statistics().errors, 0U);
}

TEST_F(ValkeyClientTest, AnErrorReplyHurtsNobodyElse) {
  const TestServer server;
  Client client{options(server), logger_};
  ASSERT_TRUE(connected(client));
  const auto wrong = run(client.command({"NOSUCHCOMMAND"}));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(run(client.command({"PING"})));
  EXPECT_EQ(client.statistics().connections, 1U);
}

TEST_F(ValkeyClientTest, AFrozenServerCostsOneTimeOutAndThenNothing) {
  const TestServer server;
  Client client{options(server, milliseconds{100}), logger_};
  ASSERT_TRUE(connected(client));
  server.freeze();

  auto start = steady_clock::now();
  EXPECT_FALSE(run(client.command({"PING"})));
  EXPECT_GE(steady_clock::now() - start, milliseconds{100});
  EXPECT_EQ(client.statistics().timeouts, 1U);

  start = steady_clock::now();
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(run(client.command({"PING"})));
  }
  EXPECT_LT(steady_clock::now() - start, milliseconds{100});
  EXPECT_EQ(client.statistics().refused, 100U);

  server.thaw();
  EXPECT_TRUE(connected(client));
}

TEST_F(ValkeyClientTest, WhoWaitsPatientlyIsAnsweredLate) {
  const TestServer server;
  Client client{options(server, milliseconds{100}), logger_};
  ASSERT_TRUE(connected(client));
  server.freeze();
  const std::jthread thaw{[&] {
    EXPECT_TRUE(eventually([&] { return !client.available(); })) << "nor does patience hide that the server is slow";
    server.thaw();
  }};

  const auto reply = run(client.eval(Script{"return 'late'"}, {}, {}, Wait::patiently));

  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->text, "late");
  EXPECT_EQ(client.statistics().timeouts, 0U);
}

TEST_F(ValkeyClientTest, ALateReplyIsNotTakenForTheNextOne) {
  const TestServer server;
  Client client{options(server, milliseconds{100}), logger_};
  ASSERT_TRUE(connected(client));
  server.freeze();
  EXPECT_FALSE(run(client.command({"ECHO", "late"})));
  server.thaw();
  ASSERT_TRUE(connected(client));
  EXPECT_EQ(client.statistics().connections, 1U) << "a short pause should not cost the connection";
  EXPECT_EQ(run(client.command({"ECHO", "next"}))->text, "next");
}

TEST_F(ValkeyClientTest, NobodyWaitsLongerBecauseSomebodyWaitedInVain) {
  const TestServer server;
  Client client{options(server, milliseconds{100}), logger_};
  ASSERT_TRUE(connected(client));
  server.freeze();
  EXPECT_FALSE(run(client.command({"PING"})));
  server.thaw();
  ASSERT_TRUE(connected(client));
  server.freeze();

  const auto start = steady_clock::now();
  EXPECT_FALSE(run(client.command({"PING"})));
  EXPECT_LT(steady_clock::now() - start, milliseconds{400});
  server.thaw();
}

TEST_F(ValkeyClientTest, ComesBackAfterTheServerWasKilled) {
  TestServer server;
  Client client{options(server), logger_};
  ASSERT_TRUE(connected(client));
  server.kill();
  ASSERT_TRUE(eventually([&] { return !client.available(); }));
  EXPECT_FALSE(run(client.command({"PING"})));
  server.start();
  ASSERT_TRUE(connected(client));
  EXPECT_TRUE(run(client.command({"PING"})));
}

TEST_F(ValkeyClientTest, LeavesAPrimaryThatBecameAReplica) {
  const TestServer server;
  Client client{options(server), logger_};
  ASSERT_TRUE(connected(client));
  ASSERT_TRUE(run(client.command({"REPLICAOF", "127.0.0.1", "1"})));
  EXPECT_FALSE(run(client.command({"SET", "k", "v"})));
  EXPECT_TRUE(eventually([&] { return client.statistics().connections >= 2; }));
}

TEST_F(ValkeyClientTest, LogsInAsAnAclUserWhosePasswordHasAnyCharacters) {
  const TestServer server;
  auto with = options(server);
  Client administrator{with, logger_};
  ASSERT_TRUE(connected(administrator));
  ASSERT_TRUE(run(administrator.command({"ACL", "SETUSER", "app", "on", ">p@\"/%", "~*", "&*", "+@all"})));
  with.link.address = *parse_address("redis://app:p%40%22%2F%25@127.0.0.1:" + std::to_string(server.port()));
  Client client{with, logger_};
  ASSERT_TRUE(connected(client));
  EXPECT_EQ(run(client.command({"ACL", "WHOAMI"}))->text, "app");
}

TEST_F(ValkeyClientTest, SpeaksTls) {
  const TestCertificates certificates;
  const TestServer server{certificates.server_arguments()};
  for (const auto* const host : {"localhost", "127.0.0.1"}) {
    auto with = options(server);
    with.link.address.transport = Transport::tls;
    with.link.address.host = host;
    with.link.ca_file = certificates.ca();
    Client client{with, logger_};
    ASSERT_TRUE(connected(client)) << host;
    const std::string large(300'000, 'x');
    ASSERT_TRUE(run(client.command({"SET", "k", large})));
    EXPECT_EQ(run(client.command({"GET", "k"}))->text, large);
  }
}

TEST_F(ValkeyClientTest, NamesWhyItCannotConnect) {
  const TestCertificates certificates;
  const TestServer tls{certificates.server_arguments()};
  const TestServer plain{{"--requirepass", "right"}};

  auto with = options(tls);
  with.link.address.transport = Transport::tls;
  EXPECT_NE(complaint(with).find("certificate refused"), std::string::npos) << "an authority that nobody trusts";

  const TestCertificates for_others{"DNS:elsewhere.example"};
  const TestServer impostor{for_others.server_arguments()};
  auto misled = options(impostor);
  misled.link.address.transport = Transport::tls;
  misled.link.ca_file = for_others.ca();
  EXPECT_NE(complaint(misled).find("IP address mismatch"), std::string::npos);
  misled.link.address.host = "localhost";
  EXPECT_NE(complaint(misled).find("hostname mismatch"), std::string::npos);

  with = options(plain);
  with.link.address.transport = Transport::tls;
  EXPECT_NE(complaint(with).find("does the server speak TLS?"), std::string::npos);

  with = options(tls);
  EXPECT_NE(complaint(with).find("does the server want TLS?"), std::string::npos);

  with = options(plain);
  EXPECT_NE(complaint(with).find("NOAUTH"), std::string::npos);
  with.link.address.password = "wrong-secret";
  const auto refused = complaint(with);
  EXPECT_NE(refused.find("WRONGPASS"), std::string::npos);
  EXPECT_EQ(refused.find("wrong-secret"), std::string::npos);

  with.link.address.port = "1";
  EXPECT_NE(complaint(with).find("connecting"), std::string::npos);
}

TEST_F(ValkeyClientTest, GivesUpOnASilentServerInTime) {
  const TestServer server;
  server.freeze();
  EXPECT_NE(complaint(options(server)).find("timed out"), std::string::npos);
  server.thaw();
}

}  // namespace
}  // namespace conduit::valkey
