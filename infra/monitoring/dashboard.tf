# The page to open first. Rows of widgets as data: title, kind and queries; the layout is Datadog's own ordering.
locals {
  load_balancer = "loadbalancer:app/${local.name}-alb*"

  widgets = {
    "Readers" = [
      { title = "Requests per second by route", queries = ["count:http.server.request.duration{${local.server}} by {http.route}.as_rate()"] },
      { title = "Server errors per second by route", queries = ["count:http.server.request.duration{${local.server},http.response.status_code:5*} by {http.route}.as_rate()"] },
      { title = "Latency p50, p99", queries = ["p50:http.server.request.duration{${local.server}}", "p99:http.server.request.duration{${local.server}}"] },
      { title = "Latency p99 by route", queries = ["p99:http.server.request.duration{${local.server}} by {http.route}"] },
      { title = "Requests per second by version", queries = ["count:http.server.request.duration{${local.server}} by {version}.as_rate()"] },
      { title = "Server errors per second by version", queries = ["count:http.server.request.duration{${local.server},http.response.status_code:5*} by {version}.as_rate()"] },
      { title = "Latency p99 by version", queries = ["p99:http.server.request.duration{${local.server}} by {version}"] },
      { title = "Requests by zone", queries = ["sum:aws.applicationelb.request_count{${local.load_balancer}} by {availability-zone}.as_count()"] },
      { title = "Server errors by zone", queries = ["sum:aws.applicationelb.httpcode_target_5xx{${local.load_balancer}} by {availability-zone}.as_count()"] },
      { title = "Latency by zone, average", queries = ["avg:aws.applicationelb.target_response_time.average{${local.load_balancer}} by {availability-zone}"] },
      { title = "Edge: requests and 5xx rate", queries = ["sum:aws.cloudfront.requests{${local.aws}}.as_count()", "avg:aws.cloudfront.5xx_error_rate{${local.aws}}"] },
    ]
    "Servers" = [
      { title = "CPU and memory of tasks, percent", queries = ["avg:aws.ecs.service.cpuutilization{servicename:${local.name}}", "avg:aws.ecs.service.memory_utilization{servicename:${local.name}}"] },
      { title = "Healthy tasks by zone", queries = ["sum:aws.applicationelb.healthy_host_count{targetgroup:targetgroup/${local.name}-server*} by {availability-zone}"] },
      { title = "Instances: in service, wanted, at most", queries = [for number in ["in_service_instances", "desired_capacity", "max_size"] : "max:aws.autoscaling.group_${number}{autoscalinggroupname:${local.name}}"] },
    ]
    "Cache and database" = concat([
      { title = "Cache lookups per second by layer and result", queries = ["sum:conduit.cache.lookups{${local.server}} by {cache.layer,cache.result}.as_rate()"] },
      { title = "Database latency p99", queries = ["p99:db.client.operation.duration{${local.server}} by {db.system.name}"] },
      { title = "Database commands and errors per second", queries = ["count:db.client.operation.duration{${local.server}} by {db.system.name}.as_rate()", "sum:conduit.db.errors{${local.server}} by {db.system.name,error.type}.as_rate()"] },
      { title = "Wait for a connection to MongoDB, seconds, average and longest", queries = ["avg:conduit.pool.wait{${local.server},pool:mongodb}", "max:conduit.pool.wait{${local.server},pool:mongodb}"] },
      { title = "Jobs that wait for a thread, by pool", queries = ["max:conduit.pool.queue{${local.server}} by {pool}"] },
      { title = "Quotas: refused, and let through without asking", queries = ["sum:conduit.rate_limit.decisions{${local.server},!decision:allowed} by {decision}.as_rate()"] },
      { title = "Valkey: CPU, memory, percent", queries = ["max:aws.elasticache.engine_cpuutilization{replication_group:${local.name}}", "max:aws.elasticache.database_memory_usage_percentage{replication_group:${local.name}}"] },
      { title = "Valkey: evictions", queries = ["sum:aws.elasticache.evictions{replication_group:${local.name}}.as_count()"] },
    ], local.database_widgets)
    "What costs" = [
      { title = "NAT gateway, bytes out", queries = ["sum:aws.natgateway.bytes_out_to_destination{${local.aws}}.as_count()"] },
      { title = "Edge: bytes to readers", queries = ["sum:aws.cloudfront.bytes_downloaded{${local.aws}}.as_count()"] },
      { title = "Load balancer capacity units", queries = ["sum:aws.applicationelb.consumed_lcus{${local.load_balancer}}"] },
    ]
  }

  # What tools/deploy/marker.py sends is drawn over every graph: since which deploy?
  deploys = "event:deploy ${replace(local.server, ",", " ")}"

  # Maps have no order; the page has one.
  widget_rows = ["Readers", "Servers", "Cache and database", "What costs"]
}

resource "datadog_dashboard_json" "this" {
  dashboard = jsonencode({
    title       = local.name
    description = "Golden signals, capacity, cache and cost of ${local.name}. Made by infra/monitoring."
    layout_type = "ordered"
    widgets = [for row in local.widget_rows : {
      definition = {
        type        = "group"
        layout_type = "ordered"
        title       = row
        widgets = [for widget in local.widgets[row] : {
          definition = {
            type     = "timeseries"
            title    = widget.title
            events   = [{ q = local.deploys }]
            requests = [for query in widget.queries : { q = query, display_type = "line" }]
          }
        }]
      }
    }]
  })
}
