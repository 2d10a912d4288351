"""Percent-decoding and request targets"""

import pytest

from support.api import segment, unique

BAD_REQUEST = 400


@pytest.mark.case("C08")
def test_plus_and_escapes_in_a_path_segment(wire, new_user):
    stem = unique("a")
    for name in (f"{stem}+b", f"{stem} b", f"{stem}/b", f"{stem}%2Fb"):
        new_user(name)
    for target, name in {
        f"{stem}+b": f"{stem}+b",
        f"{stem}%2Bb": f"{stem}+b",
        f"{stem}%20b": f"{stem} b",
        f"{stem}%2Fb": f"{stem}/b",
        f"{stem}%2fb": f"{stem}/b",
        f"{stem}%252Fb": f"{stem}%2Fb",
    }.items():
        reply = wire.get(f"/api/profiles/{target}")
        assert (reply.status, reply.json()["profile"]["username"]) == (200, name)


@pytest.mark.case("C08")
def test_plus_and_escapes_in_a_query(wire, reader):
    mark = unique("")
    slugs = {
        tag: reader.write(tagList=[tag + mark])["slug"] for tag in ("c++", "a b", "a&b", "a=b", "100%", "ü")
    }
    for query, tag in {
        f"tag=c%2B%2B{mark}": "c++",
        f"tag=a+b{mark}": "a b",
        f"tag=a%20b{mark}": "a b",
        f"tag=a%26b{mark}": "a&b",
        f"tag=a=b{mark}": "a=b",
        f"tag=100%25{mark}": "100%",
        f"tag=%C3%BC{mark}": "ü",
        f"%74ag=%C3%BC{mark}": "ü",
        f"&&tag=c%2B%2B{mark}&": "c++",
    }.items():
        reply = wire.get(f"/api/articles?{query}")
        assert [item["slug"] for item in reply.json()["articles"]] == [slugs[tag]], query


@pytest.mark.case("C08")
@pytest.mark.case("A22")
@pytest.mark.parametrize(
    "target",
    [
        "/x%",
        "/%zz",
        "/%2",
        "/%00",
        "/api/profiles/%",
        "/api/profiles/%zz",
        "/api/profiles/%0",
        "/api/profiles/a%00b",
        "/api/profiles/%FF",
        "/api/profiles/%C3",
        "/api/profiles/%ED%A0%80",
        "/api/profiles/%C0%AF",
        "/api/articles/%FF",
        "/api/articles?tag=%",
        "/api/articles?tag=%zz",
        "/api/articles?tag=%FF",
        "/api/articles?tag=%00",
        "/api/articles?%FF=x",
    ],
)
def test_bad_escape_is_refused(server, wire, target):
    reply = wire.get(target)
    assert reply.status == BAD_REQUEST
    assert reply.errors
    assert b"\xff" not in reply.body
    assert server.is_running()


@pytest.mark.case("C08")
@pytest.mark.parametrize(
    "target", ["/api/profiles/\xff", "/api/articles?tag=\xc3\xa9", "/api/\x01", "/api/tags\x7f", "/\xe2\x80"]
)
def test_raw_bytes_in_a_target_are_no_crash(server, wire, target):
    assert wire.get(target).status in (200, 400, 404)
    assert server.is_running()


@pytest.mark.case("C08")
@pytest.mark.parametrize(
    "target", ["*", "tags", "http://", "?x", "//", "///api/tags", "/api//tags", "/api/tags/", "/api/tags//"]
)
def test_odd_targets_are_answered(server, wire, target):
    assert wire.get(target).status in (200, 301, 308, 400, 404, 405)
    assert server.is_running()


@pytest.mark.case("C08")
def test_absolute_form_is_understood(wire):
    """RFC 9112, 3.2.2: a server must accept it."""
    assert wire.get("http://conduit.test/api/tags").status == 200


@pytest.mark.case("C08")
def test_fragment_and_query_do_not_confuse_the_route(wire):
    assert wire.get("/api/tags?").status == 200
    assert wire.get("/api/tags?a?b?c=/api/none").status == 200


@pytest.mark.case("A10")
@pytest.mark.case("C08")
@pytest.mark.parametrize("username", ["%2e", "%2e%2e", "%2e%2e%2f", "..%2f..%2fetc%2fpasswd"])
def test_dots_in_a_segment_are_a_name(wire, username):
    assert wire.get(f"/api/profiles/{username}").status == 404


@pytest.mark.case("C08")
def test_long_segment_is_not_found(wire):
    assert wire.get(f"/api/profiles/{segment('é' * 500)}").status == 404
