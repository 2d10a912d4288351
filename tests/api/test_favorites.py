"""POST and DELETE /api/articles/{slug}/favorite"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from support.api import User, ok

FAVORITE = "1.3 favorite"


def view(article: dict) -> tuple[bool, int]:
    return article["favorited"], article["favoritesCount"]


@pytest.mark.spec(f"{FAVORITE}: on and off")
def test_favorite_and_unfavorite(anonymous, ann, bob):
    before = ann.write(tagList=["a"])
    slug = before["slug"]
    assert bob.favorite(slug) == before | {"favorited": True, "favoritesCount": 1}
    assert view(bob.api.article(slug)) == (True, 1)
    assert view(ann.api.article(slug)) == (False, 1)
    assert view(anonymous.article(slug)) == (False, 1)
    assert bob.unfavorite(slug) == before
    assert view(anonymous.article(slug)) == (False, 0)


@pytest.mark.spec(f"{FAVORITE}: repeated")
def test_repeating_counts_once(ann, bob):
    slug = ann.write()["slug"]
    assert {view(bob.favorite(slug)) for _ in range(3)} == {(True, 1)}
    assert {view(bob.unfavorite(slug)) for _ in range(3)} == {(False, 0)}


@pytest.mark.spec(f"{FAVORITE}: own article")
def test_own_article_can_be_a_favorite(ann):
    assert view(ann.favorite(ann.write()["slug"])) == (True, 1)


@pytest.mark.spec(f"{FAVORITE}: on and off")
def test_favoriting_is_no_edit(ann, bob):
    article = ann.write()
    assert bob.favorite(article["slug"])["updatedAt"] == article["updatedAt"]


@pytest.mark.spec("1.1 bodiless requests")
@pytest.mark.parametrize(
    "options", [{}, {"json": {"article": {}}}, {"content": b"{", "headers": {"Content-Type": "x/y"}}]
)
def test_body_does_not_matter(ann, bob, options):
    path = f"/api/articles/{ann.write()['slug']}/favorite"
    assert ok(bob.api.request("POST", path, **options))["article"]["favorited"] is True
    assert ok(bob.api.request("DELETE", path, **options))["article"]["favorited"] is False


@pytest.mark.spec(f"{FAVORITE}: repeated")
def test_count_equals_the_marks_after_a_race(anonymous, ann):
    """Ten readers toggle at once; the last word of each is known, so the count is."""
    slug = ann.write()["slug"]
    readers = [User.register(anonymous) for _ in range(10)]

    def toggle(numbered):
        number, reader = numbered
        for _ in range(5):
            reader.favorite(slug)
            reader.unfavorite(slug)
        if number % 2:
            reader.favorite(slug)

    with ThreadPoolExecutor(len(readers)) as pool:
        list(pool.map(toggle, enumerate(readers)))
    assert anonymous.article(slug)["favoritesCount"] == 5
    assert [reader.api.article(slug)["favorited"] for reader in readers] == [False, True] * 5


@pytest.mark.spec(f"{FAVORITE}: on and off")
def test_favorites_of_a_user_are_listed(anonymous, ann, bob):
    kept, dropped = ann.write()["slug"], ann.write()["slug"]
    bob.favorite(kept)
    bob.favorite(dropped)
    bob.unfavorite(dropped)
    page = anonymous.list_articles(favorited=bob.username)
    assert ([item["slug"] for item in page["articles"]], page["articlesCount"]) == ([kept], 1)
