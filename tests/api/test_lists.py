"""GET /api/articles and /api/articles/feed: filters, order and pages"""

import pytest

from support.api import User, errors_of, ok, unique

LIST = "1.3 GET /api/articles"
FEED = "1.3 GET /api/articles/feed"


def slugs(page: dict) -> list[str]:
    return [article["slug"] for article in page["articles"]]


@pytest.fixture(scope="module")
def shelf(anonymous):
    """25 articles of one author with one tag, all favourites of a fan who follows the author."""
    author, fan = User.register(anonymous), User.register(anonymous)
    tag = unique("shelf")
    written = [author.write(tagList=[tag])["slug"] for _ in range(25)]
    fan.follow(author.username)
    for slug in written:
        fan.favorite(slug)
    filters = {"tag": tag, "author": author.username, "favorited": fan.username}
    return fan, filters, written[::-1]


@pytest.fixture(scope="module", params=["tag", "author", "favorited", "feed"])
def listing(request, anonymous, shelf):
    """One way to list exactly the shelf: a function from paging parameters to a page."""
    fan, filters, expected = shelf
    if request.param == "feed":
        return fan.feed, expected
    chosen = {request.param: filters[request.param]}
    return lambda **paging: anonymous.list_articles(**chosen, **paging), expected


@pytest.mark.spec(f"{LIST}: newest first")
@pytest.mark.spec(f"{FEED}: newest first")
@pytest.mark.spec("1.1 same millisecond")
@pytest.mark.case("A16")
def test_newest_first(listing):
    list_page, expected = listing
    assert slugs(list_page(limit=100)) == expected


@pytest.mark.spec(f"{LIST}: pages")
@pytest.mark.spec(f"{FEED}: pages")
@pytest.mark.case("A16")
def test_pages_by_offset(listing):
    list_page, expected = listing
    pages = [list_page(limit=10, offset=offset) for offset in (0, 10, 20, 30)]
    assert [slugs(page) for page in pages] == [expected[:10], expected[10:20], expected[20:], []]
    assert [page["articlesCount"] for page in pages] == [25] * 4


@pytest.mark.spec(f"{LIST}: pages")
@pytest.mark.case("A16")
def test_pages_by_cursor(listing):
    list_page, expected = listing
    page = list_page(limit=10)
    seen = slugs(page)
    while page["nextCursor"] is not None:
        page = list_page(limit=10, cursor=page["nextCursor"])
        assert page["articlesCount"] == 25
        seen += slugs(page)
    assert seen == expected


@pytest.mark.case("A16")
def test_cursor_is_null_where_the_list_ends(listing):
    list_page, _ = listing
    assert list_page(limit=24)["nextCursor"] is not None
    assert list_page(limit=25)["nextCursor"] is None


@pytest.mark.case("A16")
def test_cursor_keeps_its_place_while_others_write(anonymous, ann):
    written = [ann.write()["slug"] for _ in range(4)][::-1]
    first = anonymous.list_articles(author=ann.username, limit=2)
    ann.write()
    second = anonymous.list_articles(author=ann.username, limit=2, cursor=first["nextCursor"])
    assert slugs(first) + slugs(second) == written


@pytest.mark.spec(f"{LIST}: default limit")
def test_page_size_is_twenty_unless_asked(listing):
    list_page, expected = listing
    assert slugs(list_page()) == expected[:20]


@pytest.mark.spec(f"{LIST}: odd paging")
@pytest.mark.case("A15")
@pytest.mark.parametrize("path", ["/api/articles", "/api/articles/feed"])
@pytest.mark.parametrize(
    "query, key",
    [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=abc", "limit"),
        ("limit=", "limit"),
        ("limit=1.5", "limit"),
        ("limit=%2B5", "limit"),
        ("limit=5x", "limit"),
        ("limit=0x10", "limit"),
        ("limit=5&limit=7", "limit"),
        ("offset=-1", "offset"),
        ("offset=abc", "offset"),
        ("offset=", "offset"),
        ("offset=10001", "offset"),
        ("offset=9223372036854775808", "offset"),
        ("offset=1&offset=1", "offset"),
        ("cursor=nonsense", "cursor"),
        ("cursor=", "cursor"),
        ("cursor=%00%FF", "cursor"),
    ],
)
def test_odd_paging_is_refused(reader, path, query, key):
    response = reader.api.get(f"{path}?{query}")
    if "%FF" in query:
        assert response.status_code in (400, 422)
        return
    assert response.status_code == 422
    assert key in errors_of(response)


@pytest.mark.case("A15")
@pytest.mark.parametrize("limit", ["101", "1000000", "9223372036854775808", "1" * 200])
def test_large_limit_is_cut_to_the_maximum(reader, limit):
    """However large: the number of articles in one answer is bounded."""
    page = reader.api.list_articles(limit=limit)
    assert len(page["articles"]) <= 100


@pytest.mark.case("A15")
def test_largest_offset(anonymous):
    assert slugs(anonymous.list_articles(offset=10000)) == []


@pytest.mark.case("A15")
def test_cursor_and_offset_exclude_each_other(anonymous, shelf):
    _, filters, _ = shelf
    cursor = anonymous.list_articles(author=filters["author"], limit=2)["nextCursor"]
    response = anonymous.get(
        "/api/articles", params={"author": filters["author"], "cursor": cursor, "offset": 2}
    )
    assert response.status_code == 422
    assert "cursor" in errors_of(response)


@pytest.mark.spec(f"{LIST}: filters")
def test_filters_combine(anonymous, ann, bob):
    a, b = unique("a"), unique("b")
    both = ann.write(tagList=[a, b])["slug"]
    only_a = ann.write(tagList=[a])["slug"]
    bobs = bob.write(tagList=[a])["slug"]
    bob.favorite(both)
    bob.favorite(bobs)

    def found(**filters):
        page = anonymous.list_articles(**filters)
        assert page["articlesCount"] == len(page["articles"])
        return slugs(page)

    assert found(tag=a) == [bobs, only_a, both]
    assert found(tag=b) == [both]
    assert found(tag=a, author=ann.username) == [only_a, both]
    assert found(tag=a, favorited=bob.username) == [bobs, both]
    assert found(tag=a, author=ann.username, favorited=bob.username) == [both]
    assert found(tag=b, author=bob.username) == []


@pytest.mark.spec(f"{LIST}: filters")
@pytest.mark.parametrize("parameter", ["tag", "author", "favorited"])
@pytest.mark.parametrize(
    "value", [lambda: unique("nothing"), lambda: "", lambda: "a'; DROP TABLE articles; --", lambda: "%"]
)
def test_filter_that_matches_nothing(anonymous, parameter, value):
    page = anonymous.list_articles(**{parameter: value()})
    assert page == {"articles": [], "articlesCount": 0, "nextCursor": None}


@pytest.mark.spec(f"{LIST}: filters")
def test_tag_is_matched_whole(anonymous, ann):
    tag = unique("dragon")
    ann.write(tagList=[f"{tag}s"])
    assert anonymous.list_articles(tag=tag)["articlesCount"] == 0


@pytest.mark.spec(f"{LIST}: unknown parameter")
def test_unknown_parameters_are_ignored(anonymous):
    ok(anonymous.get("/api/articles?utm_source=mail&limit=1"))


@pytest.mark.spec("1.2 list item")
@pytest.mark.case("A18")
def test_list_items_are_articles_without_body(anonymous, ann):
    article = ann.write(tagList=["a"])
    (item,) = anonymous.list_articles(author=ann.username)["articles"]
    assert item == {key: value for key, value in article.items() if key not in ("body", "bodyHtml")}


@pytest.mark.spec(f"{LIST}: reader's view")
def test_list_shows_the_readers_own_view(anonymous, ann, bob):
    slug = ann.write()["slug"]
    bob.favorite(slug)
    views = {
        caller: (item["favorited"], item["favoritesCount"])
        for caller, api in {"ann": ann.api, "bob": bob.api, "anonymous": anonymous}.items()
        for item in api.list_articles(author=ann.username)["articles"]
    }
    assert views == {"ann": (False, 1), "bob": (True, 1), "anonymous": (False, 1)}


@pytest.mark.spec(f"{LIST}: newest first")
def test_fresh_article_leads_the_list_at_once(anonymous, ann):
    slug = ann.write()["slug"]
    assert slug in slugs(anonymous.list_articles())
    ann.edit(slug, description="changed")
    changed = [item for item in anonymous.list_articles()["articles"] if item["slug"] == slug]
    assert changed[0]["description"] == "changed"


@pytest.mark.spec(f"{FEED}: followed only")
def test_feed_holds_followed_authors_only(ann, bob, new_user):
    carol = new_user()
    assert ann.feed() == {"articles": [], "articlesCount": 0, "nextCursor": None}

    early, other = bob.write()["slug"], carol.write()["slug"]
    ann.write()
    ann.follow(bob.username)
    late = bob.write()["slug"]
    feed = ann.feed()
    assert slugs(feed) == [late, early]
    assert all(item["author"]["following"] for item in feed["articles"])

    ann.follow(carol.username)
    assert slugs(ann.feed()) == [late, other, early]
    ann.unfollow(bob.username)
    assert slugs(ann.feed()) == [other]


@pytest.mark.spec(f"{LIST}: search")
def test_search_finds_words_anywhere(anonymous, ann):
    word, mark = unique("zebra").replace("-", ""), unique("mark").replace("-", "")
    in_title = ann.write(title=f"A {word} in {mark}")["slug"]
    in_body = ann.write(body=f"Behold the *{word}* of {mark}.")["slug"]
    ann.write(title=f"No animal in {mark}")

    assert set(slugs(anonymous.list_articles(q=word))) == {in_title, in_body}
    assert set(slugs(anonymous.list_articles(q=f"{mark} {word.upper()}"))) == {in_title, in_body}
    assert anonymous.list_articles(q=word, author=unique("nobody"))["articlesCount"] == 0


@pytest.mark.spec(f"{LIST}: search")
@pytest.mark.parametrize(
    "q", ['"', "AND", "a OR", "NEAR(", "*", "-", "(", "title:", "'; --", "你", "^a", "{a}", "\\", "x" * 2000]
)
def test_search_takes_every_text_as_words(anonymous, q):
    assert anonymous.get("/api/articles", params={"q": q}).status_code in (200, 422)
