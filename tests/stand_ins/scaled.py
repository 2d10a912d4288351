#!/usr/bin/env python3
"""Equal servers over MongoDB and Valkey behind a balancer, all on loopback: what runs on AWS, in small.

    tests/stand_ins/scaled.py [--servers N] [--port PORT] -- COMMAND...
    tests/stand_ins/scaled.py [--servers N] [--port PORT]

The first runs the command with BASE_URL naming the balancer, which hands requests to the servers in turn; the
second (`make run-scaled`) seeds the demo, says where everything is, and goes on until Ctrl-C. Both end what
they started. TEST_MONGO_URI and TEST_VALKEY_URI name servers to use instead of stand-ins.
"""

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from stand_ins import Mongo, StandIn, Valkey

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("CONDUIT_BINARY", ROOT / "build" / "conduit")).resolve()
CLIENT = ROOT / "build" / "client"


def environment(settings: dict[str, str]) -> dict[str, str]:
    """Nothing of the caller's own CONDUIT_* variables leaks in."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CONDUIT_")} | settings


class Conduit(StandIn):
    """One of the servers; ready when it says so."""

    def __init__(self, settings: dict[str, str], log: Path):
        super().__init__()
        self.environment = environment(settings | {"CONDUIT_PORT": str(self.port)})
        self.log = log

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, seconds: float = 30) -> "Conduit":
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [BINARY, "serve"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + seconds
        while True:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer,
            ):
                if answer.status == 200:
                    return self
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"a server did not start:\n{self.log.read_text()}")
            time.sleep(0.02)


class Balancer(StandIn):
    """nginx, which hands each request to the next server."""

    def __init__(self, servers: list[Conduit], folder: Path, port: int | None = None):
        super().__init__(port)
        self.folder = folder
        upstream = "".join(f"server 127.0.0.1:{server.port};" for server in servers)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"""daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; {temporary} client_max_body_size 0; keepalive_requests 1000000;
  upstream conduit {{ {upstream} keepalive 64; }}
  server {{
    listen 127.0.0.1:{self.port};
    location / {{
      proxy_pass http://conduit; proxy_http_version 1.1;
      proxy_buffering off; proxy_request_buffering off;
      proxy_set_header Connection ""; proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}
"""
        )

    def command(self) -> list[str]:
        return ["nginx", "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "nginx.log")]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Scaled:
    """All of it. Used as a context manager, or by start() and stop()."""

    def __init__(self, count: int = 2, port: int | None = None, settings: dict[str, str] | None = None):
        self.count = count
        self.port = port
        self.own_settings = settings or {}
        self._folder = tempfile.TemporaryDirectory(prefix="conduit-scaled-")
        self.folder = Path(self._folder.name)
        self.mongo: Mongo | None = None
        self.valkey: Valkey | None = None
        self.servers: list[Conduit] = []
        self.balancer: Balancer | None = None

    def start(self) -> "Scaled":
        mongo_uri, valkey_uri = os.environ.get("TEST_MONGO_URI"), os.environ.get("TEST_VALKEY_URI")
        try:
            if not mongo_uri:
                self.mongo = Mongo().start()
                mongo_uri = self.mongo.uri
            if not valkey_uri:
                self.valkey = Valkey().start()
                valkey_uri = self.valkey.uri
            self.settings = {
                "CONDUIT_STAGE": "local",
                "CONDUIT_ADDRESS": "127.0.0.1",
                "CONDUIT_DATABASE_URL": mongo_uri,
                "CONDUIT_CACHE_URL": valkey_uri,
                # Servers that share a database share their keys.
                "CONDUIT_TOKEN_KEYS": f"scaled:{secrets.token_hex(32)}",
                "CONDUIT_TRUSTED_PROXY_HOPS": "1",
                "CONDUIT_LOG_FORMAT": "json",
                "CONDUIT_CLIENT_DIR": str(CLIENT) if CLIENT.is_dir() else "",
            } | self.own_settings
            self.run("migrate")
            for number in range(self.count):
                self.servers.append(Conduit(self.settings, self.folder / f"server-{number + 1}.log").start())
            self.balancer = Balancer(self.servers, self.folder, self.port).start()
        except BaseException:
            self.stop()
            raise
        return self

    def run(self, *arguments: str) -> None:
        """A command of the program on the same database."""
        subprocess.run(
            [BINARY, *arguments], env=environment(self.settings), check=True, stdout=subprocess.DEVNULL
        )

    def stop(self) -> None:
        for server in [self.balancer, *self.servers, self.valkey, self.mongo]:
            if server is not None:
                server.stop()
        self._folder.cleanup()

    def __enter__(self) -> "Scaled":
        return self.start()

    def __exit__(self, *failure) -> None:
        self.stop()


def serve(scaled: Scaled) -> int:
    """Until Ctrl-C."""
    scaled.run("seed", "--demo")
    print(f"the site     {scaled.balancer.url}   (johndoe@example.com / password123)")
    for number, server in enumerate(scaled.servers, 1):
        print(f"server {number}     {server.url}   log {server.log}")
    print(f"database     {scaled.settings['CONDUIT_DATABASE_URL']}")
    print(f"cache        {scaled.settings['CONDUIT_CACHE_URL']}")
    print("Ctrl-C stops all of it.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
    return 0


def main() -> int:
    arguments = sys.argv[1:]
    split = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--port", type=int, help="of the balancer; a free one when it is left out")
    options = parser.parse_args(arguments[:split])
    command = arguments[split + 1 :]
    # A terminated run ends what it started as an interrupted one does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    off = {f"CONDUIT_RATE_LIMIT_{name}": "off" for name in ("ADDRESS", "LOGIN", "WRITES")}
    with Scaled(options.servers, options.port, off if command else None) as scaled:
        if not command:
            return serve(scaled)
        return subprocess.run(command, env=os.environ | {"BASE_URL": scaled.balancer.url}).returncode


if __name__ == "__main__":
    sys.exit(main())
