#include "platform/valkey/cache_scripts.hpp"

#include <string>

namespace conduit::valkey {
namespace {

// A full Valkey must still learn of changes: so both may write without room. Numbers up to 2^53 are exact in Lua, and
// microseconds since 1970 stay below that until 2255.
constexpr const char* kClock = R"(#!lua flags=allow-oom
local function time()
  local now = redis.call('TIME')
  return now[1] * 1000000 + now[2]
end
local clock = redis.call('HMGET', KEYS[1], 'epoch', 'sequence')
local epoch, sequence = clock[1], clock[2]
if not epoch then
  epoch, sequence = ARGV[1], string.format('%.0f', time())
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'sequence', sequence)
end
)";

constexpr const char* kFind = R"(
local moment = epoch .. ' ' .. sequence
local entry = redis.call('GET', KEYS[2])
if not entry then return {moment} end
local of, at, slots, start = string.match(entry, '^(%S+) (%d+) ([%d,]*)\n()')
if of ~= epoch then return {moment} end
for slot in string.gmatch(slots, '%d+') do
  local changed = redis.call('HGET', KEYS[1], slot)
  if changed and tonumber(changed) > tonumber(at) then return {moment} end
end
return {moment, slots, string.sub(entry, start), redis.call('PTTL', KEYS[2])}
)";

constexpr const char* kRecord = R"(
local now = string.format('%.0f', math.max(sequence + 1, time()))
redis.call('HSET', KEYS[1], 'sequence', now)
for i = 3, #ARGV do redis.call('HSET', KEYS[1], ARGV[i], now) end
redis.call('PUBLISH', ARGV[2], table.concat(ARGV, ',', 3))
return 1
)";

}  // namespace

const Script& find_script() {
  static const Script script{std::string{kClock} + kFind};
  return script;
}

const Script& record_script() {
  static const Script script{std::string{kClock} + kRecord};
  return script;
}

}  // namespace conduit::valkey
