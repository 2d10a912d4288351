# One row per monitor; the key is also the name of its page in docs/runbooks. Recovery thresholds lie apart from the
# alert's, so that a value on the edge does not flap.
locals {
  server = "service:${var.project},env:${var.stage}"
  aws    = "stage:${local.name}"

  monitors = {
    error-rate = {
      title    = "more than 2 % of requests fail"
      query    = "sum(last_5m):(count:http.server.request.duration{${local.server},http.response.status_code:5*}.as_count() / count:http.server.request.duration{${local.server}}.as_count()) * 100 > 2"
      critical = 2, warning = 1, recovery = 0.5, priority = 1, page = true
    }
    latency = {
      title    = "the slowest hundredth takes more than 500 ms"
      query    = "percentile(last_10m):p99:http.server.request.duration{${local.server}} > 0.5"
      critical = 0.5, warning = 0.3, recovery = 0.25, priority = 2, page = true
    }
    no-data = {
      title    = "the server reports nothing"
      query    = "sum(last_10m):count:http.server.request.duration{${local.server}}.as_count() < 1"
      critical = 1, warning = null, recovery = null, priority = 2, page = false
    }
    saturation = {
      title    = "tasks use more than 85 % of their CPU"
      query    = "avg(last_15m):avg:aws.ecs.service.cpuutilization{servicename:${local.name}} > 85"
      critical = 85, warning = 75, recovery = 70, priority = 2, page = true
    }
    instances-at-most = {
      title    = "the cluster has all the instances it may have"
      query    = "min(last_15m):max:aws.autoscaling.group_in_service_instances{autoscalinggroupname:${local.name}} >= ${var.instance.max}"
      critical = var.instance.max, warning = null, recovery = var.instance.max - 0.5, priority = 2, page = false
    }
    cache-cpu = {
      title    = "Valkey's thread is busy"
      query    = "avg(last_10m):max:aws.elasticache.engine_cpuutilization{replication_group:${local.name}} > 80"
      critical = 80, warning = 65, recovery = 60, priority = 3, page = false
    }
    cache-evictions = {
      title    = "Valkey drops entries for want of memory"
      query    = "avg(last_15m):sum:aws.elasticache.evictions{replication_group:${local.name}} > 100"
      critical = 100, warning = 10, recovery = 5, priority = 3, page = false
    }
    no-healthy-target = {
      title    = "the load balancer has no healthy task"
      query    = "min(last_5m):sum:aws.applicationelb.healthy_host_count{targetgroup:targetgroup/${local.name}-server*} < 1"
      critical = 1, warning = null, recovery = null, priority = 1, page = true
    }
    certificate-expiry = {
      title    = "a certificate is not being renewed"
      query    = "min(last_1d):min:aws.certificatemanager.days_to_expiry{${local.aws}} < 30"
      critical = 30, warning = 45, recovery = 46, priority = 2, page = false
    }
    # Spoken by the pipeline (tools/deploy/marker.py), which knows of failures that ECS never sees: a migration, a push.
    failed-deploy = {
      title    = "a deploy failed"
      query    = "events(\"event:deploy-failed ${replace(local.server, ",", " ")}\").rollup(\"count\").last(\"15m\") > 0"
      critical = 0, warning = null, recovery = null, priority = 2, page = false
    }
    # The server's own view, whoever runs the database: a job waits when every connection of its pool is in use.
    database-wait = {
      title    = "requests wait for a connection to MongoDB"
      query    = "avg(last_10m):avg:conduit.pool.wait{${local.server},pool:mongodb} > 0.1"
      critical = 0.1, warning = 0.05, recovery = 0.02, priority = 2, page = true
    }
    edge-errors = {
      title    = "readers get 5xx at the edge"
      query    = "avg(last_5m):avg:aws.cloudfront.5xx_error_rate{${local.aws}} > 5"
      critical = 5, warning = 2, recovery = 1, priority = 1, page = true
    }
  }

  # Silence is a fault of its own: of a target group that is empty CloudWatch says nothing, and a database always has
  # connections: none told means that nobody tells. dev and demo sleep at night.
  heard_when_silent = var.stage == "prod" ? ["no-data", "no-healthy-target", "database-connections"] : []

  # Seconds that a metric may come late. CloudWatch is read every ten minutes, and Atlas sends what it has gathered.
  lateness = { "aws." = 900, "mongodb.atlas." = 300 }
}

resource "datadog_monitor" "this" {
  for_each = { for key, monitor in merge(local.monitors, local.database_monitors) : key => monitor if monitor.query != null }

  name     = "[${local.name}] ${each.value.title}"
  type     = startswith(each.value.query, "events(") ? "event-v2 alert" : startswith(each.value.query, "sum(last_5m):(") ? "query alert" : "metric alert"
  query    = each.value.query
  priority = tostring(each.value.priority)
  tags     = concat(local.datadog_tags, ["monitor:${each.key}"])

  message = join("\n", compact([
    "What to do: ${var.runbook_url}/${each.key}.md",
    each.value.page && local.paging ? join(" ", [for state in ["is_alert", "is_no_data", "is_recovery"] : "{{#${state}}}${var.notify}{{/${state}}}"]) : var.notify,
  ]))

  monitor_thresholds {
    critical          = tostring(each.value.critical)
    warning           = each.value.warning == null ? null : tostring(each.value.warning)
    critical_recovery = each.value.recovery == null ? null : tostring(each.value.recovery)
  }

  include_tags        = true
  require_full_window = false
  renotify_interval   = each.value.page && local.paging ? 60 : 0
  on_missing_data     = contains(local.heard_when_silent, each.key) ? "show_and_notify_no_data" : "default"
  # Events come as they happen.
  evaluation_delay = startswith(each.value.query, "events(") ? null : max(60, [for source, seconds in local.lateness : strcontains(each.value.query, ":${source}") ? seconds : 0]...)
}
