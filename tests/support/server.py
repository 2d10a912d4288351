"""A `conduit serve` process: started, waited for, looked into, and stopped as an operator would."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

from stand_ins.stand_ins import free_port
from support.settings import BINARY, MONGO_URI, patience, server_environment

SANITIZER_REPORTS = ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:", "ThreadSanitizer")


def wait_until(condition: Callable[[], object], seconds: float, what: str):
    """Polls until `condition` is truthy and returns its value; fails naming `what` when time is up."""
    deadline = time.monotonic() + patience(seconds)
    while True:
        if value := condition():
            return value
        assert time.monotonic() < deadline, f"waited {patience(seconds):g} s in vain for {what}"
        time.sleep(0.01)


def distinct(members: list[tuple[str, object]]) -> dict:
    """An object of JSON without two members of one name: readers of logs disagree on which of them counts."""
    record = dict(members)
    assert len(record) == len(members), f"a name comes twice: {members}"
    return record


class Server:
    """One server process on a free port, with a directory of its own for its database and output."""

    host = "127.0.0.1"

    def __init__(self, directory: Path, settings: dict[str, str | None] | None = None):
        self.directory = directory
        self.database = directory / "conduit.db"
        self.settings = settings or {}
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self._output = directory / "server.log"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        return self.process.pid

    def launch(self, **popen) -> None:
        """Starts the process without waiting for it; `popen` may redirect its output."""
        environment = server_environment(self.port, self.database) | self.settings
        environment = {name: value for name, value in environment.items() if value is not None}
        with self._output.open("ab") as output:
            streams = {"stdout": output, "stderr": subprocess.STDOUT} | popen
            self.process = subprocess.Popen(
                [BINARY, "serve"], env=environment, cwd=self.directory, stdin=subprocess.DEVNULL, **streams
            )

    def start(self, **popen) -> "Server":
        if MONGO_URI and self.settings.get("CONDUIT_STAGE", "local") != "local":
            # Servers that share a database do not bring it up to date themselves: a step of the deploy does.
            environment = server_environment(self.port, self.database)
            subprocess.run([BINARY, "migrate"], env=environment, check=True, capture_output=True)
        self.launch(**popen)
        wait_until(self.is_ready, 15, "the server to become ready")
        return self

    def private_port(self) -> int:
        """Where /metrics and /debug are, of a server that was told to have them on any free port."""

        def said():
            return [record for record in self.log_records() if record["msg"] == "listening for operators"]

        return wait_until(said, 5, "the private port to be said")[0]["port"]

    def is_ready(self) -> bool:
        assert self.process.poll() is None, (
            f"the server ended with {self.process.returncode}:\n{self.output()}"
        )
        connection = HTTPConnection(self.host, self.port, timeout=patience(2))
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """SIGTERM, as a container runtime would; the server has to leave in order and in time."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        self.wait_for_exit()

    def wait_for_exit(self, seconds: float = 15) -> None:
        try:
            status = self.process.wait(patience(seconds))
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"the server did not stop in {patience(seconds):g} s:\n{self.output()}"
            ) from None
        assert status == 0, f"the server ended with {status}:\n{self.output()}"
        self.assert_clean()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def assert_clean(self) -> None:
        output = self.output()
        found = [report for report in SANITIZER_REPORTS if report in output]
        assert not found, f"{found[0]}:\n{output}"

    def is_running(self) -> bool:
        return self.process.poll() is None

    def open_descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def open_sockets(self) -> int:
        """Connections and listeners; not the files that a thread opens when it first reads the database."""
        folder = Path(f"/proc/{self.pid}/fd")
        names = []
        for link in folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                names.append(os.readlink(link))
        return sum(name.startswith("socket:") for name in names)

    def output(self) -> str:
        return self._output.read_text(errors="replace") if self._output.exists() else ""

    def log_records(self) -> Iterator[dict]:
        for line in self.output().splitlines():
            try:
                record = json.loads(line, object_pairs_hook=distinct)
            except ValueError:
                continue
            if isinstance(record, dict):
                yield record

    def request_records(self, **expected) -> list[dict]:
        """The log records of requests that hold every `expected` key and value."""
        return [
            record
            for record in self.log_records()
            if record.get("msg") == "request"
            and all(record.get(key) == value for key, value in expected.items())
        ]

    def wait_for_request(self, **expected) -> dict:
        """The log may be written a moment after the answer."""
        return wait_until(lambda: self.request_records(**expected), 5, f"the log record with {expected}")[0]
