# How our own code is compiled. Other people's headers come in as system headers and stay silent.

add_library(conduit_settings INTERFACE)
target_compile_features(conduit_settings INTERFACE cxx_std_23)
target_compile_options(
  conduit_settings
  INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wunused
            -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Werror
            # libbson's type gets its alignment from a typedef, which a std::unique_ptr to it cannot show.
            -Wno-align-mismatch
            -fPIE -fno-omit-frame-pointer -fstack-protector-strong
            # ccache can keep precompiled headers only when they hold no time stamp.
            -Xclang -fno-pch-timestamp)
target_link_options(conduit_settings INTERFACE -pie -fuse-ld=lld -Wl,--build-id=sha1)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT CONDUIT_SANITIZE)
  target_compile_definitions(conduit_settings INTERFACE _FORTIFY_SOURCE=2)
endif()

if(CONDUIT_SANITIZE)
  target_compile_options(conduit_settings INTERFACE -fsanitize=${CONDUIT_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(conduit_settings INTERFACE -fsanitize=${CONDUIT_SANITIZE})
endif()
if(CONDUIT_BUILD_FUZZERS)
  target_compile_options(conduit_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Results are shared between checkouts: paths count from the checkout's root, in debug information too.
cmake_path(GET CMAKE_CURRENT_SOURCE_DIR PARENT_PATH CONDUIT_CHECKOUT)
target_compile_options(conduit_settings INTERFACE -ffile-prefix-map=${CONDUIT_CHECKOUT}=.)
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env CCACHE_BASEDIR=${CONDUIT_CHECKOUT} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${CCACHE_PROGRAM}")
endif()
