"""One stage, known by the names in its GitHub secrets. All else follows from them by the naming rules of infra/
(family = <project>-<stage>), so that five secrets are the whole set-up of a deploy."""

import os
from dataclasses import dataclass
from functools import cached_property

import boto3
from botocore.config import Config

from tools.deploy.github import Refused, required

CONTAINER = "server"
PUBLIC_URL = "CONDUIT_PUBLIC_URL"


@dataclass(frozen=True)
class Stage:
    name: str
    repository: str
    cluster: str
    service: str
    family: str

    @staticmethod
    def from_environment() -> "Stage":
        stage = required("STAGE", "it names the stage: dev, demo or prod")

        def secret(name: str) -> str:
            return required(
                name,
                f"set the GitHub secret {name}_{stage.upper()} to what the step Provisioning Server Infrastructure "
                "of init-infra printed",
            )

        found = Stage(
            name=stage,
            repository=secret("ECR_REPOSITORY_URI"),
            cluster=secret("ECS_CLUSTER_NAME"),
            service=secret("ECS_SERVICE_NAME"),
            family=secret("ECS_FAMILY_NAME"),
        )
        if not found.family.endswith(f"-{stage}"):
            # Rather stop than deploy to the stage of a secret pasted into the wrong box.
            raise Refused(f"ECS_FAMILY_NAME_{stage.upper()} does not end in -{stage}: is it another stage's?")
        return found

    @property
    def project(self) -> str:
        return self.family.removesuffix(f"-{self.name}")

    @property
    def image_parameter(self) -> str:
        return f"/{self.project}/{self.name}/image"

    @property
    def client_bucket(self) -> str:
        return f"{self.family}-client-{self._account}"

    @property
    def artifacts_bucket(self) -> str:
        return f"{self.project}-artifacts-{self._account}"

    @cached_property
    def public_url(self) -> str:
        """Where readers find the stage: what Terraform told the server."""
        definition = aws("ecs").describe_task_definition(taskDefinition=self.family)["taskDefinition"]
        for container in definition["containerDefinitions"]:
            for pair in container.get("environment", []):
                if pair["name"] == PUBLIC_URL:
                    return pair["value"].rstrip("/")
        raise Refused(f"the family {self.family} has no {PUBLIC_URL}; apply infra/server again")

    @cached_property
    def _account(self) -> str:
        return aws("sts").get_caller_identity()["Account"]


_clients: dict[str, object] = {}


def aws(service: str):
    """One client per service. AWS throttles pollers: adaptive retries slow down instead of failing the deploy."""
    if service not in _clients:
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        if not region:
            raise Refused("AWS_REGION is empty: set the GitHub secret AWS_REGION")
        _clients[service] = boto3.client(
            service, region_name=region, config=Config(retries={"mode": "adaptive", "max_attempts": 8})
        )
    return _clients[service]
