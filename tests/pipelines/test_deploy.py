"""The deploy job, its own steps run one after another, against a registry and an emulated AWS."""

import hashlib
import subprocess
import tarfile
import threading
from pathlib import Path
from typing import ClassVar

import pytest

pytestmark = pytest.mark.emulator

FIRST, SECOND = (hashlib.sha1(word).hexdigest() for word in (b"first", b"second"))


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


def page(stage) -> str:
    return stage.aws("s3").get_object(Bucket=stage.client_bucket, Key="index.html")["Body"].read().decode()


def called(stage) -> list[str]:
    return [name for name, _ in stage.cluster.calls]


class TestLifeOfAStage:
    """In this order, on one stage: each test is the next thing that happens to it."""

    digests: ClassVar[dict[str, str]] = {}

    def test_the_first_deploy_replaces_the_placeholder(self, living_stage, client):
        stage = living_stage
        before = stage.aws("ecs").describe_task_definition(taskDefinition=stage.family)["taskDefinition"]
        digest = self.digests[FIRST] = stage.build(FIRST)

        done = stage.deploy(FIRST, digest, client("one"))

        assert done.status == 0, done.log
        assert "Say that the deploy failed" not in done.steps
        assert stage.running_image == f"{stage.repository}@{digest}"
        assert stage.noted_image == stage.running_image, (
            "Terraform builds its next revision upon the noted image"
        )
        assert "smoke test passed" in done.log
        after = stage.aws("ecs").describe_task_definition(taskDefinition=stage.family)["taskDefinition"]
        for definition in (before, after):
            definition["containerDefinitions"][0].pop("image")
            for own in ("taskDefinitionArn", "revision", "registeredAt"):
                definition.pop(own)
        assert after == before, "a deploy changes the image and nothing else"

    def test_its_migration_was_a_task_of_the_new_image_and_had_ended_before_the_service_changed(
        self, living_stage
    ):
        calls, names = living_stage.cluster.calls, called(living_stage)
        run = calls[names.index("RunTask")][1]
        assert living_stage.cluster.image_of(run["taskDefinition"]) == living_stage.running_image
        assert run["overrides"]["containerOverrides"] == [{"name": "server", "command": ["migrate"]}]
        assert run["capacityProviderStrategy"][0]["capacityProvider"] == "instances"
        last_look = max(i for i, name in enumerate(names) if name == "DescribeTasks")
        assert names.index("RunTask") < last_look < names.index("UpdateService")

    def test_its_files_came_in_the_safe_order_with_their_types_and_lifetimes(self, living_stage):
        names = called(living_stage)
        puts = [
            (i, name.rsplit("/", 1)[-1])
            for i, name in enumerate(names)
            if name.startswith("PUT") and f"/{living_stage.client_bucket}/" in name
        ]
        assets = [i for i, name in puts if name.endswith((".js", ".css"))]
        plain = [i for i, name in puts if name == "favicon.svg"]
        html = [i for i, name in puts if name == "index.html"]
        assert {name for _, name in puts} == {
            "shared-0a1b2c3d.css",
            f"main-{_hash('one')}.js",
            "favicon.svg",
            "index.html",
        }
        assert max(assets) < names.index("UpdateService") < min(plain) < min(html)
        assert keys(living_stage) == {
            "assets/shared-0a1b2c3d.css",
            f"assets/main-{_hash('one')}.js",
            "favicon.svg",
            "index.html",
        }
        for key, kind, lifetime in [
            ("assets/shared-0a1b2c3d.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
            (
                f"assets/main-{_hash('one')}.js",
                "text/javascript; charset=utf-8",
                "public, max-age=31536000, immutable",
            ),
            ("favicon.svg", "image/svg+xml; charset=utf-8", "no-cache"),
            ("index.html", "text/html; charset=utf-8", "no-cache"),
        ]:
            head = living_stage.aws("s3").head_object(Bucket=living_stage.client_bucket, Key=key)
            assert (head["ContentType"], head["CacheControl"]) == (kind, lifetime)

    def test_both_architectures_and_their_attestations_arrived(self, living_stage):
        stored = living_stage.registry_manifest(self.digests[FIRST])
        assert len(stored["manifests"]) == 4
        for entry in stored["manifests"]:
            assert living_stage.registry_manifest(entry["digest"])["layers"]

    def test_the_second_deploy_moves_on_and_keeps_the_assets_of_the_first(self, living_stage, client):
        of_first = {key for key in keys(living_stage) if key.startswith("assets/")}
        digest = self.digests[SECOND] = living_stage.build(SECOND)

        done = living_stage.deploy(SECOND, digest, client("two"))

        assert done.status == 0, done.log
        assert living_stage.running_image.endswith(digest)
        assert of_first < keys(living_stage)
        assert _hash("two") in page(living_stage)
        assert living_stage.invalidated()[-1] == {"/index.html"}, (
            "the favicon and the assets have not changed"
        )

    def test_run_again_it_changes_nothing(self, living_stage, client):
        living_stage.cluster.calls.clear()

        done = living_stage.deploy(SECOND, self.digests[SECOND], client("another build of the same commit"))

        assert done.status == 0, done.log
        assert not {"RegisterTaskDefinition", "UpdateService"} & set(called(living_stage))
        assert not [
            name
            for name in called(living_stage)
            if name.startswith("PUT") and living_stage.client_bucket in name
        ]
        assert _hash("two") in page(living_stage)

    def test_other_bytes_under_a_deployed_commit_are_refused(self, living_stage):
        running = living_stage.running_image
        tampered = living_stage.build(SECOND, content="tampered")

        done = living_stage.command(
            "copy-image", "--source", living_stage.source, "--digest", tampered, "--commit", SECOND
        )

        assert done.returncode == 1
        assert "A commit is never built twice" in done.stdout
        assert living_stage.running_image == running

    def test_back_to_an_older_digest_without_a_build(self, living_stage):
        living_stage.cluster.calls.clear()

        done = living_stage.deploy(self.digests[FIRST], "", source="", migrate=False)

        assert done.status == 0, done.log
        assert living_stage.running_image.endswith(self.digests[FIRST])
        assert living_stage.noted_image == living_stage.running_image
        assert _hash("one") in page(living_stage), "the client goes back with the server"
        assert "RunTask" not in called(living_stage), "migrations only go forward"
        assert "Copy the image to the stage's repository" not in done.steps

    def test_an_image_is_found_by_its_commit_too(self, living_stage):
        done = living_stage.command("find-image", "--target", SECOND)
        assert f"digest={self.digests[SECOND]}" in done.stdout

    @pytest.mark.parametrize("target", ["sha256:" + "0" * 64, "0" * 40, "v1.2.3", ""])
    def test_what_was_never_there_is_refused(self, living_stage, target):
        assert living_stage.command("find-image", "--target", target).returncode == 1


def test_a_failed_migration_stops_everything(stage, client):
    digest = stage.build(FIRST)
    stage.cluster.failing_migrations[digest] = 3

    done = stage.deploy(FIRST, digest, client("one"))

    assert done.status == 1
    assert "exit code 3" in done.log
    assert done.steps[-1] == "Say that the deploy failed"
    assert "UpdateService" not in called(stage)
    assert stage.newest_image == stage.running_image, "the failed revision must not stay the newest"
    assert "index.html" not in keys(stage)


def test_a_rolled_back_deploy_is_red_and_says_why(stage, client):
    good, noted = stage.running_image, stage.noted_image
    digest = stage.build(FIRST)
    stage.cluster.broken.add(digest)
    stage.log("dead0", "CONDUIT_TOKEN_KEYS: expected id:secret")

    done = stage.deploy(FIRST, digest, client("one"))

    assert done.status == 1, done.log
    assert "circuit breaker" in done.log
    assert "Essential container in task exited" in done.log
    assert "exit code 2" in done.log
    assert "CONDUIT_TOKEN_KEYS: expected id:secret" in done.log, "the server's own last words"
    assert stage.running_image == good, "the old revision serves"
    assert stage.noted_image == noted
    assert stage.newest_image == good, "Terraform must not find the failed revision"
    assert "index.html" not in keys(stage), "no page names the assets of a release that is not there"


def test_a_deploy_that_never_starts_ends_in_its_time_and_is_undone(stage):
    good = stage.running_image
    digest = stage.build(FIRST)
    stage.cluster.stuck.add(digest)
    stage.command("copy-image", "--source", stage.source, "--digest", digest, "--commit", FIRST)

    done = stage.command(
        "deploy-server", "--digest", digest, "--commit", FIRST, "--seconds", "3", "--interval", "0.1"
    )

    assert done.returncode == 1
    assert "was not in service after 3" in done.stdout
    assert stage.running_image == good


def test_green_means_that_the_public_address_serves_the_commit(stage):
    digest = stage.build(FIRST)
    stage.commits[digest] = SECOND  # as if the address led to another stage
    stage.command("copy-image", "--source", stage.source, "--digest", digest, "--commit", FIRST)

    done = stage.command(
        "deploy-server", "--digest", digest, "--commit", FIRST, "--seconds", "3", "--interval", "0.1"
    )

    assert done.returncode == 1
    assert f"/version is not {FIRST}" in done.stdout


def test_of_two_deploys_at_once_the_second_waits(stage):
    digests = [stage.build(FIRST), stage.build(SECOND)]
    for commit, digest in zip((FIRST, SECOND), digests, strict=True):
        assert (
            stage.command(
                "copy-image", "--source", stage.source, "--digest", digest, "--commit", commit
            ).returncode
            == 0
        )
    stage.cluster.calls.clear()
    stage.cluster.hold = threading.Event()
    results: dict[str, subprocess.CompletedProcess] = {}

    def deploy(commit: str, digest: str) -> None:
        results[commit] = stage.command(
            "deploy-server",
            "--digest",
            digest,
            "--commit",
            commit,
            "--no-migrate",
            "--seconds",
            "200",
            "--interval",
            "0.1",
        )

    first = threading.Thread(target=deploy, args=(FIRST, digests[0]))
    first.start()
    stage.wait_for_call("UpdateService")
    # The second finds the service quiet before the first has looked at /version; here it is kept from going on.
    stage.cluster.gate = threading.Event()
    second = threading.Thread(target=deploy, args=(SECOND, digests[1]))
    second.start()
    stage.wait_for_call("DescribeServices", after="UpdateService", times=20)
    assert called(stage).count("RegisterTaskDefinition") == 1, (
        "the second touches nothing while the first runs"
    )
    stage.cluster.hold.set()
    first.join()
    stage.cluster.gate.set()
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


def _hash(name: str) -> str:
    return hashlib.sha1(name.encode()).hexdigest()[:8]
