"""Route table, error bodies, help and log line as last agreed on; tests/update_golden rewrites them."""

import json

import pytest

from support.api import User, unique
from support.command import Conduit
from support.contract import load_contract
from support.settings import BODY_LIMIT


def run(tmp_path, *arguments: str) -> str:
    return Conduit(tmp_path / "x.db").succeed(*arguments).decode()


def auth_of(operation: dict) -> str:
    security = operation.get("security", [])
    if not security:
        return "none"
    return "optional" if {} in security else "required"


@pytest.mark.own_server
@pytest.mark.spec("contract: golden files")
def test_routes(golden, tmp_path):
    """Every route, whether one must be signed in, whose quota it takes from. The contract says the same."""
    table = run(tmp_path, "routes")
    golden.check("routes.txt", table)

    routes = [line.split() for line in table.splitlines()]
    api = [
        [method, path, auth, quota != "none"]
        for method, path, auth, quota in routes
        if load_contract().template_of(path)
    ]
    contract = [
        [method, path, auth_of(operation), "429" in operation["responses"]]
        for method, path, operation in load_contract().operations()
    ]
    assert sorted(api) == sorted(contract)


@pytest.mark.own_server  # a proxy answers what is no HTTP itself
@pytest.mark.spec("contract: golden files")
def test_errors(golden, anonymous, ann, bob):
    """One example of every error a client may have to tell apart."""
    slug = ann.write()["slug"]
    comment = ann.comment(slug)["id"]
    examples = {
        "malformed JSON": anonymous.request("POST", "/api/users", content=b"{"),
        "bad percent escape": anonymous.get("/api/profiles/%zz"),
        "token missing": anonymous.get("/api/user"),
        "token invalid": anonymous.with_token("nonsense").get("/api/user"),
        "credentials wrong": anonymous.login(ann.email, "wrong horse"),
        "article of another": bob.edit(slug, body="x"),
        "comment of another": bob.api.delete(f"/api/articles/{slug}/comments/{comment}"),
        "unknown route": anonymous.get("/api/none"),
        "unknown article": anonymous.get("/api/articles/none"),
        "unknown profile": anonymous.get(f"/api/profiles/{unique('nobody')}"),
        "unknown comment": ann.api.delete(f"/api/articles/{slug}/comments/999999999"),
        "wrong method": anonymous.delete("/api/tags"),
        "username taken": anonymous.register(ann.username, f"{unique('m')}@example.com", "correct horse"),
        "email taken": anonymous.register(unique("n"), ann.email, "correct horse"),
        "body too large": anonymous.request("POST", "/api/users", content=b" " * (BODY_LIMIT + 1)),
        "fields blank": anonymous.register("", " ", ""),
        "fields missing": anonymous.post("/api/users", {"user": {}}),
        "root missing": anonymous.post("/api/users", {}),
        "fields of another type": anonymous.register(1, [], {}),
        "username not usable": anonymous.register("..", f"{unique('m')}@example.com", "correct horse"),
        "username too long": anonymous.register("n" * 65, f"{unique('m')}@example.com", "correct horse"),
        "email without at": anonymous.register(unique("n"), "nobody", "correct horse"),
        "password too short": anonymous.register(unique("n"), f"{unique('m')}@example.com", "1234567"),
        "password too long": anonymous.register(unique("n"), f"{unique('m')}@example.com", "p" * 129),
        "control character": ann.change(bio="a\0b"),
        "title too long": ann.edit(slug, title="t" * 257),
        "body too long": ann.edit(slug, body="b" * 262145),
        "tags of another type": ann.edit(slug, tagList="go"),
        "too many tags": ann.edit(slug, tagList=[str(n) for n in range(33)]),
        "tag too long": ann.edit(slug, tagList=["t" * 65]),
        "limit not a number": anonymous.get("/api/articles?limit=abc"),
        "limit given twice": anonymous.get("/api/articles?limit=5&limit=7"),
        "offset too large": anonymous.get("/api/articles?offset=10001"),
        "cursor not ours": anonymous.get("/api/articles?cursor=nonsense"),
    }
    seen = {name: {"status": response.status_code, **response.json()} for name, response in examples.items()}
    golden.check("errors.json", json.dumps(seen, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.own_server
@pytest.mark.spec("contract: golden files")
@pytest.mark.spec("cli: help")
def test_help(golden, tmp_path):
    golden.check("help.txt", run(tmp_path, "--help"))


@pytest.mark.own_server
@pytest.mark.spec("contract: golden files")
def test_metrics(golden, tmp_path):
    """What dashboards and monitors are written against."""
    golden.check_table("metrics.txt", run(tmp_path, "metrics"))


@pytest.mark.own_server
@pytest.mark.spec("contract: golden files")
@pytest.mark.spec("log: request line")
def test_log_line(golden, server, anonymous):
    """The keys in their order; values that differ from run to run are replaced by what they are."""
    reader = User.register(anonymous)
    request_id = unique("id")
    reader.api.get(f"/api/profiles/{reader.username}", headers={"X-Request-Id": request_id})
    record = server.wait_for_request(request_id=request_id)
    placeholders = {
        "ts": "<time>",
        "request_id": "<id>",
        "duration_us": "<microseconds>",
        "bytes": "<bytes>",
        "user_id": "<id>",
        "path": "<path>",
        "version": "<commit>",
    }
    shown = {key: placeholders.get(key, value) for key, value in record.items()}
    golden.check("log-line.json", json.dumps(shown, indent=2) + "\n")
