"""The root of MongoDB Atlas, planned with a stand-in of its provider. test_emulator.py applies it."""

import pytest
from plans import Plan
from terraform import INFRA, Workspace

RUNBOOKS = INFRA.parent / "docs/runbooks"
# As the stages have them, and the ways that none has.
WAYS = {
    "dev": ("dev",),
    "demo": ("demo",),
    "prod": ("prod",),
    "dedicated-public": ("demo", "-var=database_mode=atlas-public", "-var=alarm_email=ops@example.com"),
}
DEDICATED = ["demo", "prod", "dedicated-public"]
PRIVATE = ["demo", "prod"]


@pytest.fixture(scope="module")
def network(aws):
    """What the root finds by name of what infra/server makes: {stage: address of its NAT gateway}."""
    ec2 = aws("ec2")

    def tagged(kind, **tags):
        return [{"ResourceType": kind, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}]

    def make(stage):
        name = f"conduit-{stage}"
        vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16", TagSpecifications=tagged("vpc", Name=name))["Vpc"]["VpcId"]
        for number, tier in enumerate(["private", "private", "public"]):
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.20.{number}.0/24", TagSpecifications=tagged("subnet", Tier=tier))
        ec2.create_security_group(VpcId=vpc, GroupName=f"{name}-database", Description="database")
        aws("secretsmanager").create_secret(Name=f"conduit/{stage}/database-url")
        return ec2.allocate_address(Domain="vpc", TagSpecifications=tagged("elastic-ip", Stage=name))["PublicIp"]

    return {stage: make(stage) for stage in ("dev", "demo", "prod")}


@pytest.fixture(scope="module")
def database(network, emulator, stand_ins):
    """What the root would make, in each of its ways."""

    workspace = Workspace("database", "plan", emulator, stand_ins=stand_ins).init()
    return {way: Plan(workspace.plan(*arguments, stage=stage)) for way, (stage, *arguments) in WAYS.items()}


@pytest.mark.parametrize("way", PRIVATE)
def test_f01_the_private_address_is_read_after_the_endpoint_exists(database, way):
    plan = database[way]
    connected = plan.changes["data.mongodbatlas_advanced_cluster.connected[0]"]
    assert connected["actions"] == ["read"] and connected["after_unknown"]["connection_strings"]
    configured = plan.configuration["data.mongodbatlas_advanced_cluster.connected"]
    assert configured["depends_on"] == ["mongodbatlas_privatelink_endpoint_service.this"]
    assert plan.references("mongodbatlas_privatelink_endpoint_service.this", "endpoint_service_id") >= {"aws_vpc_endpoint.atlas"}
    assert plan.references("aws_vpc_endpoint.atlas", "service_name") >= {"mongodbatlas_privatelink_endpoint.this"}


@pytest.mark.parametrize("way", PRIVATE)
def test_the_endpoint_is_in_private_subnets_behind_the_databases_group(database, aws, way):
    endpoint = database[way]["aws_vpc_endpoint.atlas[0]"]
    subnets = aws("ec2").describe_subnets(SubnetIds=endpoint["subnet_ids"])["Subnets"]
    assert len(subnets) == 2 and all({"Key": "Tier", "Value": "private"} in subnet["Tags"] for subnet in subnets)
    (group,) = aws("ec2").describe_security_groups(GroupIds=endpoint["security_group_ids"])["SecurityGroups"]
    assert group["GroupName"] == f"conduit-{way}-database" and group["VpcId"] == endpoint["vpc_id"]
    assert database[way].of_type("mongodbatlas_project_ip_access_list") == {}


@pytest.mark.parametrize("way", ["dev", "dedicated-public"])
def test_f03_without_an_endpoint_the_nat_gateways_are_let_in_and_nobody_else(database, network, way):
    plan = database[way]
    allowed = [
        (values["ip_address"], values.get("cidr_block"), values.get("aws_security_group"))
        for values in plan.of_type("mongodbatlas_project_ip_access_list").values()
    ]
    # The provider makes up the range of one address; until then it is unknown.
    assert allowed == [(network[WAYS[way][0]], None, None)]
    assert plan.of_type("aws_vpc_endpoint") == {} == plan.of_type("mongodbatlas_privatelink_endpoint")


@pytest.mark.parametrize("way", WAYS)
def test_no_password_is_in_the_plan(database, way):
    plan = database[way]
    users = plan.of_type("mongodbatlas_database_user")
    assert {values["password_wo_version"] for values in users.values()} == {0, 1}
    for values in users.values():
        assert values["password"] is None and values["password_wo"] is None
    secret = plan["aws_secretsmanager_secret_version.database_url"]
    assert secret["secret_string_wo"] is None and secret.get("secret_string") in (None, "")
    assert secret["secret_string_wo_version"] == 1
    ephemeral = "ephemeral.aws_secretsmanager_random_password.user"
    assert ephemeral in plan.configuration["mongodbatlas_database_user.this"]["expressions"]["password_wo"]["references"]


@pytest.mark.parametrize("way", WAYS)
def test_users_may_read_and_write_one_database_of_one_cluster(database, way):
    for values in database[way].of_type("mongodbatlas_database_user").values():
        assert [(role["role_name"], role["database_name"]) for role in values["roles"]] == [("readWrite", "conduit")]
        assert [(scope["type"], scope["name"]) for scope in values["scopes"]] == [("CLUSTER", cluster(database[way])["name"])]


def cluster(plan):
    (found,) = (plan.of_type("mongodbatlas_advanced_cluster") | plan.of_type("mongodbatlas_flex_cluster")).values()
    return found


@pytest.mark.parametrize("way", WAYS)
def test_names_stay_apart_in_the_addresses_that_atlas_makes_of_them(database, way):
    assert len(cluster(database[way])["name"]) <= 23


@pytest.mark.parametrize("way", DEDICATED)
def test_any_minute_of_the_last_week_can_be_restored(database, way):
    plan = database[way]
    assert cluster(plan)["backup_enabled"] and cluster(plan)["pit_enabled"]
    (schedule,) = plan.of_type("mongodbatlas_cloud_backup_schedule").values()
    assert schedule["restore_window_days"] == 7
    assert schedule["policy_item_hourly"][0]["retention_value"] == 7 and schedule["policy_item_hourly"][0]["retention_unit"] == "days"
    assert schedule["policy_item_weekly"][0]["retention_value"] == 8 and schedule["policy_item_weekly"][0]["retention_unit"] == "weeks"


@pytest.mark.parametrize("way", DEDICATED)
def test_a_cluster_outlives_a_zone_and_refuses_old_tls(database, way):
    (spec,) = cluster(database[way])["replication_specs"]
    (region,) = spec["region_configs"]
    assert (region["provider_name"], region["region_name"]) == ("AWS", "US_EAST_1")
    assert region["electable_specs"]["node_count"] == 3
    assert cluster(database[way])["advanced_configuration"]["minimum_enabled_tls_protocol"] == "TLS1_2"
    scaling = region["auto_scaling"]
    size, growing = region["electable_specs"]["instance_size"], scaling["compute_enabled"]
    assert (size, growing) == (("M30", True) if way == "prod" else ("M10", False))
    if growing:
        assert (scaling["compute_min_instance_size"], scaling["compute_max_instance_size"]) == (size, "M50")


def test_only_prod_is_guarded(database):
    assert {way: cluster(plan)["termination_protection_enabled"] for way, plan in database.items()} == {
        "dev": False, "demo": False, "prod": True, "dedicated-public": False,
    }  # fmt: skip
    assert database["prod"]["mongodbatlas_project.this"]["is_data_explorer_enabled"] is False


@pytest.mark.parametrize("way", DEDICATED)
def test_alerts_reach_somebody_and_have_their_page(database, way):
    alerts = database[way].of_type("mongodbatlas_alert_configuration")
    pages = {address.split('"')[1] for address in alerts}
    assert pages == {"database-connections", "database-cpu", "database-disk", "replication-lag"}
    for address, values in alerts.items():
        assert (RUNBOOKS / f"{address.split(chr(34))[1]}.md").exists()
        assert values["enabled"] and values["metric_threshold_config"][0]["threshold"] > 0
        (notification,) = values["notification"]
        addressee = (notification["type_name"], notification["email_address"], notification["roles"])
        assert addressee == (("EMAIL", "ops@example.com", None) if way == "dedicated-public" else ("GROUP", None, ["GROUP_OWNER"]))
