"""How far MongoDB's replicas are behind, from what they tell the driver: nobody has to be asked"""

import re

import httpx
import pytest

from support.replica_set import ReplicaSet
from support.server import Server, wait_until
from support.settings import sharing


@pytest.fixture
def watch(tmp_path):
    """Starts a server over a replica set, and gives what reads the lag in seconds, or None."""
    closing = []

    def start(*behind):
        replicas = ReplicaSet(*behind)
        closing.append(replicas.close)
        server = Server(tmp_path, sharing(replicas.uri) | {"CONDUIT_PRIVATE_PORT": "0"})
        server.launch()
        closing.append(server.kill)
        url = f"http://127.0.0.1:{server.private_port()}/metrics"

        def lag():
            text = httpx.get(url, trust_env=False).text
            found = re.search(r"^conduit_mongodb_replication_lag_seconds (\S+)$", text, re.M)
            return float(found[1]) if found else None

        return replicas, lag

    yield start
    for close in reversed(closing):
        close()


@pytest.mark.spec("telemetry: metrics")
def test_it_is_that_of_the_member_furthest_behind_and_follows_it(watch):
    replicas, lag = watch(0, 2, 45)
    wait_until(lambda: lag() is not None and 44 < lag() < 47, 10, "45 seconds of lag")
    replicas.members[2].behind = 0
    wait_until(lambda: lag() < 4, 10, "the member to have caught up")


@pytest.mark.spec("telemetry: metrics")
def test_of_members_that_say_nothing_of_their_writes_nothing_is_made_up(watch):
    replicas, lag = watch(None, None)
    wait_until(lambda: all(member.asked > 3 for member in replicas.members), 10, "members to be asked")
    assert lag() is None
