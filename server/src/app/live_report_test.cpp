#include "app/live_report.hpp"

#include "app/metric_names.hpp"

#include <gtest/gtest.h>

namespace conduit::app {
namespace {

using telemetry::Histogram;
using telemetry::Measurements;

TEST(LiveReport, ShowsWhatCameBetween) {
  Histogram tags{telemetry::kSeconds};
  Histogram broken{telemetry::kSeconds};
  Histogram waits{telemetry::kSeconds};
  const auto measure = [&](double hits) {
    Measurements all;
    all.add(metric::kRequests,
            {{"http.route", "/api/tags"}, {"http.request.method", "GET"}, {"http.response.status_code", "200"}},
            tags.value());
    all.add(metric::kRequests,
            {{"http.route", "/api/users"}, {"http.request.method", "POST"}, {"http.response.status_code", "503"}},
            broken.value());
    all.add(metric::kCacheLookups, {{"cache.layer", "memory"}, {"cache.result", "hit"}}, hits);
    all.add(metric::kCacheLookups, {{"cache.layer", "memory"}, {"cache.result", "miss"}}, 1.0);
    all.add(metric::kPoolQueue, {{"pool", "password hashing"}}, 7.0);
    all.add(metric::kPoolWaits, {{"pool", "password hashing"}}, waits.value());
    return all;
  };
  tags.record(5);
  const auto earlier = measure(1);
  for (int i = 0; i < 30; ++i) {
    tags.record(0.00009);
  }
  for (int i = 0; i < 10; ++i) {
    broken.record(0.4);
  }
  waits.record(0.002);
  const auto report = live_report(earlier, measure(4), std::chrono::seconds{10});
  EXPECT_NE(report.find("last 10.0 s: 4.0 requests/s   25.00 % failed"), std::string::npos) << report;
  const auto users = report.find("POST /api/users");
  const auto tag_row = report.find("GET /api/tags ");
  ASSERT_NE(users, std::string::npos) << report;
  ASSERT_NE(tag_row, std::string::npos) << report;
  EXPECT_LT(users, tag_row) << "what took most time comes first";
  EXPECT_NE(report.find("3.0        0      0.08      0.10", tag_row), std::string::npos) << report;
  EXPECT_NE(report.find("memory                                                  0.3    100.0"), std::string::npos)
      << report;
  EXPECT_NE(report.find("wait for password hashing                               0.1        7"), std::string::npos)
      << report;
}

TEST(LiveReport, OfAServerThatDoesNothingDividesByNothing) {
  const auto report = live_report({}, {}, std::chrono::seconds{1});
  EXPECT_NE(report.find("0.0 requests/s   0.00 % failed"), std::string::npos) << report;
  EXPECT_EQ(report.find("nan"), std::string::npos) << report;
}

}  // namespace
}  // namespace conduit::app
