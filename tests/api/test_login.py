"""POST /api/users/login"""

import statistics
import time

import pytest

from support.api import errors_of, ok, unique
from support.inputs import NOT_TEXT

LOGIN = "1.3 POST /api/users/login"


@pytest.mark.spec(f"{LOGIN}: signed in")
def test_login_answers_the_user(anonymous, ann):
    user = ok(anonymous.login(ann.email, ann.password))["user"]
    assert user["username"] == ann.username
    assert user["email"] == ann.email


@pytest.mark.spec("1.1 token in user answers")
def test_token_of_login_works(anonymous, ann):
    token = ok(anonymous.login(ann.email, ann.password))["user"]["token"]
    assert ok(anonymous.with_token(token).get("/api/user"))["user"]["username"] == ann.username


@pytest.mark.spec(f"{LOGIN}: blank")
@pytest.mark.parametrize("field", ["email", "password"])
@pytest.mark.parametrize(
    "value", [pytest.param("", id="empty"), pytest.param(None, id="null"), pytest.param(..., id="absent")]
)
def test_blank_field_is_refused(anonymous, ann, field, value):
    user = {"email": ann.email, "password": ann.password} | {field: value}
    response = anonymous.post("/api/users/login", {"user": {k: v for k, v in user.items() if v is not ...}})
    assert response.status_code == 422
    assert errors_of(response)[field][0] == "can't be blank"


@pytest.mark.case("A19")
@pytest.mark.parametrize("field", ["email", "password"])
@pytest.mark.parametrize("value", NOT_TEXT)
def test_field_of_another_type_is_refused(anonymous, ann, field, value):
    user = {"email": ann.email, "password": ann.password} | {field: value}
    response = anonymous.post("/api/users/login", {"user": user})
    assert response.status_code == 422
    assert field in errors_of(response)


@pytest.mark.spec(f"{LOGIN}: wrong credentials")
@pytest.mark.spec("1.1 401 credentials")
@pytest.mark.case("A19")
def test_wrong_password_is_refused(anonymous, ann):
    response = anonymous.login(ann.email, "wrong horse")
    assert response.status_code == 401
    assert errors_of(response) == {"credentials": ["invalid"]}


@pytest.mark.spec(f"{LOGIN}: wrong credentials")
def test_unknown_email_is_refused_alike(anonymous):
    response = anonymous.login(f"{unique('nobody')}@example.com", "correct horse")
    assert response.status_code == 401
    assert errors_of(response) == {"credentials": ["invalid"]}


@pytest.mark.spec(f"{LOGIN}: wrong credentials")
@pytest.mark.parametrize(
    "password", ["CORRECT HORSE", "correct horse ", " correct horse", "correct hors", "p" * 5000]
)
def test_password_is_compared_exactly(anonymous, ann, password):
    assert anonymous.login(ann.email, password).status_code in (401, 422)


@pytest.mark.case("A13")
def test_letter_case_of_the_email_does_not_matter(anonymous, new_user):
    name = unique("Ann")
    new_user(email=f"{name}@Ex.com")
    user = ok(anonymous.login(f"{name}@ex.COM".lower(), "correct horse"))["user"]
    assert user["email"] == f"{name}@Ex.com"


@pytest.mark.spec(f"{LOGIN}: wrong credentials")
def test_unknown_email_takes_as_long_as_a_wrong_password(anonymous, ann):
    """Otherwise the time tells which addresses have an account."""

    def median(email: str) -> float:
        times = []
        for _ in range(7):
            begin = time.perf_counter()
            anonymous.login(email, "wrong horse")
            times.append(time.perf_counter() - begin)
        return statistics.median(times)

    known, unknown = median(ann.email), median(f"{unique('nobody')}@example.com")
    assert 0.4 < unknown / known < 2.5


@pytest.mark.spec(f"{LOGIN}: signed in")
def test_sessions_are_independent(anonymous, ann):
    """A second log-in does not end the first."""
    second = ok(anonymous.login(ann.email, ann.password))["user"]["token"]
    assert ann.me()["username"] == ann.username
    assert ok(anonymous.with_token(second).get("/api/user"))["user"]["username"] == ann.username
