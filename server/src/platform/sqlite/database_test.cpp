#include "platform/sqlite/database.hpp"

#include "base/embedded_file.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/task_test_support.hpp"
#include "base/temporary_directory_test_support.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/group_writer.hpp"
#include "platform/sqlite/migrate.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace conduit::sqlite {
namespace {

constexpr std::array<EmbeddedFile, 1> kSchema{{{"0001_init.sql",
                                                "CREATE TABLE parents (id INTEGER PRIMARY KEY);"
                                                "CREATE TABLE rows (id INTEGER PRIMARY KEY, parent INTEGER "
                                                "REFERENCES parents DEFERRABLE INITIALLY DEFERRED);"}}};

Result<std::int64_t> insert_row(Connection& connection, std::int64_t id) {
  return connection.run("INSERT INTO rows (id) VALUES (?1)", id);
}

/// Keeps the writer busy with one job from its making until release(), so that later jobs wait in the queue.
class Blockade {
 public:
  explicit Blockade(Database& database)
      : thread_([this, &database] {
          static_cast<void>(database.write_and_wait([this](Connection&) -> Result<> {
            entered_.count_down();
            released_.wait();
            return {};
          }));
        }) {
    entered_.wait();
  }
  void release() { released_.count_down(); }

 private:
  std::latch entered_{1};
  std::latch released_{1};
  std::jthread thread_;
};

class DatabaseTest : public testing::Test {
 protected:
  std::unique_ptr<Database> open(GroupWriter::Limits limits = {}) {
    EXPECT_TRUE(migrate(path_, kSchema));
    return Database::open({.path = path_, .durability = Durability::none, .writer = limits}, kSchema).value();
  }
  static std::int64_t number(Database& database, std::string_view sql) {
    return database.read([sql](Connection& c) { return c.value<std::int64_t>(sql); }).value();
  }
  static std::int64_t count(Database& database) { return number(database, "SELECT count(*) FROM rows"); }

  /// What the writes of `make(0)`, `make(1)`… answer when the writer finds all of them waiting at once.
  template <class Make>
  static std::vector<Result<std::int64_t>> write_together(Database& database, std::size_t jobs, Make make) {
    Blockade blockade{database};
    asio::io_context context{1};
    std::vector<Result<std::int64_t>> results(jobs, std::unexpected(Error{}));
    for (std::size_t i = 0; i < jobs; ++i) {
      asio::co_spawn(
          context, make(static_cast<std::int64_t>(i)),
          [&results, i](const std::exception_ptr&, Result<std::int64_t> result) { results[i] = std::move(result); });
    }
    context.poll();  // now all are queued
    blockade.release();
    context.run();
    return results;
  }
  static Task<std::int64_t> insert(Database& database, std::int64_t id) {
    return database.write([id](Connection& connection) { return insert_row(connection, id); });
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("test.db");
};

TEST_F(DatabaseTest, ReadsItsOwnWritesAtOnceOnEveryThread) {
  const auto database = open();
  for (std::int64_t id = 1; id <= 20; ++id) {
    ASSERT_TRUE(run(insert(*database, id)));
    EXPECT_EQ(count(*database), id);
    std::jthread{[&] { EXPECT_EQ(count(*database), id); }}.join();
  }
}

TEST_F(DatabaseTest, CommitsWhatWaitsInOneTransaction) {
  const auto database = open({.queue = 100, .batch = 100});

  // What others see of the rows while each job runs.
  const auto results = write_together(*database, 50, [&](std::int64_t id) {
    return database->write([id, &db = *database](Connection& connection) -> Result<std::int64_t> {
      TRY(insert_row(connection, id));
      return db.read([](Connection& c) { return c.value<std::int64_t>("SELECT count(*) FROM rows"); });
    });
  });

  for (const auto& committed_before : results) {
    EXPECT_EQ(committed_before.value(), 0);
  }
  EXPECT_EQ(count(*database), 50);
}

TEST_F(DatabaseTest, TakesBackOnlyTheStepsOfAJobThatFails) {
  const auto database = open();
  ASSERT_TRUE(run(insert(*database, 7)));

  const auto results = write_together(*database, 50, [&](std::int64_t id) {
    return database->write([id](Connection& c) -> Result<std::int64_t> {
      TRY(c.run("INSERT INTO parents VALUES (?1)", id));
      return insert_row(c, id);
    });
  });

  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].has_value(), i != 7);
  }
  EXPECT_EQ(results[7].error().code, ErrorCode::conflict);
  EXPECT_EQ(count(*database), 50);
  EXPECT_EQ(number(*database, "SELECT count(*) FROM parents"), 49);
  EXPECT_EQ(number(*database, "SELECT count(*) FROM parents WHERE id = 7"), 0);
}

TEST_F(DatabaseTest, FailsTheWholeBatchWhenTheCommitFails) {
  const auto database = open();

  const auto results = write_together(*database, 10, [&](std::int64_t id) {
    return database->write([id](Connection& c) {
      // The deferred foreign key of one of them is looked at by COMMIT.
      return id == 5 ? c.run("INSERT INTO rows (id, parent) VALUES (5, 404)") : insert_row(c, id);
    });
  });

  for (const auto& result : results) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::internal);
    EXPECT_TRUE(result.error().fields.empty());
  }
  EXPECT_EQ(count(*database), 0);
  EXPECT_TRUE(run(insert(*database, 1))) << "the writer goes on";
}

TEST_F(DatabaseTest, TurnsAnExceptionIntoAnErrorAndTakesTheJobBack) {
  const auto database = open();

  const auto thrown = run(database->write([](Connection& c) -> Result<> {
    TRY(insert_row(c, 1));
    throw std::runtime_error("broken job");
  }));

  EXPECT_EQ(thrown.error().code, ErrorCode::internal);
  EXPECT_EQ(thrown.error().detail, "broken job");
  EXPECT_EQ(count(*database), 0);
}

TEST_F(DatabaseTest, RefusesWritesBeyondItsQueue) {
  const auto database = open({.queue = 2, .batch = 128});
  Blockade blockade{*database};
  std::vector<std::jthread> waiting;
  std::atomic<int> refused{0};
  std::latch asked{8};
  for (std::int64_t id = 1; id <= 8; ++id) {
    waiting.emplace_back([&, id] {
      asio::io_context context{1};
      asio::co_spawn(context, insert(*database, id), [&](const std::exception_ptr&, Result<std::int64_t> result) {
        refused += !result && result.error().code == ErrorCode::unavailable && result.error().retry_after ? 1 : 0;
      });
      context.poll();
      asked.count_down();
      context.run();
    });
  }
  asked.wait();

  blockade.release();
  waiting.clear();

  EXPECT_EQ(refused, 6);
  EXPECT_EQ(count(*database), 2);
}

TEST_F(DatabaseTest, ResumesOnTheCallersThread) {
  const auto database = open();

  const auto results = run_in_parallel(40, [&](std::size_t i) {
    return [](Database& db, std::int64_t id) -> Task<> {
      const auto before = std::this_thread::get_id();
      CO_TRY(co_await insert(db, id));
      EXPECT_EQ(std::this_thread::get_id(), before);
      co_return Result<>{};
    }(*database, static_cast<std::int64_t>(i));
  });

  for (const auto& result : results) {
    EXPECT_TRUE(result);
  }
}

TEST_F(DatabaseTest, LetsGoOfACallerThatIsCancelled) {
  const auto database = open();
  Blockade blockade{*database};
  asio::io_context context{1};
  asio::cancellation_signal cancel;
  std::optional<Result<std::int64_t>> outcome;
  asio::co_spawn(
      context, insert(*database, 1),
      asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr&, Result<std::int64_t> result) {
        outcome.emplace(std::move(result));
      }));
  context.poll();
  EXPECT_FALSE(outcome);

  cancel.emit(asio::cancellation_type::terminal);
  context.run();  // ends though the writer is still held up

  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->error().code, ErrorCode::timeout);
  blockade.release();
  database->stop();
  EXPECT_EQ(count(*database), 0) << "a job that nobody waits for is not begun";
}

TEST_F(DatabaseTest, SurvivesCancellationAtAnyMoment) {
  const auto database = open();
  for (std::int64_t id = 0; id < 300; ++id) {
    asio::io_context context{1};
    asio::cancellation_signal cancel;
    std::optional<Result<std::int64_t>> outcome;
    asio::co_spawn(
        context, insert(*database, id),
        asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr&, Result<std::int64_t> result) {
          outcome.emplace(std::move(result));
        }));
    context.poll();
    for (std::int64_t spin = 0; spin < id * 20; ++spin) {
      std::atomic_signal_fence(std::memory_order_seq_cst);
    }
    cancel.emit(asio::cancellation_type::terminal);
    context.run();

    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->has_value() || outcome->error().code == ErrorCode::timeout);
  }
}

TEST_F(DatabaseTest, FinishesWhatIsQueuedWhenItStops) {
  auto database = open();
  Blockade blockade{*database};
  asio::io_context context{1};
  int finished = 0;
  for (std::int64_t id = 1; id <= 300; ++id) {
    asio::co_spawn(context, insert(*database, id),
                   [&](const std::exception_ptr&, Result<std::int64_t> result) { finished += result ? 1 : 0; });
  }
  context.poll();

  blockade.release();
  database.reset();
  context.run();

  EXPECT_EQ(finished, 300);
  database = open();
  EXPECT_EQ(count(*database), 300);
  database->stop();
  EXPECT_EQ(run(insert(*database, 301)).error().code, ErrorCode::unavailable);
}

TEST_F(DatabaseTest, ShowsOneMomentToASnapshot) {
  const auto database = open();

  const auto counts = database
                          ->read_snapshot([&](Connection& c) -> Result<std::pair<std::int64_t, std::int64_t>> {
                            TRY(const auto before, c.value<std::int64_t>("SELECT count(*) FROM rows"));
                            TRY(database->write_and_wait([](Connection& writer) { return insert_row(writer, 1); }));
                            TRY(const auto after, c.value<std::int64_t>("SELECT count(*) FROM rows"));
                            return std::pair{before, after};
                          })
                          .value();

  EXPECT_EQ(counts.first, counts.second);
  EXPECT_EQ(count(*database), 1);
}

TEST_F(DatabaseTest, LosesNothingOfManyWritersAndReaders) {
  const auto database = open();

  const auto results = run_in_parallel(
      400,
      [&](std::size_t i) {
        return [](Database& db, std::int64_t id) -> Task<> {
          CO_TRY(co_await insert(db, id));
          const auto seen = db.read(
              [id](Connection& c) { return c.value<bool>("SELECT EXISTS (SELECT 1 FROM rows WHERE id = ?1)", id); });
          EXPECT_TRUE(seen.value_or(false));
          co_return Result<>{};
        }(*database, static_cast<std::int64_t>(i));
      },
      8);

  for (const auto& result : results) {
    EXPECT_TRUE(result);
  }
  EXPECT_EQ(count(*database), 400);
}

}  // namespace
}  // namespace conduit::sqlite
