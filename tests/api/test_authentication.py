"""The Authorization header, on routes that require it and on those that merely use it."""

import pytest

from support import tokens
from support.api import Api, User, errors_of, http_client, ok
from support.contract import fill, load_contract

TOKEN_MISSING = {"token": ["is missing"]}
TOKEN_INVALID = {"token": ["is invalid"]}
TOKEN_EXPIRED = {"token": ["has expired"]}

PROTECTED = [
    (method, path)
    for method, path, operation in load_contract().operations()
    if operation.get("security") and {} not in operation["security"]
]
OPTIONAL = [
    (method, path)
    for method, path, operation in load_contract().operations()
    if {} in operation.get("security", [])
]


@pytest.mark.spec("1.1 401 missing")
@pytest.mark.spec("1.1 order of checks: token first")
@pytest.mark.spec("1.3 GET /api/user: token needed")
@pytest.mark.spec("1.3 PUT /api/user: token needed")
@pytest.mark.spec("1.3 follow: token needed")
@pytest.mark.spec("1.3 GET /api/articles/feed: token needed")
@pytest.mark.spec("1.3 POST /api/articles: token needed")
@pytest.mark.spec("1.3 PUT /api/articles/{slug}: token needed")
@pytest.mark.spec("1.3 DELETE /api/articles/{slug}: token needed")
@pytest.mark.spec("1.3 favorite: token needed")
@pytest.mark.spec("1.3 POST comments: token needed")
@pytest.mark.spec("1.3 DELETE comments: token needed")
@pytest.mark.parametrize("method, path", PROTECTED)
def test_protected_route_needs_a_token(anonymous, method, path):
    """Neither the unknown slug or user nor the missing body is looked at before the token."""
    response = anonymous.request(method, fill(path))
    assert response.status_code == 401
    assert errors_of(response) == TOKEN_MISSING


@pytest.mark.spec("1.1 401 bad token")
@pytest.mark.case("A27")
@pytest.mark.parametrize("method, path", PROTECTED)
def test_protected_route_refuses_a_bad_token(anonymous, method, path):
    response = anonymous.with_token("nonsense").request(method, fill(path))
    assert response.status_code == 401
    assert errors_of(response) == TOKEN_INVALID


@pytest.mark.spec("1.1 bad token where optional")
@pytest.mark.parametrize("method, path", OPTIONAL)
def test_bad_token_is_anonymous_where_signing_in_is_optional(anonymous, ann, method, path):
    path = fill(path, slug=ann.write()["slug"], username=ann.username)
    with_bad_token = anonymous.with_token("nonsense").request(method, path)
    assert with_bad_token.status_code == 200
    assert with_bad_token.json() == anonymous.request(method, path).json()


@pytest.mark.spec("1.1 token scheme")
@pytest.mark.spec("1.1 bearer")
@pytest.mark.parametrize("scheme", ["Token", "Bearer", "token", "bearer"])
def test_scheme_words(anonymous, reader, scheme):
    """Scheme names have no letter case (RFC 9110, 11.1)."""
    response = anonymous.get("/api/user", headers={"Authorization": f"{scheme} {reader.token}"})
    assert ok(response)["user"]["username"] == reader.username


@pytest.mark.case("A27")
@pytest.mark.parametrize(
    "form",
    [
        "{token}",
        "Basic {token}",
        "Token",
        "Token {token} {token}",
        "Token{token}",
        "Token {token}x",
        "Token x{token}",
        "Token {token}.",
        "Token ..",
        "Token a.b.c",
        'Token token="{token}"',
    ],
)
def test_malformed_header_is_refused(anonymous, reader, form):
    response = anonymous.get("/api/user", headers={"Authorization": form.format(token=reader.token)})
    assert response.status_code == 401
    assert set(errors_of(response)) == {"token"}


@pytest.mark.case("A27")
def test_token_of_any_length_is_survived(anonymous):
    response = anonymous.with_token("a" * 6000).get("/api/user")
    assert response.status_code in (401, 431)


@pytest.mark.own_server
@pytest.mark.spec("1.1 401 expired")
@pytest.mark.case("A27")
def test_expired_token_is_told_so(anonymous, reader):
    response = anonymous.with_token(tokens.expired(reader.token)).get("/api/user")
    assert response.status_code == 401
    assert errors_of(response) == TOKEN_EXPIRED


@pytest.mark.own_server
@pytest.mark.case("A27")
def test_forged_tokens_are_refused(anonymous, reader):
    own = tokens.forge(reader.token)
    assert anonymous.with_token(own).get("/api/user").status_code == 200, (
        "the suite cannot sign as the server does"
    )

    forgeries = {
        "another key": tokens.forge(reader.token, secret="another secret of more than 32 bytes!"),
        "no algorithm": tokens.unsigned(reader.token),
        "no algorithm, signed": tokens.forge(reader.token, header={"alg": "none"}),
        "another algorithm": tokens.forge(reader.token, header={"alg": "HS512"}),
        "unknown key id": tokens.forge(reader.token, header={"kid": "unknown"}),
        "no subject": tokens.forge(reader.token, payload={"sub": ""}),
        "subject of another type": tokens.forge(reader.token, payload={"sub": {"$ne": None}}),
        "unknown subject": tokens.forge(reader.token, payload={"sub": "4503599627370495"}),
        "signature cut": reader.token[:-4],
        "payload swapped": ".".join([own.split(".")[0], own.split(".")[1][::-1], own.split(".")[2]]),
    }
    for name, token in forgeries.items():
        response = anonymous.with_token(token).get("/api/user")
        assert response.status_code == 401, name
        assert errors_of(response) == TOKEN_INVALID, name


@pytest.mark.own_server
@pytest.mark.case("A27")
def test_expired_signature_of_another_key_is_invalid_not_expired(anonymous, reader):
    """What an unverified token says about its own age is not worth repeating."""
    token = tokens.forge(tokens.expired(reader.token), secret="another secret of more than 32 bytes!")
    assert errors_of(anonymous.with_token(token).get("/api/user")) == TOKEN_INVALID


@pytest.mark.case("A27")
def test_token_of_a_user_who_is_gone_is_refused(start_server, tmp_path):
    """A true signature for a user that this database does not have."""
    with http_client(start_server().url) as http:
        token = User.register(Api(http)).token
    with http_client(start_server().url) as http:
        stranger = Api(http, token)
        for response in (
            stranger.get("/api/user"),
            stranger.get("/api/articles/feed"),
            stranger.put("/api/user", {"user": {}}),
        ):
            assert response.status_code == 401
            assert errors_of(response) == TOKEN_INVALID
        assert stranger.get("/api/articles").status_code == 200


@pytest.mark.spec("1.1 token bound to id")
def test_token_survives_change_of_name_and_address(ann):
    ok(ann.change(username=f"{ann.username}-renamed", email=f"x{ann.email}"))
    assert ann.me()["username"] == f"{ann.username}-renamed"


@pytest.mark.spec("1.1 token bound to id")
@pytest.mark.case("A27")
def test_session_that_changes_the_password_goes_on(anonymous, ann):
    """With the token it used and with the one it was given; every other session of the account ends."""
    other = anonymous.with_token(ok(anonymous.login(ann.email, ann.password))["user"]["token"])
    changed = ok(ann.change(password="battery staple"))["user"]

    assert ann.me()["username"] == ann.username
    assert ok(anonymous.with_token(changed["token"]).get("/api/user"))["user"]["username"] == ann.username
    response = other.get("/api/user")
    assert response.status_code == 401
    assert errors_of(response) == TOKEN_INVALID


@pytest.mark.case("A27")
def test_old_password_is_refused_after_a_change(anonymous, ann):
    ok(ann.change(password="battery staple"))
    assert anonymous.login(ann.email, ann.password).status_code == 401
    assert anonymous.login(ann.email, "battery staple").status_code == 200


@pytest.mark.spec("1.1 token in user answers")
def test_every_user_answer_has_a_token(anonymous, ann):
    answers = [
        ann.me(),
        ok(ann.change(bio="x"))["user"],
        ok(anonymous.login(ann.email, ann.password))["user"],
    ]
    for user in answers:
        assert ok(anonymous.with_token(user["token"]).get("/api/user"))["user"]["username"] == ann.username
