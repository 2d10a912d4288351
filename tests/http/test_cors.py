"""Cross-origin requests: off unless configured, and then on every answer"""

import pytest

from support.api import Api, http_client
from support.contract import fill, load_contract
from support.server import Server

KNOWN = "https://app.example"
UNKNOWN = "https://evil.example"


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    server = Server(
        tmp_path_factory.mktemp("cors"), {"CONDUIT_CORS_ORIGINS": f"{KNOWN},https://other.example:8443"}
    ).start()
    with http_client(server.url) as http:
        yield Api(http)
    server.stop()


def preflight(api, path, method="PUT", origin=KNOWN):
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return api.request("OPTIONS", path, headers=headers)


def listed(response, name: str) -> set[str]:
    return {word.strip().lower() for word in response.headers.get(name, "").split(",")}


@pytest.mark.spec("1.1 CORS")
@pytest.mark.case("A25")
@pytest.mark.parametrize(
    "path", [path for path in load_contract().document["paths"] if path.startswith("/api/")]
)
def test_preflight_needs_no_token(shared, path):
    response = preflight(shared, fill(path))
    assert response.status_code in (200, 204)
    assert response.headers["Access-Control-Allow-Origin"] == KNOWN
    assert {"authorization", "content-type"} <= listed(response, "Access-Control-Allow-Headers")
    methods = {method.lower() for method, declared, _ in load_contract().operations() if declared == path}
    assert methods <= listed(response, "Access-Control-Allow-Methods")
    assert "origin" in listed(response, "Vary")


@pytest.mark.spec("1.1 CORS")
@pytest.mark.case("A25")
@pytest.mark.parametrize(
    "status, call",
    [
        (200, lambda api, headers: api.get("/api/tags", headers=headers)),
        (400, lambda api, headers: api.request("POST", "/api/users", content=b"{", headers=headers)),
        (401, lambda api, headers: api.get("/api/user", headers=headers)),
        (404, lambda api, headers: api.get("/api/articles/none", headers=headers)),
        (404, lambda api, headers: api.get("/api/none", headers=headers)),
        (405, lambda api, headers: api.delete("/api/tags", headers=headers)),
        (
            413,
            lambda api, headers: api.request("POST", "/api/users", content=b" " * 1_048_577, headers=headers),
        ),
        (422, lambda api, headers: api.post("/api/users", {"user": {}}, headers=headers)),
        (422, lambda api, headers: api.get("/api/articles?limit=0", headers=headers)),
    ],
)
def test_failures_can_be_read_by_the_browser_too(shared, status, call):
    response = call(shared, {"Origin": KNOWN})
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == KNOWN
    assert "origin" in listed(response, "Vary")


@pytest.mark.case("A25")
def test_every_configured_origin_is_known(shared):
    origin = "https://other.example:8443"
    assert (
        shared.get("/api/tags", headers={"Origin": origin}).headers["Access-Control-Allow-Origin"] == origin
    )


@pytest.mark.case("A25")
@pytest.mark.parametrize(
    "origin", [UNKNOWN, "null", f"{KNOWN}.evil.example", KNOWN.replace("https", "http"), f"{KNOWN}:8080", "*"]
)
def test_unknown_origin_gets_nothing(shared, origin):
    for response in (
        shared.get("/api/tags", headers={"Origin": origin}),
        preflight(shared, "/api/user", origin=origin),
    ):
        assert not [name for name in response.headers if name.lower().startswith("access-control-")]


@pytest.mark.case("A25")
def test_answers_cached_for_one_origin_suit_the_next(shared):
    """The same cached bytes, with the header of whoever asks."""
    for origin in (KNOWN, "https://other.example:8443", KNOWN):
        assert (
            shared.get("/api/articles", headers={"Origin": origin}).headers["Access-Control-Allow-Origin"]
            == origin
        )
    assert "Access-Control-Allow-Origin" not in shared.get("/api/articles").headers


@pytest.mark.spec("1.1 CORS")
@pytest.mark.case("A25")
def test_off_unless_configured(anonymous):
    response = anonymous.get("/api/tags", headers={"Origin": KNOWN})
    assert "Access-Control-Allow-Origin" not in response.headers
