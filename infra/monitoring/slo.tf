# What readers are promised. The burn-rate monitors page when a month's allowance would be gone in two days (fast) or
# ten (slow), each over a long and a short window, so that neither a blip nor a long-ended fault wakes anybody.
locals {
  objectives = {
    availability = {
      title       = "requests answered without a server error"
      page        = "error-rate"
      target      = 99.9
      numerator   = "count:http.server.request.duration{${local.server},!http.response.status_code:5*}.as_count()"
      denominator = "count:http.server.request.duration{${local.server}}.as_count()"
    }
    latency = {
      title       = "requests answered within 500 ms"
      page        = "latency"
      target      = 99
      numerator   = "count(v: v<=0.5):http.server.request.duration{${local.server}}.as_count()"
      denominator = "count:http.server.request.duration{${local.server}}.as_count()"
    }
  }

  burn_rates = {
    fast = { rate = 14.4, long = "1h", short = "5m" }
    slow = { rate = 3, long = "24h", short = "120m" }
  }
}

resource "datadog_service_level_objective" "this" {
  for_each = local.objectives

  name        = "[${local.name}] ${each.value.title}"
  type        = "metric"
  description = "${each.value.target} % over 30 days"
  tags        = local.datadog_tags

  query {
    numerator   = each.value.numerator
    denominator = each.value.denominator
  }

  thresholds {
    timeframe = "30d"
    target    = each.value.target
    warning   = each.value.target + (100 - each.value.target) / 2
  }
}

resource "datadog_monitor" "burn_rate" {
  for_each = { for pair in setproduct(keys(local.objectives), keys(local.burn_rates)) : join("-", pair) => { objective = pair[0], speed = pair[1] } }

  name     = "[${local.name}] allowance burns ${local.burn_rates[each.value.speed].rate} times too fast: ${local.objectives[each.value.objective].title}"
  type     = "slo alert"
  query    = "burn_rate(\"${datadog_service_level_objective.this[each.value.objective].id}\").over(\"30d\").long_window(\"${local.burn_rates[each.value.speed].long}\").short_window(\"${local.burn_rates[each.value.speed].short}\") > ${local.burn_rates[each.value.speed].rate}"
  priority = each.value.speed == "fast" ? "1" : "3"
  message  = join("\n", compact(["What to do: ${var.runbook_url}/${local.objectives[each.value.objective].page}.md", var.notify]))
  tags     = concat(local.datadog_tags, ["monitor:burn-rate-${each.key}"])

  monitor_thresholds {
    critical = tostring(local.burn_rates[each.value.speed].rate)
  }
}
