# Spoken through the stage's own topic, which infra/server makes and which is found by its name.
data "aws_sns_topic" "alarms" {
  name = "${local.name}-alarms"
}

locals {
  database_alarms = {
    connections = {
      description = "DocumentDB holds so many connections that the next tasks may find none."
      severity    = 2, runbook = "database-connections"
      metric      = "DatabaseConnections", statistic = "Maximum", threshold = floor(var.documentdb.connections * 0.8), periods = 10
    }
    lag = {
      description = "A replica is more than ten seconds behind: a failover now would lose time."
      severity    = 2, runbook = "replication-lag"
      metric      = "DBClusterReplicaLagMaximum", statistic = "Maximum", threshold = 10000, periods = 5
    }
    cpu = {
      description = "The database's processor is nearly busy."
      severity    = 3, runbook = "database-cpu"
      metric      = "CPUUtilization", statistic = "Average", threshold = 85, periods = 15
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.database_alarms

  alarm_name          = "${local.name}-database-${each.key}"
  alarm_description   = "[P${each.value.severity}] ${each.value.description} Runbook: ${var.runbook_url}/${each.value.runbook}.md"
  namespace           = "AWS/DocDB"
  metric_name         = each.value.metric
  statistic           = each.value.statistic
  dimensions          = { DBClusterIdentifier = aws_docdb_cluster.this.cluster_identifier }
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = [data.aws_sns_topic.alarms.arn]
  ok_actions          = [data.aws_sns_topic.alarms.arn]
}
