#include "platform/telemetry/database_operation.hpp"

#include <cstddef>

namespace conduit::telemetry {

std::string caller_name(const std::source_location& caller) {
  // Compilers write the whole declaration: result, scopes, name, parameters.
  constexpr std::string_view kUnnamed = "(anonymous namespace)";
  std::string_view text = caller.function_name();
  if (const auto unnamed = text.find(kUnnamed); unnamed != std::string_view::npos) {
    text.remove_prefix(unnamed + kUnnamed.size());
  }
  text = text.substr(0, text.find('('));
  text = text.substr(text.find_last_of(" *&") + 1);
  auto scope = text.rfind("::");
  if (scope != std::string_view::npos && scope != 0) {
    scope = text.rfind("::", scope - 1);
  }
  return std::string{scope == std::string_view::npos ? text : text.substr(scope + 2)};
}

void DatabaseOperation::describe(std::string_view system, std::string_view operation, const std::string& caller) {
  span_.set("db.system.name", system);
  span_.set("db.operation.name", operation);
  if (!caller.empty()) {
    span_.rename(caller);
    span_.set("code.function.name", caller);
  }
}

}  // namespace conduit::telemetry
