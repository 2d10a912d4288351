#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// `conduit repair`: recomputes what a store derives from its rows. A sound database needs none of it; it is there for
// databases that were edited by hand, restored in part, or written by a program with a fault.

namespace conduit::mongo {
class Database;
}
namespace conduit::sqlite {
class Database;
}

namespace conduit::app {

/// Something derived that was wrong, in how many rows.
struct Mended {
  std::string what;
  std::int64_t rows = 0;

  bool operator==(const Mended&) const = default;
};

class Repairer {
 public:
  Repairer() = default;
  Repairer(const Repairer&) = delete;
  Repairer& operator=(const Repairer&) = delete;
  Repairer(Repairer&&) = delete;
  Repairer& operator=(Repairer&&) = delete;
  virtual ~Repairer() = default;

  /// Answers with what it mended; a second run right after it finds nothing. The server may be running. Blocks.
  [[nodiscard]] virtual Result<std::vector<Mended>> repair() = 0;
};

[[nodiscard]] std::unique_ptr<Repairer> make_sqlite_repairer(sqlite::Database& database);
[[nodiscard]] std::unique_ptr<Repairer> make_mongo_repairer(mongo::Database& database);

}  // namespace conduit::app
