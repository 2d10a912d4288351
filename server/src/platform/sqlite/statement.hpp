#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/sqlite/handles.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::sqlite {

/// The row a query stands on. Views of text end with the next step.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

  /// T is std::int64_t, bool, std::string, std::string_view, Timestamp, an Id, or std::optional of one of them.
  template <class T>
  [[nodiscard]] T get(int column) const {
    return read(column, static_cast<T*>(nullptr));
  }

 private:
  // The null pointer's type alone chooses among these.
  [[nodiscard]] std::int64_t read(int column, const std::int64_t*) const;
  [[nodiscard]] std::string_view read(int column, const std::string_view*) const;
  [[nodiscard]] bool is_null(int column) const;

  [[nodiscard]] bool read(int column, const bool*) const { return get<std::int64_t>(column) != 0; }
  [[nodiscard]] std::string read(int column, const std::string*) const {
    return std::string{get<std::string_view>(column)};
  }
  [[nodiscard]] Timestamp read(int column, const Timestamp*) const {
    return Timestamp{Timestamp::duration{get<std::int64_t>(column)}};
  }
  template <class Tag>
  [[nodiscard]] Id<Tag> read(int column, const Id<Tag>*) const {
    return Id<Tag>{get<std::int64_t>(column)};
  }
  template <class T>
  [[nodiscard]] std::optional<T> read(int column, const std::optional<T>*) const {
    return is_null(column) ? std::nullopt : std::optional<T>{get<T>(column)};
  }

  sqlite3_stmt* statement_;
};

/// A prepared statement that its connection keeps.
struct Statement {
  StatementHandle handle;
  bool in_use = false;
};

/// A statement in use: with its values bound, stepped from row to row, and given back when this goes. Bound text is not
/// copied: it must stay until then.
class Query {
 public:
  explicit Query(Statement& statement) : statement_(&statement) { statement.in_use = true; }
  Query(Query&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Query& operator=(Query&&) = delete;
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  /// True when it stands on a row, false at the end.
  [[nodiscard]] Result<bool> step();
  [[nodiscard]] Row row() const { return Row{statement_->handle.get()}; }

  /// Starts over with other values.
  template <class... Values>
  [[nodiscard]] Result<> rebind(const Values&... values) {
    reset();
    return bind_all(values...);
  }

  /// Binds `values` to ?1, ?2, … Fails with `internal` when the statement has more parameters; values beyond them are
  /// left out, so that one list of values serves every variant of a query.
  template <class... Values>
  [[nodiscard]] Result<> bind_all(const Values&... values) {
    TRY(const int parameters, parameters_up_to(sizeof...(Values)));
    if (!bind_up_to(parameters, std::index_sequence_for<Values...>{}, values...)) {
      return std::unexpected(error());
    }
    return {};
  }

 private:
  template <std::size_t... Indices, class... Values>
  [[nodiscard]] bool bind_up_to(int parameters, std::index_sequence<Indices...> /*indices*/, const Values&... values) {
    return ((static_cast<int>(Indices) >= parameters || bind(static_cast<int>(Indices) + 1, values)) && ...);
  }

  [[nodiscard]] bool bind(int position, std::int64_t value);
  [[nodiscard]] bool bind(int position, std::string_view value);
  [[nodiscard]] bool bind(int position, std::nullopt_t);
  [[nodiscard]] bool bind(int position, bool value) { return bind(position, std::int64_t{value}); }
  [[nodiscard]] bool bind(int position, const std::string& value) { return bind(position, std::string_view{value}); }
  [[nodiscard]] bool bind(int position, const char* value) { return bind(position, std::string_view{value}); }
  [[nodiscard]] bool bind(int position, Timestamp value) {
    return bind(position, std::int64_t{value.time_since_epoch().count()});
  }
  template <class Tag>
  [[nodiscard]] bool bind(int position, Id<Tag> value) {
    return bind(position, value.value);
  }
  template <class T>
  [[nodiscard]] bool bind(int position, const std::optional<T>& value) {
    return value ? bind(position, *value) : bind(position, std::nullopt);
  }

  [[nodiscard]] Result<int> parameters_up_to(std::size_t count) const;
  [[nodiscard]] Error error() const;
  void reset();

  Statement* statement_;
};

}  // namespace conduit::sqlite
