"""The scripts that people and workflows call, with stand-ins for terraform and aws that write down how."""

import os
import subprocess

import pytest
from terraform import INFRA


@pytest.fixture
def call(tmp_path):
    """Runs a script of infra/ on a copy; .log holds what it called."""
    log = tmp_path / "calls"
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, body in {
        "terraform": 'case "$*" in *" state list"*) cat "$STATE_LIST" 2>/dev/null ;; *" plan "*) touch "${!##-out=}" ;; esac',
        "aws": 'case "$*" in *get-caller-identity*) echo 123456789012 ;; *head-bucket*) exit "${HEAD_BUCKET:-0}" ;; '
        '*get-secret-value*) echo "$RING" ;; *get-random-password*) echo NEW ;; '
        '*put-secret-value*) cp "$(echo "$*" | sed "s/.*file:\\/\\///")" "$LOG.secret" ;; esac',
    }.items():
        (tools / name).write_text(f'#!/usr/bin/env bash\necho "{name} $*" >>"$LOG"\n{body}\n')
        (tools / name).chmod(0o755)
    copy = tmp_path / "checkout"
    copy.mkdir()
    subprocess.run(["cp", "-r", INFRA, copy / "infra"], check=True)

    def run(script, *arguments, **extra):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TF_"))}
        env |= {"PATH": f"{tools}:{env['PATH']}", "LOG": str(log)} | extra
        result = subprocess.run([copy / "infra" / script, *arguments], env=env, capture_output=True, text=True)
        result.log = log.read_text() if log.exists() else ""
        result.secret = (tmp_path / "calls.secret").read_text() if (tmp_path / "calls.secret").exists() else None
        log.unlink(missing_ok=True)
        return result

    return run


def test_plan_uses_the_stages_values_and_state(call):
    result = call("tf", "plan", "dev", "server")
    assert result.returncode == 0, result.stderr
    assert "bucket=conduit-state-123456789012" in result.log and "key=dev/server.tfstate" in result.log
    assert "use_lockfile=true" in result.log and "/stages/dev.tfvars" in result.log


def test_apply_takes_the_reviewed_plan_once(call):
    assert call("tf", "apply", "dev", "server").returncode == 1
    call("tf", "plan", "dev", "server")
    applied = call("tf", "apply", "dev", "server")
    assert applied.returncode == 0 and "dev-server.tfplan" in applied.log.splitlines()[-1]
    assert "var-file" not in applied.log.splitlines()[-1]
    assert call("tf", "apply", "dev", "server").returncode == 1


@pytest.mark.parametrize("confirm, code", [("", 1), ("yes", 1), ("destroy-conduit-dev", 1), ("destroy-conduit-prod", 0)])
def test_destroying_prod_needs_its_name(call, confirm, code):
    result = call("tf", "destroy", "prod", "server", CONFIRM=confirm)
    assert result.returncode == code
    assert ("destroy" in result.log) == (code == 0), "nothing is touched before the guard"


def test_destroying_dev_asks_terraform_alone(call):
    assert call("tf", "destroy", "dev", "server").returncode == 0


def test_bootstrap_makes_and_adopts_its_bucket_once(call, tmp_path):
    first = call("tf", "plan", "shared", "bootstrap", HEAD_BUCKET="1")
    assert "create-bucket --bucket conduit-state-123456789012" in first.log and " import " in first.log
    known = tmp_path / "known"
    known.write_text('aws_s3_bucket.this["state"]\n')
    second = call("tf", "plan", "shared", "bootstrap", STATE_LIST=str(known))
    assert "create-bucket" not in second.log and " import " not in second.log


@pytest.mark.parametrize("arguments", [(), ("plan", "dev"), ("plan", "test", "server"), ("plan", "dev", "tests"), ("plan", "shared", "server"), ("smash", "dev", "server")])
def test_wrong_words_are_refused(call, arguments):
    result = call("tf", *arguments)
    assert result.returncode == 2 and "infra/tf plan" in result.stderr and result.log == ""


@pytest.mark.parametrize(
    "stage, expected",
    [("dev", ["server", "database", "client"]), ("demo", ["server", "database", "client", "monitoring"]), ("prod", ["server", "database", "client", "monitoring"])],
)
def test_roots_of_a_stage(call, stage, expected):
    assert call("stage", "roots", stage).stdout.split() == expected


def test_token_keys_rotate_in_front_and_the_oldest_goes(call):
    result = call("rotate-token-keys", "dev", RING="c:3,b:2,a:1")
    assert result.returncode == 0, result.stderr
    first, *rest = result.secret.split(",")
    assert first.endswith(":NEW") and rest == ["c:3", "b:2"]
    assert "NEW" not in result.log and "c:3" not in result.log, "no key among arguments"
    assert "NEW" not in result.stdout
