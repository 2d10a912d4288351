"""What is sent as a body, on every route that reads one"""

import json

import pytest

from support.api import errors_of, ok, unique
from support.contract import fill, load_contract

NOT_JSON = {"body": ["is not valid JSON"]}

READS_A_BODY = [
    (method, path) for method, path, operation in load_contract().operations() if "requestBody" in operation
]

MALFORMED = [
    pytest.param(b"", id="empty"),
    pytest.param(b" ", id="blank"),
    pytest.param(b"{", id="unclosed"),
    pytest.param(b"{'user': {}}", id="single-quotes"),
    pytest.param(b'{"user": {}}}', id="one-brace-more"),
    pytest.param(b'{"user": {}} {"user": {}}', id="two-values"),
    pytest.param(b'{"user": {},}', id="trailing-comma"),
    pytest.param(b'{"user": NaN}', id="nan"),
    pytest.param(b'{"user": tru}', id="half-a-word"),
    pytest.param(b'{"user": "a\nb"}', id="raw-newline-in-text"),
    pytest.param(b'{"user": "\\x41"}', id="unknown-escape"),
    pytest.param(b"user=ann&password=x", id="a-form"),
    pytest.param(b"<user/>", id="xml"),
    pytest.param(b"[" * 100_000, id="deep-array"),
    pytest.param(b'{"a":' * 100_000, id="deep-object"),
]


@pytest.fixture(scope="module")
def existing(reader):
    slug = reader.write()["slug"]
    return lambda path: fill(path, slug=slug)


@pytest.mark.spec("1.1 400 not JSON")
@pytest.mark.case("A19")
@pytest.mark.parametrize("content", MALFORMED)
@pytest.mark.parametrize("method, path", READS_A_BODY)
def test_malformed_json_is_refused(reader, existing, method, path, content):
    headers = {"Content-Type": "application/json"}
    response = reader.api.request(method, existing(path), content=content, headers=headers)
    assert response.status_code == 400
    assert errors_of(response) == NOT_JSON


@pytest.mark.case("A19")
@pytest.mark.parametrize("value", [[], 1, "text", None, True, {}, {"other": {}}], ids=repr)
@pytest.mark.parametrize("method, path", READS_A_BODY)
def test_json_without_the_expected_object_is_refused(reader, existing, method, path, value):
    response = reader.api.request(method, existing(path), content=json.dumps(value))
    assert response.status_code in (400, 422)


@pytest.mark.case("A19")
@pytest.mark.parametrize("root", [None, [], "text", 7], ids=repr)
@pytest.mark.parametrize("method, path", [route for route in READS_A_BODY if route[1] != "/api/markdown"])
def test_root_of_another_type_is_refused(reader, existing, method, path, root):
    body = dict.fromkeys(("user", "article", "comment"), root)
    assert reader.api.request(method, existing(path), json=body).status_code == 422


@pytest.mark.case("A22")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(rb"a\ud800b", id="high-surrogate"),
        pytest.param(rb"a\udc00b", id="low-surrogate"),
        pytest.param(rb"\udc00\ud800", id="pair-reversed"),
        pytest.param(rb"\ud800\u0041", id="half-a-pair"),
        pytest.param(b"a\xff\xfeb", id="no-utf-8"),
        pytest.param(b"a\xc0\xafb", id="overlong"),
        pytest.param(b"a\xed\xa0\x80b", id="surrogate-in-utf-8"),
        pytest.param(b"a\xf4\x90\x80\x80b", id="beyond-unicode"),
        pytest.param(b"a\xe4\xbd", id="cut-short"),
    ],
)
@pytest.mark.parametrize(
    "method, path, template",
    [
        ("POST", "/api/articles", b'{"article":{"title":"%s","description":"d","body":"b"}}'),
        ("POST", "/api/articles", b'{"article":{"title":"t","description":"d","body":"%s"}}'),
        ("POST", "/api/articles", b'{"article":{"title":"t","description":"d","body":"b","tagList":["%s"]}}'),
        ("POST", "/api/articles/{slug}/comments", b'{"comment":{"body":"%s"}}'),
        ("POST", "/api/users", b'{"user":{"username":"%s","email":"e@x","password":"12345678"}}'),
        ("PUT", "/api/user", b'{"user":{"bio":"%s"}}'),
        ("POST", "/api/users", b'{"user":{"username":"u","email":"e@x","password":"12345678","%s":1}}'),
        ("POST", "/api/markdown", b'{"markdown":"%s"}'),
    ],
    ids=["title", "body", "tag", "comment", "username", "bio", "key", "markdown"],
)
def test_text_that_is_not_unicode_is_refused(reader, existing, method, path, template, text):
    response = reader.api.request(method, existing(path), content=template.replace(b"%s", text))
    assert response.status_code == 400
    assert b"\xff" not in response.content and b"\xed\xa0" not in response.content
    assert reader.api.get("/api/tags").status_code == 200


@pytest.mark.case("A22")
def test_surrogate_pair_is_one_character(reader):
    response = reader.api.request(
        "POST", "/api/articles", content=rb'{"article":{"title":"\ud83d\ude00","description":"d","body":"b"}}'
    )
    assert ok(response, 201)["article"]["title"] == "😀"


@pytest.mark.case("A19")
@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "text/plain", "x/y", "", None]
)
def test_content_type_does_not_matter(reader, content_type):
    content = json.dumps({"article": {"title": unique("t"), "description": "d", "body": "b"}}).encode()
    headers = {} if content_type is None else {"Content-Type": content_type}
    ok(reader.api.request("POST", "/api/articles", content=content, headers=headers), 201)


@pytest.mark.case("A19")
def test_duplicate_keys_do_not_confuse(reader):
    """Whichever the server takes, both of one object come from the same reading."""
    content = b'{"article":{"title":"first","title":"second","description":"d","body":"b"}}'
    response = reader.api.request("POST", "/api/articles", content=content)
    assert response.status_code in (201, 400, 422)


@pytest.mark.case("A19")
def test_errors_show_nothing_of_the_store(anonymous, ann):
    """Nothing a driver or a parser would say."""
    responses = [
        anonymous.register(ann.username, ann.email, "correct horse"),
        anonymous.login(ann.email, "wrong horse"),
        anonymous.get("/api/articles/'%22%3B--"),
        ann.edit("none", title="x"),
        anonymous.request("POST", "/api/users", content=b"{"),
        anonymous.get("/api/articles?limit=abc"),
    ]
    for response in responses:
        text = response.text.lower()
        assert not [
            word
            for word in ("sqlite", "mongo", "constraint", "exception", "simdjson", "/src/")
            if word in text
        ]


@pytest.mark.spec("1.1 error shape")
def test_several_faults_are_named_at_once(anonymous):
    response = anonymous.post("/api/users", {"user": {"username": "", "email": "", "password": ""}})
    assert response.status_code == 422
    errors = errors_of(response)
    assert set(errors) == {"username", "email", "password"}
    assert all(messages == ["can't be blank"] for messages in errors.values())
