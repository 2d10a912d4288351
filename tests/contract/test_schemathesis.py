"""The running server against its contract: requests nobody thought of, within and outside the schema"""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    ensure_resource_availability,
    ignored_auth,
    positive_data_acceptance,
    use_after_free,
)

from support.api import User
from support.settings import CONTRACT, patience

# What is no HTTP a proxy in front answers itself.
pytestmark = pytest.mark.own_server

# tests/api holds the server to who may do what. And what a text may hold is said in prose where JSON Schema
# has no word for it, so data that fits the schema may still be refused.
LEFT_TO_OTHERS = [ignored_auth, positive_data_acceptance, use_after_free, ensure_resource_availability]

schema = schemathesis.openapi.from_path(str(CONTRACT))
# Data outside the schema may be refused for its size before anything else about it is looked at.
schema.config.checks.negative_data_rejection.expected_statuses.append("413")


@pytest.fixture(scope="module")
def session(http, reader):
    """Signed in as somebody whose own account is left alone: changing it would change everything after."""
    return {"Authorization": f"Token {reader.token}"}


def explore(case, http, headers):
    case.call_and_validate(
        base_url=str(http.base_url).rstrip("/"),
        headers=headers,
        excluded_checks=LEFT_TO_OTHERS,
        timeout=patience(10),
    )


@pytest.mark.spec("contract: explored")
@schema.exclude(path="/api/user", method="PUT").parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_server_keeps_the_contract(case, http, session):
    explore(case, http, session)


@pytest.mark.spec("contract: explored")
@schema.include(path="/api/user", method="PUT").parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_account_keeps_the_contract(case, http, new_account):
    explore(case, http, new_account)


@pytest.fixture(scope="module")
def new_account(anonymous):
    return {"Authorization": f"Token {User.register(anonymous).token}"}
