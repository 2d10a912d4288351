# What Atlas itself must say: of a stage without Datadog, and of one whose Datadog hears nothing, as CloudWatch does for
# the rest. It sees disks and processors too, which infra/monitoring leaves to it. An alert of Atlas has no text of its
# own: the key of its row is the name of its page in docs/runbooks.
locals {
  database_alerts = local.dedicated ? {
    database-connections = { metric = "CONNECTIONS_PERCENT", threshold = 80, units = "RAW" }
    database-disk        = { metric = "DISK_PARTITION_SPACE_USED_DATA", threshold = 85, units = "RAW" }
    database-cpu         = { metric = "NORMALIZED_SYSTEM_CPU_USER", threshold = 85, units = "RAW" }
    replication-lag      = { metric = "OPLOG_SLAVE_LAG_MASTER_TIME", threshold = 30, units = "SECONDS" }
  } : {}
}

resource "mongodbatlas_alert_configuration" "this" {
  for_each = local.database_alerts

  project_id = mongodbatlas_project.this.id
  event_type = "OUTSIDE_METRIC_THRESHOLD"
  enabled    = true

  metric_threshold_config {
    metric_name = each.value.metric
    operator    = "GREATER_THAN"
    threshold   = each.value.threshold
    units       = each.value.units
    mode        = "AVERAGE"
  }

  notification {
    type_name     = var.alarm_email == "" ? "GROUP" : "EMAIL"
    email_address = var.alarm_email == "" ? null : var.alarm_email
    email_enabled = var.alarm_email == "" ? true : null
    roles         = var.alarm_email == "" ? ["GROUP_OWNER"] : null
    delay_min     = 5
    interval_min  = 60
  }
}
