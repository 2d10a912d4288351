#include "app/mongo_index_audit_test_support.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conduit {
namespace {

using boost::json::object;
using boost::json::value;

/// MongoDB's own form of JSON: what has no form there is an object such as {"$date": …}.
object to_json(mongo::View document) {
  const std::unique_ptr<char, decltype(&bson_free)> text{bson_as_relaxed_extended_json(document.bytes(), nullptr),
                                                         bson_free};
  return boost::json::parse(text.get()).as_object();
}

object field(const object& of, std::string_view name) {
  const auto* const found = of.if_contains(name);
  return found != nullptr && found->is_object() ? found->as_object() : object{};
}

bool has_operator(const value& condition, std::span<const std::string_view> operators) {
  return condition.is_object() && !condition.as_object().empty() &&
         std::ranges::find(operators, std::string_view{condition.as_object().begin()->key()}) != operators.end();
}

/// Whether an index goes straight to the values of a field: one of them, or several that it reads one after the other.
bool is_exact(const value* condition) {
  static constexpr std::array<std::string_view, 5> kInexact{"$gt", "$gte", "$lt", "$lte", "$ne"};
  return condition != nullptr && !has_operator(*condition, kInexact);
}

bool is_range(const value* condition) {
  static constexpr std::array<std::string_view, 4> kRanges{"$gt", "$gte", "$lt", "$lte"};
  return condition != nullptr && has_operator(*condition, kRanges);
}

/// Whether `sort` is the order of these fields of an index, forwards or backwards.
bool follows(const object& sort, object::const_iterator field, object::const_iterator end) {
  std::optional<bool> forwards;
  for (const auto& [name, direction] : sort) {
    if (field == end || field->key() != name) {
      return false;
    }
    const bool same = field->value() == direction;
    if (forwards.value_or(same) != same) {
      return false;
    }
    forwards = same;
    ++field;
  }
  return true;
}

bool serves(const object& index, const object& filter, const object& sort) {
  const auto* next = index.begin();
  while (next != index.end() && is_exact(filter.if_contains(next->key()))) {
    ++next;
  }
  if (!sort.empty()) {
    // Along the whole index only for what is told by it alone: other conditions might pass over nearly all of it.
    const bool narrowed = next != index.begin() || std::ranges::all_of(filter, [&index](const auto& condition) {
                            return condition.key() == "$or" || index.contains(condition.key());
                          });
    return narrowed && follows(sort, next, index.end());
  }
  return next != index.begin() || is_range(filter.if_contains(index.begin()->key()));
}

}  // namespace

struct IndexAudit::Question {
  std::string collection;
  object filter;
  object sort;
  object hint;
  /// Without a condition the server knows the answer.
  bool is_count = false;
};

IndexAudit::IndexAudit(std::span<const mongo::Migration> migrations) {
  for (const auto& migration : migrations) {
    for (const auto& index : migration.indexes) {
      indexes_[std::string{index.collection}].push_back(to_json(index.keys.view()));
    }
  }
}

void IndexAudit::note(mongo::View command) {
  const auto text = to_json(command);
  const std::string_view name = text.begin()->key();
  std::vector<Question> questions;
  const auto ask = [&](const object& filter) {
    questions.push_back({.collection = std::string{text.begin()->value().as_string()},
                         .filter = filter,
                         .sort = field(text, "sort"),
                         .hint = field(text, "hint"),
                         .is_count = name == "count"});
  };
  if (name == "find") {
    ask(field(text, "filter"));
  } else if (name == "count" || name == "findAndModify") {
    ask(field(text, "query"));
  } else if (name == "update" || name == "delete") {
    for (const auto& write : text.at(name == "update" ? "updates" : "deletes").as_array()) {
      ask(field(write.as_object(), "q"));
    }
  }
  const std::lock_guard lock{mutex_};
  for (const auto& question : questions) {
    if (!is_served(question)) {
      auto complaint = boost::json::serialize(text);
      if (std::ranges::find(unserved_, complaint) == unserved_.end()) {
        unserved_.push_back(std::move(complaint));
      }
    }
  }
}

std::vector<std::string> IndexAudit::unserved() const {
  const std::lock_guard lock{mutex_};
  return unserved_;
}

bool IndexAudit::is_served(const Question& question) const {
  if (question.is_count && question.filter.empty()) {
    return true;
  }
  std::vector<object> candidates{object{{"_id", 1}}};
  if (const auto more = indexes_.find(question.collection); more != indexes_.end()) {
    candidates.insert(candidates.end(), more->second.begin(), more->second.end());
  }
  if (!question.hint.empty()) {
    std::erase_if(candidates, [&question](const object& index) { return index != question.hint; });
  }
  // Who names an index has thought about how far it is read.
  if (!question.hint.empty()) {
    return std::ranges::any_of(candidates, [&](const object& index) { return serves(index, {}, question.sort); });
  }
  const auto by_one = [&](const object& filter, const object& sort) {
    return std::ranges::any_of(candidates, [&](const object& index) { return serves(index, filter, sort); });
  };
  if (by_one(question.filter, question.sort)) {
    return true;
  }
  // One index for each alternative; then there is no order among them.
  const auto* const alternatives = question.filter.if_contains("$or");
  return alternatives != nullptr && question.sort.empty() &&
         std::ranges::all_of(alternatives->as_array(),
                             [&](const value& alternative) { return by_one(alternative.as_object(), {}); });
}

}  // namespace conduit
