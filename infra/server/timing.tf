# The one source of every time that two parties must agree on.
#
#   load balancer idle 60 < server keep-alive 75: the load balancer always closes first, so it never sends a
#   request into a connection that the server is closing (a sporadic 502).
#
#   SIGTERM ─ drain 10 ─► stops accepting ─ in flight 20 ─► exit ─ margin 15 ─► SIGKILL
#   The target leaves the load balancer during the drain; deregistration waits as long as the server works.
locals {
  keep_alive_margin_seconds = 15
  keep_alive_seconds        = var.timing.idle + local.keep_alive_margin_seconds

  deregistration_seconds = var.timing.drain + var.timing.in_flight
  stop_margin_seconds    = 15
  stop_timeout_seconds   = var.timing.drain + var.timing.in_flight + local.stop_margin_seconds

  # Two failed probes take the target out: 2 × 5 s, within the drain.
  health_check_interval_seconds = 5
  health_check_timeout_seconds  = 4
  health_check_threshold        = 2
  health_check_grace_seconds    = 60

  # From starting an instance until its tasks answer.
  instance_warmup_seconds = 120
}
