#include "platform/sqlite/statement.hpp"

#include "base/error.hpp"
#include "base/result.hpp"
#include "platform/sqlite/error.hpp"
#include "platform/sqlite/handles.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

namespace conduit::sqlite {

std::int64_t Row::read(int column, const std::int64_t*) const { return sqlite3_column_int64(statement_, column); }

std::string_view Row::read(int column, const std::string_view*) const {
  // Text first: asking for the length before it could convert the value under our feet.
  const auto* const text = sqlite3_column_text(statement_, column);
  if (text == nullptr) {
    return {};
  }
  // SQLite hands out UTF-8 as unsigned char.
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Row::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

Query::~Query() {
  if (statement_ != nullptr) {
    reset();
    statement_->in_use = false;
  }
}

void Query::reset() {
  // What reset() returns is the error that step() has already reported. Bindings go too: they point at the caller's
  // text.
  sqlite3_reset(statement_->handle.get());
  sqlite3_clear_bindings(statement_->handle.get());
}

Result<bool> Query::step() {
  const int code = sqlite3_step(statement_->handle.get());
  if (code == SQLITE_ROW || code == SQLITE_DONE) {
    return code == SQLITE_ROW;
  }
  return std::unexpected(error());
}

bool Query::bind(int position, std::int64_t value) {
  return sqlite3_bind_int64(statement_->handle.get(), position, value) == SQLITE_OK;
}

bool Query::bind(int position, std::string_view value) {
  // A null pointer would be bound as NULL, and an empty view may hold one.
  const char* const text = value.data() == nullptr ? "" : value.data();
  return sqlite3_bind_text64(statement_->handle.get(), position, text, value.size(), SQLITE_STATIC, SQLITE_UTF8) ==
         SQLITE_OK;
}

bool Query::bind(int position, std::nullopt_t) {
  return sqlite3_bind_null(statement_->handle.get(), position) == SQLITE_OK;
}

Result<int> Query::parameters_up_to(std::size_t count) const {
  const int parameters = sqlite3_bind_parameter_count(statement_->handle.get());
  if (static_cast<std::size_t>(parameters) <= count) {
    return parameters;
  }
  return std::unexpected(internal_error(fmt::format("sqlite: {} values for {} parameters: {}", count, parameters,
                                                    sqlite3_sql(statement_->handle.get()))));
}

Error Query::error() const {
  auto* const statement = statement_->handle.get();
  return last_error(sqlite3_db_handle(statement), sqlite3_sql(statement));
}

}  // namespace conduit::sqlite
