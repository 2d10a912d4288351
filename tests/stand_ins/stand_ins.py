#!/usr/bin/env python3
"""Servers that tests need beside Conduit, on free ports of loopback, ended when done.

    tests/stand_ins/stand_ins.py mongo valkey -- COMMAND...

runs the command with TEST_MONGO_URI and TEST_VALKEY_URI naming them (TEST_MONGO_STANDALONE_URI for a third,
`mongo-standalone`). Where such a variable is set already,
that server is used instead: so the same tests run on the real MongoDB in CI. `tools/setup.sh test` installs
what is started here.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
FERRETDB = ROOT / "build" / "stand-ins" / "ferretdb" / "ferretdb"
JARS = ROOT / "build" / "stand-ins" / "mongo"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class StandIn:
    """A server process that is ready when its port answers."""

    variable: str

    def __init__(self, port: int | None = None):
        self.port = port or free_port()
        self.process: subprocess.Popen | None = None

    def program(self) -> str | None:
        """The file to run where that is not the first word of the command."""
        return None

    def command(self) -> list[str]:
        raise NotImplementedError

    @property
    def uri(self) -> str:
        raise NotImplementedError

    def start(self, seconds: float = 30) -> "StandIn":
        self.process = subprocess.Popen(
            self.command(),
            executable=self.program(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + seconds
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise RuntimeError(f"{type(self).__name__} did not start") from None
                time.sleep(0.02)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


class Mongo(StandIn):
    """mongo-java-server: MongoDB's protocol, in memory, which says that it is a replica set of one. It has no
    authentication, does not know a write that is sent again, and runs one transaction at a time."""

    variable = "TEST_MONGO_URI"
    kind: tuple[str, ...] = ()

    def command(self) -> list[str]:
        # A small heap and no warm-up to speak of: it lives for seconds.
        options = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
        return ["java", *options, "-cp", f"{JARS}:{JARS}/*", "MongoStandIn", str(self.port), *self.kind]

    @property
    def uri(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/conduit?replicaSet=rs0"


class StandaloneMongo(Mongo):
    """A server that is in no replica set, and so without transactions."""

    variable = "TEST_MONGO_STANDALONE_URI"
    kind = ("standalone",)

    @property
    def uri(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/conduit"


class Ferret(StandIn):
    """FerretDB over SQLite: has accounts and TLS, and loses updates that come at the same time."""

    def __init__(self, directory: Path, user: str, password: str, certificate: Path, key: Path):
        super().__init__()
        self.directory = directory
        self.user = user
        self.password = password
        self.certificate = certificate
        self.key = key

    def command(self) -> list[str]:
        return [
            str(FERRETDB),
            *("--handler=sqlite", f"--sqlite-url=file:{self.directory}/", f"--state-dir={self.directory}"),
            *("--telemetry=disable", "--debug-addr=-", "--log-level=error", "--listen-addr="),
            f"--listen-tls=127.0.0.1:{self.port}",
            *(f"--listen-tls-cert-file={self.certificate}", f"--listen-tls-key-file={self.key}"),
            *("--test-enable-new-auth", "--setup-database=conduit"),
            *(f"--setup-username={self.user}", f"--setup-password={self.password}"),
        ]

    @property
    def uri(self) -> str:
        """As one connection at a time; the authority is the caller's to name."""
        password = quote(self.password, safe="")
        return f"mongodb://{self.user}:{password}@localhost:{self.port}/conduit?tls=true&maxPoolSize=1"


class Valkey(StandIn):
    """The real thing, without a file: Debian 13 calls it Valkey, 12 has the Redis 7 that it came from."""

    variable = "TEST_VALKEY_URI"

    def __init__(self, port: int | None = None, *options: str):
        super().__init__(port)
        self.options = options

    def program(self) -> str:
        # The package of the server starts one for the whole machine. The checker in the package of the tools
        # is the same program: what it does it decides by the name it is called by.
        for name in ("valkey-check-rdb", "redis-check-rdb"):
            if found := shutil.which(name):
                return found
        raise RuntimeError("there is no Valkey here: run tools/setup.sh test")

    def command(self) -> list[str]:
        return [
            "valkey-server",
            *("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
            *("--loglevel", "warning"),
            *self.options,
        ]

    @property
    def uri(self) -> str:
        return f"redis://127.0.0.1:{self.port}"


KINDS = {"mongo": Mongo, "mongo-standalone": StandaloneMongo, "valkey": Valkey}


def main() -> int:
    arguments = sys.argv[1:]
    split = arguments.index("--") if "--" in arguments else -1
    if split < 1 or not set(arguments[:split]) <= set(KINDS):
        print(__doc__, file=sys.stderr)
        return 2
    started: list[StandIn] = []
    environment = dict(os.environ)
    try:
        for name in arguments[:split]:
            kind = KINDS[name]
            if not environment.get(kind.variable):
                started.append(kind().start())
                environment[kind.variable] = started[-1].uri
        return subprocess.run(arguments[split + 1 :], env=environment).returncode
    finally:
        for server in started:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
