#include "app/command_line.hpp"
#include "app/signals.hpp"

#include <string_view>
#include <vector>

int main(int argc, char** argv) {
  conduit::app::ignore_lost_readers();
  const std::vector<std::string_view> arguments{argv + 1, argv + argc};
  return conduit::app::run_program(arguments);
}
