#include "platform/http/access_log.hpp"

#include "platform/json/writer.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace conduit::http {
namespace {

/// `"name":value,…` without braces, as Logger::write_prepared takes it.
std::string json_fields(const AccessLog::Entry& entry) {
  const auto& [request, outcome, trace, duration, bytes_sent] = entry;
  std::string object;
  json::Writer writer{object};
  writer.begin_object()
      .member("request_id", std::string_view{request.request_id})
      .member("method", to_string(request.method))
      .member("route", outcome.route)
      .member("status", static_cast<std::int64_t>(outcome.response.status))
      .member("duration_us", static_cast<std::int64_t>(duration.count()))
      .member("bytes", static_cast<std::int64_t>(bytes_sent))
      .member("client_ip", std::string_view{request.client_address});
  if (request.viewer) {
    writer.member("user_id", request.viewer->id.value);
  }
  if (!outcome.error_detail.empty()) {
    writer.member("error", std::string_view{outcome.error_detail});
  }
  if (trace) {
    writer.member("trace_id", telemetry::to_hex(trace->trace)).member("span_id", telemetry::to_hex(trace->span));
  }
  writer.end_object();
  return object.substr(1, object.size() - 2);
}

std::string text_fields(const AccessLog::Entry& entry) {
  const auto& [request, outcome, trace, duration, bytes_sent] = entry;
  std::string line;
  fmt::format_to(std::back_inserter(line), "{} {:<7} {} {} µs {} B", outcome.response.status, to_string(request.method),
                 outcome.route, duration.count(), bytes_sent);
  if (request.viewer) {
    fmt::format_to(std::back_inserter(line), " user {}", request.viewer->id.value);
  }
  if (!outcome.error_detail.empty()) {
    fmt::format_to(std::back_inserter(line), " {}", outcome.error_detail);
  }
  return line;
}

}  // namespace

void AccessLog::write(const Entry& entry) {
  constexpr unsigned kServerError = 500;
  const auto level = entry.outcome.response.status >= kServerError ? log::Level::error : usual_;
  if (logger_.enabled(level)) {
    logger_.write_prepared(level, "request",
                           logger_.format() == log::Format::json ? json_fields(entry) : text_fields(entry));
  }
}

void AccessLog::write_refusal(std::string_view client_address, unsigned status, std::string_view reason) {
  logger_.write(log::Level::info, "refused",
                {{"client_ip", client_address}, {"status", static_cast<std::int64_t>(status)}, {"reason", reason}});
}

}  // namespace conduit::http
