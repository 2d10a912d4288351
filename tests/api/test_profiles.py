"""GET /api/profiles/{username} and its /follow"""

import pytest

from support.api import errors_of, ok, unique

PROFILE = "1.3 GET /api/profiles/{username}"
FOLLOW = "1.3 follow"

# One name is a part of another, so that a server that cuts names finds the wrong person.
ODD_NAMES = [
    "{}",
    "{}.lee",
    "{}/b",
    "{}@x.om",
    "{} Zoë K",
    "{}+b",
    "{}%2Fb",
    "{}?x=1",
    "{}#top",
    "{};v=1",
    "{}\\b",
    "名前{}",
    "{}.json",
    "...{}",
    "{}/follow",
    "{}&x",
]


@pytest.mark.spec(f"{PROFILE}: read")
@pytest.mark.spec("1.2 profile")
@pytest.mark.spec("1.2 anonymous flags false")
def test_profile_is_public(anonymous, ann):
    ok(ann.change(bio="Hello", image="https://x/y.png"))
    assert anonymous.profile(ann.username) == {
        "username": ann.username,
        "bio": "Hello",
        "image": "https://x/y.png",
        "following": False,
    }


@pytest.mark.spec(f"{PROFILE}: unknown")
@pytest.mark.spec("1.1 404 profile")
@pytest.mark.parametrize("method, suffix", [("GET", ""), ("POST", "/follow"), ("DELETE", "/follow")])
def test_unknown_user_is_not_found(reader, method, suffix):
    response = reader.api.request(method, f"/api/profiles/{unique('nobody')}{suffix}")
    assert response.status_code == 404
    assert errors_of(response) == {"profile": ["not found"]}


@pytest.mark.case("A10")
def test_odd_names_find_exactly_their_user(new_user, reader):
    stem = unique("ann")
    names = [pattern.format(stem) for pattern in ODD_NAMES]
    for name in names:
        new_user(name)
    for name in names:
        assert reader.api.profile(name)["username"] == name
        assert reader.follow(name) == {"username": name, "bio": None, "image": None, "following": True}
        assert reader.api.list_articles(author=name)["articlesCount"] == 0
        assert reader.unfollow(name)["following"] is False


@pytest.mark.case("A10")
@pytest.mark.parametrize("name", [".", ".."])
def test_names_that_cannot_stand_in_a_path_are_refused(anonymous, ann, name):
    for response in (
        anonymous.register(name, f"{unique('m')}@example.com", "correct horse"),
        ann.change(username=name),
    ):
        assert response.status_code == 422
        assert "username" in errors_of(response)


@pytest.mark.case("A10")
def test_name_is_found_in_any_letter_case(anonymous, new_user):
    """Names are unique whatever their letter case, so any spelling finds the one user."""
    user = new_user(unique("Ann"))
    assert anonymous.profile(user.username.upper())["username"] == user.username


@pytest.mark.spec(f"{FOLLOW}: on and off")
def test_follow_and_unfollow(ann, bob):
    assert ann.api.profile(bob.username)["following"] is False
    assert ann.follow(bob.username)["following"] is True
    assert ann.api.profile(bob.username)["following"] is True
    assert ann.unfollow(bob.username)["following"] is False
    assert ann.api.profile(bob.username)["following"] is False


@pytest.mark.spec(f"{FOLLOW}: on and off")
def test_following_is_one_sided(anonymous, ann, bob):
    ann.follow(bob.username)
    assert bob.api.profile(ann.username)["following"] is False
    assert anonymous.profile(bob.username)["following"] is False


@pytest.mark.spec(f"{FOLLOW}: repeated")
def test_repeating_changes_nothing(ann, bob):
    for _ in range(3):
        assert ann.follow(bob.username)["following"] is True
    for _ in range(3):
        assert ann.unfollow(bob.username)["following"] is False


@pytest.mark.spec(f"{FOLLOW}: repeated")
def test_following_oneself_breaks_nothing(ann):
    response = ann.api.post(f"/api/profiles/{ann.username}/follow")
    assert response.status_code in (200, 422)
    assert ann.me()["username"] == ann.username


@pytest.mark.spec("1.1 bodiless requests")
@pytest.mark.spec("1.1 unknown keys ignored")
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="no-body"),
        pytest.param({"headers": {"Content-Length": "0"}}, id="empty-body"),
        pytest.param({"json": {"user": {"email": "x@example.com"}}}, id="a-body-nobody-asked-for"),
        pytest.param({"content": b"hello", "headers": {"Content-Type": "text/plain"}}, id="not-json"),
    ],
)
def test_body_of_follow_does_not_matter(ann, bob, options):
    path = f"/api/profiles/{bob.username}/follow"
    assert ok(ann.api.request("POST", path, **options))["profile"]["following"] is True
    assert ok(ann.api.request("DELETE", path, **options))["profile"]["following"] is False


@pytest.mark.spec(f"{FOLLOW}: rename")
def test_following_survives_a_rename(ann, bob):
    ann.follow(bob.username)
    name = unique("renamed")
    ok(bob.change(username=name))
    assert ann.api.profile(name)["following"] is True


@pytest.mark.spec("1.2 author")
def test_author_shows_whether_the_reader_follows(anonymous, ann, bob):
    slug = bob.write()["slug"]
    ann.comment(slug)
    comment = bob.comment(slug)
    ann.follow(bob.username)

    assert ann.api.article(slug)["author"]["following"] is True
    assert ann.api.list_articles(author=bob.username)["articles"][0]["author"]["following"] is True
    following = {c["author"]["username"]: c["author"]["following"] for c in ann.api.comments(slug)}
    assert following == {ann.username: False, bob.username: True}
    assert ann.favorite(slug)["author"]["following"] is True
    assert comment["author"]["following"] is False
    assert anonymous.article(slug)["author"]["following"] is False
    assert bob.api.article(slug)["author"]["following"] is False
