"""Golden files: what outsiders see, kept word for word, so that every change of it shows in review."""

import difflib

from support.settings import GOLDEN


class Golden:
    def __init__(self, update: bool):
        self.update = update

    def check(self, name: str, actual: str) -> None:
        path = GOLDEN / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual)
            return
        expected = path.read_text() if path.exists() else ""
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
