# What the server links, all of it from Debian (tools/setup.sh installs the -dev packages).

add_library(conduit_dependencies INTERFACE)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(fmt REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3>=3.40)
pkg_check_modules(JWT REQUIRED IMPORTED_TARGET libjwt)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(MONGOC REQUIRED IMPORTED_TARGET libmongoc-1.0>=1.23)
pkg_check_modules(MD4C REQUIRED IMPORTED_TARGET md4c)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
# By path: its package would define _FILE_OFFSET_BITS for all our code.
pkg_check_modules(HIREDIS REQUIRED hiredis)
find_package(OpenSSL 3 REQUIRED)

target_link_libraries(
  conduit_dependencies
  INTERFACE Threads::Threads Boost::json fmt::fmt PkgConfig::SODIUM PkgConfig::SQLITE PkgConfig::JWT
            PkgConfig::UTF8PROC PkgConfig::MD4C PkgConfig::MONGOC PkgConfig::ZLIB
            ${HIREDIS_LINK_LIBRARIES} OpenSSL::SSL)
target_compile_definitions(
  conduit_dependencies INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
                                 BOOST_BEAST_USE_STD_STRING_VIEW)

# OpenTelemetry, where it is installed: without it the server has no telemetry to send, and `conduit version` says so.
# The exporters have no pkg-config files.
option(CONDUIT_WITH_TELEMETRY "Use OpenTelemetry where it is installed" ON)
pkg_check_modules(OPENTELEMETRY IMPORTED_TARGET opentelemetry_trace>=1.19 opentelemetry_metrics>=1.19)
find_library(OTLP_TRACES opentelemetry_exporter_otlp_http)
find_library(OTLP_METRICS opentelemetry_exporter_otlp_http_metric)
if(CONDUIT_WITH_TELEMETRY AND OPENTELEMETRY_FOUND AND OTLP_TRACES AND OTLP_METRICS)
  set(CONDUIT_TELEMETRY ON)
  target_link_libraries(conduit_dependencies INTERFACE PkgConfig::OPENTELEMETRY ${OTLP_TRACES} ${OTLP_METRICS})
else()
  set(CONDUIT_TELEMETRY OFF)
  message(STATUS "OpenTelemetry is not installed, or not wanted: the server is built without telemetry")
endif()
