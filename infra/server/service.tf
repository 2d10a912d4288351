resource "aws_ecs_service" "server" {
  name            = local.name
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.server.arn
  desired_count   = var.task.min

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = local.health_check_grace_seconds
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  availability_zone_rebalancing      = "ENABLED"
  wait_for_steady_state              = true

  # A strategy, not a launch type: only so does the capacity provider see tasks that find no room.
  capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.instances.name
    weight            = 1
    base              = 0
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # Zones first, so that the loss of one leaves the rest; then few instances.
  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }

  ordered_placement_strategy {
    type  = "binpack"
    field = "memory"
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.server.arn
    container_name   = local.container_name
    container_port   = var.service_port
  }

  lifecycle {
    ignore_changes = [desired_count] # owned by auto scaling
  }

  depends_on = [
    aws_ecs_cluster_capacity_providers.this,
    aws_iam_role_policy.execution,
    aws_lb_listener_rule.from_our_edge,
    aws_secretsmanager_secret_version.first_value,
    aws_secretsmanager_secret_version.cache_url,
  ]
}

resource "aws_appautoscaling_target" "server" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.server.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.task.min
  max_capacity       = var.task.max
}

locals {
  scaling_metrics = {
    cpu      = { metric = "ECSServiceAverageCPUUtilization", target = var.scaling.cpu_percent, label = null }
    memory   = { metric = "ECSServiceAverageMemoryUtilization", target = var.scaling.memory_percent, label = null }
    requests = { metric = "ALBRequestCountPerTarget", target = var.scaling.requests_per_minute, label = "${aws_lb.this.arn_suffix}/${aws_lb_target_group.server.arn_suffix}" }
  }
}

resource "aws_appautoscaling_policy" "server" {
  for_each = local.scaling_metrics

  name               = "${local.name}-${each.key}"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.server.service_namespace
  resource_id        = aws_appautoscaling_target.server.resource_id
  scalable_dimension = aws_appautoscaling_target.server.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = each.value.target
    scale_out_cooldown = 60
    scale_in_cooldown  = 300

    predefined_metric_specification {
      predefined_metric_type = each.value.metric
      resource_label         = each.value.label
    }
  }
}
