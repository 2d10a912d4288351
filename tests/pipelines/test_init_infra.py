"""What init-infra hands from a plan to its apply, and what it tells people. Terraform, S3 and GitHub are played; that
the plans themselves hold is shown in infra/tests."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from support.checkout import program
from support.servers import ROOT

from tools.deploy import infrastructure
from tools.deploy.github import Refused

pytestmark = pytest.mark.fast

SECRETS = {
    "ECR_REPOSITORY_URI_DEV": "1234.dkr.ecr.eu-west-1.amazonaws.com/conduit-dev",
    "ECS_CLUSTER_NAME_DEV": "conduit-dev",
}


class Aws:
    """The state bucket, and who asks."""

    def __init__(self):
        self.kept: dict[tuple[str, str], bytes] = {}

    def get_caller_identity(self) -> dict:
        return {"Account": "1234"}

    def upload_file(self, file: str, bucket: str, key: str) -> None:
        self.kept[bucket, key] = Path(file).read_bytes()

    def download_file(self, bucket: str, key: str, file: str) -> None:
        if (bucket, key) not in self.kept:
            raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 404}}, "HeadObject")
        Path(file).write_bytes(self.kept[bucket, key])

    def delete_object(self, Bucket: str, Key: str) -> None:
        del self.kept[Bucket, Key]


@pytest.fixture
def bucket(tmp_path, monkeypatch) -> Aws:
    """A checkout whose infra/tf plans `plan`, notes what it applies, and has outputs once something was applied."""
    stages = tmp_path / "infra/stages"
    stages.mkdir(parents=True)
    (stages / "dev.tfvars").write_text('project = "conduit"\nregion = "eu-west-1"\n')
    roots = ["server", "database", "documentdb", "client", "monitoring"]
    (tmp_path / "infra/roots.json").write_text(json.dumps({"stage": [{"root": root} for root in roots]}))
    outputs = json.dumps({"github_secrets": {"value": SECRETS}})
    program(
        tmp_path / "infra/tf",
        f"""case $1 in
            plan) mkdir -p build/infra && echo "a plan" >build/infra/$2-$3.tfplan ;;
            apply) cat build/infra/$2-$3.tfplan >>applied ;;
            output) if [ -e applied ]; then echo '{outputs}'; fi ;;
        esac""",
    )
    program(tmp_path / "bin/terraform", 'echo "Plan: 3 to add"')
    program(tmp_path / "bin/gh", 'echo "$* $(cat)" >>gh-calls')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    monkeypatch.delenv("GH_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)
    made = Aws()
    monkeypatch.setattr(infrastructure, "aws", lambda service: made)
    return made


def summary() -> str:
    return Path("summary").read_text()


def test_what_is_applied_is_the_plan_that_was_shown_and_only_once(bucket):
    infrastructure.plan("dev", "server", "77")
    assert list(bucket.kept) == [("conduit-state-1234", "dev/plans/77/server.tfplan")]
    assert not list(Path("build/infra").glob("*.tfplan")), "it holds secrets and does not stay on the runner"
    assert "Plan: 3 to add" in summary() and "plan-run `77`" in summary()

    infrastructure.apply("dev", "server", "77")
    assert Path("applied").read_text() == "a plan\n"
    assert bucket.kept == {}

    infrastructure.apply("dev", "server", "77")
    assert Path("applied").read_text() == "a plan\n"
    assert "Run 77 saved no plan" in summary()


@pytest.mark.parametrize("root", ["database", "documentdb", "client", "monitoring"])
def test_the_others_are_planned_once_the_server_is_there(bucket, root):
    infrastructure.plan("dev", root, "77")
    assert bucket.kept == {}
    assert "plan again" in summary()
    Path("applied").touch()
    infrastructure.plan("dev", root, "78")
    assert list(bucket.kept) == [("conduit-state-1234", f"dev/plans/78/{root}.tfplan")]


def test_the_secrets_to_set_are_shown_by_name_and_value(bucket):
    infrastructure.plan("dev", "server", "77")
    infrastructure.apply("dev", "server", "77")
    for name, value in SECRETS.items():
        assert f"| `{name}` | `{value}` |" in summary()
    assert "SETTINGS_TOKEN" in summary(), "how to spare oneself the typing"
    assert not Path("gh-calls").exists()


def test_where_a_token_allows_they_are_set(bucket, monkeypatch):
    monkeypatch.setenv("GH_TOKEN", "may write secrets")
    Path("applied").touch()
    infrastructure.github_settings("dev")
    assert Path("gh-calls").read_text().splitlines() == [
        f"secret set {name} {value}" for name, value in SECRETS.items()
    ]


def test_without_outputs_there_is_nothing_to_set(bucket):
    with pytest.raises(Refused, match="apply it first"):
        infrastructure.github_settings("dev")


def test_a_pull_request_is_told_of_both_plans_also_when_one_cannot_be_made(tmp_path):
    script = tmp_path / "tools/ci/comment_plan.sh"
    script.parent.mkdir(parents=True)
    shutil.copy2(ROOT / "tools/ci/comment_plan.sh", script)
    program(
        tmp_path / "infra/tf",
        '[ "$3" = server ] && echo "Plan: 3 to add" || { echo "no client yet"; exit 1; }',
    )
    program(tmp_path / "bin/gh", f'echo "$*" >{tmp_path}/gh-calls; cp build/infra/plan.md {tmp_path}/comment')
    subprocess.run(
        [script, "dev", "12"], env={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}, cwd="/", check=True
    )
    assert (tmp_path / "gh-calls").read_text().startswith("pr comment 12 --edit-last --create-if-none")
    comment = (tmp_path / "comment").read_text()
    assert comment.startswith("### Plan for `dev`\n")
    assert comment.index("Plan: 3 to add") < comment.index("no client yet")
    assert comment.count("```") == 4


# ── drift ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("differs", ["", "server", "client", "server client"])
def test_drift_of_any_root_is_red_and_both_are_looked_at(tmp_path, differs):
    script = tmp_path / "tools/ci/drift.sh"
    script.parent.mkdir(parents=True)
    shutil.copy2(ROOT / "tools/ci/drift.sh", script)
    program(
        tmp_path / "infra/tf",
        f"""[ "$PLAN_EXITCODE $1 $2 $4" = "1 plan prod -lock=false" ] || exit 3
        echo "$3" >>calls
        case " {differs} " in *" $3 "*) exit 2 ;; esac""",
    )
    done = subprocess.run([script, "prod"], cwd="/", stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == (1 if differs else 0)
    assert done.stderr == (f"drift: prod is not as planned: {differs}\n" if differs else "")
    assert (tmp_path / "calls").read_text() == "server\nclient\n"
