"""Applies the roots for real against an AWS emulator: dev and prod side by side in one account.

What it shows: AWS's API, as far as the emulator knows it, takes what the roots ask for, in that order; a second plan
differs by the emulator's gaps alone; a deploy is not undone; destroy leaves nothing. What it cannot show: that AWS
would do the same, that instances join and tasks run.
"""

import json
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import BOOTSTRAP
from gaps import unexplained
from iam import allowed
from terraform import INFRA, Workspace

pytestmark = pytest.mark.emulator

STAGES = ["dev", "prod"]
STATE = "conduit-state-000000000000"


def backend(stage, root):
    return f"""backend "s3" {{
    bucket       = "{STATE}"
    key          = "{stage}/{root}.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
    use_path_style              = true
    skip_requesting_account_id  = true
  }}"""


class Applied:
    """Every root of both stages, applied and planned again in the background, the stages at the same time.

    Most of an apply is the provider waiting for AWS. Whoever asks for a root waits for that one alone, so the tests of
    the server's roots run while the client's are applied.
    """

    def __init__(self, emulator):
        self.emulator = emulator
        self.pool = ThreadPoolExecutor(16)  # they wait for each other: one for each of what is submitted
        self.made = {("shared", "bootstrap"): self.pool.submit(self.make_bootstrap)}
        self.plans = {("shared", "bootstrap"): self.pool.submit(self.plan, "shared", "bootstrap")}
        for stage in STAGES:
            self.start(stage, "server")
            self.start(stage, "client", after=(stage, "server"))

    def start(self, stage, root, after=None, stand_ins=None):
        self.made[stage, root] = self.pool.submit(self.make, stage, root, after, stand_ins)
        self.plans[stage, root] = self.pool.submit(self.plan, stage, root)

    def make(self, stage, root, after, stand_ins):
        if after:
            self.made[after].result()
        workspace = Workspace(root, f"apply-{stage}", self.emulator, backend(stage, root), stand_ins).init()
        workspace.apply(stage=stage)
        return workspace

    def make_bootstrap(self):
        workspace = Workspace("bootstrap", "apply-shared", self.emulator, backend("shared", "bootstrap")).init()
        workspace.run("import", "-input=false", *BOOTSTRAP, 'aws_s3_bucket.this["state"]', STATE)
        workspace.apply(*BOOTSTRAP)
        return workspace

    def plan(self, stage, root):
        workspace = self.made[stage, root].result()
        return workspace.plan(*BOOTSTRAP) if stage == "shared" else workspace.plan(stage=stage)

    def second_plan(self, stage, root):
        return self.plans[stage, root].result()

    def __getitem__(self, at):
        """The workspace, when nothing in the background uses it any more."""
        self.second_plan(*at)
        return self.made[at].result()


@pytest.fixture(scope="module")
def applied(emulator, aws):
    aws("s3").create_bucket(Bucket=STATE)
    running = Applied(emulator)
    yield running
    running.pool.shutdown()


SERVERS = [("shared", "bootstrap"), ("dev", "server"), ("prod", "server")]
CLIENTS = [("dev", "client"), ("prod", "client")]
SERVICES = [("dev", "database"), ("prod", "database"), ("prod", "monitoring")]


@pytest.mark.parametrize("stage, root", SERVERS)
def test_second_plan_shows_the_emulators_gaps_alone(applied, stage, root):
    assert unexplained(applied.second_plan(stage, root)) == []


def test_outputs_are_the_github_secrets(applied):
    value = json.loads(applied["prod", "server"].run("output", "-json", "github_secrets").stdout)
    assert value["ECS_CLUSTER_NAME_PROD"] == value["ECS_SERVICE_NAME_PROD"] == value["ECS_FAMILY_NAME_PROD"] == "conduit-prod"
    assert value["ECR_REPOSITORY_URI_PROD"].endswith("/conduit/prod") and value["AWS_REGION"] == "us-east-1"
    assert len(value) == 5


# --- what instances and tasks may call, now that every name is known


def role_policies(state, role):
    policies = [values for address, values in state.items() if address.startswith("aws_iam_role_policy.")]
    return [json.loads(values["policy"]) for values in policies if values["role"] == role]


def test_roles_inside_a_stage_do_their_job_and_no_more(applied):
    shown = json.loads(applied["prod", "server"].run("show", "-json").stdout)
    state = {r["address"]: r["values"] for r in shown["values"]["root_module"]["resources"]}
    execution = role_policies(state, "conduit-prod-execution")
    secrets = {name: state[f'aws_secretsmanager_secret.first_value["{name}"]']["arn"] for name in ("token-keys", "database-url", "datadog-api-key")}
    repository = state["aws_ecr_repository.server"]["arn"]
    assert allowed(execution, "secretsmanager:GetSecretValue", secrets["token-keys"])
    assert allowed(execution, "secretsmanager:GetSecretValue", secrets["database-url"])
    assert allowed(execution, "ecr:BatchGetImage", repository)
    assert allowed(execution, "logs:PutLogEvents", state["aws_cloudwatch_log_group.server"]["arn"] + ":log-stream:server/x")
    assert not allowed(execution, "secretsmanager:GetSecretValue", secrets["datadog-api-key"])
    assert not allowed(execution, "secretsmanager:GetSecretValue", state['aws_secretsmanager_secret.origin["blue"]']["arn"])
    assert not allowed(execution, "secretsmanager:PutSecretValue", secrets["token-keys"])
    assert not allowed(execution, "ecr:PutImage", repository)
    datadog = role_policies(state, "conduit-prod-datadog")
    assert allowed(datadog, "secretsmanager:GetSecretValue", secrets["datadog-api-key"])
    assert not allowed(datadog, "secretsmanager:GetSecretValue", secrets["token-keys"])
    instance = role_policies(state, "conduit-prod-instance")
    cluster = state["aws_ecs_cluster.this"]["arn"]
    assert allowed(instance, "ecs:RegisterContainerInstance", cluster)
    assert not allowed(instance, "ecs:RegisterContainerInstance", cluster.replace("prod", "dev"))
    assert not allowed(instance, "secretsmanager:GetSecretValue", secrets["token-keys"])
    assert not allowed(instance, "ecs:RunTask", "*")
    assert role_policies(state, "conduit-prod-task") == []


# --- E07: the pipeline and auto scaling change what they own


NEW_IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/conduit/dev@sha256:" + "a" * 64


@pytest.fixture(scope="module")
def deployed(applied, aws):
    """What the deploy workflow does, and auto scaling after it."""
    workspace = applied["dev", "server"]
    ecs = aws("ecs")
    described = ecs.describe_task_definition(taskDefinition="conduit-dev", include=["TAGS"])
    definition = described["taskDefinition"]
    (container,) = definition["containerDefinitions"]
    container["image"] = NEW_IMAGE
    copied = ("family", "networkMode", "executionRoleArn", "taskRoleArn", "requiresCompatibilities", "runtimePlatform", "volumes")
    revision = ecs.register_task_definition(
        containerDefinitions=[container], tags=described["tags"], **{k: definition[k] for k in copied if k in definition}
    )
    ecs.update_service(
        cluster="conduit-dev", service="conduit-dev", desiredCount=3, taskDefinition=revision["taskDefinition"]["taskDefinitionArn"]
    )
    aws("ssm").put_parameter(Name="/conduit/dev/image", Value=NEW_IMAGE, Type="String", Overwrite=True)
    return workspace


def change(plan, address):
    return next(c["change"] for c in plan["resource_changes"] if c["address"] == address)


def test_e07_a_deploy_leaves_no_difference(deployed):
    plan = deployed.plan(stage="dev")
    assert unexplained(plan) == []
    assert change(plan, "aws_ecs_task_definition.server")["actions"] == ["no-op"]
    service = change(plan, "aws_ecs_service.server")
    assert service["before"]["desired_count"] == service["after"]["desired_count"] == 3


def test_e07_a_change_of_environment_ships_with_the_running_image(deployed):
    planned = change(deployed.plan("-var=timing={idle=90}", stage="dev"), "aws_ecs_task_definition.server")
    assert planned["actions"] in (["delete", "create"], ["create", "delete"])
    (container,) = json.loads(planned["after"]["container_definitions"])
    assert container["image"] == NEW_IMAGE
    assert {"name": "CONDUIT_KEEP_ALIVE", "value": "105s"} in container["environment"]


def test_e11_a_rotated_secret_rolls_the_tasks_and_is_not_put_back(deployed, aws):
    secrets = aws("secretsmanager")
    secrets.put_secret_value(SecretId="conduit/dev/token-keys", SecretString="second:abc,first:def")
    plan = deployed.plan(stage="dev")
    changed = {address for address, *_ in unexplained(plan)}
    assert changed == {"aws_ecs_task_definition.server", "aws_ecs_service.server"}
    assert secrets.get_secret_value(SecretId="conduit/dev/token-keys")["SecretString"].startswith("second:")


# --- Atlas and Datadog, which a stand-in plays, on the network and secrets that infra/server made


@pytest.fixture(scope="module")
def services(applied, stand_ins):
    for stage, root in SERVICES:
        applied.start(stage, root, after=(stage, "server"), stand_ins=stand_ins)
    return applied


@pytest.mark.parametrize("stage, root", SERVICES)
def test_second_plan_of_the_services_shows_the_emulators_gaps_alone(services, stage, root):
    assert unexplained(services.second_plan(stage, root)) == []


# What the stand-in answers for a cluster with a private endpoint, and for a flex cluster without.
HOSTS = {"dev": "stage.d4e5f6.mongodb.net", "prod": "stage-pl-0.a1b2c3.mongodb.net"}


def connection_string(aws, stage):
    text = aws("secretsmanager").get_secret_value(SecretId=f"conduit/{stage}/database-url")["SecretString"]
    return re.fullmatch(r"mongodb\+srv://(?P<user>[\w-]+):(?P<password>[A-Za-z0-9]{48})@(?P<host>[^/]+)/conduit\?(?P<options>.+)", text)


@pytest.mark.parametrize("stage", STAGES)
def test_f01_tasks_are_given_the_way_in_and_its_password_stays_out_of_state_and_plan(services, aws, stage):
    workspace = services[stage, "database"]
    found = connection_string(aws, stage)
    assert found and found["host"] == HOSTS[stage] and found["user"] == "conduit-blue"
    assert "authSource=admin" in found["options"] and "tls=false" not in found["options"]
    seen = workspace.run("state", "pull").stdout + json.dumps(services.second_plan(stage, "database"))
    assert HOSTS[stage] in seen and found["password"] not in seen


def test_e11_the_user_not_in_use_gets_the_new_password(services, aws):
    before = connection_string(aws, "dev")
    workspace = services["dev", "database"]
    changed = unexplained(workspace.plan("-var=database_password_generation=2", stage="dev"))
    assert {address for address, *_ in changed} == {
        'mongodbatlas_database_user.this["green"]',
        "aws_secretsmanager_secret_version.database_url",
    }
    workspace.apply("-var=database_password_generation=2", stage="dev")
    after = connection_string(aws, "dev")
    assert after["user"] == "conduit-green" and after["password"] != before["password"] and after["host"] == before["host"]


# --- the edge, and the state of all of it


@pytest.mark.parametrize("stage, root", CLIENTS)
def test_second_plan_of_the_edge_shows_the_emulators_gaps_alone(applied, stage, root):
    assert unexplained(applied.second_plan(stage, root)) == []


def test_state_is_in_the_bucket_encrypted(applied, aws):
    for at in SERVERS + CLIENTS:
        assert applied[at]
    keys = {entry["Key"] for entry in aws("s3").list_objects_v2(Bucket=STATE)["Contents"]}
    assert {f"{stage}/{root}.tfstate" for stage, root in SERVERS + CLIENTS} <= keys
    assert not any(key.endswith(".tflock") for key in keys)


def test_two_applies_at_once_one_is_refused(applied, aws):
    workspace = applied["dev", "client"]
    values = f"-var-file={INFRA}/stages/dev.tfvars"
    # Waits for its approval, holding the lock.
    first = subprocess.Popen(
        ["terraform", "apply", "-no-color", "-compact-warnings", values, "-var=waf_requests_per_five_minutes=2000"],
        cwd=workspace.directory, env=workspace.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    try:
        deadline = time.monotonic() + 120
        while not aws("s3").list_objects_v2(Bucket=STATE, Prefix="dev/client.tfstate.tflock").get("Contents"):
            assert time.monotonic() < deadline and first.poll() is None, "the first apply took no lock"
            time.sleep(0.2)
        second = workspace.run("apply", "-input=false", "-auto-approve", "-no-color", "-lock-timeout=0s", values, check=False)
        assert second.returncode == 1 and "Error acquiring the state lock" in second.stderr
    finally:
        first.communicate("no\n", timeout=120)


# --- the end


def leftovers(aws):
    ec2 = aws("ec2")
    yield from (vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"] if not vpc.get("IsDefault"))
    yield from (group["AutoScalingGroupName"] for group in aws("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"])
    yield from (lb["LoadBalancerName"] for lb in aws("elbv2").describe_load_balancers()["LoadBalancers"])
    yield from (group["TargetGroupName"] for group in aws("elbv2").describe_target_groups()["TargetGroups"])
    yield from (group["logGroupName"] for group in aws("logs").describe_log_groups()["logGroups"])
    yield from (repository["repositoryName"] for repository in aws("ecr").describe_repositories()["repositories"])
    yield from (secret["Name"] for secret in aws("secretsmanager").list_secrets()["SecretList"])
    yield from (group["ReplicationGroupId"] for group in aws("elasticache").describe_replication_groups()["ReplicationGroups"])
    yield from (role["RoleName"] for role in aws("iam").list_roles()["Roles"] if f"/conduit/{role['RoleName'].split('-')[1]}/" == role["Path"])
    yield from (bucket["Name"] for bucket in aws("s3").list_buckets()["Buckets"])
    yield from (item["Id"] for item in aws("cloudfront").list_distributions()["DistributionList"].get("Items", []))


def test_destroy_leaves_nothing_of_a_stage(applied, aws):
    # As docs/deploy.md says: guards down first, where they are up.
    unguarded = "-var=protect=false"

    def guard_down(stage, root):
        if stage == "prod":
            applied[stage, root].apply(unguarded, stage=stage)

    def destroy(stage, root):
        workspace = applied[stage, root]
        guard = [] if root == "monitoring" else [unguarded]
        workspace.run(
            "destroy", "-input=false", "-auto-approve", "-no-color", "-compact-warnings", "-parallelism=30",
            f"-var-file={INFRA}/stages/{stage}.tfvars", *guard,
        )
        assert workspace.state() == []

    def take_down(stage):
        server = applied.pool.submit(guard_down, stage, "server")
        for root in ("monitoring", "database"):
            if (stage, root) in applied.made:
                destroy(stage, root)
        guard_down(stage, "client")
        destroy(stage, "client")
        server.result()
        destroy(stage, "server")

    list(applied.pool.map(take_down, STAGES))
    kept = {STATE, "conduit-artifacts-000000000000"}  # bootstrap's, guarded by prevent_destroy
    assert set(leftovers(aws)) - kept == set()


def test_bootstrap_guards_its_buckets(applied):
    result = applied["shared", "bootstrap"].run("destroy", "-input=false", "-auto-approve", "-no-color", *BOOTSTRAP, check=False)
    assert result.returncode == 1 and "prevent_destroy" in result.stderr
