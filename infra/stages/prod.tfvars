# prod: no single point of failure. Three zones with a NAT gateway each, cache with failover, deletion guarded.
stage     = "prod"
project   = "conduit"
region    = "us-east-1"
zone_name = "example.com"
hostname  = "www.example.com"

# --- every root with alarms
runbook_url = "https://github.com/OWNER/REPOSITORY/blob/main/docs/runbooks"

# --- infra/server
vpc_cidr            = "10.22.0.0/16"
zone_count          = 3
nat                 = "per_zone"
interface_endpoints = ["ecr.api", "ecr.dkr", "secretsmanager", "logs"]
instance            = { type = "c7i.large", min = 3, max = 9, target_capacity = 90 }
task                = { cpu = 896, memory = 1280, min = 3, max = 16 }
cache               = { node_type = "cache.m7g.large", replicas = 2, snapshot_days = 7 }
database_mode       = "atlas-privatelink"
datadog             = { enabled = true }
log_retention_days  = 90
monthly_budget_usd  = 2000
protect             = true

# --- infra/database
atlas_cluster = { kind = "dedicated", instance_size = "M30", max_instance_size = "M50" }

# --- infra/client
waf_enabled = true

# --- infra/monitoring
aws_integration = true
