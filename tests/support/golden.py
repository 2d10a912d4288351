"""Golden files: what outsiders see, kept word for word, so that every change of it shows in review."""

import difflib
import re
from collections.abc import Callable

from support.settings import GOLDEN


class Golden:
    def __init__(self, update: bool):
        self.update = update

    def check_table(self, name: str, actual: str) -> None:
        """However wide the columns are: names of a renamed product are longer or shorter."""
        self.check(name, actual, lambda text: re.sub(r" {2,}", "  ", text))

    def check(self, name: str, actual: str, seen: Callable[[str], str] = str) -> None:
        path = GOLDEN / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual)
            return
        actual, expected = seen(actual), seen(path.read_text() if path.exists() else "")
        difference = difflib.unified_diff(
            expected.splitlines(),
            actual.splitlines(),
            f"api/golden/{name}",
            "what the server says",
            lineterm="",
        )
        assert actual == expected, "\n".join(
            [*difference, "", "If this is meant, run tests/update_golden and commit."]
        )
