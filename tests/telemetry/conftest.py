from pathlib import Path

import pytest

from support.command import Conduit
from support.receiver import Receiver
from support.settings import BINARY


def pytest_collection_modifyitems(items):
    """A program that was built without OpenTelemetry has nothing to send; then that is said aloud."""
    mine = [item for item in items if "receiver" in getattr(item, "fixturenames", ())]
    if not mine or not BINARY.is_file():
        return
    version = Conduit(Path.cwd() / "unused.db").succeed("version").decode()
    if "without telemetry" in version:
        for item in mine:
            item.add_marker(pytest.mark.skip(reason="THE SERVER WAS BUILT WITHOUT OPENTELEMETRY"))


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()
