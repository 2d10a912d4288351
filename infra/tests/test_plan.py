"""Faults known from comparable stacks, looked for in the plan of every stage."""

import json
import re

import pytest
from terraform import EDGE_STAGES, STAGES

every_stage = pytest.mark.parametrize("stage", STAGES)
every_edge = pytest.mark.parametrize("stage", EDGE_STAGES)


# --- D: edge


def behaviours(plan):
    distribution = plan["aws_cloudfront_distribution.this"]
    return distribution["ordered_cache_behavior"] + distribution["default_cache_behavior"]


@every_edge
def test_d01_no_error_page_replaces_an_api_answer(plans, stage):
    distribution = plans["client", stage]["aws_cloudfront_distribution.this"]
    assert distribution["custom_error_response"] == []


@every_edge
def test_d01_deep_links_are_rewritten_on_the_files_alone(plans, stage):
    plan = plans["client", stage]
    with_function = [b for b in behaviours(plan) if b["function_association"]]
    assert len(with_function) == 1
    assert "path_pattern" not in with_function[0] and with_function[0]["target_origin_id"] == "files"
    assert with_function[0]["function_association"][0]["event_type"] == "viewer-request"


@every_edge
def test_d02_missing_assets_are_not_rewritten(plans, stage):
    assets = [b for b in behaviours(plans["client", stage]) if b.get("path_pattern") == "/assets/*"]
    assert len(assets) == 1 and assets[0]["target_origin_id"] == "files" and not assets[0]["function_association"]


@every_edge
def test_d05_query_and_token_are_in_the_servers_key(plans, stage):
    plan = plans["client", stage]
    key = plan["aws_cloudfront_cache_policy.server"]["parameters_in_cache_key_and_forwarded_to_origin"][0]
    assert key["query_strings_config"][0]["query_string_behavior"] == "all"
    assert "Authorization" in key["headers_config"][0]["headers"][0]["items"]
    assert key["cookies_config"][0]["cookie_behavior"] == "none"
    assert plan["aws_cloudfront_cache_policy.server"]["default_ttl"] == 0
    request = plan["aws_cloudfront_origin_request_policy.server"]
    assert request["query_strings_config"][0]["query_string_behavior"] == "all"
    assert request["cookies_config"][0]["cookie_behavior"] == "none"
    paths = [b["path_pattern"] for b in behaviours(plan) if b["target_origin_id"] == "server"]
    assert "/api/*" in paths
    blocks = plan.configuration["aws_cloudfront_distribution.this"]["expressions"]["ordered_cache_behavior"]
    for block in blocks:
        kind = "files" if "local.files_origin" in block["target_origin_id"]["references"] else "server"
        assert f"aws_cloudfront_cache_policy.{kind}" in block["cache_policy_id"]["references"]


@every_edge
def test_d05_writes_reach_the_api_and_nothing_else(plans, stage):
    for behaviour in behaviours(plans["client", stage]):
        writes = set(behaviour["allowed_methods"]) - {"GET", "HEAD", "OPTIONS"}
        assert bool(writes) == (behaviour.get("path_pattern") == "/api/*")
        assert set(behaviour["cached_methods"]) == {"GET", "HEAD"}
        assert behaviour["viewer_protocol_policy"] == "redirect-to-https" and behaviour["compress"]


@every_edge
def test_d07_edge_to_origin(plans, stage):
    client, server = plans["client", stage], plans["server", stage]
    providers = {a: r["provider_config_key"] for a, r in client.configuration.items() if r["mode"] == "managed"}
    for address in ("aws_acm_certificate.this", "aws_acm_certificate_validation.this", "aws_wafv2_web_acl.this"):
        assert providers[address] == "aws.us_east_1"
    origins = {o["origin_id"]: o for o in client["aws_cloudfront_distribution.this"]["origin"]}
    origin = origins["server"]["custom_origin_config"][0]
    assert origin["origin_protocol_policy"] == "https-only" and origin["origin_ssl_protocols"] == ["TLSv1.2"]
    name = origins["server"]["domain_name"]
    assert name == server["aws_acm_certificate.origin"]["domain_name"] == server["aws_route53_record.origin"]["name"]
    assert server.references("aws_lb_listener.https", "certificate_arn") == {"aws_acm_certificate_validation.origin"}
    excluded = client["aws_cloudfront_origin_request_policy.server"]["headers_config"][0]
    assert excluded["header_behavior"] == "allExcept" and "Host" in excluded["headers"][0]["items"]
    for behaviour in behaviours(client):
        if behaviour["target_origin_id"] == "files":
            assert not behaviour["origin_request_policy_id"]
    (certificate,) = client.configuration["aws_cloudfront_distribution.this"]["expressions"]["viewer_certificate"]
    assert "aws_acm_certificate_validation.this" in certificate["acm_certificate_arn"]["references"]


@every_edge
def test_d08_only_our_edge_is_answered(plans, stage):
    plan = plans["server", stage]
    listener = plan["aws_lb_listener.https"]
    assert listener["default_action"][0]["type"] == "fixed-response"
    assert listener["default_action"][0]["fixed_response"][0]["status_code"] == "403"
    rules = plan.of_type("aws_lb_listener_rule")
    assert len(rules) == 1
    headers = plans["client", stage]["aws_cloudfront_distribution.this"]["origin"]
    sent = next(o for o in headers if o["origin_id"] == "server")["custom_header"]
    (condition,) = plan["aws_lb_listener_rule.from_our_edge"]["condition"]
    assert [h["name"] for h in sent] == [condition["http_header"][0]["http_header_name"]]


@every_edge
def test_edge_is_modern(plans, stage):
    distribution = plans["client", stage]["aws_cloudfront_distribution.this"]
    assert distribution["is_ipv6_enabled"] and distribution["http_version"] == "http2and3"
    assert distribution["viewer_certificate"][0]["minimum_protocol_version"] == "TLSv1.2_2021"
    assert set(plans["client", stage].of_type("aws_route53_record")) >= {
        'aws_route53_record.this["A"]',
        'aws_route53_record.this["AAAA"]',
    }


# --- E: load balancer, tasks


@every_edge
def test_e01_load_balancer_closes_first(plans, stage):
    plan = plans["server", stage]
    idle = plan["aws_lb.this"]["idle_timeout"]
    origin = next(o for o in plans["client", stage]["aws_cloudfront_distribution.this"]["origin"] if o["origin_id"] == "server")
    assert origin["custom_origin_config"][0]["origin_keepalive_timeout"] < idle


@every_stage
def test_e02_health_check_acts_within_the_drain(plans, stage):
    target = plans["server", stage]["aws_lb_target_group.server"]
    (check,) = target["health_check"]
    assert check["path"] == "/readyz"
    assert check["interval"] * check["unhealthy_threshold"] <= 10
    assert check["matcher"] == "200,404"
    assert int(target["deregistration_delay"]) >= 30


@every_stage
def test_e04_rolling_update_finds_room(plans, stage):
    service = plans["server", stage]["aws_ecs_service.server"]
    assert service["deployment_minimum_healthy_percent"] == 100 and service["deployment_maximum_percent"] == 200
    assert service["deployment_circuit_breaker"] == [{"enable": True, "rollback": True}]
    placement = plans["server", stage]["terraform_data.placement"]["input"]
    group = plans["server", stage]["aws_autoscaling_group.instances"]
    target = plans["server", stage]["aws_appautoscaling_target.server"]
    assert placement["tasks_per_instance"] >= 1
    assert placement["tasks_per_instance"] * group["max_size"] >= target["max_capacity"] + 1
    # At rest a deploy finds room at once or managed scaling may add an instance.
    assert placement["tasks_per_instance"] * group["min_size"] > target["min_capacity"] or group["max_size"] > group["min_size"]


@every_stage
def test_e05_networking_is_of_a_piece(plans, stage):
    plan = plans["server", stage]
    assert plan["aws_ecs_task_definition.server"]["network_mode"] == "bridge"
    assert plan["aws_lb_target_group.server"]["target_type"] == "instance"
    assert plan["aws_ecs_service.server"]["network_configuration"] == []
    rule = plan["aws_vpc_security_group_ingress_rule.app_from_alb"]
    assert (rule["from_port"], rule["to_port"]) == (32768, 65535)


@every_stage
def test_e07_each_attribute_has_one_owner(plans, stage):
    plan = plans["server", stage]
    assert plan["aws_ecs_task_definition.server"]["track_latest"]
    assert plan["aws_ssm_parameter.image"]["insecure_value"].endswith("hello-app-runner:latest")


@every_stage
def test_capacity_provider_is_used(plans, stage):
    plan = plans["server", stage]
    (strategy,) = plan["aws_ecs_service.server"]["capacity_provider_strategy"]
    (provider,) = plan["aws_ecs_capacity_provider.instances"]["auto_scaling_group_provider"]
    assert strategy["capacity_provider"] == plan["aws_ecs_capacity_provider.instances"]["name"]
    assert provider["managed_draining"] == "ENABLED" and provider["managed_termination_protection"] == "ENABLED"
    assert plan["aws_autoscaling_group.instances"]["protect_from_scale_in"]
    assert 50 <= provider["managed_scaling"][0]["target_capacity"] <= 100
    assert set(plan.of_type("aws_appautoscaling_policy")) == {
        f'aws_appautoscaling_policy.server["{metric}"]' for metric in ("cpu", "memory", "requests")
    }


@every_stage
def test_e10_images_move_on_without_a_difference(plans, stage):
    plan = plans["server", stage]
    template = plan["aws_launch_template.instances"]
    assert template["image_id"].startswith("resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/")
    group = plan["aws_autoscaling_group.instances"]
    assert group["instance_refresh"][0]["preferences"][0]["min_healthy_percentage"] == 100
    assert group["max_instance_lifetime"] <= 31 * 86400


@every_stage
def test_instances_are_closed(plans, stage):
    template = plans["server", stage]["aws_launch_template.instances"]
    (metadata,) = template["metadata_options"]
    assert metadata["http_tokens"] == "required" and metadata["http_put_response_hop_limit"] == 1
    assert not template["key_name"]
    assert template["block_device_mappings"][0]["ebs"][0]["encrypted"] == "true"
    assert template["network_interfaces"][0]["associate_public_ip_address"] == "false"


@every_stage
def test_a_target_group_without_targets_is_an_alarm(plans, stage):
    """CloudWatch has no number for it then."""
    alarms = plans["server", stage].of_type("aws_cloudwatch_metric_alarm")
    loud = {address.split('"')[1] for address, values in alarms.items() if values["treat_missing_data"] == "breaching"}
    assert loud == {"too-few-healthy"}


# --- F: cache and database


@every_stage
def test_f06_cache_speaks_tls_and_asks_for_the_token(plans, stage):
    cache = plans["server", stage]["aws_elasticache_replication_group.this"]
    assert cache["engine"] == "valkey" and cache["transit_encryption_enabled"] and cache["transit_encryption_mode"] == "required"
    assert str(cache["at_rest_encryption_enabled"]).lower() == "true"
    assert plans["server", stage].references("aws_elasticache_replication_group.this", "auth_token") == {"terraform_data.cache_token"}
    assert "terraform_data.cache_token" in plans["server", stage].references("aws_secretsmanager_secret_version.cache_url", "secret_string")
    assert plans["server", stage]["aws_secretsmanager_secret.cache_url"]["name"] == f"conduit/{stage}/cache-url"


def test_cache_survives_a_zone_in_prod(plans):
    cache = plans["server", "prod"]["aws_elasticache_replication_group.this"]
    assert cache["automatic_failover_enabled"] and cache["multi_az_enabled"] and cache["num_cache_clusters"] >= 2
    assert plans["server", "dev"]["aws_elasticache_replication_group.this"]["num_cache_clusters"] == 1


def test_prod_has_no_single_point(plans):
    plan = plans["server", "prod"]
    assert len(plan.of_type("aws_nat_gateway")) == len(plan.of_type("aws_subnet")) / 2 == 3
    assert plan["aws_autoscaling_group.instances"]["min_size"] >= 2
    assert plan["aws_appautoscaling_target.server"]["min_capacity"] >= 2
    assert plan["aws_lb.this"]["enable_deletion_protection"]


# --- secrets, names, tags


@every_stage
def test_a_plan_that_is_posted_shows_no_secret(plans, stage):
    changes = plans["server", stage].changes
    for address in ('terraform_data.origin_secret["blue"]', 'terraform_data.origin_secret["green"]', "terraform_data.cache_token"):
        assert changes[address]["after_sensitive"]["input"] is True, address
    assert "true" in json.dumps(changes["aws_lb_listener_rule.from_our_edge"]["after_sensitive"]["condition"])
    if ("client", stage) in plans:
        origins = plans["client", stage].changes["aws_cloudfront_distribution.this"]["after_sensitive"]["origin"]
        assert "true" in json.dumps(origins)


@every_stage
def test_no_secret_in_outputs_or_variables(plans, stage):
    for plan in (plan for (_, planned), plan in plans.items() if planned == stage):
        for name in plan.data["configuration"]["root_module"].get("outputs", {}):
            assert not re.search(r"secret$|password|token|url$(?<!^url)", name), name


# AWS's own; of other kinds names are short or may have 128 characters and more.
LONGEST = {
    "aws_lb": 32, "aws_lb_target_group": 32, "aws_elasticache_replication_group": 40, "aws_s3_bucket": 63, "aws_iam_role": 64,
    "aws_cloudwatch_event_rule": 64, "aws_cloudfront_function": 64, "aws_cloudfront_origin_access_control": 64,
    "aws_cloudwatch_log_delivery_source": 60, "aws_cloudwatch_log_delivery_destination": 60,
}  # fmt: skip


def test_names_keep_aws_limits_whatever_the_project_is_called(plans):
    """Names grow with the project's, which may have 16 characters."""
    seen = set()
    for plan in plans.values():
        for kind, name in (found.split(":", 1) for found in names(plan)):
            seen.add(kind)
            longest = name.replace("conduit", "a" * 16)
            assert len(longest) <= LONGEST.get(kind, 128), f"{kind} {longest}"
            if kind == "aws_elasticache_replication_group":
                assert re.fullmatch(r"[a-z](?!.*--)[a-z0-9-]*(?<!-)", name)
            elif kind == "aws_s3_bucket":
                assert re.fullmatch(r"[a-z0-9][a-z0-9-]+[a-z0-9]", name)
            elif kind in ("aws_lb", "aws_lb_target_group"):
                assert re.fullmatch(r"(?!internal-)[a-z0-9][a-z0-9-]*[a-z0-9]", name)
    assert seen >= LONGEST.keys()


def names(plan):
    """Names that are unique in an account and region, as KIND:NAME."""
    for address, values in plan.resources.items():
        kind = address.split(".")[0]
        if kind.startswith(("aws_route53_record", "aws_vpc", "aws_subnet", "aws_route", "aws_iam_role_policy")):
            continue
        family = ["family"] if kind == "aws_ecs_task_definition" else []
        for attribute in ["name", "bucket", "replication_group_id", "alarm_name", *family]:
            if values.get(attribute):
                yield f"{kind}:{values[attribute]}"


def test_stages_of_one_account_do_not_collide(plans):
    seen = {}
    for (_, stage), plan in plans.items():
        for name in set(names(plan)):
            assert seen.get(name, stage) == stage, f"{name} of {stage} and {seen[name]}"
            seen[name] = stage


def test_networks_of_stages_do_not_overlap(plans):
    assert len({plans["server", stage]["aws_vpc.this"]["cidr_block"] for stage in STAGES}) == len(STAGES)


def test_everything_is_tagged_for_cost(plans):
    for (_, stage), plan in plans.items():
        for address, values in plan.resources.items():
            tags = values.get("tags_all")
            if tags:
                expected = "shared" if stage == "shared" else f"conduit-{stage}"
                assert tags["Project"] == "conduit" and tags["Stage"] == expected, address


# --- H: Datadog


def test_h01_agent_is_a_daemon_only_the_host_reaches(plans):
    plan = plans["server", "prod"]
    assert plan["aws_ecs_service.datadog[0]"]["scheduling_strategy"] == "DAEMON"
    assert plan["aws_ecs_task_definition.datadog[0]"]["network_mode"] == "host"
    for address, rule in plan.of_type("aws_vpc_security_group_ingress_rule").items():
        for port in (4318, 8125, 8126):
            assert not rule["from_port"] <= port <= rule["to_port"] or "database" in address, address
