#pragma once

#include "articles/article.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/mongo/session.hpp"

#include <cstdint>

// What changes articles in MongoDB. Each has one single-document write that decides it, so that none needs a
// transaction to be right when many meet; what follows from the decision is recomputed by `conduit repair` should a
// server die in between. The contracts are those of ArticleStore.

namespace conduit::articles::mongo_writes {

[[nodiscard]] Result<> insert(mongo::Session& session, const Article& article);
[[nodiscard]] Result<Article> update(mongo::Session& session, ArticleId id, const ArticleChanges& changes,
                                     Timestamp now);
[[nodiscard]] Result<std::int64_t> favorite(mongo::Session& session, UserId user, ArticleId article);
[[nodiscard]] Result<std::int64_t> unfavorite(mongo::Session& session, UserId user, ArticleId article);

}  // namespace conduit::articles::mongo_writes
