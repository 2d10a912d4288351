"""python3 -m tools.deploy COMMAND: one command per step of the workflows.

The stage comes from the environment: STAGE, ECR_REPOSITORY_URI, ECS_CLUSTER_NAME, ECS_SERVICE_NAME, ECS_FAMILY_NAME,
AWS_REGION, and credentials as the AWS SDK finds them. Exit code 1 says why in its last lines.
"""

import argparse
import os
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from tools.deploy import (
    client_files,
    credentials,
    edge,
    infrastructure,
    marker,
    registry,
    revision,
    service,
    tasks,
)
from tools.deploy.github import Refused, export, fail, group, output, summary
from tools.deploy.stage import Stage
from tools.deploy.waiting import Clock


def find_built(arguments) -> None:
    """Outputs the digest of the image that CI built of COMMIT; empty when there is none yet."""
    output("digest", registry.find_built(arguments.repository, arguments.commit) or "")


def copy_image(arguments) -> None:
    """Puts a built image into the stage's repository."""
    registry.bring(
        Stage.from_environment(), arguments.source, registry.Image(arguments.digest, arguments.commit)
    )


def find_image(arguments) -> None:
    """Outputs commit and digest of an image that the stage's repository holds already."""
    image = registry.find_deployable(Stage.from_environment(), arguments.target)
    output("commit", image.commit)
    output("digest", image.digest)


def keep_client(arguments) -> None:
    """Keeps a build of the client, so that it can be published again without a build."""
    client_files.keep(Stage.from_environment(), arguments.archive, arguments.commit)


def client_assets(arguments) -> None:
    """Uploads the hashed assets of a commit's client. Comes before the server, whose pages name them."""
    stage = Stage.from_environment()
    client_files.fetch(stage, arguments.commit, arguments.directory)
    client_files.upload_assets(stage, arguments.directory)


def deploy_server(arguments) -> None:
    """Migrates, then replaces the running servers by the image, and waits until they are the ones that answer."""
    stage = Stage.from_environment()
    clock = Clock(arguments.seconds, arguments.interval)
    with group("Waiting for the service"):
        running = service.wait_until_quiet(stage, clock)
    with group("Task definition"):
        made = revision.register(stage, arguments.digest)
    if arguments.migrate:
        with group("Migration"):
            try:
                tasks.migrate(stage, running, made, clock)
            except Refused:
                if made != running["taskDefinition"]:
                    revision.withdraw(made)
                raise
    with group("Rolling update"):
        service.roll_out(stage, running, made, clock)
    service.note_image(stage, arguments.digest)
    edge.wait_for_version(
        stage.public_url, arguments.commit, clock, lambda: service.confirm_in_service(stage, made)
    )
    summary(f"**{stage.name}** runs `{arguments.commit}`, image `{arguments.digest}`: {stage.public_url}")


def client_pages(arguments) -> None:
    """Publishes what has no hash in its name, HTML last, and has the edge forget what changed."""
    stage = Stage.from_environment()
    client_files.invalidate(stage, client_files.publish_pages(stage, arguments.directory, arguments.commit))


def smoke_test(arguments) -> None:
    """Asks for what a reader's browser would, through the public address."""
    edge.smoke_test(Stage.from_environment().public_url, arguments.commit)


def deploy_marker(arguments) -> None:
    """Marks the deploy in Datadog, when DATADOG_API_KEY is set."""
    marker.deployed(Stage.from_environment(), arguments.commit, arguments.digest)


def deploy_failed(arguments) -> None:
    """Tells Datadog that the deploy failed, when DATADOG_API_KEY is set: its monitor speaks to those on call."""
    marker.failed(Stage.from_environment(), arguments.target)


def take_credentials(arguments) -> None:
    """Hands the job's later steps their AWS credentials: by OIDC when AWS_ROLE_ARN is set, else the access key."""
    credentials.take(arguments.seconds)


def infra(arguments) -> None:
    """Plans or applies Terraform roots of a stage, or destroys all of it; `region` exports the stage's region."""
    region = infrastructure.region_of(arguments.stage)
    os.environ.setdefault("AWS_REGION", region)
    match arguments.action:
        case "region":
            export("AWS_REGION", region)
        case "plan":
            for root in arguments.root:
                infrastructure.plan(arguments.stage, root, arguments.run)
        case "apply":
            for root in arguments.root:
                infrastructure.apply(arguments.stage, root, arguments.run)
        case "destroy":
            infrastructure.destroy(arguments.stage, arguments.confirm)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python3 -m tools.deploy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(function, *options: str) -> argparse.ArgumentParser:
        name = function.__name__.replace("_", "-")
        made = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
        made.set_defaults(run_command=function)
        for option in options:
            made.add_argument(
                f"--{option}", required=True, type=Path if option in ("directory", "archive") else str
            )
        return made

    taken = command(take_credentials)
    taken.add_argument(
        "--seconds", type=int, default=3600, help="how long the role is taken for (default 3600)"
    )
    command(find_built, "repository", "commit")
    command(copy_image, "source", "digest", "commit")
    command(find_image, "target")
    command(keep_client, "archive", "commit")
    command(client_assets, "directory", "commit")
    server = command(deploy_server, "digest", "commit")
    server.add_argument(
        "--migrate",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="migrate the database first; not for a rollback, since migrations only go forward",
    )
    server.add_argument(
        "--seconds",
        type=float,
        default=os.environ.get("DEPLOY_SECONDS", "1200"),
        help="how long each wait may last (default 1200, or $DEPLOY_SECONDS)",
    )
    server.add_argument(
        "--interval",
        type=float,
        default=os.environ.get("DEPLOY_INTERVAL", "5"),
        help="seconds between two looks (default 5, or $DEPLOY_INTERVAL)",
    )
    command(client_pages, "directory", "commit")
    command(smoke_test, "commit")
    command(deploy_marker, "digest", "commit")
    command(deploy_failed, "target")
    terraform = command(infra, "stage")
    terraform.add_argument("action", choices=["region", "plan", "apply", "destroy"])
    terraform.add_argument(
        "--root", nargs="+", default=[], choices=["server", "database", "documentdb", "client", "monitoring"]
    )
    terraform.add_argument("--run", default="", help="id of the run that made, or makes, the plan")
    terraform.add_argument("--confirm", default="", help="destroy-<project>-<stage>")
    return top


def main() -> int:
    arguments = parser().parse_args()
    try:
        arguments.run_command(arguments)
    except Refused as refusal:
        fail(str(refusal))
        return 1
    except (BotoCoreError, ClientError) as error:
        fail(f"AWS: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
