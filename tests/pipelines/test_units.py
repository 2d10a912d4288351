"""Parts of the deploy tool and of CI's scripts that need no server."""

import datetime
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.servers import ROOT, Handler, http

from tools.ci.changes import PARTS, touched
from tools.deploy import client_files, edge, infrastructure, marker, revision, service
from tools.deploy.github import Refused
from tools.deploy.stage import Stage
from tools.deploy.waiting import Clock

pytestmark = pytest.mark.fast

STAGE = Stage(name="prod", repository="r", cluster="c", service="s", family="conduit-prod")
NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)


def release(days_ago: float, *assets: str) -> dict:
    return {
        "commit": "c",
        "since": (NOW - datetime.timedelta(days=days_ago)).isoformat(),
        "assets": list(assets),
    }


# ── which old assets go ──────────────────────────────────────────────────────────────────────────────────────────────


def test_assets_stay_while_their_release_was_replaced_lately():
    # In service for a year, replaced yesterday: a tab opened yesterday still asks for its chunks.
    kept, dropped = client_files.expired([release(366, "assets/a"), release(1, "assets/b")], NOW)
    assert len(kept) == 2
    assert dropped == set()


def test_assets_go_a_month_after_their_release_was_replaced():
    kept, dropped = client_files.expired(
        [release(90, "assets/a"), release(31, "assets/b"), release(1, "assets/c")], NOW
    )
    assert [entry["assets"] for entry in kept] == [["assets/b"], ["assets/c"]]
    assert dropped == {"assets/a"}


def test_an_asset_that_a_later_release_uses_too_stays():
    _, dropped = client_files.expired([release(90, "assets/a", "assets/s"), release(31, "assets/s")], NOW)
    assert dropped == {"assets/a"}


def test_a_file_of_unknown_type_is_refused(tmp_path):
    (tmp_path / "index.html").touch()
    (tmp_path / "page.html5").touch()
    with pytest.raises(Refused, match=r"page\.html5"):
        client_files.files_of(tmp_path)


def test_precompressed_copies_stay_at_home(tmp_path):
    for name in ("index.html", "index.html.br", "index.html.gz"):
        (tmp_path / name).touch()
    assert client_files.files_of(tmp_path) == ["index.html"]


# ── revisions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_revision_without_the_servers_container_is_refused():
    with pytest.raises(Refused):
        revision.with_image({"containerDefinitions": [{"name": "agent", "image": "x"}]}, "y")


def test_other_containers_keep_their_image():
    made = revision.with_image(
        {
            "revision": 3,
            "containerDefinitions": [{"name": "server", "image": "x"}, {"name": "agent", "image": "z"}],
        },
        "y",
    )
    assert made == {
        "containerDefinitions": [{"name": "server", "image": "y"}, {"name": "agent", "image": "z"}]
    }


# ── credentials ──────────────────────────────────────────────────────────────────────────────────────────────────────

STS_ANSWER = """<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIASHORT</AccessKeyId><SecretAccessKey>short-secret</SecretAccessKey>
<SessionToken>session</SessionToken><Expiration>2026-11-25T12:00:00Z</Expiration></Credentials>
</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"""
STS_REFUSAL = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>"""


def take_credentials(tmp_path: Path, sts: tuple[int, str] = (200, STS_ANSWER), **environment: str):
    """Runs the command with GitHub's token endpoint and STS played on loopback."""
    asked: list[str] = []

    class GitHubAndSts(Handler):
        def do_GET(self):
            asked.append(f"{self.path} {self.headers['Authorization']}")
            self.answer(
                200, json.dumps({"value": "the.job.identity"}).encode(), {"Content-Type": "application/json"}
            )

        def do_POST(self):
            asked.append(self.body().decode())
            self.answer(sts[0], sts[1].encode(), {"Content-Type": "text/xml"})

    exports = tmp_path / "env"
    exports.touch()
    with http(GitHubAndSts) as port:
        oidc = {
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"http://127.0.0.1:{port}/token?api=2",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "bearer",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tools.deploy", "take-credentials", "--seconds", "7200"],
            cwd=ROOT,
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={
                "PATH": os.environ["PATH"],
                "GITHUB_ACTIONS": "true",
                "GITHUB_ENV": str(exports),
                "GITHUB_RUN_ID": "7",
                "AWS_ENDPOINT_URL_STS": f"http://127.0.0.1:{port}",
                "AWS_REGION": "eu-west-1",
                **oidc,
                **environment,
            },
        )
    return done, asked, dict(line.split("=", 1) for line in exports.read_text().splitlines())


KEYS = {"AWS_ACCESS_KEY_ID": "AKIALONG", "AWS_SECRET_ACCESS_KEY": "long-secret"}
ROLE = {"AWS_ROLE_ARN": "arn:aws:iam::000000000000:role/conduit/ci/conduit-dev-deploy"}


def test_with_a_role_the_job_takes_it_by_its_own_identity_even_when_keys_are_there(tmp_path):
    done, asked, exported = take_credentials(tmp_path, **ROLE, **KEYS)
    assert done.returncode == 0, done.stdout
    assert asked[0] == "/token?api=2&audience=sts.amazonaws.com Bearer bearer"
    assert "WebIdentityToken=the.job.identity" in asked[1]
    assert "RoleSessionName=github-7-local" in asked[1]
    assert "DurationSeconds=7200" in asked[1]
    assert exported == {
        "AWS_ACCESS_KEY_ID": "ASIASHORT",
        "AWS_SECRET_ACCESS_KEY": "short-secret",
        "AWS_SESSION_TOKEN": "session",
        "AWS_REGION": "eu-west-1",
    }
    for secret in ("the.job.identity", "ASIASHORT", "short-secret", "session"):
        assert f"::add-mask::{secret}" in done.stdout
        assert done.stdout.count(secret) == 1


def test_without_a_role_the_job_takes_the_keys(tmp_path):
    done, asked, exported = take_credentials(tmp_path, AWS_ROLE_ARN="", **KEYS)
    assert done.returncode == 0, done.stdout
    assert asked == []
    assert exported == {**KEYS, "AWS_REGION": "eu-west-1"}


def test_with_neither_the_job_says_what_to_set(tmp_path):
    done, _, exported = take_credentials(tmp_path)
    assert done.returncode == 1
    assert "AWS_ROLE_ARN" in done.stdout
    assert exported == {}


def test_a_role_that_refuses_is_explained(tmp_path):
    done, _, exported = take_credentials(tmp_path, (403, STS_REFUSAL), **ROLE)
    assert done.returncode == 1
    assert "trust policy" in done.stdout
    assert exported == {}


# ── waiting for the new version ──────────────────────────────────────────────────────────────────────────────────────


def test_waiting_for_the_version_ends_when_another_deploy_takes_over(monkeypatch):
    class OtherVersion(Handler):
        def do_GET(self):
            self.answer(200, b'{"commit": "another"}')

    primary = {"status": "PRIMARY", "taskDefinition": "task-definition/conduit-prod:8"}
    monkeypatch.setattr(service, "describe", lambda stage: {"deployments": [primary]})
    with http(OtherVersion) as port, pytest.raises(Refused, match="another deploy took over: revision 8"):
        edge.wait_for_version(
            f"http://127.0.0.1:{port}",
            "ours",
            Clock(seconds=600, interval=60),
            lambda: service.confirm_in_service(STAGE, "task-definition/conduit-prod:7"),
        )


# ── what Datadog hears ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def datadog(monkeypatch) -> Iterator[list[dict]]:
    """Datadog's address for events, played on loopback: what it was sent."""
    events: list[dict] = []

    class Events(Handler):
        def do_POST(self):
            events.append({"key": self.headers["DD-API-KEY"], **json.loads(self.body())})
            self.answer(202)

    with http(Events) as port:
        monkeypatch.setenv("DATADOG_API_KEY", "key")
        monkeypatch.setenv("DATADOG_ENDPOINT", f"http://127.0.0.1:{port}")
        yield events


def test_a_deploy_is_marked_and_a_failed_one_is_what_the_monitor_waits_for(datadog):
    marker.deployed(STAGE, "c" * 40, "sha256:" + "d" * 64)
    marker.failed(STAGE, "c" * 40)

    done, failed = datadog
    assert done["key"] == failed["key"] == "key"
    assert {"service:conduit", "env:prod", "event:deploy", f"version:{'c' * 40}"} == set(done["tags"])
    assert failed["alert_type"] == "error"
    query = re.search(
        r'failed-deploy = \{.*?events\(\\"(\S+) ',
        (ROOT / "infra/monitoring/monitors.tf").read_text(),
        re.DOTALL,
    )
    assert {"service:conduit", "env:prod", query[1]} == set(failed["tags"])


def test_a_deploy_does_not_depend_on_datadog(datadog, monkeypatch, capsys):
    monkeypatch.setenv("DATADOG_ENDPOINT", "http://127.0.0.1:9")
    marker.failed(STAGE, "c" * 40)
    assert "no deploy marker" in capsys.readouterr().out
    monkeypatch.delenv("DATADOG_API_KEY")
    marker.failed(STAGE, "c" * 40)
    assert datadog == []


# ── infrastructure ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def infra(tmp_path, monkeypatch) -> Path:
    """A tree with a stage's file, and infra/tf that notes how it was called."""
    (tmp_path / "infra/stages").mkdir(parents=True)
    (tmp_path / "infra/stages/prod.tfvars").write_text(
        'project = "conduit"\nregion    = "eu-west-1"\nprotect = true\ndatabase_mode = "external"\ndatadog = { enabled = true }\n'
    )
    (tmp_path / "infra/roots.json").write_text(
        json.dumps(
            {
                "stage": [
                    {"root": "server"},
                    {"root": "database", "when": {"database_mode": ["atlas-public"]}},
                    {"root": "client"},
                    {"root": "monitoring", "when": {"datadog.enabled": [True]}},
                ]
            }
        )
    )
    script = tmp_path / "infra/tf"
    script.write_text('#!/bin/sh\necho "$@ CONFIRM=$CONFIRM" >>calls\n')
    script.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_region_is_the_stages_own(infra):
    assert infrastructure.region_of("prod") == "eu-west-1"


def test_roots_follow_the_stages_choices(infra):
    assert infrastructure.wanted("prod", "server")
    assert not infrastructure.wanted("prod", "database")
    assert infrastructure.wanted("prod", "monitoring")


@pytest.mark.parametrize("confirmation", ["", "prod", "destroy-prod", "destroy-conduit-dev"])
def test_nothing_is_destroyed_without_its_full_name(infra, confirmation):
    with pytest.raises(Refused, match="destroy-conduit-prod"):
        infrastructure.destroy("prod", confirmation)


def test_a_protected_stage_is_not_destroyed(infra):
    with pytest.raises(Refused, match="protect = false"):
        infrastructure.destroy("prod", "destroy-conduit-prod")
    assert not (infra / "calls").exists()


def test_an_unprotected_stage_is_the_last_made_first(infra):
    file = infra / "infra/stages/prod.tfvars"
    file.write_text(file.read_text().replace("true\ndata", "false\ndata"))
    infrastructure.destroy("prod", "destroy-conduit-prod")
    assert (infra / "calls").read_text() == "".join(
        f"destroy prod {root} -auto-approve CONFIRM=destroy-conduit-prod\n"
        for root in ("monitoring", "client", "server")
    )


@pytest.mark.parametrize("run", ["", "latest", "null"])
def test_only_a_named_plan_is_applied(infra, run):
    with pytest.raises(Refused, match="which plan"):
        infrastructure.apply("prod", "server", run)


# ── what a change touches ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("file", "parts"),
    [
        ("server/src/main.cpp", {"server", "image", "pipelines"}),
        ("client/src/app.tsx", {"client", "image", "pipelines"}),
        ("api/openapi.yml", {"server", "client", "image", "pipelines"}),
        ("infra/server/alb.tf", {"infra", "pipelines"}),
        (".github/workflows/cd.yml", {"pipelines"}),
        ("tools/deploy/edge.py", {"infra", "pipelines"}),
        ("tools/compose/make.sh", {"server", "pipelines"}),
        ("api/golden/help.txt", {"server", "client", "image", "infra", "pipelines"}),
        ("docs/runbooks/latency.md", {"infra", "pipelines"}),
        ("Makefile", {"server", "client", "image", "infra", "pipelines"}),
        ("README.md", {"pipelines"}),
        ("docs/adr/0001.md", set()),
    ],
)
def test_a_change_runs_what_it_can_break(file, parts):
    assert {part for part, value in touched([file]).items() if value} == parts


def test_an_unknown_base_runs_everything(tmp_path):
    output = tmp_path / "output"
    subprocess.run(
        [ROOT / "tools/ci/changes.py", ""], env={**os.environ, "GITHUB_OUTPUT": str(output)}, check=True
    )
    assert output.read_text() == "".join(f"{part}=true\n" for part in PARTS)
