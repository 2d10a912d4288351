#include "platform/crypto/tokens.hpp"

#include "base/clock_test_support.hpp"
#include "platform/crypto/jwt_test_support.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::crypto {
namespace {

constexpr std::chrono::hours kLifetime{24};
const TokenKey kOld{.id = "old", .secret = "an old secret of at least 32 bytes"};
const TokenKey kNew{.id = "new", .secret = "a new secret, also of at least 32 bytes"};

constexpr std::string_view kHeader = R"({"alg":"HS256","kid":"new","typ":"JWT"})";
constexpr std::string_view kPayload = R"({"exp":1800000000,"iat":1,"sid":"s","sub":"7","ver":1})";

std::string refusal(const Result<TokenClaims>& result) {
  if (result || result.error().code != ErrorCode::unauthenticated || result.error().fields.size() != 1 ||
      result.error().fields[0].field != "token") {
    return "accepted, or refused in another way";
  }
  return result.error().fields[0].message;
}

class TokensTest : public testing::Test {
 protected:
  ManualClock clock_;
  Tokens tokens_{{kNew, kOld}, kLifetime, clock_};
};

TEST_F(TokensTest, SayWhatTheyWereSignedFor) {
  const auto token = tokens_.sign(UserId{42}, "session", 3).value();

  const auto claims = tokens_.verify(token).value();

  EXPECT_EQ(claims.user, UserId{42});
  EXPECT_EQ(claims.session, "session");
  EXPECT_EQ(claims.credentials_version, 3);
  EXPECT_EQ(claims.expires_at, clock_.time + kLifetime);
}

TEST_F(TokensTest, AreJsonWebTokensThatNameTheirKey) {
  const auto token = tokens_.sign(UserId{42}, "session", 3).value();

  const auto header = from_base64url(token.substr(0, token.find('.')));
  EXPECT_NE(header.find(R"("alg":"HS256")"), std::string::npos) << header;
  EXPECT_NE(header.find(R"("kid":"new")"), std::string::npos) << header;
  const auto payload = from_base64url(token.substr(token.find('.') + 1, token.rfind('.') - token.find('.') - 1));
  EXPECT_NE(payload.find(R"("sub":"42")"), std::string::npos) << payload;
}

TEST_F(TokensTest, AcceptWhatAnotherImplementationSigned) {
  EXPECT_EQ(tokens_.verify(hand_made_token(kHeader, kPayload, kNew.secret)).value().user, UserId{7});
}

TEST_F(TokensTest, Expire) {
  const auto token = tokens_.sign(UserId{42}, "session", 3).value();

  clock_.time += kLifetime - std::chrono::seconds{1};
  EXPECT_TRUE(tokens_.verify(token).has_value());
  clock_.time += std::chrono::seconds{1};
  EXPECT_EQ(refusal(tokens_.verify(token)), "has expired");
}

TEST_F(TokensTest, AreInvalidWithOneCharacterChanged) {
  const auto token = tokens_.sign(UserId{42}, "session", 3).value();

  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'Q' : 'A';
    EXPECT_EQ(refusal(tokens_.verify(changed)), "is invalid") << i;
  }
  for (std::size_t size = 0; size < token.size(); ++size) {
    EXPECT_EQ(refusal(tokens_.verify(token.substr(0, size))), "is invalid") << size;
  }
}

TEST_F(TokensTest, AreInvalidUnderAnotherAlgorithm) {
  for (const auto* const algorithm : {"none", "None", "HS384", "HS512", "RS256", "ES256", "HS", ""}) {
    const auto header = R"({"alg":")" + std::string{algorithm} + R"(","kid":"new","typ":"JWT"})";
    const auto token = hand_made_token(header, kPayload, kNew.secret);

    EXPECT_EQ(refusal(tokens_.verify(token)), "is invalid") << algorithm;
    EXPECT_EQ(refusal(tokens_.verify(token.substr(0, token.rfind('.') + 1))), "is invalid") << algorithm;
    EXPECT_EQ(refusal(tokens_.verify(token.substr(0, token.rfind('.')))), "is invalid") << algorithm;
  }
}

TEST_F(TokensTest, AreInvalidUnderAKeyThatIsNotTheOneTheyName) {
  for (const auto* const header : {R"({"alg":"HS256","kid":"old"})", R"({"alg":"HS256","kid":"unknown"})",
                                   R"({"alg":"HS256","kid":""})", R"({"alg":"HS256","kid":7})", R"({"alg":"HS256"})"}) {
    EXPECT_EQ(refusal(tokens_.verify(hand_made_token(header, kPayload, kNew.secret))), "is invalid") << header;
  }
  EXPECT_EQ(refusal(tokens_.verify(hand_made_token(kHeader, kPayload, "a secret that nobody here has, really"))),
            "is invalid");
}

TEST_F(TokensTest, AreInvalidWithoutAllTheirClaims) {
  for (const auto* const payload :
       {R"({})", R"([])", R"("x")", R"(x)", R"({"exp":1800000000,"sid":"s","ver":1})",
        R"({"exp":1800000000,"sub":"7","ver":1})", R"({"exp":1800000000,"sid":"s","sub":"7"})",
        R"({"sid":"s","sub":"7","ver":1})", R"({"exp":1800000000,"sid":"s","sub":7,"ver":1})",
        R"({"exp":1800000000,"sid":"s","sub":"7x","ver":1})", R"({"exp":1800000000,"sid":"s","sub":"","ver":1})",
        R"({"exp":"1800000000","sid":"s","sub":"7","ver":1})",
        R"({"exp":9223372036854775807,"sid":"s","sub":"7","ver":1})", R"({"exp":1800000000,"sid":7,"sub":"7","ver":1})",
        R"({"exp":1800000000,"sid":"s","sub":"7","ver":"1"})", R"({"exp":1800000000,"sid":"s","sub":"7","ver":0})"}) {
    EXPECT_EQ(refusal(tokens_.verify(hand_made_token(kHeader, payload, kNew.secret))), "is invalid") << payload;
  }
}

TEST_F(TokensTest, AreInvalidWhenTheyAreNoTokensAtAll) {
  const auto token = tokens_.sign(UserId{42}, "session", 3).value();
  for (const auto& text :
       {std::string{}, std::string{"."}, std::string{".."}, std::string{"..."}, std::string{"x.y.z"}, token + ".x",
        " " + token, token + '\0', std::string(1'000'000, '.'), std::string(1'000'000, 'x'), std::string{"\xff\xfe"}}) {
    EXPECT_EQ(refusal(tokens_.verify(text)), "is invalid");
  }
  const auto huge = R"({"exp":1800000000,"sid":")" + std::string(4096, 's') + R"(","sub":"7","ver":1})";
  EXPECT_EQ(refusal(tokens_.verify(hand_made_token(kHeader, huge, kNew.secret))), "is invalid");
}

TEST_F(TokensTest, OutliveARotationUntilTheirKeyIsRemoved) {
  const Tokens before{{kOld}, kLifetime, clock_};
  const auto token = before.sign(UserId{42}, "session", 3).value();

  EXPECT_TRUE(tokens_.verify(token).has_value()) << "the new key signs, both verify";
  EXPECT_EQ(refusal(before.verify(tokens_.sign(UserId{42}, "session", 3).value())), "is invalid");
  const Tokens after{{kNew}, kLifetime, clock_};
  EXPECT_EQ(refusal(after.verify(token)), "is invalid");
}

TEST(TokenKeys, AreAtLeastOneLongAndDistinct) {
  const ManualClock clock;
  using Keys = std::vector<TokenKey>;
  for (const auto& keys : {Keys{}, Keys{{.id = "a", .secret = std::string(31, 'x')}}, Keys{kOld, kNew, kOld}}) {
    EXPECT_THROW((Tokens{keys, kLifetime, clock}), std::invalid_argument);
  }
}

TEST(RandomToken, IsUrlSafeAndNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto token = random_token();
    EXPECT_EQ(token.size(), 22U);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    seen.insert(token);
  }
  EXPECT_EQ(seen.size(), 1000U);
}

}  // namespace
}  // namespace conduit::crypto
