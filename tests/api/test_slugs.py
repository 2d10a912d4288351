"""Slugs: made from the title, in any script, and never shared"""

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.api import ok, unique

TITLES = [
    "你好",
    "مرحبا",
    "😀",
    "---",
    "!!!",
    "Ελληνικά",
    "Straße & Söhne",
    "..",
    "a/b?c#d",
    "%2F",
    "İstanbul",
    "e\u0301",
    "x" * 256,
    "feed",
    "UPPER case",
    "  padded  ",
]


@pytest.mark.spec("1.4 slug")
@pytest.mark.case("A01")
@pytest.mark.parametrize("title", TITLES)
def test_title_of_any_script_gets_a_slug_that_finds_it(anonymous, reader, title):
    article = reader.write(title=title)
    assert re.fullmatch(r"[a-z0-9-]+", article["slug"])
    found = anonymous.article(article["slug"])
    # Kept to the letter, but for space around it and the normal form: one spelling of what looks the same.
    assert found["title"] == article["title"] == unicodedata.normalize("NFC", title.strip())


@pytest.mark.spec("1.4 slug")
@pytest.mark.case("A01")
def test_slugs_of_unwritable_titles_differ(reader):
    titles = ["你好", "مرحبا", "😀", "---"] * 3
    slugs = [reader.write(title=title)["slug"] for title in titles]
    assert len(set(slugs)) == len(titles)


@pytest.mark.spec("1.3 POST /api/articles: same title")
@pytest.mark.case("A02")
def test_same_title_makes_another_article(anonymous, ann, bob):
    title = unique("Twice told")
    first = ann.write(title=title, body="first")
    again = [ann.write(title=title, body="second"), bob.write(title=title, body="third")]
    assert len({article["slug"] for article in [first, *again]}) == 3
    assert anonymous.article(first["slug"]) == first


@pytest.mark.case("A02")
def test_same_title_at_the_same_time(anonymous, ann):
    title = unique("All at once")
    with ThreadPoolExecutor(20) as pool:
        slugs = list(pool.map(lambda n: ann.write(title=title, body=f"number {n}")["slug"], range(20)))
    assert len(set(slugs)) == 20
    assert {anonymous.article(slug)["body"] for slug in slugs} == {f"number {n}" for n in range(20)}


@pytest.mark.spec("1.3 GET /api/articles/feed: wins over a slug")
def test_article_called_feed_does_not_hide_the_feed(reader):
    assert reader.write(title="feed")["slug"] != "feed"
    assert "articles" in ok(reader.api.get("/api/articles/feed"))
