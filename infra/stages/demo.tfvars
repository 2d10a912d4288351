# demo: what prod looks like, at the size of a demonstration.
stage     = "demo"
project   = "conduit"
region    = "us-east-1"
zone_name = "example.com"
hostname  = "demo.example.com"

# --- every root with alarms
runbook_url = "https://github.com/OWNER/REPOSITORY/blob/main/docs/runbooks"

# --- infra/server
vpc_cidr            = "10.21.0.0/16"
zone_count          = 2
nat                 = "one"
interface_endpoints = []
instance            = { type = "t3.medium", min = 2, max = 4 }
task                = { cpu = 768, memory = 1024, min = 2, max = 6 }
cache               = { node_type = "cache.t4g.small", replicas = 1 }
database_mode       = "atlas-privatelink"
datadog             = { enabled = true }
log_retention_days  = 30
monthly_budget_usd  = 400
protect             = false

# --- infra/database
atlas_cluster = { kind = "dedicated", instance_size = "M10" }

# --- infra/client
waf_enabled = true

# --- infra/monitoring
aws_integration = false
