"""Creating, reading, changing and deleting articles"""

import re

import pytest

from support.api import errors_of, ok, unique
from support.inputs import BLANK, CONTROL, NOT_TEXT

CREATE = "1.3 POST /api/articles"
READ = "1.3 GET /api/articles/{slug}"
UPDATE = "1.3 PUT /api/articles/{slug}"
DELETE = "1.3 DELETE /api/articles/{slug}"

TEXT_FIELDS = ["title", "description", "body"]
NOT_FOUND = {"article": ["not found"]}


def create(user, **fields):
    article = {"title": unique("Title"), "description": "About it", "body": "All of it"} | fields
    return user.api.post("/api/articles", {"article": {k: v for k, v in article.items() if v is not ...}})


@pytest.mark.spec(f"{CREATE}: created")
@pytest.mark.spec(f"{READ}: read")
@pytest.mark.spec("1.2 article")
def test_article_is_created_as_written(anonymous, ann):
    written = {
        "title": unique("How to train"),
        "description": "Ever wondered?",
        "body": "Very *carefully*.\n\nReally.",
    }
    article = ann.write(**written, tagList=["dragons", "training"])
    assert {key: article[key] for key in written} == written
    assert article["tagList"] == ["dragons", "training"]
    assert article["author"] == {"username": ann.username, "bio": None, "image": None, "following": False}
    assert (article["favorited"], article["favoritesCount"]) == (False, 0)
    assert article["bodyHtml"] == "<p>Very <em>carefully</em>.</p>\n<p>Really.</p>\n"
    assert anonymous.article(article["slug"]) == article


@pytest.mark.spec(f"{CREATE}: blank")
@pytest.mark.spec("1.1 422 validation")
@pytest.mark.case("A24")
@pytest.mark.parametrize("blank", BLANK)
@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_blank_field_is_refused(reader, field, blank):
    response = create(reader, **{field: blank})
    assert response.status_code == 422
    assert errors_of(response)[field] == ["can't be blank"]


@pytest.mark.spec("1.2 title, description, body")
@pytest.mark.parametrize("value", [pytest.param(None, id="null"), pytest.param(..., id="absent")])
@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_missing_field_is_refused(reader, field, value):
    response = create(reader, **{field: value})
    assert response.status_code == 422
    assert errors_of(response)[field] == ["can't be blank"]


@pytest.mark.case("A19")
@pytest.mark.parametrize("value", NOT_TEXT)
@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_field_of_another_type_is_refused(reader, field, value):
    response = create(reader, **{field: value})
    assert response.status_code == 422
    assert field in errors_of(response)


@pytest.mark.case("A22")
@pytest.mark.parametrize("text", CONTROL)
@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_control_character_is_refused(reader, field, text):
    response = create(reader, **{field: text})
    assert response.status_code == 422
    assert field in errors_of(response)


@pytest.mark.case("A22")
def test_tab_and_newlines_are_kept(reader):
    body = "one\ttwo\r\nthree\nfour"
    assert reader.write(body=body)["body"] == body


@pytest.mark.spec(f"{CREATE}: limits")
@pytest.mark.parametrize(
    "field, longest",
    [
        pytest.param("title", "t" * 256, id="title"),
        pytest.param("title", "🖊" * 256, id="title-emoji"),
        pytest.param("description", "d" * 1024, id="description"),
        pytest.param("body", "b" * 262144, id="body"),
        pytest.param("body", "é" * 131072, id="body-in-bytes"),
    ],
)
def test_limit_is_exact(reader, field, longest):
    response = create(reader, **{field: longest + "x"})
    assert response.status_code == 422
    assert field in errors_of(response)
    assert reader.write(**{field: longest})[field] == longest


@pytest.mark.spec(f"{READ}: unknown")
@pytest.mark.spec("1.1 404 article")
@pytest.mark.case("A08")
@pytest.mark.parametrize(
    "method, suffix, body",
    [
        ("GET", "", None),
        ("PUT", "", {"article": {"body": "x"}}),
        ("DELETE", "", None),
        ("POST", "/favorite", None),
        ("DELETE", "/favorite", None),
        ("GET", "/comments", None),
        ("POST", "/comments", {"comment": {"body": "x"}}),
        ("DELETE", "/comments/1", None),
    ],
)
def test_unknown_slug_is_not_found(reader, method, suffix, body):
    response = reader.api.request(method, f"/api/articles/{unique('none')}{suffix}", json=body)
    assert response.status_code == 404
    assert errors_of(response) == NOT_FOUND


@pytest.mark.spec("1.1 order of checks: then 404, 403, 422")
def test_existence_is_judged_before_content(reader):
    response = reader.edit(unique("none"), title="")
    assert response.status_code == 404


@pytest.mark.spec("1.1 order of checks: then 404, 403, 422")
def test_ownership_is_judged_before_content(ann, bob):
    assert bob.edit(ann.write()["slug"], title="").status_code == 403


@pytest.mark.spec("1.1 403 article")
@pytest.mark.spec(f"{UPDATE}: author only")
@pytest.mark.spec(f"{DELETE}: author only")
@pytest.mark.case("A08")
def test_only_the_author_may_change_or_delete(anonymous, ann, bob):
    article = ann.write()
    path = f"/api/articles/{article['slug']}"
    for response in (bob.edit(article["slug"], body="Mine now"), bob.api.delete(path)):
        assert response.status_code == 403
        assert errors_of(response) == {"article": ["forbidden"]}
    assert anonymous.put(path, {"article": {"body": "x"}}).status_code == 401
    assert anonymous.delete(path).status_code == 401
    assert anonymous.article(article["slug"]) == article


@pytest.mark.spec(f"{UPDATE}: change")
@pytest.mark.parametrize(
    "field, value", [("description", "Another"), ("body", "Another **body**"), ("tagList", ["x", "y"])]
)
def test_change_touches_only_its_field(anonymous, ann, field, value):
    before = ann.write(tagList=["a", "b"])
    answer = ok(ann.edit(before["slug"], **{field: value}))["article"]
    for article in (answer, anonymous.article(before["slug"])):
        changed = {key for key in before if article[key] != before[key]}
        assert article[field] == value
        assert changed == {field, "updatedAt"} | ({"bodyHtml"} if field == "body" else set())


@pytest.mark.spec("1.1 createdAt and updatedAt")
@pytest.mark.case("A18")
def test_every_change_moves_updated_at_only(ann):
    """Even when it comes in the same millisecond."""
    article = ann.write()
    created, seen = article["createdAt"], [article["updatedAt"]]
    for round in range(5):
        article = ok(ann.edit(article["slug"], body=f"Round {round}"))["article"]
        assert article["createdAt"] == created
        seen.append(article["updatedAt"])
    assert seen == sorted(set(seen))


@pytest.mark.spec(f"{UPDATE}: slug")
def test_slug_stays_without_a_new_title(ann):
    article = ann.write()
    assert ok(ann.edit(article["slug"], body="x"))["article"]["slug"] == article["slug"]
    assert ok(ann.edit(article["slug"], title=article["title"]))["article"]["slug"] == article["slug"]


@pytest.mark.spec(f"{UPDATE}: slug")
def test_slug_follows_a_new_title(anonymous, ann, bob):
    article = ann.write()
    comment = bob.comment(article["slug"])
    bob.favorite(article["slug"])

    changed = ok(ann.edit(article["slug"], title=unique("Quite another")))["article"]
    assert changed["slug"] != article["slug"]
    assert anonymous.get(f"/api/articles/{article['slug']}").status_code == 404
    assert anonymous.article(changed["slug"])["favoritesCount"] == 1
    assert [c["id"] for c in anonymous.comments(changed["slug"])] == [comment["id"]]


@pytest.mark.spec(f"{UPDATE}: slug")
def test_new_title_that_another_article_has(anonymous, ann):
    first, second = ann.write(), ann.write()
    changed = ok(ann.edit(second["slug"], title=first["title"]))["article"]
    assert changed["slug"] not in (first["slug"], second["slug"])
    assert anonymous.article(first["slug"]) == first


@pytest.mark.spec("1.2 title, description, body")
@pytest.mark.case("A24")
@pytest.mark.parametrize("blank", [*BLANK, pytest.param(None, id="null")])
@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_field_cannot_be_emptied(reader, field, blank):
    article = reader.write()
    response = reader.edit(article["slug"], **{field: blank})
    assert response.status_code == 422
    assert errors_of(response)[field] == ["can't be blank"]
    assert reader.api.article(article["slug"]) == article


@pytest.mark.spec(f"{UPDATE}: change")
def test_empty_change_keeps_everything_but_updated_at(ann):
    article = ann.write(tagList=["a"])
    assert ok(ann.edit(article["slug"]))["article"] | {"updatedAt": ""} == article | {"updatedAt": ""}


@pytest.mark.spec("1.1 unknown keys ignored")
def test_whole_article_can_be_sent_back(ann):
    article = ann.write()
    answer = ok(ann.edit(article["slug"], **article | {"body": "New", "slug": "mine", "favoritesCount": 99}))[
        "article"
    ]
    assert (answer["slug"], answer["body"], answer["favoritesCount"]) == (article["slug"], "New", 0)


@pytest.mark.spec(f"{DELETE}: gone")
@pytest.mark.spec("1.1 204 is empty")
def test_deleted_article_is_gone_with_all_that_hangs_on_it(anonymous, ann, bob):
    tag = unique("tag")
    slug = ann.write(tagList=[tag])["slug"]
    bob.favorite(slug)
    bob.follow(ann.username)
    bob.comment(slug)

    response = ann.api.delete(f"/api/articles/{slug}")
    assert (response.status_code, response.content) == (204, b"")
    assert anonymous.get(f"/api/articles/{slug}").status_code == 404
    assert anonymous.get(f"/api/articles/{slug}/comments").status_code == 404
    assert anonymous.list_articles(favorited=bob.username)["articlesCount"] == 0
    assert anonymous.list_articles(author=ann.username)["articlesCount"] == 0
    assert anonymous.list_articles(tag=tag)["articlesCount"] == 0
    assert bob.feed()["articlesCount"] == 0
    assert tag not in ok(anonymous.get("/api/tags"))["tags"]
    assert ann.api.delete(f"/api/articles/{slug}").status_code == 404


@pytest.mark.spec("1.1 timestamps")
@pytest.mark.case("A18")
def test_times_are_utc_with_milliseconds(ann):
    article = ann.write()
    comment = ann.comment(article["slug"])
    for thing in (article, comment):
        for key in ("createdAt", "updatedAt"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", thing[key])
