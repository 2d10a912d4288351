"""/metrics and /debug: on a port of their own, for operators alone"""

import json
import re

import httpx
import pytest

from support.api import http_client
from support.server import wait_until
from support.settings import GOLDEN


@pytest.fixture
def site(start_server):
    """The public and the private address."""
    server = start_server({"CONDUIT_PRIVATE_PORT": "0"})
    return server, f"http://127.0.0.1:{server.private_port()}"


def get(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False)


@pytest.mark.spec("telemetry: private port")
def test_prometheus_can_read_it(site):
    server, private = site
    get(f"{server.url}/api/tags")
    answer = get(f"{private}/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    families: dict[str, str] = {}
    sample = re.compile(r'([a-z_]+?)(?:_bucket|_sum|_count)?(\{([a-z_]+="[^"]*",?)+\})? [0-9.e+-]+|[+-]Inf')
    for line in answer.text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            assert name not in families, "a family stands in one place"
            families[name] = kind
        elif not line.startswith("#"):
            found = sample.fullmatch(line)
            assert found and (found[1] in families or line.split("{")[0].split()[0] in families), line
    assert families["http_server_request_duration_seconds"] == "histogram"
    assert families["process_cpu_time_seconds_total"] == "counter"
    tags = r'http_server_request_duration_seconds_count\{http_route="/api/tags",.*status_code="200"\} 1'
    assert re.search(tags, answer.text)
    names = (GOLDEN / "metrics.txt").read_text().split()
    assert "process.uptime" in names and "process_uptime_seconds" in families


@pytest.mark.spec("telemetry: private port")
def test_debug_shows_what_goes_on(site):
    server, private = site
    with http_client(server.url) as http:
        for _ in range(20):
            http.get("/api/tags")
    answer = get(f"{private}/debug")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Refresh"] == "2"
    assert re.search(r"GET /api/tags +\d+\.\d", answer.text), answer.text
    assert "0.00 % failed" in answer.text


@pytest.mark.spec("telemetry: private port")
def test_the_internet_sees_neither(site):
    server, private = site
    for path in ("/metrics", "/debug"):
        answer = get(server.url + path)
        assert "process_" not in answer.text and "requests/s" not in answer.text
    assert get(f"{private}/api/tags").status_code == 404
    assert get(f"{private}/").status_code == 404


@pytest.mark.spec("telemetry: private port")
def test_what_operators_read_is_neither_logged_nor_counted(site):
    server, private = site
    for _ in range(3):
        get(f"{private}/metrics")
    text = get(f"{private}/metrics").text
    assert 'http_route="/metrics"' not in text
    assert server.request_records(route="/metrics") == []


@pytest.mark.spec("telemetry: private port")
def test_it_is_off_unless_asked_for(start_server):
    server = start_server()
    assert [r for r in server.log_records() if r["msg"] == "listening for operators"] == []


@pytest.mark.spec("telemetry: private port")
def test_a_port_in_use_is_said(start_server, tmp_path):
    server = start_server({"CONDUIT_PRIVATE_PORT": "0"})
    with pytest.raises(AssertionError, match="cannot listen on"):
        start_server({"CONDUIT_PRIVATE_PORT": str(server.private_port())})


@pytest.mark.spec("telemetry: private port")
def test_it_ends_with_the_server(site):
    server, private = site
    server.stop()
    with pytest.raises(httpx.ConnectError):
        get(f"{private}/metrics")
    assert json.loads(server.output().splitlines()[-1])["msg"] == "stopped"
    wait_until(lambda: not server.is_running(), 1, "the server to have ended")
