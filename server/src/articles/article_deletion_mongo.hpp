#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/mongo/session.hpp"

#include <cstdint>

// Deleting an article takes several steps in MongoDB. The removal of the article's own document is the decision: from
// then on nobody finds it. Before it an entry in `deletions` says what follows, so that a server that dies on the way
// leaves no comments, favourites or slugs for ever: whoever resumes does the steps again.

namespace conduit::articles::mongo_deletion {

/// `not_found` naming `article`.
[[nodiscard]] Result<> remove(mongo::Session& session, ArticleId id, Timestamp now);

/// Finishes what was begun before this moment and left; answers with how many deletions that were. Servers call it when
/// they start, and `conduit repair` does. Several may do so at once. What is younger may still be at work elsewhere.
[[nodiscard]] Result<std::int64_t> resume(mongo::Session& session, Timestamp begun_before);

}  // namespace conduit::articles::mongo_deletion
