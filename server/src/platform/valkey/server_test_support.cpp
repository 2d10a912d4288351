#include "platform/valkey/server_test_support.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace conduit::valkey {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

int open_socket() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    throw std::runtime_error{"no socket"};
  }
  return descriptor;
}

std::uint16_t free_port() {
  const int descriptor = open_socket();
  auto address = loopback(0);
  socklen_t size = sizeof address;
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): how the sockets interface takes addresses.
  const bool bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                     ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  ::close(descriptor);
  if (!bound) {
    throw std::runtime_error{"no free port"};
  }
  return ntohs(address.sin_port);
}

bool listening(std::uint16_t port) {
  const int descriptor = open_socket();
  const auto address = loopback(port);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how the sockets interface takes addresses.
  const bool connected = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(descriptor);
  return connected;
}

/// A program and the name that it is to be called by.
struct Program {
  std::string file;
  std::string name;
};

/// Runs a program that ends with us, without its output; the first of `programs` that is installed.
pid_t spawn(const std::vector<Program>& programs, const std::vector<std::string>& arguments) {
  std::vector<char*> argv{nullptr};
  for (const auto& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  }
  argv.push_back(nullptr);
  const pid_t process = ::fork();
  if (process == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere >= 0) {
      ::dup2(nowhere, STDOUT_FILENO);
      ::dup2(nowhere, STDERR_FILENO);
    }
    for (const auto& [file, name] : programs) {
      argv[0] = const_cast<char*>(name.c_str());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
      ::execvp(file.c_str(), argv.data());
    }
    ::_exit(127);
  }
  return process;
}

void run_openssl(const std::vector<std::string>& arguments) {
  int status = 0;
  if (::waitpid(spawn({{.file = "openssl", .name = "openssl"}}, arguments), &status, 0) < 0 || status != 0) {
    throw std::runtime_error{"openssl " + arguments.front() + " failed"};
  }
}

}  // namespace

TestServer::TestServer(std::vector<std::string> arguments) : arguments_(std::move(arguments)), port_(free_port()) {
  start();
}

TestServer::~TestServer() { kill(); }

Address TestServer::address() const {
  Address address;
  address.host = "127.0.0.1";
  address.port = std::to_string(port_);
  return address;
}

std::string TestServer::url() const { return fmt::format("redis://127.0.0.1:{}", port_); }

void TestServer::kill() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }
}

void TestServer::start() {
  const bool tls = std::ranges::find(arguments_, "--tls-cert-file") != arguments_.end();
  const auto port = std::to_string(port_);
  std::vector<std::string> arguments{"--bind", "127.0.0.1", "--save", "", "--dir", directory_.file("")};
  const std::vector<std::string> where =
      tls ? std::vector<std::string>{"--port", "0", "--tls-port", port} : std::vector<std::string>{"--port", port};
  arguments.insert(arguments.end(), where.begin(), where.end());
  arguments.insert(arguments.end(), arguments_.begin(), arguments_.end());
  // The checkers are the same program as the server, which decides by its name what to do; they come without a service
  // that would start with the machine.
  process_ = spawn(
      {{.file = "valkey-check-rdb", .name = "valkey-server"}, {.file = "redis-check-rdb", .name = "redis-server"}},
      arguments);
  if (!eventually([this] { return listening(port_) || ::waitpid(process_, nullptr, WNOHANG) != 0; }) ||
      !listening(port_)) {
    throw std::runtime_error{"neither valkey-server nor redis-server can be started"};
  }
}

TestCertificates::TestCertificates(const std::string& names) {
  const auto key = directory_.file("key.pem");
  const auto request = directory_.file("request.pem");
  run_openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
               "-subj", "/CN=Test authority", "-keyout", directory_.file("ca-key.pem"), "-out", ca()});
  run_openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=server",
               "-addext", "subjectAltName=" + names, "-keyout", key, "-out", request});
  run_openssl({"x509", "-req", "-in", request, "-CA", ca(), "-CAkey", directory_.file("ca-key.pem"), "-CAcreateserial",
               "-days", "1", "-copy_extensions", "copy", "-out", directory_.file("certificate.pem")});
}

std::vector<std::string> TestCertificates::server_arguments() const {
  return {"--tls-cert-file",    directory_.file("certificate.pem"),
          "--tls-key-file",     directory_.file("key.pem"),
          "--tls-ca-cert-file", ca(),
          "--tls-auth-clients", "no"};
}

}  // namespace conduit::valkey
