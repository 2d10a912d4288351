"""What servers of these tests stand on: a MongoDB that nobody breaks, and a Valkey that anybody may."""

import pytest

from stand_ins.stand_ins import Mongo, Valkey


@pytest.fixture(scope="session")
def shared_mongo():
    stand_in = Mongo().start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def valkey():
    stand_in = Valkey().start()
    yield stand_in
    stand_in.stop()
