import pytest

from support.golden import Golden


@pytest.fixture(scope="session")
def golden(request) -> Golden:
    return Golden(update=request.config.getoption("update_golden"))
