#include "platform/telemetry/trace.hpp"

#include "base/task.hpp"
#include "platform/async/blocking_pool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace conduit::telemetry {
namespace {

/// The name of each span's parent by its own name; “” at the root.
std::map<std::string, std::string> parents(const FinishedTrace& trace) {
  std::map<std::string, std::string> names;
  for (const auto& span : trace.spans) {
    const auto parent = std::ranges::find(trace.spans, span.parent, &SpanRecord::id);
    names[span.name] = parent == trace.spans.end() ? "" : parent->name;
  }
  return names;
}

TEST(Span, CostsNothingWithoutATrace) {
  Span span{"lonely"};
  span.set("a", 1);
  EXPECT_FALSE(span.is_recorded());
  EXPECT_EQ(here().trace, nullptr);
}

TEST(Span, NestsAndPutsBackWhatWasCurrent) {
  const auto trace = std::make_shared<Trace>(new_trace_id());
  {
    const Span root{trace.get(), {}, "root", SpanKind::server};
    {
      const Span first{"first"};
      const Span inner{"inner"};
    }
    Span second{"second"};
    second.set("rows", 3);
    second.fail();
  }
  EXPECT_EQ(here().trace, nullptr);
  const auto finished = trace->finish();
  EXPECT_EQ(parents(finished), (std::map<std::string, std::string>{
                                   {"root", ""}, {"first", "root"}, {"inner", "first"}, {"second", "root"}}));
  const auto second = std::ranges::find(finished.spans, "second", &SpanRecord::name);
  EXPECT_TRUE(second->failed);
  EXPECT_EQ(std::get<std::int64_t>(second->attributes.at(0).value), 3);
}

TEST(Trace, HasItsSpansWithinEachOtherToTheTick) {
  const auto trace = std::make_shared<Trace>(new_trace_id());
  {
    const Span root{trace.get(), {}, "root", SpanKind::server};
    const Visit::Ticket ticket = Visit::ticket();
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&ticket] {
        const Visit visit{ticket};
        for (int i = 0; i < 50; ++i) {
          const Span outer{"outer"};
          const Span inner{"inner"};
        }
      });
    }
  }

  const auto spans = trace->finish().spans;

  std::map<SpanId, const SpanRecord*> by_id;
  for (const auto& span : spans) {
    by_id[span.id] = &span;
  }
  for (const auto& span : spans) {
    if (const auto parent = by_id.find(span.parent); parent != by_id.end()) {
      EXPECT_GE(span.start, parent->second->start);
      EXPECT_LE(span.start + span.duration, parent->second->start + parent->second->duration);
    }
  }
}

TEST(Trace, IsBounded) {
  const auto trace = std::make_shared<Trace>(new_trace_id());
  const Span root{trace.get(), {}, "root", SpanKind::server};
  for (std::size_t i = 0; i < 2 * Trace::kMostSpans; ++i) {
    const Span step{"step"};
  }
  EXPECT_EQ(trace->finish().spans.size(), Trace::kMostSpans);
}

asio::awaitable<void, Executor> request(async::BlockingPool& pool, std::shared_ptr<Trace> trace, std::string name,
                                        int steps) {
  const Span root{trace.get(), {}, name, SpanKind::server};
  for (int i = 0; i < steps; ++i) {
    const Span step{name + " step"};
    const auto done = co_await async::run_blocking(pool, [name]() -> Result<> {
      const Span work{name + " work"};
      return {};
    });
    EXPECT_TRUE(done);
    const Span after{name + " after"};
  }
}

TEST(Span, OfManyCoroutinesOnOneThreadStayApart) {
  async::BlockingPool pool{"pool", {.threads = 3, .queue = 100}};
  asio::io_context io{1};
  std::map<std::string, std::shared_ptr<Trace>> traces;
  constexpr int kSteps = 5;
  for (const auto* const name : {"a", "b", "c", "unrecorded"}) {
    auto trace = std::string{name} == "unrecorded" ? nullptr : std::make_shared<Trace>(new_trace_id());
    traces[name] = trace;
    asio::co_spawn(io, request(pool, trace, name, kSteps), asio::detached);
  }
  io.run();
  EXPECT_EQ(here().trace, nullptr);
  for (const auto* const name : {"a", "b", "c"}) {
    const auto finished = traces[name]->finish();
    const std::string prefix = name;
    EXPECT_EQ(finished.spans.size(), 1U + (4 * kSteps)) << name;
    EXPECT_EQ(parents(finished), (std::map<std::string, std::string>{{prefix, ""},
                                                                     {prefix + " step", prefix},
                                                                     {"pool", prefix + " step"},
                                                                     {prefix + " work", "pool"},
                                                                     {prefix + " after", prefix + " step"}}));
  }
}

}  // namespace
}  // namespace conduit::telemetry
