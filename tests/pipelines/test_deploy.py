"""The deploy job, its own steps run one after another, against a registry and an emulated AWS."""

import hashlib
import subprocess
import tarfile
import threading
from pathlib import Path

import pytest

pytestmark = pytest.mark.emulator

FIRST, SECOND, THIRD = (hashlib.sha1(word).hexdigest() for word in (b"first", b"second", b"third"))


@pytest.fixture
def client(tmp_path):
    """Makes an archive of a client as CD's client job does."""

    def make(name: str) -> Path:
        files = tmp_path / name
        (files / "assets").mkdir(parents=True)
        script = f"assets/main-{hashlib.sha1(name.encode()).hexdigest()[:8]}.js"
        (files / script).write_text(f"// {name}")
        (files / "assets" / "shared-0a1b2c3d.css").write_text("body {}")
        (files / "favicon.svg").write_text("<svg/>")
        (files / "index.html").write_text(
            f'<!doctype html><link rel="stylesheet" href="/assets/shared-0a1b2c3d.css"><script src="/{script}"></script>'
        )
        (files / "index.html.br").write_bytes(b"not for S3")
        archive = tmp_path / f"{name}.tar.gz"
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(files, arcname=".")
        return archive

    return make


def keys(stage) -> set[str]:
    listed = stage.aws("s3").list_objects_v2(Bucket=stage.client_bucket).get("Contents", [])
    return {entry["Key"] for entry in listed}


def test_first_deploy_replaces_the_placeholder(stage, client):
    digest = stage.build(FIRST)

    done = stage.deploy(FIRST, digest, client("one"))

    assert done.status == 0, done.log
    image = f"{stage.repository}@{digest}"
    assert stage.running_image == image
    assert stage.noted_image == image, "Terraform builds its next revision upon the noted image"
    assert done.steps.index("Upload the client's assets") < done.steps.index("Deploy the server")
    assert done.steps.index("Deploy the server") < done.steps.index("Publish the client's pages")
    assert "smoke test passed" in done.log


def test_the_migration_is_a_task_of_the_new_image_that_ends_before_the_service_changes(stage, client):
    digest = stage.build(FIRST)

    assert stage.deploy(FIRST, digest, client("one")).status == 0

    calls = stage.cluster.calls
    names = [name for name, _ in calls]
    run = calls[names.index("RunTask")][1]
    assert stage.cluster.image_of(run["taskDefinition"]).endswith(digest)
    assert run["overrides"]["containerOverrides"] == [{"name": "server", "command": ["migrate"]}]
    assert run["capacityProviderStrategy"][0]["capacityProvider"] == "instances"
    last_look = max(i for i, (name, request) in enumerate(calls) if name == "DescribeTasks")
    assert names.index("RunTask") < last_look < names.index("UpdateService")


def test_a_revision_differs_from_the_one_before_in_the_image_alone(stage, client):
    before = stage.aws("ecs").describe_task_definition(taskDefinition=stage.family)["taskDefinition"]

    assert stage.deploy(FIRST, stage.build(FIRST), client("one")).status == 0

    after = stage.aws("ecs").describe_task_definition(taskDefinition=stage.family)["taskDefinition"]
    for definition in (before, after):
        definition["containerDefinitions"][0].pop("image")
        for own in ("taskDefinitionArn", "revision", "registeredAt"):
            definition.pop(own)
    assert after == before


def test_both_architectures_and_the_attestations_arrive(stage, client):
    digest = stage.build(FIRST)

    assert stage.deploy(FIRST, digest, client("one")).status == 0

    stored = stage.registry_manifest(digest)
    assert len(stored["manifests"]) == 4
    for entry in stored["manifests"]:
        assert stage.registry_manifest(entry["digest"])["layers"]


def test_second_deploy_moves_on_and_keeps_the_assets_of_the_first(stage, client):
    assert stage.deploy(FIRST, stage.build(FIRST), client("one")).status == 0
    of_first = {key for key in keys(stage) if key.startswith("assets/")}
    digest = stage.build(SECOND)

    done = stage.deploy(SECOND, digest, client("two"))

    assert done.status == 0, done.log
    assert stage.running_image.endswith(digest)
    assert of_first < keys(stage)


def test_run_again_reuses_image_revision_and_client(stage, client):
    digest = stage.build(FIRST)
    assert stage.deploy(FIRST, digest, client("one")).status == 0
    pages = stage.aws("s3").head_object(Bucket=stage.client_bucket, Key="index.html")["LastModified"]
    stage.cluster.calls.clear()

    done = stage.deploy(FIRST, digest, client("another build of the same commit"))

    assert done.status == 0, done.log
    names = {name for name, _ in stage.cluster.calls}
    assert not names & {"RegisterTaskDefinition", "UpdateService"}
    assert not any(name.startswith("PUT") and stage.client_bucket in name for name in names)
    assert stage.aws("s3").head_object(Bucket=stage.client_bucket, Key="index.html")["LastModified"] == pages


def test_other_bytes_under_a_deployed_commit_are_refused(stage, client):
    assert stage.deploy(FIRST, stage.build(FIRST), client("one")).status == 0
    running = stage.running_image

    done = stage.deploy(FIRST, stage.build(FIRST, content="tampered"), client("one again"))

    assert done.status == 1
    assert "A commit is never built twice" in done.log
    assert stage.running_image == running


def test_a_failed_migration_stops_everything(stage, client):
    assert stage.deploy(FIRST, stage.build(FIRST), client("one")).status == 0
    digest = stage.build(SECOND)
    stage.cluster.failing_migrations[digest] = 3
    stage.cluster.calls.clear()

    done = stage.deploy(SECOND, digest, client("two"))

    assert done.status == 1
    assert "exit code 3" in done.log
    assert "UpdateService" not in {name for name, _ in stage.cluster.calls}
    assert stage.newest_image == stage.running_image, "the failed revision must not stay the newest"
    assert "Publish the client's pages" not in done.steps


def test_a_rolled_back_deploy_is_red_and_says_why(stage, client):
    assert stage.deploy(FIRST, stage.build(FIRST), client("one")).status == 0
    good = stage.running_image
    page = stage.aws("s3").get_object(Bucket=stage.client_bucket, Key="index.html")["Body"].read()
    digest = stage.build(SECOND)
    stage.cluster.broken.add(digest)
    stage.log("dead0", "CONDUIT_TOKEN_KEYS: expected id:secret")

    done = stage.deploy(SECOND, digest, client("two"))

    assert done.status == 1
    assert "circuit breaker" in done.log
    assert "Essential container in task exited" in done.log
    assert "exit code 2" in done.log
    assert "CONDUIT_TOKEN_KEYS: expected id:secret" in done.log, "the server's own last words"
    assert stage.running_image == good
    assert stage.noted_image == good
    assert stage.newest_image == good
    assert stage.aws("s3").get_object(Bucket=stage.client_bucket, Key="index.html")["Body"].read() == page
    assert stage.deploy(THIRD, stage.build(THIRD), client("three")).status == 0, "and the next deploy works"


def test_a_first_deploy_that_never_starts_is_red_within_its_time_and_is_undone(stage, client):
    digest = stage.build(FIRST)
    stage.cluster.stuck.add(digest)

    done = stage.deploy(FIRST, digest, client("one"), seconds="2")

    assert done.status == 1
    assert "was not in service" in done.log
    assert not stage.running_image.endswith(digest)


def test_green_means_that_the_public_address_serves_the_commit(stage, client):
    digest = stage.build(FIRST)
    stage.commits[digest] = SECOND  # as if the address led to another stage

    done = stage.deploy(FIRST, digest, client("one"), seconds="2")

    assert done.status == 1
    assert f"/version is not {FIRST}" in done.log


def test_roll_back_to_an_older_digest_without_a_build(stage, client):
    old = stage.build(FIRST)
    assert stage.deploy(FIRST, old, client("one")).status == 0
    assert stage.deploy(SECOND, stage.build(SECOND), client("two")).status == 0
    stage.cluster.calls.clear()

    done = stage.roll_back(old)

    assert done.status == 0, done.log
    assert stage.running_image.endswith(old)
    assert stage.noted_image.endswith(old)
    page = stage.aws("s3").get_object(Bucket=stage.client_bucket, Key="index.html")["Body"].read().decode()
    assert hashlib.sha1(b"one").hexdigest()[:8] in page, "the client goes back with the server"
    assert "RunTask" not in {name for name, _ in stage.cluster.calls}, "migrations only go forward"
    assert "Copy the image to the stage's repository" not in done.steps


def test_roll_back_by_commit(stage, client):
    old = stage.build(FIRST)
    assert stage.deploy(FIRST, old, client("one")).status == 0
    assert stage.deploy(SECOND, stage.build(SECOND), client("two")).status == 0

    assert stage.roll_back(FIRST).status == 0
    assert stage.running_image.endswith(old)


@pytest.mark.parametrize("target", ["sha256:" + "0" * 64, "0" * 40, "v1.2.3", ""])
def test_roll_back_to_what_was_never_there_is_refused(stage, client, target):
    assert stage.deploy(FIRST, stage.build(FIRST), client("one")).status == 0
    running = stage.running_image

    assert stage.roll_back(target).status != 0
    assert stage.running_image == running


def test_of_two_deploys_at_once_the_second_waits(stage):
    digests = [stage.build(FIRST), stage.build(SECOND)]
    for commit, digest in zip((FIRST, SECOND), digests, strict=True):
        assert stage.command("copy-image", "--source", stage.source, "--digest", digest, "--commit", commit).returncode == 0
    stage.cluster.first_answers = 40
    results: dict[str, subprocess.CompletedProcess] = {}

    def deploy(commit: str, digest: str) -> None:
        results[commit] = stage.command("deploy-server", "--digest", digest, "--commit", commit, "--no-migrate",
                                        "--seconds", "60", "--interval", "0.1")

    first = threading.Thread(target=deploy, args=(FIRST, digests[0]))
    first.start()
    stage.wait_for_call("UpdateService")
    second = threading.Thread(target=deploy, args=(SECOND, digests[1]))
    second.start()
    first.join()
    second.join()

    assert results[FIRST].returncode == 0, results[FIRST].stdout
    assert results[SECOND].returncode == 0, results[SECOND].stdout
    assert "another deployment is running" in results[SECOND].stdout
    assert stage.running_image.endswith(digests[1])


@pytest.mark.parametrize("value", ["", "null"])
def test_a_missing_secret_is_named(stage, value):
    done = stage.command("smoke-test", "--commit", FIRST, ECS_CLUSTER_NAME=value)

    assert done.returncode == 1
    assert "ECS_CLUSTER_NAME_DEV" in done.stdout


def test_another_stages_secrets_are_refused(stage):
    done = stage.command("smoke-test", "--commit", FIRST, ECS_FAMILY_NAME="conduit-prod")

    assert done.returncode == 1
    assert "another stage" in done.stdout
