"""The client's files: types, caching, compression, the page as fallback, and nothing outside the folder"""

import gzip

import httpx
import pytest

from support.server import Server
from support.wire import Wire

PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    "<!--head--><title>Conduit</title><!--/head-->"
    '</head><body><div id="app"><!--content--></div><!--data--></body></html>'
)
SCRIPT = "console.log('conduit');\n" * 200

FILES = {
    "index.html": (PAGE, "text/html; charset=utf-8"),
    "assets/app-0a1b2c3d.js": (SCRIPT, "text/javascript; charset=utf-8"),
    "assets/module-0a1b2c3d.mjs": (SCRIPT, "text/javascript; charset=utf-8"),
    "assets/app-0a1b2c3d.css": ("body { color: red }", "text/css; charset=utf-8"),
    "assets/app-0a1b2c3d.js.map": ("{}", "application/json; charset=utf-8"),
    "assets/font-0a1b2c3d.woff2": ("wOF2", "font/woff2"),
    "assets/photo-0a1b2c3d.webp": ("RIFF", "image/webp"),
    "assets/photo-0a1b2c3d.jpg": ("JFIF", "image/jpeg"),
    "assets/photo-0a1b2c3d.png": ("PNG", "image/png"),
    "default-avatar.svg": ("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml; charset=utf-8"),
    "favicon.ico": ("ICO", "image/x-icon"),
    "humans.txt": ("Ann\n", "text/plain; charset=utf-8"),
    "app.webmanifest": ("{}", "application/manifest+json; charset=utf-8"),
    "empty.txt": ("", "text/plain; charset=utf-8"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server with a small client beside a file that is nobody's business."""
    directory = tmp_path_factory.mktemp("site")
    client = directory / "client"
    for name, (content, _) in FILES.items():
        path = client / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (client / "assets/app-0a1b2c3d.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (directory / "secret.txt").write_text("SECRET")
    server = Server(directory, {"CONDUIT_CLIENT_DIR": str(client)}).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browse(site):
    with httpx.Client(base_url=site.url, headers={"Accept-Encoding": "identity"}, trust_env=False) as client:
        yield client


def same_type(response: httpx.Response, expected: str) -> bool:
    """A charset on types that have none by nature is neither needed nor wrong."""
    actual = response.headers["Content-Type"].lower().replace(" ", "")
    expected = expected.replace(" ", "")
    optional = expected.startswith(("application/", "image/"))
    return actual == expected or (optional and actual == expected.split(";")[0])


@pytest.mark.spec("http: static files")
@pytest.mark.case("D02")
@pytest.mark.parametrize("name", FILES)
def test_file_is_served_with_its_type(browse, name):
    content, media_type = FILES[name]
    response = browse.get(f"/{name}")
    assert response.status_code == 200
    assert response.content == content.encode()
    assert same_type(response, media_type)
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.spec("http: static files")
def test_head_and_conditional_requests(browse):
    first = browse.get("/assets/app-0a1b2c3d.js")
    head = browse.head("/assets/app-0a1b2c3d.js")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(SCRIPT))
    again = browse.get("/assets/app-0a1b2c3d.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.spec("http: static files")
@pytest.mark.case("D03")
def test_hashed_files_are_cached_for_ever_and_the_page_never(browse):
    assert "immutable" in browse.get("/assets/app-0a1b2c3d.js").headers["Cache-Control"]
    assert "max-age=31536000" in browse.get("/assets/app-0a1b2c3d.css").headers["Cache-Control"]
    for path in ("/index.html", "/login"):
        assert "no-cache" in browse.get(path).headers["Cache-Control"]
    assert "immutable" not in browse.get("/favicon.ico").headers.get("Cache-Control", "")


@pytest.mark.spec("http: static files")
@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br", "br;q=0, gzip;q=0.5", "*"])
def test_precompressed_file_is_sent_to_who_takes_it(browse, accepted):
    response = browse.get("/assets/app-0a1b2c3d.js", headers={"Accept-Encoding": accepted})
    assert response.headers["Content-Encoding"] == "gzip" or accepted == "*"
    assert response.text == SCRIPT
    assert "accept-encoding" in response.headers["Vary"].lower()


@pytest.mark.spec("http: static files")
@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br", ""])
def test_plain_file_is_sent_to_who_does_not(browse, accepted):
    response = browse.get("/assets/app-0a1b2c3d.js", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers
    assert response.content == SCRIPT.encode()
    assert "accept-encoding" in response.headers["Vary"].lower()


@pytest.mark.spec("http: static files")
def test_variants_have_tags_of_their_own(browse):
    plain = browse.get("/assets/app-0a1b2c3d.js").headers["ETag"]
    packed = browse.get("/assets/app-0a1b2c3d.js", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert plain != packed


@pytest.mark.spec("http: page fallback")
@pytest.mark.parametrize(
    "path",
    ["/", "/login", "/register", "/settings", "/editor", "/editor/some-slug", "/?page=2", "/login?next=/x"],
)
def test_paths_of_the_client_get_its_page(browse, path):
    response = browse.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<div id="app">' in response.text


@pytest.mark.spec("http: page fallback")
@pytest.mark.case("D02")
@pytest.mark.parametrize(
    "path",
    ["/assets/none-DEAD.js", "/assets/none.css", "/assets/", "/assets", "/none.js", "/none.png", "/sw.js"],
)
def test_missing_file_is_missing(browse, path):
    """A page in place of a script would be a blank page with a strange error."""
    response = browse.get(path)
    assert response.status_code == 404
    assert '<div id="app">' not in response.text


@pytest.mark.spec("http: page fallback")
@pytest.mark.case("D01")
@pytest.mark.parametrize("path", ["/api/none", "/api/articles/none", "/api"])
def test_api_never_falls_back_to_the_page(browse, path):
    response = browse.get(path)
    assert response.status_code == 404
    assert response.json()["errors"]


@pytest.mark.spec("http: page fallback")
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_are_only_read(browse, method):
    for path in ("/", "/login", "/assets/app-0a1b2c3d.js"):
        assert browse.request(method, path).status_code in (404, 405)


@pytest.mark.case("C08")
@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%2fsecret.txt",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "//secret.txt",
        "/assets//../../secret.txt",
        "/%2e%2e%00/secret.txt",
        "/secret.txt%00.js",
        "/./../secret.txt",
        "/....//secret.txt",
        "/%252e%252e/secret.txt",
        "/assets/app-0a1b2c3d.js/../../../secret.txt",
        "/../../../../../../etc/passwd",
        "/%2fetc/passwd",
    ],
)
def test_nothing_outside_the_folder_is_read(site, target):
    with Wire(site) as wire:
        reply = wire.get(target)
    assert b"SECRET" not in reply.body and b"root:" not in reply.body
    assert reply.status in (200, 301, 308, 400, 403, 404)
    assert site.is_running()


@pytest.mark.spec("http: page fallback")
@pytest.mark.case("B01")
def test_page_is_guarded_by_a_policy(browse):
    policy = browse.get("/").headers["Content-Security-Policy"]
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == ["'self'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy


@pytest.mark.spec("http: page fallback")
def test_server_without_a_client_serves_the_api(start_server):
    server = start_server()
    assert httpx.get(f"{server.url}/api/tags", trust_env=False).status_code == 200
    assert httpx.get(f"{server.url}/login", trust_env=False).status_code == 404
