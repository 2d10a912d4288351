# dev: cheap. One NAT gateway, the smallest instances, one cache node, nothing guarded against deletion.
stage     = "dev"
project   = "conduit"
region    = "us-east-1"
zone_name = "example.com"
hostname  = "dev.example.com"

# --- every root with alarms
runbook_url = "https://github.com/OWNER/REPOSITORY/blob/main/docs/runbooks"

# --- infra/server
vpc_cidr            = "10.20.0.0/16"
zone_count          = 2
nat                 = "one"
interface_endpoints = []
instance            = { type = "t3a.small", min = 1, max = 3 }
task                = { cpu = 512, memory = 512, min = 1, max = 3 }
cache               = { node_type = "cache.t4g.micro", replicas = 0 }
database_mode       = "atlas-public"
datadog             = { enabled = false }
log_retention_days  = 14
monthly_budget_usd  = 150
protect             = false

# --- infra/database
atlas_cluster = { kind = "flex" }

# --- infra/client
waf_enabled = false

# --- infra/monitoring
aws_integration = false
