"""The commands of the binary, run as a person would run them."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from support.settings import BINARY, patience, server_environment


@dataclass
class Conduit:
    """`conduit` with one database. Keyword arguments are settings; None takes one away."""

    database: Path

    def environment(self, settings: dict[str, str | None]) -> dict[str, str]:
        environment = server_environment(8080, self.database) | settings
        return {name: value for name, value in environment.items() if value is not None}

    def run(
        self, *arguments: str, input: bytes | None = None, **settings: str | None
    ) -> subprocess.CompletedProcess:
        return subprocess.run(
            [BINARY, *arguments],
            input=b"" if input is None else input,
            capture_output=True,
            env=self.environment(settings),
            cwd=self.database.parent,
            timeout=patience(60),
        )

    def succeed(self, *arguments: str, **options) -> bytes:
        done = self.run(*arguments, **options)
        assert done.returncode == 0, (
            f"conduit {' '.join(arguments)}: {done.returncode}\n{done.stderr.decode()}"
        )
        return done.stdout

    def refuse(self, *arguments: str, **options) -> str:
        """Runs what must be refused as a wrong use; returns what the person is told."""
        done = self.run(*arguments, **options)
        assert done.returncode == 2, (
            f"conduit {' '.join(arguments)}: {done.returncode}\n{done.stderr.decode()}"
        )
        assert done.stdout == b""
        return done.stderr.decode()

    def seed(self, users: int, articles: int) -> None:
        self.succeed("seed", "--users", str(users), "--articles", str(articles))

    def export(self) -> bytes:
        return self.succeed("export")

    def load(self, dump: bytes) -> None:
        self.succeed("import", input=dump)
