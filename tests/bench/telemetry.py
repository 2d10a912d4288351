#!/usr/bin/env python3
"""What telemetry costs: CPU per request with nothing sent, with the default sampling, and with all traced.

    make bench-telemetry
    BASELINE=/path/to/an/older/conduit make bench-telemetry     that program too, in turn

The servers take turns, each on a database of its own; figures are medians, beside the first one's.
"""

import os
import shutil
import statistics
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench import BINARY, WORK, Row, Server, rows_of, seeded_database, wrk

ROUNDS = 7
ROWS = ["list, 20 articles", "article, signed in", "feed, signed in", "favourite, a durable write"]


class Sink(BaseHTTPRequestHandler):
    """Takes whatever it is sent, as a collector would."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def main() -> None:
    sink = ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    sending = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{sink.server_port}"}
    kinds: list[tuple[str, dict[str, str], Path]] = [
        ("off", {}, BINARY),
        ("one in a hundred", sending, BINARY),
        ("all", sending | {"OTEL_TRACES_SAMPLER": "always_on"}, BINARY),
    ]
    if baseline := os.environ.get("BASELINE"):
        kinds.insert(0, ("baseline", {}, Path(baseline)))
    seeded = seeded_database()
    servers: list[tuple[str, Server, list[Row]]] = []
    try:
        for number, (name, settings, binary) in enumerate(kinds):
            database = WORK / f"run-{number}.db"
            shutil.copy(seeded, database)
            server = Server(database, settings, binary)
            servers.append((name, server, [row for row in rows_of(server.url) if row.name in ROWS]))
        print(f"| CPU µs/request, {ROUNDS} rounds | {' | '.join(name for name, _, _ in servers)} |")
        print(f"|---|{'---|' * len(servers)}")
        for number, name in enumerate(ROWS):
            figures: dict[str, list[float]] = {kind: [] for kind, _, _ in servers}
            for _ in range(ROUNDS):
                for kind, server, rows in servers:
                    figure = wrk(server.url, rows[number], [server.process.pid])
                    if figure.failures:
                        sys.exit(f"bench: {name}, {kind}: {figure.failures} answers were no success")
                    figures[kind].append(figure.cpu_microseconds)
            medians = [statistics.median(figures[kind]) for kind, _, _ in servers]
            cells = [f"{value:.1f} ({value / medians[0] - 1:+.0%})" for value in medians]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)
    finally:
        for _, server, _ in servers:
            server.stop()


if __name__ == "__main__":
    main()
