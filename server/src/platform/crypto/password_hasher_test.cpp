#include "platform/crypto/password_hasher.hpp"

#include "base/task_test_support.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <future>
#include <string>
#include <utility>

namespace conduit::crypto {
namespace {

constexpr Argon2Cost kCheap{.memory_bytes = std::size_t{64} * 1024, .passes = 1};

class PasswordHasherTest : public testing::Test {
 protected:
  async::BlockingPool pool_{"hashes", {.threads = 1, .queue = 4}};
};

TEST_F(PasswordHasherTest, KnowsThePasswordAgain) {
  PasswordHasher hasher{pool_, kCheap};

  const auto encoded = run(hasher.hash("correct horse")).value();

  EXPECT_TRUE(run(hasher.verify("correct horse", encoded)).value());
  EXPECT_FALSE(run(hasher.verify("correct horsf", encoded)).value());
  EXPECT_FALSE(run(hasher.verify("", encoded)).value());
}

TEST_F(PasswordHasherTest, SaltsEachHash) {
  PasswordHasher hasher{pool_, kCheap};

  EXPECT_NE(run(hasher.hash("correct horse")).value(), run(hasher.hash("correct horse")).value());
}

TEST_F(PasswordHasherTest, UsesArgon2idAtTheCostOfOwaspUnlessTold) {
  PasswordHasher hasher{pool_, {}};

  EXPECT_TRUE(run(hasher.hash("correct horse")).value().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

TEST_F(PasswordHasherTest, AcceptsHashesMadeAtAnotherCost) {
  PasswordHasher before{pool_, kCheap};
  PasswordHasher after{pool_, {.memory_bytes = std::size_t{128} * 1024, .passes = 2}};

  const auto encoded = run(before.hash("correct horse")).value();

  EXPECT_TRUE(run(after.verify("correct horse", encoded)).value());
}

TEST_F(PasswordHasherTest, TakesTheWholePasswordAndEveryByte) {
  PasswordHasher hasher{pool_, kCheap};
  const std::string password = std::string(128, 'x') + std::string{"\0y", 2};

  const auto encoded = run(hasher.hash(password)).value();

  EXPECT_TRUE(run(hasher.verify(password, encoded)).value());
  EXPECT_FALSE(run(hasher.verify(std::string(128, 'x') + std::string{"\0z", 2}, encoded)).value());
}

TEST_F(PasswordHasherTest, FindsNoPasswordForWhatIsNoHash) {
  PasswordHasher hasher{pool_, kCheap};

  for (const auto* const encoded : {"", "x", "$argon2id$", "$argon2id$v=19$m=64,t=1,p=1$$", "correct horse"}) {
    EXPECT_FALSE(run(hasher.verify("correct horse", encoded)).value()) << encoded;
  }
}

TEST_F(PasswordHasherTest, WorksAsLongForNobodyAsForAWrongPassword) {
  PasswordHasher hasher{pool_, {.memory_bytes = std::size_t{4} * 1024 * 1024, .passes = 2}};
  const auto encoded = run(hasher.hash("correct horse")).value();
  // Processor time: a busy machine must not fail the test.
  const auto cost_of = [](auto work) {
    const auto begin = std::clock();
    for (int i = 0; i < 8; ++i) {
      work();
    }
    return static_cast<double>(std::clock() - begin);
  };

  const auto wrong = cost_of([&] { (void)run(hasher.verify("wrong", encoded)); });
  const auto nobody = cost_of([&] { (void)run(hasher.verify_nothing("wrong")); });

  EXPECT_LT(nobody, 3 * wrong);
  EXPECT_GT(nobody, wrong / 3);
}

TEST_F(PasswordHasherTest, RefusesWhenTooManyWait) {
  async::BlockingPool pool{"hashes", {.threads = 1, .queue = 1}};
  PasswordHasher hasher{pool, kCheap};
  std::promise<void> let_go;
  std::promise<void> started;
  const auto running = started.get_future();
  ASSERT_TRUE(pool.try_submit([started = std::move(started), go = let_go.get_future()]() mutable {
    started.set_value();
    go.wait();
  }));
  running.wait();
  ASSERT_TRUE(pool.try_submit([] {}));

  EXPECT_EQ(run(hasher.hash("correct horse")).error().code, ErrorCode::unavailable);
  EXPECT_EQ(run(hasher.verify("x", "y")).error().code, ErrorCode::unavailable);
  EXPECT_EQ(run(hasher.verify_nothing("x")).error().code, ErrorCode::unavailable);
  let_go.set_value();
}

}  // namespace
}  // namespace conduit::crypto
