import pytest

from support.command import Conduit


@pytest.fixture
def conduit(tmp_path):
    """`conduit()` is the binary with a fresh database each time."""
    count = iter(range(100))
    return lambda: Conduit(tmp_path / f"cli-{next(count)}.db")
