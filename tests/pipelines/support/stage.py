"""One stage on loopback, as Terraform leaves it and as deploys change it."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import boto3

from support import images
from support.cluster import Cluster
from support.servers import WORK
from support.workflow import Done, Job

REGION = "eu-west-1"
ACCOUNT = "000000000000"
PLACEHOLDER = "public.ecr.aws/aws-containers/hello-app-runner:latest"


@dataclass
class Services:
    """What is started once for all tests."""

    emulator: str
    stage_registry: str
    build_registry: str
    environment: dict[str, str]


@dataclass
class Stage:
    """One stage of one project, as Terraform leaves it: the placeholder runs, the buckets are empty."""

    services: Services
    cluster: Cluster
    project: str
    endpoint: str
    public_url: str
    directory: Path
    commits: dict[str, str] = field(default_factory=dict)
    name: str = "dev"

    def __post_init__(self):
        self.family = f"{self.project}-{self.name}"
        self.repository = f"{self.services.stage_registry}/{self.project}/{self.name}"
        self.source = f"{self.services.build_registry}/{self.project}"
        self.client_bucket = f"{self.family}-client-{ACCOUNT}"
        self.artifacts_bucket = f"{self.project}-artifacts-{ACCOUNT}"

    def aws(self, service: str):
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def create(self) -> None:
        ecs = self.aws("ecs")
        ecs.create_cluster(clusterName=self.family)
        ecs.register_task_definition(
            family=self.family,
            networkMode="bridge",
            requiresCompatibilities=["EC2"],
            containerDefinitions=[
                {
                    "name": "server",
                    "image": PLACEHOLDER,
                    "memory": 256,
                    "essential": True,
                    "readonlyRootFilesystem": True,
                    "stopTimeout": 45,
                    "environment": [{"name": "CONDUIT_PUBLIC_URL", "value": self.public_url}],
                    "portMappings": [{"containerPort": 8080, "hostPort": 0, "protocol": "tcp"}],
                    "logConfiguration": {
                        "logDriver": "awslogs",
                        "options": {
                            "awslogs-group": f"/{self.project}/{self.name}/server",
                            "awslogs-region": REGION,
                            "awslogs-stream-prefix": "server",
                        },
                    },
                }
            ],
        )
        ecs.create_service(
            cluster=self.family,
            serviceName=self.family,
            taskDefinition=self.family,
            desiredCount=1,
            capacityProviderStrategy=[{"capacityProvider": "instances", "weight": 1}],
            deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
        )
        self.aws("ssm").put_parameter(Name=self.image_parameter, Value=PLACEHOLDER, Type="String")
        for bucket in (self.client_bucket, self.artifacts_bucket):
            self.aws("s3").create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
            )
        self.distribution = self.aws("cloudfront").create_distribution(
            DistributionConfig={
                "CallerReference": self.family,
                "Comment": self.family,
                "Enabled": True,
                "Aliases": {"Quantity": 1, "Items": ["127.0.0.1"]},
                "Origins": {
                    "Quantity": 1,
                    "Items": [
                        {
                            "Id": "files",
                            "DomainName": f"{self.client_bucket}.s3.amazonaws.com",
                            "S3OriginConfig": {"OriginAccessIdentity": ""},
                        }
                    ],
                },
                "DefaultCacheBehavior": {
                    "TargetOriginId": "files",
                    "ViewerProtocolPolicy": "redirect-to-https",
                },
            }
        )["Distribution"]["Id"]

    def delete_distribution(self) -> None:
        cloudfront = self.aws("cloudfront")
        found = cloudfront.get_distribution_config(Id=self.distribution)
        config = {**found["DistributionConfig"], "Enabled": False}
        etag = cloudfront.update_distribution(
            Id=self.distribution, IfMatch=found["ETag"], DistributionConfig=config
        )["ETag"]
        cloudfront.delete_distribution(Id=self.distribution, IfMatch=etag)

    def commit_in_service(self) -> str:
        """What the servers answer at /version: the commit of the image they were started from."""
        return self.commits.get(self.running_image.rpartition("@")[2], "none")

    @property
    def image_parameter(self) -> str:
        return f"/{self.project}/{self.name}/image"

    @property
    def noted_image(self) -> str:
        return self.aws("ssm").get_parameter(Name=self.image_parameter)["Parameter"]["Value"]

    @property
    def running_image(self) -> str:
        service = self.aws("ecs").describe_services(cluster=self.family, services=[self.family])["services"][
            0
        ]
        return self.cluster.image_of(service["taskDefinition"])

    @property
    def newest_image(self) -> str:
        return self.cluster.image_of(self.family)

    def registry_manifest(self, digest: str) -> dict:
        """A manifest as the stage's registry holds it."""
        done = subprocess.run(
            [
                "skopeo",
                "inspect",
                "--raw",
                "--creds",
                "AWS:ministack-auth-token",
                f"docker://{self.repository}@{digest}",
            ],
            env={**os.environ, **self.services.environment},
            capture_output=True,
            check=True,
        )
        return json.loads(done.stdout)

    def log(self, task: str, message: str) -> None:
        """A line that a server wrote before it stopped."""
        logs, group = self.aws("logs"), f"/{self.project}/{self.name}/server"
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName=f"server/server/{task}")
        logs.put_log_events(
            logGroupName=group,
            logStreamName=f"server/server/{task}",
            logEvents=[{"timestamp": int(time.time() * 1000), "message": message}],
        )

    def wait_for_call(self, name: str, after: str = "", times: int = 1, seconds: float = 120) -> None:
        """Until the call was made so many times, counted from the last call of `after`."""
        end = time.monotonic() + seconds
        while True:
            names = [called for called, _ in list(self.cluster.calls)]
            start = max((i for i, called in enumerate(names) if called == after), default=0)
            if names[start:].count(name) >= times:
                return
            assert time.monotonic() < end, f"{name} was not called"
            time.sleep(0.02)

    def invalidated(self) -> list[set[str]]:
        """What the edge was told to forget, the oldest first."""
        cloudfront = self.aws("cloudfront")
        ids = [
            item["Id"]
            for item in cloudfront.list_invalidations(DistributionId=self.distribution)["InvalidationList"][
                "Items"
            ]
        ]
        found = [
            cloudfront.get_invalidation(DistributionId=self.distribution, Id=each)["Invalidation"]
            for each in ids
        ]
        found.sort(key=lambda invalidation: invalidation["InvalidationBatch"]["CallerReference"])
        return [set(invalidation["InvalidationBatch"]["Paths"]["Items"]) for invalidation in found]

    def build(self, commit: str, content: str = "server") -> str:
        """What the image workflow does: the commit's image into the build registry."""
        digest = images.push(
            f"{self.source}:{commit}", commit, f"{content} {commit}", self.services.environment
        )
        self.commits[digest] = commit
        return digest

    def environment(self) -> dict[str, str]:
        return {
            **self.services.environment,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "2",
            "STAGE": self.name,
            "ECR_REPOSITORY_URI": self.repository,
            "ECS_CLUSTER_NAME": self.family,
            "ECS_SERVICE_NAME": self.family,
            "ECS_FAMILY_NAME": self.family,
        }

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One command of the deploy tool, as on a laptop."""
        keys = {"AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        return subprocess.run(
            [sys.executable, "-m", "tools.deploy", *arguments],
            env={**os.environ, **self.environment(), **keys, **more},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )

    def deploy(
        self, commit: str, digest: str, client: Path | None = None, seconds: str = "20", **inputs
    ) -> Done:
        """The job of deploy.yml, step by step."""

        def take_client(_: dict) -> None:
            subprocess.run(["cp", str(client), str(WORK.parent / "client.tar.gz")], check=True)

        job = Job(
            workflow="deploy.yml",
            job="deploy",
            directory=self.directory,
            contexts={
                "inputs": {
                    "stage": self.name,
                    "target": commit,
                    "digest": digest,
                    "source": self.source,
                    "migrate": True,
                    **inputs,
                },
                "secrets": {
                    "AWS_REGION": REGION,
                    "AWS_ACCESS_KEY_ID": "test",
                    "AWS_SECRET_ACCESS_KEY": "test",
                    "ECR_REPOSITORY_URI": self.repository,
                    "ECS_CLUSTER_NAME": self.family,
                    "ECS_SERVICE_NAME": self.family,
                    "ECS_FAMILY_NAME": self.family,
                },
                "vars": {},
                "github": {"token": "none"},
            },
            environment={
                **self.services.environment,
                "AWS_ENDPOINT_URL": self.endpoint,
                "AWS_EC2_METADATA_DISABLED": "true",
                "DEPLOY_INTERVAL": "0.05",
                "DEPLOY_SECONDS": seconds,
            },
            used={"actions/download-artifact": take_client},
        )
        return job.run(skip=("Install the deploy tool",))
