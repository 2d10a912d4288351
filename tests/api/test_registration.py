"""POST /api/users"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from support.api import Api, User, errors_of, http_client, ok, unique
from support.inputs import BLANK, CONTROL, NOT_TEXT

REGISTER = "1.3 POST /api/users"


def registration(**fields) -> dict:
    name = unique("new")
    user = {"username": name, "email": f"{name}@example.com", "password": "correct horse"} | fields
    return {"user": {key: value for key, value in user.items() if value is not ...}}


def register(anonymous, **fields):
    """Registers somebody fresh, but for `fields`; `...` leaves a field out."""
    return anonymous.post("/api/users", registration(**fields))


@pytest.mark.spec(f"{REGISTER}: created")
def test_registering_creates_a_user(anonymous):
    body = registration()
    user = ok(anonymous.post("/api/users", body), 201)["user"]
    assert user["username"] == body["user"]["username"]
    assert user["email"] == body["user"]["email"]
    assert user["bio"] is None
    assert user["image"] is None


@pytest.mark.spec("1.1 token in user answers")
def test_registering_signs_in(anonymous):
    user = ok(register(anonymous), 201)["user"]
    me = ok(anonymous.with_token(user["token"]).get("/api/user"))["user"]
    assert me["username"] == user["username"]


@pytest.mark.spec(f"{REGISTER}: blank")
@pytest.mark.case("A24")
@pytest.mark.parametrize("blank", BLANK)
@pytest.mark.parametrize("field", ["username", "email"])
def test_blank_field_is_refused(anonymous, field, blank):
    response = register(anonymous, **{field: blank})
    assert response.status_code == 422
    assert errors_of(response)[field][0] == "can't be blank"


@pytest.mark.spec(f"{REGISTER}: blank")
def test_empty_password_is_refused(anonymous):
    response = register(anonymous, password="")
    assert response.status_code == 422
    assert errors_of(response)["password"][0] == "can't be blank"


@pytest.mark.spec(f"{REGISTER}: missing")
@pytest.mark.parametrize("value", [pytest.param(..., id="absent"), pytest.param(None, id="null")])
@pytest.mark.parametrize("field", ["username", "email", "password"])
def test_missing_field_is_refused(anonymous, field, value):
    response = register(anonymous, **{field: value})
    assert response.status_code == 422
    assert errors_of(response)[field][0] == "can't be blank"


@pytest.mark.case("A19")
@pytest.mark.parametrize("value", NOT_TEXT)
@pytest.mark.parametrize("field", ["username", "email", "password"])
def test_field_of_another_type_is_refused(anonymous, field, value):
    response = register(anonymous, **{field: value})
    assert response.status_code == 422
    assert field in errors_of(response)


@pytest.mark.case("A22")
@pytest.mark.parametrize("text", CONTROL)
@pytest.mark.parametrize("field", ["username", "email"])
def test_control_character_is_refused(anonymous, field, text):
    response = register(anonymous, **{field: f"{text}@x"})
    assert response.status_code == 422
    assert field in errors_of(response)


@pytest.mark.spec(f"{REGISTER}: taken")
@pytest.mark.spec("1.1 409 taken")
def test_taken_username_is_a_conflict(anonymous, ann):
    response = register(anonymous, username=ann.username)
    assert response.status_code == 409
    assert errors_of(response)["username"] == ["has already been taken"]


@pytest.mark.spec(f"{REGISTER}: taken")
def test_taken_email_is_a_conflict(anonymous, ann):
    response = register(anonymous, email=ann.email)
    assert response.status_code == 409
    assert errors_of(response)["email"] == ["has already been taken"]


@pytest.mark.spec(f"{REGISTER}: taken")
def test_both_taken_names_at_least_one(anonymous, ann):
    response = register(anonymous, username=ann.username, email=ann.email)
    assert response.status_code == 409
    assert set(errors_of(response)) <= {"username", "email"}


@pytest.mark.spec(f"{REGISTER}: blank before taken")
def test_blank_is_judged_before_taken(anonymous, ann):
    response = register(anonymous, username=ann.username, email="")
    assert response.status_code == 422
    assert errors_of(response)["email"] == ["can't be blank"]


@pytest.mark.case("A13")
@pytest.mark.parametrize("change", [str.upper, str.title, str.swapcase])
def test_email_in_other_letter_case_is_taken(anonymous, new_user, change):
    name = unique("Ann")
    new_user(email=f"{name}@Ex.com")
    response = register(anonymous, email=change(f"{name}@ex.com"))
    assert response.status_code == 409
    assert "email" in errors_of(response)


@pytest.mark.case("A13")
@pytest.mark.parametrize("change", [str.upper, str.swapcase])
def test_username_in_other_letter_case_is_taken(anonymous, new_user, change):
    """Names that differ in letter case only could pass for each other."""
    name = unique("Zoë")
    new_user(name)
    response = register(anonymous, username=change(name))
    assert response.status_code == 409
    assert "username" in errors_of(response)


@pytest.mark.case("A13")
def test_username_in_other_normal_form_is_taken(anonymous, new_user):
    """é as one code point and as e with a combining accent look the same, so they are the same name."""
    name = unique("caf")
    new_user(f"{name}-\u00e9")
    assert register(anonymous, username=f"{name}-e\u0301").status_code == 409


@pytest.mark.spec("1.5 e-mail is hardly judged")
@pytest.mark.parametrize(
    "pattern", ["celeb_{}@mail.com", "{}@localhost", "{}+tag@ex.com", "ü{}@exämple.com", "{}@x@y"]
)
def test_unusual_email_is_accepted(anonymous, pattern):
    email = pattern.format(unique("e"))
    assert ok(register(anonymous, email=email), 201)["user"]["email"] == email


@pytest.mark.spec("1.5 e-mail is hardly judged")
def test_email_needs_an_at(anonymous):
    response = register(anonymous, email=unique("nobody"))
    assert response.status_code == 422
    assert "email" in errors_of(response)


@pytest.mark.spec(f"{REGISTER}: limits")
@pytest.mark.parametrize(
    "field, longest",
    [
        pytest.param("username", lambda: unique("n").ljust(64, "n"), id="username"),
        pytest.param("username", lambda: unique("n").ljust(64, "é"), id="username-not-ascii"),
        pytest.param("email", lambda: (unique("e") + "@").ljust(254, "e"), id="email"),
        pytest.param("password", lambda: "p" * 128, id="password"),
        pytest.param("password", lambda: "🔑" * 128, id="password-emoji"),
    ],
)
def test_limit_is_exact(anonymous, field, longest):
    text = longest()
    response = register(anonymous, **{field: text + text[-1]})
    assert response.status_code == 422
    assert field in errors_of(response)
    ok(register(anonymous, **{field: text}), 201)


@pytest.mark.spec(f"{REGISTER}: limits")
def test_password_needs_eight_characters(anonymous):
    response = register(anonymous, password="1234567")
    assert response.status_code == 422
    assert "password" in errors_of(response)
    ok(register(anonymous, password="12345678"), 201)


@pytest.mark.spec("1.1 unknown keys ignored")
def test_unknown_keys_are_ignored(anonymous):
    body = registration(bio="I was here first", admin=True)
    user = ok(anonymous.post("/api/users", body | {"extra": {"deep": [1]}}), 201)["user"]
    assert user["bio"] is None


def race_for(anonymous, field: str) -> None:
    """30 people want the same name or address at once: one has it, 29 are told so, nobody sees a 500."""
    value = f"{unique('race')}@example.com"
    start = Barrier(30)

    def attempt(_):
        body = registration(**{field: value})
        start.wait()
        return anonymous.post("/api/users", body)

    with ThreadPoolExecutor(30) as pool:
        responses = list(pool.map(attempt, range(30)))

    assert sorted(response.status_code for response in responses) == [201] + [409] * 29
    assert all(field in errors_of(response) for response in responses if response.status_code == 409)


@pytest.mark.case("A03")
@pytest.mark.parametrize("field", ["email", "username"])
def test_parallel_registrations_leave_one_user(anonymous, field):
    race_for(anonymous, field)


@pytest.mark.case("A03")
def test_parallel_registrations_on_an_empty_database(start_server):
    """Uniqueness is there from the first request on, not from some later set-up."""
    with http_client(start_server().url) as http:
        race_for(Api(http), "email")
        race_for(Api(http), "username")


@pytest.mark.case("A22")
@pytest.mark.parametrize(
    "name", ["名前", "مستخدم", "🦊", "Zoë K", "ann.lee", "a/b", "weq@x.om", "a+b", "100%", "a?b#c"]
)
def test_name_of_any_script_is_kept_as_written(anonymous, name):
    username = f"{name} {unique('x')}"
    user = User.register(anonymous, username)
    assert user.me()["username"] == username
