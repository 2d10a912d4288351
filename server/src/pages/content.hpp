#pragma once

#include "articles/articles.hpp"
#include "comments/comments.hpp"
#include "platform/markdown/renderer.hpp"
#include "profiles/profiles.hpp"

namespace conduit::pages {

/// What pages and feeds are made from.
struct Content {
  articles::Articles& articles;
  profiles::Profiles& profiles;
  comments::Comments& comments;
  markdown::Renderer& renderer;
};

}  // namespace conduit::pages
