"""What the emulator does not give back as it was set, so that a second plan shows it although nothing differs.

Each row: resource type, attribute, why. A difference that no row explains fails the test.
"""

NO_TAGS = "moto's scaling keeps no tags"
ALARM = "of an alarm only names and thresholds are read back"

GAPS = {
    ("aws_appautoscaling_target", "tags_all"): NO_TAGS,
    ("aws_autoscaling_group", "capacity_reservation_specification"): "reads as unset instead of default",
    ("aws_autoscaling_group", "enabled_metrics"): "metrics collection is accepted and forgotten",
    ("aws_autoscaling_group", "instance_maintenance_policy"): "not stored",
    ("aws_autoscaling_group", "launch_template"): "the version becomes unknown with the launch template's difference below",
    ("aws_autoscaling_group", "max_instance_lifetime"): "not stored",
    ("aws_cloudfront_response_headers_policy", "remove_headers_config"): "reads as an empty block instead of none",
    ("aws_cloudwatch_metric_alarm", "actions_enabled"): ALARM,
    ("aws_cloudwatch_metric_alarm", "alarm_actions"): ALARM,
    ("aws_cloudwatch_metric_alarm", "alarm_description"): ALARM,
    ("aws_cloudwatch_metric_alarm", "dimensions"): ALARM,
    ("aws_cloudwatch_metric_alarm", "extended_statistic"): ALARM,
    ("aws_cloudwatch_metric_alarm", "ok_actions"): ALARM,
    ("aws_cloudwatch_metric_alarm", "period"): ALARM,
    ("aws_cloudwatch_metric_alarm", "statistic"): ALARM,
    ("aws_cloudwatch_metric_alarm", "treat_missing_data"): ALARM,
    ("aws_ecs_capacity_provider", "auto_scaling_group_provider"): "managed_draining is not stored",
    ("aws_ecs_service", "availability_zone_rebalancing"): "not stored",
    ("aws_ecs_service", "ordered_placement_strategy"): "not stored",
    ("aws_elasticache_parameter_group", "parameter"): "reads as if every default had been set",
    ("aws_elasticache_replication_group", "auto_minor_version_upgrade"): "not stored",
    ("aws_flow_log", "arn"): "the flow log is replaced because of what follows",
    ("aws_flow_log", "deliver_cross_account_role"): "reads as empty instead of unset",
    ("aws_flow_log", "iam_role_arn"): "reads as empty instead of unset",
    ("aws_flow_log", "id"): "the flow log is replaced because of what precedes",
    ("aws_flow_log", "log_format"): "not stored",
    ("aws_flow_log", "log_group_name"): "not stored",
    ("aws_flow_log", "max_aggregation_interval"): "not stored",
    ("aws_flow_log", "tags"): "not stored",
    ("aws_flow_log", "tags_all"): "not stored",
    ("aws_launch_template", "default_version"): "unknown while the template differs",
    ("aws_launch_template", "latest_version"): "unknown while the template differs",
    ("aws_launch_template", "network_interfaces"): "delete_on_termination is not stored",
    ("aws_vpc_endpoint", "private_dns_enabled"): "not stored",
    ("aws_vpc_endpoint", "security_group_ids"): "not stored",
}


def unexplained(plan):
    """Differences of a plan that no gap explains: (address, actions, attribute)."""
    found = []
    for change in plan["resource_changes"]:
        actions = change["change"]["actions"]
        if actions in (["no-op"], ["read"]):
            continue
        before, after = change["change"]["before"] or {}, change["change"]["after"] or {}
        unknown = change["change"]["after_unknown"] or {}
        for attribute in sorted(before.keys() | after.keys() | unknown.keys()):
            differs = before.get(attribute) != after.get(attribute) or holds_true(unknown.get(attribute))
            if differs and (change["type"], attribute) not in GAPS:
                found.append((change["address"], actions, attribute))
    return found


def holds_true(marks):
    """after_unknown mirrors the shape of a value; only a true somewhere in it means unknown."""
    if isinstance(marks, dict):
        marks = list(marks.values())
    return any(map(holds_true, marks)) if isinstance(marks, list) else bool(marks)
