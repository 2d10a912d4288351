"""The jobs of init-infra and destroy-infra, their own steps run one after another. S3 and STS are emulated; Terraform and
GitHub are played, for that the plans hold is shown in infra/tests."""

import json
import os
from pathlib import Path

import boto3
import pytest
from support.checkout import program
from support.stage import ACCOUNT
from support.workflow import Done, Job

pytestmark = pytest.mark.emulator

SECRETS = {
    "ECR_REPOSITORY_URI_DEV": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/conduit/dev",
    "ECS_CLUSTER_NAME_DEV": "conduit-dev",
}
KEYS = {"AWS_ACCESS_KEY_ID": "the-key-id", "AWS_SECRET_ACCESS_KEY": "the-key"}
OTHERS = {
    "MONGODB_ATLAS_CLIENT_SECRET": "of-atlas",
    "DATADOG_APP_KEY": "of-datadog",
    "SETTINGS_TOKEN": "of-github",
}


class Account:
    """An account with a state bucket, and a checkout whose infra/tf notes how it was called."""

    def __init__(self, services, checkout: Path, programs: Path):
        self.checkout, self.services, self.programs = checkout, services, programs
        aws = {"region_name": "us-east-1", "endpoint_url": services.emulator}
        credentials = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        boto3.client("s3", **aws, **credentials).create_bucket(Bucket=f"conduit-state-{ACCOUNT}")
        outputs = json.dumps({"github_secrets": {"value": SECRETS}})
        program(
            checkout / "infra/tf",
            f"""[ "$1" = output ] || echo "$1 $3 $TF_VAR_alarm_email $TF_VAR_atlas_org_id" >>{programs}/calls
            case $1 in
                plan) mkdir -p build/infra && echo "a plan" >build/infra/$2-$3.tfplan ;;
                apply) [ -s build/infra/$2-$3.tfplan ] && touch applied ;;
                output) if [ -e applied ]; then echo '{outputs}'; else echo '{{}}'; fi ;;
            esac""",
        )
        program(programs / "terraform", 'echo "Plan: 3 to add"')
        program(programs / "gh", f'echo "$* $(cat)" >>{programs}/gh-calls')

    def run(self, workflow: str, job: str, run_id: str = "", **inputs: str) -> Done:
        (self.programs / "calls").write_text("")
        done = Job(
            workflow=workflow,
            job=job,
            checkout=self.checkout,
            directory=self.programs,
            contexts={
                "inputs": {"stage": "dev", **inputs},
                "secrets": {**KEYS, **OTHERS},
                "vars": {"ALARM_EMAIL": "on-call@example.com", "ATLAS_ORG_ID": "org"},
                "github": {"run_id": run_id},
            },
            environment={
                "AWS_ENDPOINT_URL": self.services.emulator,
                "AWS_EC2_METADATA_DISABLED": "true",
                "PATH": f"{self.programs}:{os.environ['PATH']}",
            },
        ).run(skip=("Install the deploy tool",))
        # What the runner is told to mask it does not print.
        shown = "\n".join(line for line in done.log.splitlines() if not line.startswith("::add-mask::"))
        assert not [secret for secret in [*KEYS.values(), *OTHERS.values()] if secret in shown + done.summary]
        return done

    def init(self, run_id: str = "", **inputs: str) -> Done:
        return self.run("init-infra.yaml", "provision", run_id, **inputs)

    @property
    def calls(self) -> list[str]:
        return (self.programs / "calls").read_text().splitlines()


@pytest.fixture
def account(services, fork, tmp_path_factory) -> Account:
    return Account(services, fork, tmp_path_factory.mktemp("programs"))


def test_a_stage_is_made_in_two_rounds_of_plan_and_apply(account):
    done = account.init("71", action="plan")
    assert done.status == 0, done.log
    assert account.calls == ["plan server on-call@example.com "]
    assert done.summary.count("Planned once the server's infrastructure is there") == 2, "database and client"
    assert "plan-run `71`" in done.summary

    done = account.init(action="apply", **{"plan-run": "71"})
    assert done.status == 0, done.log
    assert account.calls == ["apply server on-call@example.com "]
    for name, value in SECRETS.items():
        assert f"| `{name}` | `{value}` |" in done.summary
    assert (account.programs / "gh-calls").read_text().splitlines() == [
        f"secret set {name} {value}" for name, value in SECRETS.items()
    ]

    for action, inputs in {"plan": {}, "apply": {"plan-run": "72"}}.items():
        done = account.init("72", action=action, **inputs)
        assert done.status == 0, done.log
        assert account.calls == [
            f"{action} server on-call@example.com ",
            f"{action} database on-call@example.com org",
            f"{action} client on-call@example.com ",
        ]


def test_an_apply_names_its_plan(account):
    done = account.init(action="apply", **{"plan-run": ""})
    assert done.status == 1
    assert "which plan to apply" in done.log
    assert account.calls == []


def test_a_stage_is_taken_down_backwards_by_who_types_its_name(account):
    done = account.run("destroy-infra.yaml", "destroy", confirm="destroy-conduit-prod")
    assert done.status == 1
    assert account.calls == []

    done = account.run("destroy-infra.yaml", "destroy", confirm="destroy-conduit-dev")
    assert done.status == 0, done.log
    assert [call.split()[:2] for call in account.calls] == [
        ["destroy", "client"],
        ["destroy", "database"],
        ["destroy", "server"],
    ]
