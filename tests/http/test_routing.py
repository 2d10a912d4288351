"""Unknown paths, wrong methods, request ids, health"""

import pytest

from support.api import errors_of
from support.contract import fill, load_contract
from support.wire import request

ROUTES = {}
for _method, _path, _ in load_contract().operations():
    ROUTES.setdefault(_path, set()).add(_method)


@pytest.mark.spec("1.1 unknown route")
@pytest.mark.case("A19")
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/none", "/api/users/x/y", "/api/articles/a/b/c/d", "/api/Tags"]
)
def test_unknown_route_is_not_found(anonymous, method, path):
    response = anonymous.request(method, path)
    assert response.status_code == 404
    assert errors_of(response) == {"route": ["not found"]}


@pytest.mark.spec("1.1 wrong method")
@pytest.mark.case("A19")
@pytest.mark.parametrize("path", ROUTES)
def test_wrong_method_is_told_which_are_right(anonymous, path):
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - ROUTES[path]:
        response = anonymous.request(method, fill(path))
        assert response.status_code == 405, f"{method} {path}"
        assert errors_of(response) == {"method": ["not allowed"]}
        allowed = {name.strip() for name in response.headers["Allow"].split(",")}
        assert ROUTES[path] <= allowed
        assert allowed - ROUTES[path] <= {"HEAD", "OPTIONS"}
        assert ("HEAD" in allowed) == ("GET" in allowed)


@pytest.mark.spec("1.1 wrong method")
@pytest.mark.parametrize("method", ["PROPFIND", "BREW", "get", "TRACE", "CONNECT"])
def test_unknown_method_is_refused(wire, method):
    reply = wire.send(request(method, "/api/tags")).read()
    assert reply.status in (400, 405, 501)


@pytest.mark.spec("http: request id")
def test_request_id_is_made(anonymous):
    ids = {anonymous.get("/api/tags").headers["X-Request-Id"] for _ in range(5)}
    assert len(ids) == 5


@pytest.mark.spec("http: request id")
@pytest.mark.parametrize("path", ["/api/tags", "/api/none", "/api/user", "/livez"])
def test_request_id_is_taken_over(anonymous, path):
    sent = "client-made.ID_42"
    assert anonymous.get(path, headers={"X-Request-Id": sent}).headers["X-Request-Id"] == sent


@pytest.mark.spec("http: request id")
@pytest.mark.parametrize("sent", ["", "a" * 1000, 'a"b', "a b", "a\tb", "<script>", "é".encode()], ids=ascii)
def test_unfit_request_id_is_replaced(anonymous, sent):
    """It goes to logs and back to browsers: only plain, short ids are repeated."""
    received = anonymous.get("/api/tags", headers={"X-Request-Id": sent}).headers["X-Request-Id"]
    assert received and received.encode() != (sent if isinstance(sent, bytes) else sent.encode())


@pytest.mark.spec("http: request id")
def test_request_id_is_in_the_log(server, anonymous):
    made = anonymous.get("/api/articles/none").headers["X-Request-Id"]
    assert server.wait_for_request(request_id=made)["status"] == 404


@pytest.mark.spec("http: health")
def test_health_and_version(anonymous):
    assert anonymous.get("/livez").status_code == 200
    assert anonymous.get("/readyz").status_code == 200
    version = anonymous.get("/version").json()
    assert version["version"] and version["commit"]


@pytest.mark.spec("http: health")
@pytest.mark.parametrize("path", ["/livez", "/readyz", "/version"])
def test_health_is_never_cached(anonymous, path):
    assert "no-store" in anonymous.get(path).headers["Cache-Control"]
