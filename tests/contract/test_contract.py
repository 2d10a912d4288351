"""The contract itself: valid, served as it is, and a judge that can say no"""

import json
import re

import pytest

from support.api import ok
from support.contract import Contract, ContractViolation, load_contract

JSON = {"content-type": "application/json; charset=utf-8", "x-request-id": "1"}


def judge(method, path, status, body, headers=JSON):
    load_contract().check(
        method, path, status, headers, json.dumps(body).encode() if body is not None else b""
    )


@pytest.mark.spec("contract: served")
def test_contract_is_served_as_it_is(anonymous):
    assert ok(anonymous.get("/api/openapi.json")) == load_contract().document


@pytest.mark.spec("contract: served")
def test_contract_can_be_browsed_without_other_origins(anonymous):
    response = anonymous.get("/api/docs")
    assert response.status_code == 200
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', response.text)
    files = [address for address in loaded if not address.startswith("data:")]
    assert files
    for address in files:
        assert address.startswith("/api/docs/")
        assert anonymous.get(address).status_code == 200


@pytest.mark.spec("contract: served")
def test_every_reference_leads_somewhere():
    contract = load_contract()

    def references(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            node = node.values()
        if not isinstance(node, str) and hasattr(node, "__iter__"):
            for item in node:
                yield from references(item)

    for reference in set(references(contract.document)):
        assert contract.resolve(reference.removeprefix("#"))


PROFILE = {"username": "ann", "bio": None, "image": None, "following": False}


@pytest.mark.spec("1.1 no extra keys")
@pytest.mark.case("A18")
@pytest.mark.parametrize(
    "method, path, status, body, headers",
    [
        pytest.param(
            "GET", "/api/profiles/ann", 200, {"profile": PROFILE | {"id": 1}}, JSON, id="key too many"
        ),
        pytest.param(
            "GET",
            "/api/profiles/ann",
            200,
            {"profile": PROFILE | {"bio": ""}},
            JSON,
            id="empty instead of null",
        ),
        pytest.param("GET", "/api/profiles/ann", 200, {"profile": {}}, JSON, id="keys missing"),
        pytest.param(
            "GET", "/api/profiles/ann", 200, {"profile": PROFILE | {"following": 0}}, JSON, id="another type"
        ),
        pytest.param("GET", "/api/profiles/ann", 201, {"profile": PROFILE}, JSON, id="unknown status"),
        pytest.param("GET", "/api/profiles/ann", 404, {"errors": {}}, JSON, id="no error"),
        pytest.param(
            "GET", "/api/profiles/ann", 404, {"errors": {"profile": "not found"}}, JSON, id="text for a list"
        ),
        pytest.param(
            "GET", "/api/profiles/ann", 200, {"profile": PROFILE}, {"x-request-id": "1"}, id="no content type"
        ),
        pytest.param(
            "GET",
            "/api/profiles/ann",
            200,
            {"profile": PROFILE},
            JSON | {"content-type": "text/html"},
            id="html",
        ),
        pytest.param(
            "GET",
            "/api/profiles/ann",
            200,
            {"profile": PROFILE},
            {"content-type": JSON["content-type"]},
            id="no request id",
        ),
        pytest.param("DELETE", "/api/articles/a", 204, {}, JSON, id="body of a 204"),
        pytest.param(
            "PATCH",
            "/api/articles/a",
            405,
            {"errors": {"method": ["not allowed"]}},
            JSON,
            id="405 without Allow",
        ),
        pytest.param("GET", "/api/none", 200, {}, JSON, id="unknown route"),
    ],
)
def test_judge_says_no(method, path, status, body, headers):
    with pytest.raises(ContractViolation):
        judge(method, path, status, body, headers)


@pytest.mark.spec("1.1 JSON content type")
@pytest.mark.case("A18")
def test_judge_says_yes():
    judge("GET", "/api/profiles/ann", 200, {"profile": PROFILE})
    judge("GET", "/api/profiles/ann?x=1", 404, {"errors": {"profile": ["not found"]}})
    judge("HEAD", "/api/profiles/ann", 200, None)
    judge("DELETE", "/api/articles/a", 204, None)
    judge("GET", "/api/none", 404, {"errors": {"route": ["not found"]}})


def test_literal_paths_win_over_placeholders():
    contract: Contract = load_contract()
    assert contract.template_of("/api/articles/feed") == "/api/articles/feed"
    assert contract.template_of("/api/articles/x") == "/api/articles/{slug}"
    assert contract.template_of("/api/articles/") is None
