#pragma once

#include "platform/mongo/document.hpp"
#include "platform/mongo/migrate.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace conduit {

/// Looks at commands for those that MongoDB could only answer by reading a whole collection or by sorting what it
/// found. Not every server can explain() its plans, so this goes by the rules of MongoDB's manual: an index serves a
/// query that names its first fields, and an order that its next fields have.
class IndexAudit {
 public:
  explicit IndexAudit(std::span<const mongo::Migration> migrations);

  /// From any thread.
  void note(mongo::View command);

  /// The commands that no index serves, as JSON, and each once.
  [[nodiscard]] std::vector<std::string> unserved() const;

 private:
  struct Question;

  [[nodiscard]] bool is_served(const Question& question) const;

  /// The fields of each index, by collection.
  std::map<std::string, std::vector<boost::json::object>, std::less<>> indexes_;
  mutable std::mutex mutex_;
  std::vector<std::string> unserved_;
};

}  // namespace conduit
