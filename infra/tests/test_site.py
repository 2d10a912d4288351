"""The real server and the real client files behind the edge of the plan, as readers will meet them."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from conftest import free_port, wait_for
from terraform import INFRA

ROOT = INFRA.parent
BINARY, CLIENT = ROOT / "build/conduit", ROOT / "build/client"


@pytest.fixture(scope="module")
def site(planned, tmp_path_factory):
    """Address of the edge: prod's plan, a server that holds the page alone as on AWS, and the client's files."""
    for built in (BINARY, CLIENT / "index.html"):
        if not built.exists():
            pytest.skip(f"{built.relative_to(ROOT)} IS NOT BUILT: the edge was not put in front of it")
    work = tmp_path_factory.mktemp("site")
    (work / "page").mkdir()
    (work / "page/index.html").write_bytes((CLIENT / "index.html").read_bytes())
    plan = work / "plan.json"
    plan.write_text(json.dumps(planned("client", "prod").data))
    server, edge = free_port(), free_port()
    settings = {
        "CONDUIT_ADDRESS": "127.0.0.1",
        "CONDUIT_PORT": str(server),
        "CONDUIT_DATABASE_URL": f"sqlite:{work}/conduit.db",
        "CONDUIT_CLIENT_DIR": str(work / "page"),
        "CONDUIT_PUBLIC_URL": f"http://127.0.0.1:{edge}",
        "CONDUIT_SEED_DEMO": "true",
        "CONDUIT_TRUSTED_PROXY_HOPS": "2",  # CloudFront and the load balancer, as in infra/server/task.tf
        "CONDUIT_RATE_LIMIT_ADDRESS": "off",  # every reader of a test has one address
    }
    commands = {
        work / "server.log": ([BINARY, "serve"], settings, server),
        work / "edge.log": (["node", INFRA / "tests/edge/edge.mjs", plan, f"http://127.0.0.1:{server}", CLIENT, edge], {}, edge),
    }
    processes = []
    try:
        for log, (command, extra, port) in commands.items():
            env = {name: value for name, value in os.environ.items() if not name.startswith("CONDUIT_")} | extra
            with log.open("w") as out:
                processes.append(subprocess.Popen([*map(str, command)], env=env, stdout=out, stderr=out))
            wait_for(port, processes[-1], log)
        yield f"http://127.0.0.1:{edge}"
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(30)


def get(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_the_smoke_test_of_a_deploy_passes(site):
    """What the pipeline asks of a stage: pages, their assets, types and lifetimes, and 404s that stay 404s."""
    commit = json.loads(get(f"{site}/version")[2])["commit"]
    script = "import sys; from tools.deploy.edge import smoke_test; smoke_test(*sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", script, site, commit], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_d01_an_api_404_stays_one_and_a_deep_link_is_the_client(site):
    status, headers, body = get(f"{site}/api/articles/none")
    assert status == 404 and headers["Content-Type"].startswith("application/json") and "errors" in json.loads(body)
    for path in ("/editor/x", "/settings", "/login"):
        status, headers, body = get(f"{site}{path}")
        assert status == 200 and headers["Content-Type"].startswith("text/html") and b"<script" in body, path


def test_d02_every_file_has_its_type_and_a_missing_one_is_missing(site):
    types = {
        ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html",
        ".webmanifest": "application/manifest+json", ".png": "image/png", ".woff2": "font/woff2", ".txt": "text/plain",
    }  # fmt: skip
    served = [path for path in CLIENT.rglob("*") if path.suffix in types]
    assert len(served) > 5
    for path in served:
        status, headers, _ = get(f"{site}/{path.relative_to(CLIENT).as_posix()}")
        assert status == 200 and headers["Content-Type"].startswith(types[path.suffix]), path
        assert headers["X-Content-Type-Options"] == "nosniff"
    status, headers, _ = get(f"{site}/assets/none-DEADBEEF.js")
    assert status == 404 and not headers["Content-Type"].startswith("text/html")


def test_d05_each_page_of_a_list_is_its_own(site):
    def slugs(query):
        return [article["slug"] for article in json.loads(get(f"{site}/api/articles?{query}")[2])["articles"]]

    pages = [slugs(f"limit=2&offset={offset}") for offset in (0, 2)]
    assert len({slug for page in pages for slug in page}) == 4
    assert [slugs(f"limit=2&offset={offset}") for offset in (0, 2)] == pages, "from the edge's cache as well"


def test_d08_one_reader_never_gets_the_answer_of_another(site):
    def log_in(name):
        body = json.dumps({"user": {"username": name, "email": f"{name}@example.com", "password": "password123"}}).encode()
        request = urllib.request.Request(f"{site}/api/users", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["user"]["token"]

    readers = {name: log_in(name) for name in ("edgeone", "edgetwo")}
    for _ in range(2):
        for name, token in readers.items():
            status, headers, body = get(f"{site}/api/user", Authorization=f"Token {token}")
            assert status == 200 and json.loads(body)["user"]["username"] == name
        assert get(f"{site}/api/user")[0] == 401


@pytest.mark.emulator  # not that it needs one more, but a browser takes its time
def test_journeys_in_a_browser(site):
    if not (ROOT / "client/node_modules/.bin/playwright").exists():
        pytest.skip("client/node_modules IS NOT INSTALLED: no browser went through the edge")
    journeys = ["auth", "reading", "social", "writing"]
    done = subprocess.run(
        ["npx", "playwright", "test", "--reporter=line", *journeys],
        cwd=ROOT / "client", env=os.environ | {"CONDUIT_URL": site}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
