#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::http {

/// The address of the client behind `trusted_hops` proxies that each append the address they saw to X-Forwarded-For:
/// the entry that many places from the right. Whatever stands further left was written by the client and is never
/// believed. With no trusted hop, too few entries, or an entry that is no IP address, it is the socket's.
[[nodiscard]] std::string client_address(std::string_view socket_address, std::string_view forwarded_for,
                                         std::size_t trusted_hops);

}  // namespace conduit::http
