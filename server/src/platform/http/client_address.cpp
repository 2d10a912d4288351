#include "platform/http/client_address.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::http {
namespace {

/// The last `count`-th entry of a comma-separated list, without white space around it; empty if there are fewer.
std::string_view entry_from_the_right(std::string_view list, std::size_t count) {
  std::string_view entry;
  for (std::size_t i = 0; i < count; ++i) {
    if (list.empty()) {
      return {};
    }
    const auto comma = list.rfind(',');
    entry = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
  }
  const auto first = entry.find_first_not_of(" \t");
  const auto last = entry.find_last_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : entry.substr(first, last - first + 1);
}

}  // namespace

std::string client_address(std::string_view socket_address, std::string_view forwarded_for, std::size_t trusted_hops) {
  if (trusted_hops > 0) {
    const auto entry = entry_from_the_right(forwarded_for, trusted_hops);
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(entry, error);
    if (!error) {
      return address.to_string();
    }
  }
  return std::string{socket_address};
}

}  // namespace conduit::http
