"""Images between registries, by digest. skopeo moves them: it copies an index with everything in it (both
architectures, SBOM, provenance) and refuses to change a digest."""

import base64
import hashlib
import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass

from tools.deploy.github import Refused, required, say
from tools.deploy.stage import Stage, aws

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
COMMIT = re.compile(r"[0-9a-f]{40}")
REVISION_LABEL = "org.opencontainers.image.revision"


@dataclass(frozen=True)
class Image:
    digest: str
    commit: str


class Registries:
    """skopeo with log-ins that live as long as this object, in a file of its own."""

    def __init__(self, stage: Stage | None = None):
        self._directory = tempfile.TemporaryDirectory()
        self._auths: dict[str, dict[str, str]] = {}
        if stage:
            token = aws("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
            self._auths[host(stage.repository)] = {"auth": token}

    def log_in(self, registry: str, user: str, password: str) -> None:
        self._auths[registry] = {"auth": base64.b64encode(f"{user}:{password}".encode()).decode()}

    def __enter__(self) -> "Registries":
        return self

    def __exit__(self, *_) -> None:
        self._directory.cleanup()

    def digest_of(self, reference: str) -> str | None:
        """Digest of what the reference names; None where there is nothing."""
        answer = self._skopeo("inspect", "--raw", f"docker://{reference}", check=False)
        if answer.returncode != 0:
            if re.search(
                r"manifest unknown|name unknown|not found|does not exist", answer.stderr, re.IGNORECASE
            ):
                return None
            raise Refused(f"cannot read {_short(reference)}: {answer.stderr.strip()}")
        return f"sha256:{hashlib.sha256(answer.stdout.encode()).hexdigest()}"

    def commit_of(self, reference: str) -> str:
        config = json.loads(self._skopeo("inspect", "--config", f"docker://{reference}").stdout)
        commit = config.get("config", {}).get("Labels", {}).get(REVISION_LABEL, "")
        if not COMMIT.fullmatch(commit):
            raise Refused(
                f"{_short(reference)} carries no {REVISION_LABEL}: it was not built by this repository's CI"
            )
        return commit

    def copy(self, source: str, target: str) -> None:
        self._skopeo(
            "copy",
            "--all",
            "--preserve-digests",
            "--retry-times",
            "3",
            f"docker://{source}",
            f"docker://{target}",
        )

    def _skopeo(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        authfile = os.path.join(self._directory.name, "auth.json")
        with open(
            authfile, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)
        ) as file:
            json.dump({"auths": self._auths}, file)
        command, *rest = arguments
        done = subprocess.run(
            ["skopeo", command, "--authfile", authfile, *rest], capture_output=True, text=True, check=False
        )
        if check and done.returncode != 0:
            raise Refused(f"skopeo {command} failed: {done.stderr.strip()}")
        return done


def host(reference: str) -> str:
    return reference.split("/", 1)[0]


def find_built(repository: str, commit: str) -> str | None:
    """The image that CI has already built of this commit. Built once: whoever comes later takes the same bytes."""
    with Registries() as registries:
        _log_in_to_build_registry(registries, repository)
        return registries.digest_of(f"{repository}:{commit}")


def bring(stage: Stage, source: str, image: Image) -> None:
    """Put the image into the stage's repository under its commit. The tags there are immutable, so a run that comes
    again finds its image and changes nothing."""
    with Registries(stage) as registries:
        present = registries.digest_of(f"{stage.repository}:{image.commit}")
        if present == image.digest:
            say(f"{image.digest} is in the repository of {stage.name} already")
            return
        if present:
            raise Refused(
                f"the repository of {stage.name} holds other bytes ({present}) under the commit {image.commit}. "
                f"A commit is never built twice: deploy {present}, or a new commit"
            )
        _log_in_to_build_registry(registries, source)
        registries.copy(f"{source}@{image.digest}", f"{stage.repository}:{image.commit}")
        arrived = registries.digest_of(f"{stage.repository}:{image.commit}")
        if arrived != image.digest:
            raise Refused(f"copied {image.digest}, but the repository of {stage.name} holds {arrived}")
        say(f"copied {image.digest} to the repository of {stage.name}")


def find_deployable(stage: Stage, target: str) -> Image:
    """The image in the stage's repository that a commit or a digest names."""
    with Registries(stage) as registries:
        if DIGEST.fullmatch(target):
            digest = registries.digest_of(f"{stage.repository}@{target}")
        elif COMMIT.fullmatch(target):
            digest = registries.digest_of(f"{stage.repository}:{target}")
        else:
            raise Refused(
                f"{target!r} is neither a commit (40 hex digits) nor a digest (sha256: and 64 hex digits)"
            )
        if not digest:
            raise Refused(
                f"{target} is not in the repository of {stage.name}: only what was deployed there, and "
                "not yet expired, can be deployed again without a build"
            )
        return Image(digest, registries.commit_of(f"{stage.repository}@{digest}"))


def _log_in_to_build_registry(registries: Registries, repository: str) -> None:
    if host(repository) == "ghcr.io":
        registries.log_in(
            "ghcr.io", "github", required("GITHUB_TOKEN", "the job's token reads the built image")
        )


def _short(reference: str) -> str:
    """Without the registry: its name is a secret that the log would replace by asterisks anyway."""
    return reference.split("/", 1)[-1]
