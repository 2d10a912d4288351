"""A receiver that is away, hangs, or comes back: requests do not notice"""

import os
import socket
import statistics
import time

import pytest

from stand_ins.stand_ins import free_port
from support.api import http_client
from support.server import wait_until
from support.settings import patience


def times(server, requests: int) -> list[float]:
    found = []
    with http_client(server.url) as http:
        for _ in range(requests):
            began = time.monotonic()
            assert http.get("/api/tags").status_code == 200
            found.append(time.monotonic() - began)
    return found


def resident(server) -> int:
    with open(f"/proc/{server.pid}/statm") as statm:
        return int(statm.read().split()[1]) * 4096


@pytest.mark.spec("telemetry: never in the way")
def test_a_receiver_that_hangs_costs_neither_time_nor_memory(start_server, receiver):
    receiver.hold.set()
    # AddressSanitizer would keep what is freed for longer than this looks.
    sanitizer = ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=1")))
    server = start_server(receiver.settings | {"ASAN_OPTIONS": sanitizer})
    times(server, 300)
    before = resident(server)
    took = times(server, 3000)
    assert statistics.quantiles(took, n=100)[98] < patience(0.1)
    # 2,048 spans may wait; 3,000 requests made some 9,000.
    assert resident(server) - before < 16 * 1024 * 1024
    began = time.monotonic()
    receiver.released.set()
    server.stop()
    assert time.monotonic() - began < patience(5)


@pytest.mark.spec("telemetry: never in the way")
def test_a_receiver_that_is_away_is_said_once_and_delays_no_end(start_server, receiver):
    settings = receiver.settings | {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    server = start_server(settings)
    times(server, 100)
    said = lambda: [r for r in server.log_records() if r["msg"] == "telemetry is not received"]  # noqa: E731
    wait_until(said, 10, "the server to notice")
    times(server, 100)
    assert len(said()) == 1
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < patience(3)


@pytest.mark.spec("telemetry: never in the way")
def test_a_receiver_that_takes_no_connection_delays_no_end_beyond_its_time_out(start_server, receiver):
    """Packets go nowhere: the worst that a network does."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        settings = receiver.settings | {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{full.getsockname()[1]}",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "1000",
        }
        server = start_server(settings)
        assert max(times(server, 300)) < patience(0.5)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < patience(5)
        for one in crowd:
            one.close()


@pytest.mark.spec("telemetry: never in the way")
def test_after_a_pause_the_metrics_have_it_all(start_server, receiver):
    """What was counted while nobody listened is in the next report; spans of that time are lost."""
    receiver.hold.set()
    server = start_server(receiver.settings)
    times(server, 50)
    receiver.hold.clear()
    receiver.released.set()

    def counted():
        metric = receiver.metrics().get("http.server.request.duration")
        return metric and metric.value(http_route="/api/tags") == 50

    wait_until(counted, 10, "all requests to be counted")
