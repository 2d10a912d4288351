# What must be heard even when Datadog is not there. Everything finer is in infra/monitoring; the severities are those
# of docs/runbooks/README.md.

resource "aws_sns_topic" "alarms" {
  name = "${local.name}-alarms"
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AlarmsEventsAndBudgetsSpeak"
      Effect    = "Allow"
      Principal = { Service = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com"] }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}

resource "aws_sns_topic_subscription" "email" {
  count = var.alarm_email == "" ? 0 : 1

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

locals {
  load_balancer_dimensions = { LoadBalancer = aws_lb.this.arn_suffix }
  target_group_dimensions  = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = aws_lb_target_group.server.arn_suffix }
  service_dimensions       = { ClusterName = aws_ecs_cluster.this.name, ServiceName = aws_ecs_service.server.name }

  # periods × 60 s above (or below) the threshold. A stage without traffic has no data and is not ill; a target group
  # without targets has none either, and is.
  alarms = {
    server-errors = {
      description = "The server answers 5xx. First look: the server's log group, then MongoDB."
      severity    = 1, runbook = "error-rate"
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", statistic = "Sum"
      dimensions  = local.target_group_dimensions, comparison = "GreaterThanThreshold", threshold = 10, periods = 5
    }
    load-balancer-errors = {
      description = "The load balancer answers 5xx itself: no healthy target, or connections break."
      severity    = 1, runbook = "load-balancer-errors"
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", statistic = "Sum"
      dimensions  = local.load_balancer_dimensions, comparison = "GreaterThanThreshold", threshold = 10, periods = 5
    }
    too-few-healthy = {
      description = "Fewer healthy tasks than the stage's minimum."
      severity    = 1, runbook = "no-healthy-target"
      namespace   = "AWS/ApplicationELB", metric = "HealthyHostCount", statistic = "Minimum"
      dimensions  = local.target_group_dimensions, comparison = "LessThanThreshold", threshold = var.task.min, periods = 5
      silence     = "breaching"
    }
    slow = {
      description = "The slowest hundredth of requests takes more than a second."
      severity    = 2, runbook = "latency"
      namespace   = "AWS/ApplicationELB", metric = "TargetResponseTime", statistic = "p99"
      dimensions  = local.target_group_dimensions, comparison = "GreaterThanThreshold", threshold = 1, periods = 10
    }
    cpu-saturated = {
      description = "Tasks stay near their CPU share: auto scaling is at its end or too slow."
      severity    = 2, runbook = "saturation"
      namespace   = "AWS/ECS", metric = "CPUUtilization", statistic = "Average"
      dimensions  = local.service_dimensions, comparison = "GreaterThanThreshold", threshold = 90, periods = 10
    }
    memory-saturated = {
      description = "Tasks stay near their memory limit: the next step is the kernel's killer."
      severity    = 2, runbook = "memory"
      namespace   = "AWS/ECS", metric = "MemoryUtilization", statistic = "Average"
      dimensions  = local.service_dimensions, comparison = "GreaterThanThreshold", threshold = 90, periods = 10
    }
    instances-at-most = {
      description = "The cluster has all the instances it may have; more load finds no room."
      severity    = 2, runbook = "instances-at-most"
      namespace   = "AWS/AutoScaling", metric = "GroupInServiceInstances", statistic = "Minimum"
      dimensions  = { AutoScalingGroupName = aws_autoscaling_group.instances.name }, comparison = "GreaterThanOrEqualToThreshold"
      threshold   = var.instance.max, periods = 15
    }
    cache-cpu = {
      description = "Valkey's one thread is nearly busy."
      severity    = 3, runbook = "cache-cpu"
      namespace   = "AWS/ElastiCache", metric = "EngineCPUUtilization", statistic = "Maximum"
      dimensions  = { ReplicationGroupId = aws_elasticache_replication_group.this.id }, comparison = "GreaterThanThreshold"
      threshold   = 80, periods = 10
    }
    cache-memory = {
      description = "Valkey's memory is full and it drops entries."
      severity    = 3, runbook = "cache-evictions"
      namespace   = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", statistic = "Maximum"
      dimensions  = { ReplicationGroupId = aws_elasticache_replication_group.this.id }, comparison = "GreaterThanThreshold"
      threshold   = 90, periods = 10
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "[P${each.value.severity}] ${each.value.description} Runbook: ${var.runbook_url}/${each.value.runbook}.md"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  dimensions          = each.value.dimensions
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.periods
  treat_missing_data  = lookup(each.value, "silence", "notBreaching")
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# ACM renews sixty days ahead, so thirty days mean that a month of attempts has failed. The metric comes twice a day, and
# no longer once the certificate has expired: hence "ignore", which keeps the alarm as it was.
resource "aws_cloudwatch_metric_alarm" "certificate" {
  alarm_name          = "${local.name}-certificate"
  alarm_description   = "[P2] The load balancer's certificate is not being renewed. Runbook: ${var.runbook_url}/certificate-expiry.md"
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  statistic           = "Minimum"
  dimensions          = { CertificateArn = aws_acm_certificate.origin.arn }
  comparison_operator = "LessThanThreshold"
  threshold           = 30
  period              = 86400
  evaluation_periods  = 1
  treat_missing_data  = "ignore"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# A rollback by the circuit breaker leaves the old version serving, so no other alarm would speak.
resource "aws_cloudwatch_event_rule" "deployment_failed" {
  name        = "${local.name}-deployment-failed"
  description = "A deployment of the server failed and was rolled back"

  event_pattern = jsonencode({
    source        = ["aws.ecs"]
    "detail-type" = ["ECS Deployment State Change"]
    resources     = [aws_ecs_service.server.id]
    detail        = { eventName = ["SERVICE_DEPLOYMENT_FAILED"] }
  })
}

resource "aws_cloudwatch_event_target" "deployment_failed" {
  rule = aws_cloudwatch_event_rule.deployment_failed.name
  arn  = aws_sns_topic.alarms.arn

  input_transformer {
    input_paths = { reason = "$.detail.reason" }
    # Not jsonencode: it would escape the brackets around the name.
    input_template = "\"[P2] A deployment of ${local.name} failed and was rolled back: <reason> Runbook: ${var.runbook_url}/failed-deploy.md\""
  }
}
