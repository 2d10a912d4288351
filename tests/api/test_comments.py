"""Comments on an article"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from support.api import errors_of, ok, unique
from support.inputs import BLANK, CONTROL, NOT_TEXT

ADD = "1.3 POST comments"
LIST = "1.3 GET comments"
DELETE = "1.3 DELETE comments"


@pytest.fixture
def slug(ann) -> str:
    return ann.write()["slug"]


def add(user, slug, **comment):
    return user.api.post(f"/api/articles/{slug}/comments", {"comment": comment})


@pytest.mark.spec(f"{ADD}: created")
@pytest.mark.spec(f"{LIST}: read")
@pytest.mark.spec("1.2 comment")
def test_comment_is_created_as_written(anonymous, bob, slug):
    comment = bob.comment(slug, "I *agree*.\n\nMostly.")
    assert isinstance(comment["id"], int)
    assert comment["body"] == "I *agree*.\n\nMostly."
    assert comment["bodyHtml"] == "<p>I <em>agree</em>.</p>\n<p>Mostly.</p>\n"
    assert comment["createdAt"] == comment["updatedAt"]
    assert comment["author"] == {"username": bob.username, "bio": None, "image": None, "following": False}
    assert anonymous.comments(slug) == [comment]


@pytest.mark.spec(f"{LIST}: read")
def test_article_without_comments_has_an_empty_list(anonymous, slug):
    assert anonymous.comments(slug) == []


@pytest.mark.spec(f"{LIST}: oldest first")
def test_comments_are_listed_oldest_first(anonymous, bob, slug):
    ids = [bob.comment(slug, f"number {n}")["id"] for n in range(5)]
    assert [comment["id"] for comment in anonymous.comments(slug)] == ids == sorted(ids)


@pytest.mark.spec(f"{LIST}: oldest first")
def test_comments_stay_with_their_article(anonymous, ann, slug):
    ann.comment(ann.write()["slug"])
    assert anonymous.comments(slug) == []


@pytest.mark.spec(f"{ADD}: blank")
@pytest.mark.case("A24")
@pytest.mark.parametrize("blank", [*BLANK, pytest.param(None, id="null")])
def test_blank_comment_is_refused(bob, slug, blank):
    response = add(bob, slug, body=blank)
    assert response.status_code == 422
    assert errors_of(response)["body"] == ["can't be blank"]


@pytest.mark.spec(f"{ADD}: blank")
@pytest.mark.parametrize("body", [{}, {"comment": {}}, {"comment": None}, {"body": "x"}], ids=repr)
def test_missing_comment_is_refused(bob, slug, body):
    response = bob.api.post(f"/api/articles/{slug}/comments", body)
    assert response.status_code == 422


@pytest.mark.case("A19")
@pytest.mark.parametrize("value", NOT_TEXT)
def test_body_of_another_type_is_refused(bob, slug, value):
    response = add(bob, slug, body=value)
    assert response.status_code == 422
    assert "body" in errors_of(response)


@pytest.mark.case("A22")
@pytest.mark.parametrize("text", CONTROL)
def test_control_character_is_refused(bob, slug, text):
    response = add(bob, slug, body=text)
    assert response.status_code == 422
    assert "body" in errors_of(response)


@pytest.mark.spec(f"{ADD}: limits")
@pytest.mark.parametrize(
    "longest", [pytest.param("b" * 65536, id="ascii"), pytest.param("é" * 32768, id="in-bytes")]
)
def test_limit_is_exact(bob, slug, longest):
    response = add(bob, slug, body=longest + "x")
    assert response.status_code == 422
    assert "body" in errors_of(response)
    assert bob.comment(slug, longest)["body"] == longest


@pytest.mark.spec("1.1 order of checks: then 404, 403, 422")
def test_existence_is_judged_before_content(bob):
    assert add(bob, unique("none"), body="").status_code == 404


@pytest.mark.spec(f"{DELETE}: gone")
@pytest.mark.spec("1.1 204 is empty")
def test_own_comment_is_deleted(anonymous, bob, slug):
    kept, gone = bob.comment(slug), bob.comment(slug)
    path = f"/api/articles/{slug}/comments/{gone['id']}"
    response = bob.api.delete(path)
    assert (response.status_code, response.content) == (204, b"")
    assert anonymous.comments(slug) == [kept]
    again = bob.api.delete(path)
    assert again.status_code == 404
    assert errors_of(again) == {"comment": ["not found"]}


@pytest.mark.spec("1.1 403 comment")
@pytest.mark.spec(f"{DELETE}: author only")
def test_comment_of_another_survives(anonymous, ann, bob, slug):
    """Not even the article's author may delete it."""
    comment = bob.comment(slug)
    response = ann.api.delete(f"/api/articles/{slug}/comments/{comment['id']}")
    assert response.status_code == 403
    assert errors_of(response) == {"comment": ["forbidden"]}
    assert anonymous.comments(slug) == [comment]


@pytest.mark.spec("1.1 404 comment")
@pytest.mark.spec(f"{DELETE}: unknown id")
@pytest.mark.parametrize(
    "id", ["999999999", "0", "-1", "abc", "1.5", "9223372036854775808", "1" * 100, "1x", "%31x"]
)
def test_unknown_comment_is_not_found(bob, slug, id):
    response = bob.api.delete(f"/api/articles/{slug}/comments/{id}")
    assert response.status_code == 404
    assert errors_of(response) == {"comment": ["not found"]}


@pytest.mark.spec(f"{DELETE}: unknown id")
def test_comment_is_looked_for_on_its_own_article(anonymous, ann, bob, slug):
    comment = bob.comment(ann.write()["slug"])
    response = bob.api.delete(f"/api/articles/{slug}/comments/{comment['id']}")
    assert response.status_code == 404
    assert errors_of(response) == {"comment": ["not found"]}


@pytest.mark.spec("1.1 order of checks: comment deletion")
def test_article_then_comment_then_ownership(ann, bob, slug):
    comment = bob.comment(slug)
    unknown_article = ann.api.delete(f"/api/articles/{unique('none')}/comments/{comment['id']}")
    assert errors_of(unknown_article) == {"article": ["not found"]}
    unknown_comment = ann.api.delete(f"/api/articles/{slug}/comments/999999999")
    assert errors_of(unknown_comment) == {"comment": ["not found"]}
    not_own = ann.api.delete(f"/api/articles/{slug}/comments/{comment['id']}")
    assert errors_of(not_own) == {"comment": ["forbidden"]}


@pytest.mark.spec(f"{ADD}: created")
def test_comments_at_the_same_time_are_all_kept(anonymous, bob, slug):
    with ThreadPoolExecutor(10) as pool:
        ids = list(pool.map(lambda n: bob.comment(slug, f"number {n}")["id"], range(30)))
    assert len(set(ids)) == 30
    assert {comment["id"] for comment in anonymous.comments(slug)} == set(ids)


@pytest.mark.spec("1.2 author")
def test_comments_show_the_author_as_they_are_now(anonymous, bob, slug):
    bob.comment(slug)
    name = unique("renamed")
    ok(bob.change(username=name, bio="New here"))
    (comment,) = anonymous.comments(slug)
    assert (comment["author"]["username"], comment["author"]["bio"]) == (name, "New here")
