"""What was read before a write is never shown after it: readers share answers, and each has their flags"""

import pytest

from support.api import ok, segment, unique
from support.server import wait_until
from support.settings import BASE_URL


@pytest.fixture(params=["anonymous", "signed in", "author"])
def onlooker(request, anonymous, ann, bob):
    return {"anonymous": anonymous, "signed in": bob.api, "author": ann.api}[request.param]


def assert_seen(read, expected) -> None:
    """At once on the server that made the change; on others as soon as its message has come."""
    if not BASE_URL:
        assert read() == expected
        return
    wait_until(lambda: all(read() == expected for _ in range(4)), 1, f"{expected}")


def statuses(api, slug: str) -> set[int]:
    where = f"/api/articles/{segment(slug)}"
    return {api.get(where).status_code, api.get(f"{where}/comments").status_code}


@pytest.mark.spec("freshness")
def test_an_address_where_nothing_was_has_the_article_at_once(onlooker, ann):
    title = unique("not there yet")
    slug = title.replace(" ", "-")
    for _ in range(2):
        assert statuses(onlooker, slug) == {404}
    assert ann.write(title=title)["slug"] == slug
    assert_seen(lambda: statuses(onlooker, slug), {200})
    assert ann.api.delete(f"/api/articles/{slug}").status_code == 204
    for _ in range(2):
        assert_seen(lambda: statuses(onlooker, slug), {404})


@pytest.mark.spec("freshness")
def test_a_renamed_article_is_where_nothing_was(onlooker, ann):
    title = unique("renamed")
    slug, old = title.replace(" ", "-"), ann.write()["slug"]
    assert statuses(onlooker, slug) == {404} and statuses(onlooker, old) == {200}
    ok(ann.edit(old, title=title))
    assert_seen(lambda: (statuses(onlooker, slug), statuses(onlooker, old)), ({200}, {404}))


@pytest.mark.spec("freshness")
def test_a_name_that_nobody_had_is_somebodys_at_once(onlooker, anonymous, new_user):
    name, other = unique("nobody-yet"), unique("nobody-yet")

    def known() -> list[str | None]:
        answers = [onlooker.get(f"/api/profiles/{each}") for each in (name, name.upper(), other)]
        assert {answer.status_code for answer in answers} <= {200, 404}
        return [answer.json().get("profile", {}).get("username") for answer in answers]

    assert known() == [None, None, None]
    user = new_user(name)
    assert_seen(known, [name, name, None])
    ok(user.change(username=other))
    assert_seen(known, [None, None, other])


@pytest.mark.spec("freshness")
def test_what_others_write_is_seen(onlooker, ann, new_user):
    slug = ann.write(body="before")["slug"]

    def everything():
        article = onlooker.article(slug)
        return (
            article["body"],
            article["favoritesCount"],
            article["author"]["bio"],
            [comment["body"] for comment in onlooker.comments(slug)],
            onlooker.list_articles(author=ann.username)["articles"][0]["favoritesCount"],
            onlooker.profile(ann.username)["bio"],
        )

    assert everything() == ("before", 0, None, [], 0, None)
    writer = new_user()
    ok(ann.edit(slug, body="after"))
    ok(ann.change(bio="changed"))
    writer.favorite(slug)
    writer.comment(slug, "hello")
    assert_seen(everything, ("after", 1, "changed", ["hello"], 1, "changed"))


@pytest.mark.spec("freshness")
def test_each_reader_has_their_own_flags_on_what_all_share(anonymous, ann, bob, new_user):
    first, second = ann.write()["slug"], bob.write()["slug"]
    for author, slug in ((ann, first), (bob, second)):
        author.comment(slug, "mine")
    carol, dora = new_user(), new_user()
    carol.follow(ann.username)
    carol.favorite(second)
    dora.follow(bob.username)
    dora.favorite(first)

    def seen(api) -> dict:
        articles = {article["slug"]: article for article in (api.article(first), api.article(second))}
        listed = [
            article
            for author in (ann, bob)
            for article in api.list_articles(author=author.username)["articles"]
        ]
        for article in listed:
            assert article["favorited"] == articles[article["slug"]]["favorited"]
        return {
            "favorites": {slug for slug, article in articles.items() if article["favorited"]},
            "authors": {
                article["author"]["username"] for article in listed if article["author"]["following"]
            },
            "commenters": {
                comment["author"]["username"]
                for slug in articles
                for comment in api.comments(slug)
                if comment["author"]["following"]
            },
            "profiles": {name for name in (ann.username, bob.username) if api.profile(name)["following"]},
        }

    def expect(favorite: str | None, author: str | None) -> dict:
        names = {author} - {None}
        return {"favorites": {favorite} - {None}, "authors": names, "commenters": names, "profiles": names}

    for _ in range(2):
        assert seen(carol.api) == expect(second, ann.username)
        assert seen(dora.api) == expect(first, bob.username)
        assert seen(anonymous) == expect(None, None)
    carol.unfollow(ann.username)
    carol.unfavorite(second)
    assert seen(carol.api) == expect(None, None)
    assert seen(dora.api) == expect(first, bob.username)
