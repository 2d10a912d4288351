"""GET and PUT /api/user"""

import pytest

from support.api import errors_of, ok, unique
from support.inputs import BLANK, CONTROL, NOT_TEXT

UPDATE = "1.3 PUT /api/user"


@pytest.mark.spec("1.3 GET /api/user: read")
@pytest.mark.spec("1.2 user")
def test_current_user_is_answered(ann):
    me = ann.me()
    assert (me["username"], me["email"], me["bio"], me["image"]) == (ann.username, ann.email, None, None)


@pytest.mark.spec(f"{UPDATE}: change")
@pytest.mark.parametrize(
    "field, value",
    [
        ("username", lambda: unique("renamed")),
        ("email", lambda: f"{unique('new')}@example.com"),
        ("bio", lambda: "I write.\n\nSometimes twice. 🖊"),
        ("image", lambda: "https://images.example/ann.png"),
    ],
)
def test_field_is_changed_and_kept(ann, field, value):
    before, value = ann.me(), value()
    answer = ok(ann.change(**{field: value}))["user"]
    for user in (answer, ann.me()):
        assert user == before | {field: value, "token": user["token"]}


@pytest.mark.case("A11")
def test_changing_one_field_damages_no_other(anonymous, ann):
    ok(ann.change(bio="About me", image="https://x/old.png"))
    before = ann.me()
    ok(ann.change(image="https://x/y.png"))
    after = ann.me()
    assert after | {"token": ""} == before | {"token": "", "image": "https://x/y.png"}
    assert anonymous.login(ann.email, ann.password).status_code == 200


@pytest.mark.case("A11")
def test_empty_change_changes_nothing(anonymous, ann):
    ok(ann.change(bio="About me"))
    before = ann.me()
    assert ok(ann.change())["user"] | {"token": ""} == before | {"token": ""}
    assert anonymous.login(ann.email, ann.password).status_code == 200


@pytest.mark.spec("1.2 bio and image")
@pytest.mark.spec("1.2 null persists")
@pytest.mark.parametrize("empty", [pytest.param("", id="empty"), pytest.param(None, id="null")])
@pytest.mark.parametrize("field", ["bio", "image"])
def test_emptied_field_reads_null_everywhere(anonymous, ann, field, empty):
    ok(ann.change(bio="something", image="https://x/y.png"))
    assert ok(ann.change(**{field: empty}))["user"][field] is None
    assert ann.me()[field] is None
    assert anonymous.profile(ann.username)[field] is None


@pytest.mark.spec("1.2 bio and image")
def test_absent_bio_and_image_stay(ann):
    ok(ann.change(bio="something", image="https://x/y.png"))
    me = ok(ann.change(email=f"{unique('m')}@example.com"))["user"]
    assert (me["bio"], me["image"]) == ("something", "https://x/y.png")


@pytest.mark.spec("1.2 username, email, password not empty")
@pytest.mark.case("A12")
@pytest.mark.case("A24")
@pytest.mark.parametrize("blank", [*BLANK, pytest.param(None, id="null")])
@pytest.mark.parametrize("field", ["username", "email"])
def test_name_and_address_cannot_be_emptied(ann, field, blank):
    before = ann.me()
    response = ann.change(**{field: blank})
    assert response.status_code == 422
    assert errors_of(response)[field] == ["can't be blank"]
    assert ann.me() | {"token": ""} == before | {"token": ""}


@pytest.mark.spec("1.2 username, email, password not empty")
@pytest.mark.spec(f"{UPDATE}: password")
@pytest.mark.parametrize("password", ["", None, "1234567", "p" * 129])
def test_unfit_password_is_refused(anonymous, ann, password):
    response = ann.change(password=password)
    assert response.status_code == 422
    assert "password" in errors_of(response)
    assert anonymous.login(ann.email, ann.password).status_code == 200


@pytest.mark.spec(f"{UPDATE}: password")
@pytest.mark.parametrize("password", ["aaaaaaaa", "p" * 64, "p" * 128, "pass wörd 🔑", " spaces count "])
def test_simple_and_long_passwords_are_accepted(anonymous, ann, password):
    ok(ann.change(password=password))
    assert anonymous.login(ann.email, password).status_code == 200


@pytest.mark.spec(f"{UPDATE}: password")
def test_every_character_of_a_long_password_counts(anonymous, ann):
    """Some hashes stop reading at 72 bytes."""
    ok(ann.change(password="p" * 100 + "x"))
    assert anonymous.login(ann.email, "p" * 100 + "y").status_code == 401


@pytest.mark.spec(f"{UPDATE}: taken")
@pytest.mark.case("A12")
@pytest.mark.parametrize("field", ["username", "email"])
def test_taken_name_or_address_is_a_conflict(ann, bob, field):
    before = ann.me()
    response = ann.change(**{field: getattr(bob, field)})
    assert response.status_code == 409
    assert errors_of(response)[field] == ["has already been taken"]
    # A token tells when it was made: at the turn of a second they differ.
    assert ann.me() | {"token": ""} == before | {"token": ""}


@pytest.mark.case("A13")
def test_case_variant_of_anothers_address_is_a_conflict(ann, bob):
    response = ann.change(email=bob.email.upper())
    assert response.status_code == 409
    assert "email" in errors_of(response)


@pytest.mark.spec(f"{UPDATE}: own values")
@pytest.mark.case("A12")
def test_own_present_values_are_accepted(ann):
    me = ok(ann.change(username=ann.username, email=ann.email))["user"]
    assert (me["username"], me["email"]) == (ann.username, ann.email)


@pytest.mark.spec(f"{UPDATE}: own values")
def test_letter_case_of_ones_own_name_can_be_changed(anonymous, new_user):
    user = new_user(unique("ann"))
    assert ok(user.change(username=user.username.upper()))["user"]["username"] == user.username.upper()
    assert anonymous.profile(user.username.upper())["username"] == user.username.upper()


@pytest.mark.spec(f"{UPDATE}: rename")
def test_rename_moves_profile_and_articles(anonymous, ann):
    article = ann.write()
    new_name = unique("renamed")
    ok(ann.change(username=new_name))

    assert anonymous.profile(new_name)["username"] == new_name
    assert anonymous.get(f"/api/profiles/{ann.username}").status_code == 404
    assert anonymous.article(article["slug"])["author"]["username"] == new_name
    assert anonymous.list_articles(author=new_name)["articlesCount"] == 1
    assert anonymous.list_articles(author=ann.username)["articlesCount"] == 0


@pytest.mark.spec(f"{UPDATE}: rename")
def test_old_name_is_free_after_a_rename(ann, new_user):
    ok(ann.change(username=unique("renamed")))
    new_user(ann.username)


@pytest.mark.spec("1.1 unknown keys ignored")
def test_whole_user_object_can_be_sent_back(ann):
    user = ok(ann.change(**ann.me() | {"bio": "x"}))["user"]
    assert (user["username"], user["bio"]) == (ann.username, "x")


@pytest.mark.case("A19")
@pytest.mark.parametrize("value", NOT_TEXT)
@pytest.mark.parametrize("field", ["username", "email", "password", "bio", "image"])
def test_field_of_another_type_is_refused(ann, field, value):
    response = ann.change(**{field: value})
    assert response.status_code == 422
    assert field in errors_of(response)


@pytest.mark.case("A22")
@pytest.mark.parametrize("text", CONTROL)
@pytest.mark.parametrize("field", ["username", "email", "bio", "image"])
def test_control_character_is_refused(ann, field, text):
    response = ann.change(**{field: f"{text}@x"})
    assert response.status_code == 422
    assert field in errors_of(response)


@pytest.mark.spec(f"{UPDATE}: limits")
@pytest.mark.parametrize("field, longest", [("bio", "b" * 4096), ("bio", "é" * 4096), ("image", "i" * 2048)])
def test_limit_is_exact(ann, field, longest):
    response = ann.change(**{field: longest + longest[0]})
    assert response.status_code == 422
    assert field in errors_of(response)
    assert ok(ann.change(**{field: longest}))["user"][field] == longest


@pytest.mark.case("B01")
@pytest.mark.spec(f"{UPDATE}: any image")
@pytest.mark.parametrize(
    "image",
    [
        'x.jpg"onerror="alert(1)',
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "not a url",
    ],
)
def test_hostile_image_value_is_stored_as_text(anonymous, ann, image):
    """Showing it harmlessly is the page's task; the API gives back what it was given."""
    assert ok(ann.change(image=image))["user"]["image"] == image
    assert anonymous.profile(ann.username)["image"] == image
