import pytest

from support.wire import Wire


@pytest.fixture
def wire(server):
    with Wire(server) as connection:
        yield connection


@pytest.fixture(scope="session")
def large_path(reader) -> str:
    """A list of more than a megabyte."""
    slug = reader.write()["slug"]
    for _ in range(10):
        reader.comment(slug, "x" * 60_000)
    return f"/api/articles/{slug}/comments"
