"""HEAD answers what GET would, without a body, and leaves the connection in order"""

import pytest

from support.wire import Wire

TARGETS = ["/api/tags", "/api/articles", "/api/articles/none", "/api/user", "/api/none", "/livez"]


@pytest.mark.case("C01")
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "order", [["HEAD", "GET"], ["GET", "HEAD", "GET"], ["HEAD", "HEAD", "GET"]], ids="-".join
)
def test_head_then_get_on_one_connection(wire, target, order):
    replies = {}
    for method in order:
        reply = replies[method] = wire.get(target, method=method)
        if method == "GET":
            assert reply.body
    wire.assert_open()
    assert replies["HEAD"].status == replies["GET"].status
    assert replies["HEAD"].headers["content-type"] == replies["GET"].headers["content-type"]
    if "content-length" in replies["HEAD"].headers:
        assert int(replies["HEAD"].headers["content-length"]) == len(replies["GET"].body)


@pytest.mark.case("C01")
def test_head_of_a_large_answer(server, large_path):
    with Wire(server) as wire:
        assert wire.get(large_path, method="HEAD").status == 200
        assert len(wire.get(large_path).body) > 1_000_000


@pytest.mark.case("C01")
def test_head_where_only_post_is_known(wire):
    reply = wire.get("/api/users/login", method="HEAD")
    assert reply.status == 405
    assert wire.get("/api/tags").status == 200
