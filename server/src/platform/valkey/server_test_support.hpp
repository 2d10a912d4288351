#pragma once

#include "base/temporary_directory_test_support.hpp"
#include "platform/valkey/address.hpp"

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

// A Valkey (or Redis) of the test's own, to be stopped, frozen and started again.

namespace conduit::valkey {

class TestServer {
 public:
  /// Starts one on a free loopback port with these arguments besides, and waits until it takes connections. Fails the
  /// test when neither valkey-server nor redis-server is installed.
  explicit TestServer(std::vector<std::string> arguments = {});
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;
  TestServer(TestServer&&) = delete;
  TestServer& operator=(TestServer&&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Address address() const;
  [[nodiscard]] std::string url() const;

  /// With SIGKILL; nothing that was in it survives.
  void kill();
  /// On the same port, after kill().
  void start();
  void freeze() const { ::kill(process_, SIGSTOP); }
  void thaw() const { ::kill(process_, SIGCONT); }

 private:
  TemporaryDirectory directory_;
  std::vector<std::string> arguments_;
  std::uint16_t port_;
  pid_t process_ = -1;
};

/// A certificate authority and a certificate of a server, made by the openssl program.
class TestCertificates {
 public:
  explicit TestCertificates(const std::string& names = "DNS:localhost,IP:127.0.0.1");

  [[nodiscard]] std::string ca() const { return directory_.file("ca.pem"); }
  /// What makes a TestServer speak TLS, and TLS only.
  [[nodiscard]] std::vector<std::string> server_arguments() const;

 private:
  TemporaryDirectory directory_;
};

/// Waits, for a bounded time, until `condition()` is true; whether it came true.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition, std::chrono::milliseconds at_most = std::chrono::seconds{10}) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

}  // namespace conduit::valkey
