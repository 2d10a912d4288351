"""What image.yml and release.yml do between their actions, their own steps run with docker and gh played."""

import hashlib
from pathlib import Path

import pytest
from support.checkout import git, program
from support.workflow import Done, Job

pytestmark = pytest.mark.fast

COMMIT = "c" * 40
REPOSITORY = "ghcr.io/owner/repository"


class Runner:
    """A checkout, and the programs of GitHub's machines that note how they were called."""

    def __init__(self, checkout: Path, work: Path):
        self.checkout, self.work, self.signed = checkout, work, []
        program(
            work / "docker",
            f'echo "$*" >>{work}/calls; case "$*" in *inspect*) echo digest=sha256:both ;; esac',
        )
        program(work / "gh", f'echo "gh $*" >>{work}/calls')

    def run(
        self, workflow: str, job: str, skip: tuple[str, ...] = (), *, private: bool = False, **contexts
    ) -> Done:
        return Job(
            workflow=workflow,
            job=job,
            checkout=self.checkout,
            directory=self.work,
            contexts={
                "vars": {},
                "secrets": {},
                "github": {"event": {"repository": {"private": private}}, "ref_name": "v1.2.3"},
                **contexts,
            },
            environment={
                "PATH": f"{self.work}:/usr/bin:/bin",
                "GITHUB_REPOSITORY": "Owner/Repository",
                "GITHUB_SHA": COMMIT,
                "GITHUB_REF_NAME": "v1.2.3",
            },
            used={"actions/attest-build-provenance": self.signed.append},
        ).run(skip=skip)

    @property
    def calls(self) -> list[str]:
        return (self.work / "calls").read_text().splitlines()


@pytest.fixture
def runner(fork, tmp_path_factory) -> Runner:
    return Runner(fork, tmp_path_factory.mktemp("runner"))


def test_the_image_has_the_repositorys_name_in_lower_case(runner):
    install = "python3 -m pip install --quiet --require-hashes -r tools/deploy/requirements.txt"
    done = runner.run("image.yml", "find", skip=(install, "Look for the image of this commit"))
    assert done.status == 0, done.log
    assert done.outputs["name"] == {"repository": REPOSITORY}


@pytest.mark.parametrize("private", [False, True])
def test_both_architectures_get_one_name_and_a_signature_where_github_signs(runner, private):
    digests = runner.checkout / "build/digests"
    digests.mkdir(parents=True)
    for architecture in ("amd64", "arm64"):
        (digests / architecture).touch()
    needs = {"find": {"outputs": {"repository": REPOSITORY}}}

    done = runner.run("image.yml", "publish", needs=needs, private=private)

    assert done.status == 0, done.log
    assert runner.calls[0] == (
        f"buildx imagetools create --tag {REPOSITORY}:{COMMIT} {REPOSITORY}@sha256:amd64 {REPOSITORY}@sha256:arm64"
    )
    assert done.outputs["index"] == {"digest": "sha256:both"}
    assert [given["subject-digest"] for given in runner.signed] == ([] if private else ["sha256:both"])


def test_a_release_names_the_image_and_holds_sums_and_notes(runner):
    packages = runner.checkout / "build/release"
    packages.mkdir(parents=True)
    for name in ("conduit_1.2.3_debian12_amd64.deb", "conduit.spdx.json"):
        (packages / name).write_text(name)
    git(runner.checkout, "tag", "v1.2.3")
    needs = {"image": {"outputs": {"repository": REPOSITORY, "digest": "sha256:both"}}}

    done = runner.run("release.yml", "release", needs=needs)

    assert done.status == 0, done.log
    named, released = runner.calls
    assert named == f"buildx imagetools create --tag {REPOSITORY}:1.2.3 {REPOSITORY}@sha256:both"
    assert released.startswith("gh release create v1.2.3 --verify-tag ")
    assert "--prerelease=false" in released
    assert {word.rpartition("/")[2] for word in released.split() if word.startswith("build/release/")} == {
        "conduit_1.2.3_debian12_amd64.deb",
        "conduit.spdx.json",
        "SHA256SUMS",
    }
    sums = dict(reversed(line.split()) for line in (packages / "SHA256SUMS").read_text().splitlines())
    assert sums == {name: hashlib.sha256(name.encode()).hexdigest() for name in sums} and len(sums) == 2
    assert (runner.checkout / "build/notes.md").read_text().strip()
