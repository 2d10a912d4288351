"""Atom feeds, read by an XML parser (RFC 4287)"""

from datetime import datetime
from xml.etree import ElementTree

import pytest

from support.api import ok, segment, unique
from support.site import PUBLIC_URL

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def read(browse):
    """Reads a feed, and holds it against what RFC 4287 demands."""

    def read(path: str) -> ElementTree.Element:
        response = browse.get(path)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = ElementTree.fromstring(response.content)
        assert feed.tag == f"{ATOM}feed"
        check(feed, PUBLIC_URL + path)
        return feed

    return read


def text(element: ElementTree.Element, name: str) -> str:
    (found,) = element.findall(ATOM + name)
    return found.text or ""


def link(element: ElementTree.Element, relation: str) -> str:
    (found,) = [one for one in element.findall(f"{ATOM}link") if one.get("rel") == relation]
    return found.get("href")


def entries(feed: ElementTree.Element) -> list[ElementTree.Element]:
    return feed.findall(f"{ATOM}entry")


def titles(feed: ElementTree.Element) -> list[str]:
    return [text(entry, "title") for entry in entries(feed)]


def check(feed: ElementTree.Element, address: str) -> None:
    assert text(feed, "id") == link(feed, "self") == address
    assert text(feed, "title")
    assert link(feed, "alternate").startswith(f"{PUBLIC_URL}/")
    updates = [datetime.fromisoformat(text(feed, "updated"))]
    ids = set()
    for entry in entries(feed):
        ids.add(text(entry, "id"))
        assert text(entry, "id").startswith("tag:blog.example,")
        assert link(entry, "alternate").startswith(f"{PUBLIC_URL}/article/")
        (author,) = entry.findall(f"{ATOM}author")
        assert text(author, "name") and text(author, "uri").startswith(f"{PUBLIC_URL}/profile/")
        published = datetime.fromisoformat(text(entry, "published"))
        updated = datetime.fromisoformat(text(entry, "updated"))
        assert published.tzinfo and published <= updated <= updates[0]
        assert text(entry, "title")
    assert len(ids) == len(entries(feed)) <= 20


@pytest.mark.spec("feeds: Atom")
def test_feeds_of_the_site_an_author_and_a_tag(read, ann, bob):
    tag = unique("c++ & <tea>")
    slug = ann.write(title="By ann", body="Boil *water*.", description="About", tagList=[tag])["slug"]
    bob.write(title="By bob")

    assert titles(read("/feed.atom"))[:2] == ["By bob", "By ann"]
    by_ann = read(f"/profile/{ann.username}/feed.atom")
    assert titles(by_ann) == ["By ann"]
    assert link(by_ann, "alternate") == f"{PUBLIC_URL}/profile/{ann.username}"
    tagged = read(f"/tag/{segment(tag)}/feed.atom")
    assert titles(tagged) == ["By ann"]

    (entry,) = entries(tagged)
    assert link(entry, "alternate") == f"{PUBLIC_URL}/article/{slug}"
    assert text(entry, "summary") == "About"
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert "<p>Boil <em>water</em>.</p>" in text(entry, "content")
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == [tag]


@pytest.mark.spec("feeds: Atom")
def test_feed_has_the_twenty_newest(read, ann):
    written = [ann.write()["title"] for _ in range(22)]
    assert titles(read(f"/profile/{ann.username}/feed.atom")) == written[:1:-1]


@pytest.mark.spec("feeds: Atom")
def test_empty_feed_is_a_feed(read, ann):
    assert entries(read(f"/profile/{ann.username}/feed.atom")) == []
    assert entries(read(f"/tag/{unique('none')}/feed.atom")) == []


@pytest.mark.spec("feeds: Atom")
def test_unknown_author_has_no_feed(browse):
    assert browse.get(f"/profile/{unique('nobody')}/feed.atom").status_code == 404


@pytest.mark.case("A22")
@pytest.mark.case("B01")
@pytest.mark.parametrize(
    "hostile",
    [
        "]]></title><script>alert(1)</script>",
        "\"'<&>",
        "&lt; &amp;amp; &#0; &bogus;",
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
        "<?xml version='1.0'?>",
        "a\u2028b\ufffd你好🖊",
    ],
)
def test_hostile_text_stays_text(read, ann, anonymous, hostile):
    tag = f"{hostile[:40]}{unique('')}"
    slug = ann.write(title=hostile, description=hostile, body=hostile, tagList=[tag])["slug"]
    stored = anonymous.article(slug)
    for path in ("/feed.atom", f"/profile/{ann.username}/feed.atom", f"/tag/{segment(tag)}/feed.atom"):
        entry = entries(read(path))[0]
        assert text(entry, "title") == stored["title"]
        assert text(entry, "summary") == stored["description"]
        assert text(entry, "content") == stored["bodyHtml"]
        assert entry.find(f"{ATOM}category").get("term") == stored["tagList"][0]


@pytest.mark.case("A22")
def test_noncharacters_that_xml_cannot_say_are_left_out(read, ann):
    """U+FFFE and U+FFFF are Unicode text, so they can be stored; a feed with them could be read by nobody."""
    ann.write(title="a\ufffe\uffffb", body="c\ufffed", tagList=["e\uffff"])
    entry = entries(read(f"/profile/{ann.username}/feed.atom"))[0]
    assert text(entry, "title") == "ab"
    assert "cd" in text(entry, "content")


@pytest.mark.spec("feeds: Atom")
def test_large_texts_are_left_to_their_pages(browse, read, ann):
    for _ in range(4):
        ann.write(body="x" * 250_000)
    feed = read(f"/profile/{ann.username}/feed.atom")
    with_text = [entry for entry in entries(feed) if entry.find(f"{ATOM}content") is not None]
    assert len(entries(feed)) == 4 and len(with_text) == 2
    assert len(browse.get(f"/profile/{ann.username}/feed.atom").content) < 1_000_000


@pytest.mark.spec("feeds: Atom")
def test_entry_keeps_its_id_when_the_article_gets_another_title(read, ann):
    slug = ann.write()["slug"]
    path = f"/profile/{ann.username}/feed.atom"
    before = entries(read(path))[0]
    new = ok(ann.edit(slug, title=unique("Another")))["article"]["slug"]
    after = entries(read(path))[0]
    assert text(before, "id") == text(after, "id")
    assert link(after, "alternate") == f"{PUBLIC_URL}/article/{new}"


@pytest.mark.spec("feeds: fresh")
def test_feed_shows_a_write_at_once_and_is_not_sent_again(browse, read, ann):
    path = f"/profile/{ann.username}/feed.atom"
    slug = ann.write(body="before")["slug"]
    first = browse.get(path)
    again = browse.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    ok(ann.edit(slug, body="after"))
    changed = browse.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "after" in text(entries(read(path))[0], "content")
    assert ann.api.delete(f"/api/articles/{slug}").status_code == 204
    assert entries(read(path)) == []
