#!/usr/bin/env python3
"""Measures the server beside nginx serving the same bytes, in one run on one machine.

    make bench            the table
    SECONDS_PER_ROUND=10 make bench

A database of 10,000 articles is made once (build/bench). Every row is the median of three rounds in which
server and nginx take turns, since the machine's speed drifts. CPU is the process's own time per request, from
/proc. Load goes to loopback only, from wrk, for a bounded time.
"""

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WORK = ROOT / "build" / "bench"
BINARY = ROOT / "build" / "conduit"
SECONDS = int(os.environ.get("SECONDS_PER_ROUND", "3"))
ROUNDS = 3
CONNECTIONS = 32
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Row:
    name: str
    path: str
    method: str = "GET"
    body: str = ""
    token: str = ""
    encoding: str = ""
    connections: int = CONNECTIONS
    # Lua for wrk, where one request repeated is not what is to be measured.
    script: str = ""


@dataclass
class Figures:
    requests_per_second: float
    cpu_microseconds: float
    p50_milliseconds: float
    p99_milliseconds: float
    failures: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def call(
    url: str, method: str = "GET", body: dict | None = None, token: str = "", encoding: str = ""
) -> bytes:
    request = urllib.request.Request(url, method=method, data=json.dumps(body).encode() if body else None)
    request.add_header("Content-Type", "application/json")
    request.add_header("Accept-Encoding", encoding or "identity")
    if token:
        request.add_header("Authorization", f"Token {token}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def lua(row: Row) -> str:
    headers = {
        "Content-Type": "application/json" if row.body else "",
        "Authorization": f"Token {row.token}" if row.token else "",
        "Accept-Encoding": row.encoding,
    }
    lines = [f"wrk.method = {row.method!r}", f"wrk.body = [=[{row.body}]=]" if row.body else ""]
    lines += [f"wrk.headers[{name!r}] = {value!r}" for name, value in headers.items() if value]
    return "\n".join([*lines, row.script])


def latency(report: str, percent: int) -> float:
    """Milliseconds, as wrk's report has them."""
    number, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", report).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def wrk(url: str, row: Row, pids: list[int]) -> Figures:
    script = WORK / "request.lua"
    script.write_text(lua(row))
    before = cpu_seconds(pids)
    out = subprocess.run(
        [
            "wrk",
            "-t1",
            f"-c{row.connections}",
            f"-d{SECONDS}s",
            "--latency",
            "-s",
            str(script),
            url + row.path,
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    used = cpu_seconds(pids) - before
    requests = int(re.search(r"(\d+) requests in", out)[1])
    failures = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return Figures(
        requests_per_second=float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),
        cpu_microseconds=used / max(requests, 1) * 1e6,
        p50_milliseconds=latency(out, 50),
        p99_milliseconds=latency(out, 99),
        failures=int(failures[1]) if failures else 0,
    )


def median(figures: list[Figures]) -> Figures:
    return Figures(
        *(statistics.median(getattr(f, name) for f in figures) for name in Figures.__dataclass_fields__)
    )


class Server:
    def __init__(self, database: Path | None, settings: dict[str, str] | None = None, binary: Path = BINARY):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {
            "PATH": os.environ["PATH"],
            "CONDUIT_PORT": str(self.port),
            "CONDUIT_DATABASE_URL": f"sqlite:{database}",
            "CONDUIT_LOG_FORMAT": "json",
            "CONDUIT_RATE_LIMIT_ADDRESS": "off",
            "CONDUIT_RATE_LIMIT_WRITES": "off",
        } | (settings or {})
        started = time.monotonic()
        self.log = (WORK / "server.log").open("w")
        self.process = subprocess.Popen([binary, "serve"], env=environment, stdout=self.log)
        while True:
            try:
                call(self.url + "/readyz")
                break
            except OSError:
                if self.process.poll() is not None or time.monotonic() - started > 20:
                    sys.exit("bench: the server does not start; see build/bench/server.log")
                time.sleep(0.002)
        self.start_milliseconds = (time.monotonic() - started) * 1000

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


class Nginx:
    """Serves files that hold the very bytes the server answers with, from memory as far as nginx can."""

    def __init__(self, files: dict[str, bytes]):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        home = WORK / "nginx"
        shutil.rmtree(home, ignore_errors=True)
        (home / "files").mkdir(parents=True)
        for name, content in files.items():
            (home / "files" / name).write_bytes(content)
        (home / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {home}/pid; error_log {home}/error.log;\n"
            "worker_rlimit_nofile 4096; events { worker_connections 1024; }\n"
            "http { access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000;\n"
            "  open_file_cache max=100; default_type application/json;\n"
            + "".join(
                f"  {kind}_temp_path {home}/{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + f"  server {{ listen 127.0.0.1:{self.port}; root {home}/files; }} }}\n"
        )
        self.process = subprocess.Popen(
            ["nginx", "-c", str(home / "nginx.conf"), "-e", str(home / "error.log")]
        )
        for _ in range(200):
            try:
                call(self.url + "/" + next(iter(files)))
                return
            except OSError:
                time.sleep(0.01)
        sys.exit("bench: nginx does not start; see build/bench/nginx/error.log")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=10)


def seed(database_url: str, users: int, articles: int) -> None:
    flags = ["--users", str(users), "--articles", str(articles), "--database-url", database_url]
    subprocess.run([BINARY, "seed", *flags], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seeded_database(users: int = 500, articles: int = 10_000) -> Path:
    """A copy to work on; the original is made once."""
    database = WORK / f"seeded-{users}-{articles}.db"
    if not database.exists():
        WORK.mkdir(parents=True, exist_ok=True)
        new = database.with_suffix(".new")
        for leftover in WORK.glob(f"{new.name}*"):
            leftover.unlink()
        seed(f"sqlite:{new}", users, articles)
        new.rename(database)
    run = WORK / "run.db"
    for leftover in WORK.glob("run.db*"):
        leftover.unlink()
    shutil.copy(database, run)
    return run


def toggle_favorites(slugs: list[str]) -> str:
    """Favourites every article in turn, then takes all back, and so on: each request changes a row."""
    paths = ", ".join(f'"/api/articles/{slug}/favorite"' for slug in slugs)
    return f"""
local paths, sent = {{ {paths} }}, 0
function request()
  local round, at = math.floor(sent / #paths), sent % #paths
  sent = sent + 1
  return wrk.format(round % 2 == 0 and "POST" or "DELETE", paths[at + 1])
end
"""


LOGIN = {"user": {"email": "writer1@example.com", "password": "password123"}}


def log_in(url: str) -> str:
    return json.loads(call(url + "/api/users/login", "POST", LOGIN))["user"]["token"]


def rows_of(url: str) -> list[Row]:
    token = log_in(url)
    slugs = [item["slug"] for item in json.loads(call(url + "/api/articles?limit=100"))["articles"]]
    return [
        Row("list, 20 articles", "/api/articles"),
        Row("list, gzip", "/api/articles", encoding="gzip"),
        Row("list, signed in", "/api/articles", token=token),
        Row("article", f"/api/articles/{slugs[0]}"),
        Row("article, signed in", f"/api/articles/{slugs[0]}", token=token),
        Row("tags", "/api/tags"),
        Row("feed, signed in", "/api/articles/feed", token=token),
        Row("favourite, a durable write", "", token=token, script=toggle_favorites(slugs)),
        Row("log in", "/api/users/login", method="POST", body=json.dumps(LOGIN), connections=4),
    ]


def measure(server: Server, nginx: Nginx, row: Row, file: str) -> str:
    """A line of the table."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(wrk(server.url, row, [server.process.pid]))
        if row.method == "GET" and not row.script:
            theirs.append(wrk(nginx.url, Row(row.name, f"/{file}"), [nginx.process.pid]))
    if failures := max(figures.failures for figures in ours):
        sys.exit(f"bench: {row.name}: {failures} answers were no success")
    figure = median(ours)
    cells = [
        row.name,
        f"{figure.requests_per_second:,.0f}",
        f"{figure.cpu_microseconds:.1f}",
        f"{figure.p99_milliseconds:.2f}",
    ]
    if theirs:
        base = median(theirs)
        ratio = figure.cpu_microseconds / base.cpu_microseconds
        cells += [f"{base.requests_per_second:,.0f}", f"{ratio:.1f}"]
    else:
        cells += ["-", "-"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    Server(seeded_database()).stop()  # so that what is measured of a start is not the disk
    server = Server(seeded_database())
    nginx = None
    try:
        rows = rows_of(server.url)
        same = {
            f"{number}.json": call(server.url + row.path, token=row.token, encoding=row.encoding)
            for number, row in enumerate(rows)
            if row.method == "GET" and not row.script
        }
        nginx = Nginx(same)
        print(f"{ROUNDS} rounds of {SECONDS} s, {CONNECTIONS} connections, {os.cpu_count()} cores, wrk too\n")
        print("| request | requests/s | CPU µs/request | p99 ms | nginx requests/s | CPU, × nginx |")
        print("|---|---|---|---|---|---|")
        for number, row in enumerate(rows):
            print(measure(server, nginx, row, f"{number}.json"), flush=True)
        memory = resident_megabytes(server.process.pid)
        print(f"\nfirst answer after {server.start_milliseconds:.0f} ms, resident {memory:.0f} MB")
    finally:
        server.stop()
        if nginx:
            nginx.stop()


if __name__ == "__main__":
    main()
