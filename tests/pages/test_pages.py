"""Pages as previews of links, search engines, readers without JavaScript and the client see them"""

import pytest

from support.api import ok, segment, unique
from support.html import parse
from support.site import PUBLIC_URL

CRAWLERS = [
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/7.88.1",
    "",
]

HOSTILE = [
    pytest.param("\"<&'>", id="quotes"),
    pytest.param("</title></head></script><script>alert(1)</script>", id="closing-tags"),
    pytest.param('" onload="alert(1)" x="', id="attribute"),
    pytest.param("<!--</script><script>alert(1)//-->", id="comment"),
    pytest.param("<!--data--><!--content--><!--head-->", id="markers"),
    pytest.param("]]><svg onload=alert(1)>", id="cdata"),
    pytest.param("{{constructor}} ${x} %s %00 \\u003c \\", id="templates"),
    pytest.param("a\u2028b\u2029c\u00a0d", id="line-separators"),
    pytest.param("你好 🖊️ مرحبا \u200fRTL", id="scripts-of-the-world"),
]

# Stored as they are; never the address of a picture in a page.
NO_PICTURES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    'x.jpg"onerror="alert(1)',
    'https://x.example/a.png" onerror="alert(1)',
    "https://x.example/a b.png",
    "//evil.example/a.png",
    "/\\evil.example/a.png",
    "nonsense",
]


@pytest.fixture
def read(browse):
    def read(path: str, status: int = 200, **headers: str):
        response = browse.get(path, headers=headers)
        assert response.status_code == status, response.text[:500]
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        page = parse(response.text)
        assert page.dangers() == []
        return page

    return read


@pytest.mark.case("B07")
@pytest.mark.spec("pages: head")
def test_article_introduces_itself(read, ann):
    ok(ann.change(image="https://pictures.example/ann.png"))
    tag = unique("tag")
    article = ann.write(title='Tea "and" <toast> & more', description="How to make both", tagList=[tag])
    url = f"{PUBLIC_URL}/article/{article['slug']}"
    page = read(f"/article/{article['slug']}?utm_source=x")

    assert page.title == 'Tea "and" <toast> & more — Conduit'
    assert page.meta("description") == "How to make both"
    assert page.link("canonical") == url
    assert page.meta("robots") is None
    assert page.meta("og:type") == "article"
    assert page.meta("og:title") == page.meta("twitter:title") == 'Tea "and" <toast> & more'
    assert page.meta("og:description") == page.meta("twitter:description") == "How to make both"
    assert page.meta("og:url") == url
    assert page.meta("og:image") == page.meta("twitter:image") == "https://pictures.example/ann.png"
    assert page.meta("twitter:card") == "summary"
    assert page.meta("article:published_time") == article["createdAt"]
    assert page.meta("article:modified_time") == article["updatedAt"]
    assert page.meta("article:author") == f"{PUBLIC_URL}/profile/{ann.username}"
    assert page.metas("article:tag") == [tag]
    assert page.feeds == [f"{PUBLIC_URL}/profile/{ann.username}/feed.atom", f"{PUBLIC_URL}/feed.atom"]

    facts = page.structured_data
    assert facts["@type"] == "BlogPosting"
    assert facts["headline"] == 'Tea "and" <toast> & more'
    assert facts["url"] == url
    assert facts["author"]["name"] == ann.username
    assert facts["datePublished"] == article["createdAt"]


@pytest.mark.case("B07")
@pytest.mark.spec("pages: head")
def test_picture_of_the_text_comes_first(read, ann):
    ok(ann.change(image="https://pictures.example/ann.png"))
    slug = ann.write(body="Look:\n\n![tea](https://pictures.example/tea.jpg?a=1&b=2)")["slug"]
    page = read(f"/article/{slug}")
    assert page.meta("og:image") == "https://pictures.example/tea.jpg?a=1&b=2"
    assert page.meta("twitter:card") == "summary_large_image"


@pytest.mark.case("B07")
@pytest.mark.parametrize("agent", CRAWLERS)
def test_everybody_gets_the_same_page(browse, ann, agent):
    path = f"/article/{ann.write()['slug']}"
    assert browse.get(path, headers={"User-Agent": agent}).text == browse.get(path).text


@pytest.mark.case("B01")
@pytest.mark.case("B07")
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_everywhere(read, ann, anonymous, text):
    ok(ann.change(bio=text, image="https://x.example/" + segment(text)))
    mark = unique("t")
    article = ann.write(title=text, description=text, body=text, tagList=[f"{text[:40]}{mark}"])
    ann.comment(article["slug"], text)
    stored = anonymous.article(article["slug"])

    page = read(f"/article/{article['slug']}")
    assert page.title == f"{stored['title']} — Conduit"
    assert page.meta("og:title") == stored["title"]
    assert page.metas("article:tag") == stored["tagList"]
    assert page.structured_data["headline"] == stored["title"]
    assert page.one("h1").text == stored["title"]
    assert page.data["article"] == stored
    assert page.data["comments"] == anonymous.comments(article["slug"])

    for path in ("/", f"/tag/{segment(stored['tagList'][0])}", f"/profile/{ann.username}"):
        assert stored["title"] in [h1.text for h1 in read(path).find("h1")], path
    assert read(f"/profile/{ann.username}").data["profile"]["bio"] == stored["author"]["bio"]
    assert read(f"/tag/{segment(stored['tagList'][0])}").title == f"#{stored['tagList'][0]} — Conduit"


@pytest.mark.case("B01")
@pytest.mark.case("B07")
@pytest.mark.parametrize("image", NO_PICTURES)
def test_what_is_no_picture_is_never_shown_as_one(read, ann, image):
    ok(ann.change(image=image))
    slug = ann.write()["slug"]
    ann.comment(slug)
    for path in (f"/article/{slug}", f"/profile/{ann.username}", "/"):
        page = read(path)
        assert page.meta("og:image") is None and page.meta("twitter:image") is None
        assert image not in [img.attributes["src"] for img in page.find("img")]
    assert read(f"/profile/{ann.username}").one("img", class_="user-img").attributes["src"] == (
        "/default-avatar.svg"
    )
    assert "image" not in read(f"/article/{slug}").structured_data["author"]


@pytest.mark.case("B01")
def test_largest_hostile_values_are_served(read, ann):
    article = ann.write(
        title="<" * 256,
        description='"' * 1024,
        body="<script>" * 32_768,
        tagList=[f"{n:02}{'&' * 62}" for n in range(32)],
    )
    ok(ann.change(bio="'" * 4096))
    page = read(f"/article/{article['slug']}")
    assert page.data["article"]["title"] == "<" * 256
    assert len(page.meta("description")) == 200
    read(f"/profile/{ann.username}")


@pytest.mark.spec("pages: data")
def test_data_is_what_the_api_answers(read, ann, bob, anonymous):
    tag = unique("c++ &")
    for n in range(12):
        ann.write(tagList=[tag], title=f"Title {n}")
    slug = ann.write(tagList=[tag])["slug"]
    bob.comment(slug, "*Well* said.")
    bob.favorite(slug)
    bob.follow(ann.username)

    path = f"/article/{slug}"
    data = read(path).data
    assert data.pop("path") == path
    assert data == {"article": anonymous.article(slug), "comments": anonymous.comments(slug)}

    tags = ok(anonymous.get("/api/tags"))["tags"]
    lists = {
        "/": {},
        "/?page=2": {"offset": 10},
        f"/tag/{segment(tag)}": {"tag": tag},
        f"/tag/{segment(tag)}?page=2": {"tag": tag, "offset": 10},
    }
    for path, query in lists.items():
        expected = {"path": path, "articles": anonymous.list_articles(limit=10, **query), "tags": tags}
        assert read(path).data == expected, path

    profiles = {
        f"/profile/{ann.username}": {"author": ann.username},
        f"/profile/{ann.username}?page=2": {"author": ann.username, "offset": 10},
        f"/profile/{bob.username}/favorites": {"favorited": bob.username},
    }
    for path, query in profiles.items():
        name = query.get("author") or query["favorited"]
        assert read(path).data == {
            "path": path,
            "profile": anonymous.profile(name),
            "articles": anonymous.list_articles(limit=10, **query),
        }, path


@pytest.mark.spec("pages: data")
def test_own_feed_is_left_to_the_client(read):
    page = read("/?feed=following")
    assert page.data.keys() <= {"path", "tags"}
    assert page.meta("robots") == "noindex"
    assert not page.find("main")


@pytest.mark.spec("pages: data")
def test_token_does_not_change_a_page(browse, ann):
    """Browsers send none with a page; whoever does gets the page of everybody, and no cache keeps it."""
    path = f"/article/{ann.write()['slug']}"
    response = browse.get(path, headers={"Authorization": f"Token {ann.token}"})
    assert response.text == browse.get(path).text
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.spec("pages: without JavaScript")
def test_article_can_be_read(read, ann, bob):
    slug = ann.write(body="# Part\n\nBoil *water*.")["slug"]
    bob.comment(slug, "First **one**.")
    bob.comment(slug, "Second one.")
    page = read(f"/article/{slug}")
    assert "Boil water." in page.one("div", class_="prose article-content").text
    assert len(page.find("h1")) == 1
    comments = [block.text.strip() for block in page.find("div", class_="prose card-block")]
    assert comments == ["Second one.", "First one."]


@pytest.mark.spec("pages: without JavaScript")
def test_long_discussion_is_cut(browse, read, ann):
    slug = ann.write()["slug"]
    for n in range(6):
        ann.comment(slug, f"{n}" * 60_000)
    page = read(f"/article/{slug}")
    shown = [block.text.strip()[0] for block in page.find("div", class_="prose card-block")]
    assert shown == ["5", "4", "3", "2"]
    # Some would pass for all.
    assert "comments" not in page.data
    assert "2 older comments are not shown." in browse.get(f"/article/{slug}").text


@pytest.mark.spec("pages: without JavaScript")
def test_lists_lead_to_articles_and_neighbours(read, ann):
    slugs = [ann.write()["slug"] for _ in range(21)]
    base = f"/profile/{ann.username}"
    seen = []
    path = base
    while path:
        page = read(path)
        seen += [link.attributes["href"] for link in page.find("a", class_="preview-link")]
        onward = page.find("a", rel="next")
        assert page.link("next") == (PUBLIC_URL + onward[0].attributes["href"] if onward else None)
        path = onward[0].attributes["href"] if onward else None
    assert seen == [f"/article/{slug}" for slug in reversed(slugs)]
    assert page.link("canonical") == f"{PUBLIC_URL}{base}?page=3"
    assert page.link("prev") == f"{PUBLIC_URL}{base}?page=2"
    assert read(f"{base}?page=2").link("prev") == f"{PUBLIC_URL}{base}"


@pytest.mark.spec("pages: head")
def test_profile_introduces_itself(read, new_user):
    zoe = new_user(unique("Zoë K/?#%"))
    ok(zoe.change(bio="Tea,\nmostly.", image="/avatars/zoe.svg"))
    page = read(f"/profile/{segment(zoe.username)}")
    assert page.title == f"{zoe.username} — Conduit"
    assert page.meta("description") == "Tea, mostly."
    assert page.link("canonical") == f"{PUBLIC_URL}/profile/{segment(zoe.username)}"
    assert page.meta("og:type") == "profile"
    assert page.meta("profile:username") == zoe.username
    assert page.meta("og:image") == f"{PUBLIC_URL}/avatars/zoe.svg"
    # However the name is typed, the page is one.
    other = read(f"/profile/{segment(zoe.username.upper())}")
    assert other.link("canonical") == page.link("canonical")


@pytest.mark.spec("pages: head")
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/login", "Sign in — Conduit"),
        ("/register", "Sign up — Conduit"),
        ("/settings", "Settings — Conduit"),
        ("/editor", "Editor — Conduit"),
        ("/editor/some-slug", "Editor — Conduit"),
    ],
)
def test_forms_stay_out_of_search(read, path, title):
    page = read(path)
    assert page.title == title
    assert page.meta("robots") == "noindex"
    assert not page.find("script", id="initial-data")


@pytest.mark.spec("pages: missing")
def test_unknown_tag_is_an_empty_page(read):
    page = read(f"/tag/{unique('none')}")
    assert page.data["articles"]["articles"] == []
    assert page.meta("robots") == "noindex"


@pytest.mark.case("B07")
@pytest.mark.spec("pages: missing")
@pytest.mark.parametrize(
    "path", ["/article/none", "/profile/nobody-here", "/profile/nobody-here/favorites", "/none", "/a/b/c/d"]
)
def test_unknown_page_is_404_with_a_page(read, path):
    page = read(path, 404)
    assert page.meta("robots") == "noindex"
    assert page.link("canonical") is None
    assert page.one("h1").text
    assert not page.find("script", id="initial-data")


@pytest.mark.spec("pages: missing")
def test_former_slug_leads_to_the_article(browse, ann):
    first = ann.write()["slug"]
    second = ok(ann.edit(first, title=unique("Another")))["article"]["slug"]
    third = ok(ann.edit(second, title=unique("Third")))["article"]["slug"]
    for former in (first, second):
        response = browse.get(f"/article/{former}")
        assert response.status_code == 301
        assert response.headers["Location"] == f"/article/{third}"
        assert "no-store" in response.headers["Cache-Control"]
    assert ann.api.delete(f"/api/articles/{third}").status_code == 204
    assert browse.get(f"/article/{first}").status_code == 404


@pytest.mark.spec("pages: missing")
def test_slash_at_the_end_leads_to_the_page(browse, ann):
    response = browse.get(f"/profile/{ann.username}/?page=2")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/profile/{ann.username}?page=2"
    for path in ("//evil.example/", "/\\evil.example/", "/%5cevil.example/"):
        location = browse.get(path).headers.get("Location", "/x")
        assert location.startswith("/") and location[1:2] not in ("/", "\\"), path


@pytest.mark.spec("pages: fresh")
def test_page_shows_a_write_at_once(read, ann, bob):
    article = ann.write()
    slug = article["slug"]
    path = f"/article/{slug}"
    for round in range(5):
        ok(ann.edit(slug, body=f"round {round}"))
        bob.comment(slug, f"comment {round}")
        ok(ann.change(bio=f"bio {round}"))
        page = read(path)
        assert page.data["article"]["body"] == f"round {round}"
        assert len(page.data["comments"]) == round + 1
        assert read(f"/profile/{ann.username}").data["profile"]["bio"] == f"bio {round}"
    bob.favorite(slug)
    assert read(path).data["article"]["favoritesCount"] == 1
    assert read("/").data["articles"]["articles"][0]["favoritesCount"] == 1
    assert ann.api.delete(f"/api/articles/{slug}").status_code == 204
    read(path, 404)


@pytest.mark.spec("pages: fresh")
def test_unchanged_page_is_not_sent_again(browse, ann):
    path = f"/article/{ann.write()['slug']}"
    for coding in ("gzip", "identity"):
        first = browse.get(path, headers={"Accept-Encoding": coding})
        assert first.headers.get("Content-Encoding", "identity") == coding
        again = browse.get(path, headers={"Accept-Encoding": coding, "If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    head = browse.head(path)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.case("B01")
@pytest.mark.spec("pages: policies")
@pytest.mark.parametrize("path", ["/", "/article/none", "/login", "/none", "/index.html"])
def test_page_is_guarded(browse, path):
    headers = browse.get(path).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types conduit-html"
    )
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.spec("pages: missing")
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_only_read(browse, method):
    assert browse.request(method, "/").status_code == 405
    assert browse.request(method, "/article/none").status_code == 405
    assert browse.request(method, "/none").status_code == 404
    assert browse.request(method, "/api/none").status_code == 404
