#include "pages/page_data_json.hpp"

#include "pages/markup.hpp"
#include "platform/json/writer.hpp"

#include <string>
#include <string_view>

namespace conduit::pages {

PageData::PageData(std::string_view target) {
  // Browsers have no lone question mark in location.search.
  if (target.find('?') == target.size() - 1) {
    target.remove_suffix(1);
  }
  json::Writer{json_}.begin_object().member("path", target);
}

void PageData::add_members(std::string_view answer) { json_.append(",").append(answer.substr(1, answer.size() - 2)); }

void PageData::add(std::string_view key, std::string_view answer) {
  json_.append(",\"").append(key).append("\":").append(answer);
}

std::string PageData::script() const {
  std::string element;
  element.reserve(json_.size() + json_.size() / 8);
  Markup{element}.data_script(R"(type="application/json" id="initial-data")", json_ + '}');
  return element;
}

}  // namespace conduit::pages
