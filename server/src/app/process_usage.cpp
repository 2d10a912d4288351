#include "app/process_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace conduit::app {
namespace {

double seconds(const timeval& time) {
  constexpr double kMicro = 1e-6;
  return static_cast<double>(time.tv_sec) + (static_cast<double>(time.tv_usec) * kMicro);
}

std::string content(const char* path) {
  const std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The fields of /proc/self/stat behind the program's name, which may hold anything: the first is number 3.
std::istringstream after_name(const std::string& stat) {
  const auto end = stat.rfind(')');
  return std::istringstream{end == std::string::npos ? std::string{} : stat.substr(end + 1)};
}

}  // namespace

ProcessUsage process_usage() {
  ProcessUsage usage;
  rusage times{};
  if (::getrusage(RUSAGE_SELF, &times) == 0) {
    usage.user_seconds = seconds(times.ru_utime);
    usage.system_seconds = seconds(times.ru_stime);
  }

  constexpr int kThreadsField = 20;
  constexpr int kStartField = 22;
  constexpr int kFirstField = 3;
  auto stat = after_name(content("/proc/self/stat"));
  std::string field;
  double start_ticks = 0;
  for (int number = kFirstField; number <= kStartField && stat >> field; ++number) {
    if (number == kThreadsField) {
      usage.threads = std::stod(field);
    } else if (number == kStartField) {
      start_ticks = std::stod(field);
    }
  }
  double machine_uptime = 0;
  std::istringstream{content("/proc/uptime")} >> machine_uptime;
  usage.uptime_seconds = machine_uptime - (start_ticks / static_cast<double>(::sysconf(_SC_CLK_TCK)));

  double pages = 0;
  std::istringstream{content("/proc/self/statm")} >> pages >> pages;  // the second: resident
  usage.resident_bytes = pages * static_cast<double>(::sysconf(_SC_PAGESIZE));

  std::error_code ignored;
  const std::filesystem::directory_iterator descriptors{"/proc/self/fd", ignored};
  usage.descriptors = static_cast<double>(std::distance(begin(descriptors), end(descriptors)));
  return usage;
}

}  // namespace conduit::app
