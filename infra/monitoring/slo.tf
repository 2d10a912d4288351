# What readers are promised. The burn-rate monitors page when a month's allowance would be gone in two days (fast) or
# ten (slow), each over a long and a short window, so that neither a blip nor a long-ended fault wakes anybody.
locals {
  objectives = {
    availability = {
      title       = "requests answered without a server error"
      target      = 99.9
      numerator   = "count:http.server.request.duration{${local.server},!http.response.status_code:5*}.as_count()"
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
    warning   = each.value.target + 0.05
  }
}

resource "datadog_monitor" "burn_rate" {
  for_each = local.burn_rates

  name     = "[${local.name}] error budget burns ${each.value.rate} times too fast"
  type     = "slo alert"
  query    = "burn_rate(\"${datadog_service_level_objective.this["availability"].id}\").over(\"30d\").long_window(\"${each.value.long}\").short_window(\"${each.value.short}\") > ${each.value.rate}"
  priority = each.key == "fast" ? "1" : "3"
  message  = join("\n", compact(["What to do: ${var.runbook_url}/error-rate.md", var.notify]))
  tags     = concat(local.datadog_tags, ["monitor:burn-rate-${each.key}"])

  monitor_thresholds {
    critical = tostring(each.value.rate)
  }
}
