"""ETag, If-None-Match and Cache-Control"""

import pytest

from support.api import ok
from support.contract import fill

CACHEABLE = [
    "/api/articles",
    "/api/articles/{slug}",
    "/api/articles/{slug}/comments",
    "/api/profiles/{username}",
    "/api/tags",
]


@pytest.fixture(scope="module")
def existing(reader):
    slug = reader.write()["slug"]
    return lambda path: fill(path, slug=slug, username=reader.username)


@pytest.mark.spec("http: conditional")
@pytest.mark.parametrize("path", CACHEABLE)
def test_unchanged_answer_is_not_sent_again(anonymous, existing, path):
    first = anonymous.get(existing(path))
    tag = first.headers["ETag"]
    assert tag.endswith('"')
    for match in (tag, f'"other", {tag}', f"W/{tag.removeprefix('W/')}", "*"):
        again = anonymous.get(existing(path), headers={"If-None-Match": match})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert anonymous.get(existing(path), headers={"If-None-Match": '"other"'}).content == first.content


@pytest.mark.spec("http: conditional")
def test_changed_answer_has_another_tag(anonymous, ann, bob):
    slug = ann.write()["slug"]
    paths = [
        f"/api/articles/{slug}",
        f"/api/articles/{slug}/comments",
        f"/api/profiles/{ann.username}",
        f"/api/articles?author={ann.username}",
    ]

    def tags() -> list[str]:
        return [anonymous.get(path).headers["ETag"] for path in paths]

    before = tags()
    assert tags() == before
    bob.comment(slug)
    bob.favorite(slug)
    ok(ann.change(bio="changed"))
    for path, old, new in zip(paths, before, tags(), strict=True):
        assert old != new, path
        assert anonymous.get(path, headers={"If-None-Match": old}).status_code == 200


@pytest.mark.spec("http: conditional")
@pytest.mark.parametrize("path", CACHEABLE)
def test_head_has_the_same_tag(anonymous, existing, path):
    tags = {anonymous.request(method, existing(path)).headers["ETag"] for method in ("HEAD", "GET")}
    assert len(tags) == 1


@pytest.mark.spec("http: cache control")
@pytest.mark.parametrize("path", CACHEABLE)
def test_anonymous_answers_may_be_shared_briefly(anonymous, existing, path):
    directives = anonymous.get(existing(path)).headers["Cache-Control"]
    assert "s-maxage=" in directives
    assert "private" not in directives and "no-store" not in directives


@pytest.mark.spec("http: cache control")
@pytest.mark.parametrize("path", [*CACHEABLE, "/api/user", "/api/articles/feed"])
def test_signed_in_answers_are_never_shared(reader, existing, path):
    response = reader.api.get(existing(path))
    directives = {word.strip() for word in response.headers["Cache-Control"].split(",")}
    assert {"private", "no-store"} <= directives


@pytest.mark.spec("http: cache control")
@pytest.mark.parametrize("path", CACHEABLE)
def test_shared_answers_are_kept_apart_by_authorization(anonymous, existing, path):
    assert "authorization" in anonymous.get(existing(path)).headers["Vary"].lower()


@pytest.mark.spec("http: cache control")
@pytest.mark.parametrize("path", ["/api/none", "/api/articles/none", "/api/user", "/api/articles?limit=0"])
def test_failures_are_not_cached(anonymous, path):
    assert "no-store" in anonymous.get(path).headers["Cache-Control"]


@pytest.mark.spec("http: conditional")
def test_own_write_is_read_at_once(anonymous, ann):
    """Rendered answers are cached; nobody may ever notice."""
    slug = ann.write()["slug"]
    for round in range(20):
        ok(ann.edit(slug, body=f"round {round}"))
        assert anonymous.article(slug)["body"] == f"round {round}"
