resource "aws_elasticache_subnet_group" "this" {
  name       = local.name
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_elasticache_parameter_group" "this" {
  name   = "${local.name}-valkey8"
  family = "valkey8"

  # Every entry can be rebuilt from MongoDB: when memory is short, drop what was not used lately.
  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }
}

# Letters and digits only: the token stands in an URL, and ElastiCache forbids @, " and /.
data "aws_secretsmanager_random_password" "cache_token" {
  password_length     = 64
  exclude_punctuation = true
}

resource "terraform_data" "cache_token" {
  input            = sensitive(data.aws_secretsmanager_random_password.cache_token.random_password)
  triggers_replace = var.cache_token_generation

  lifecycle {
    ignore_changes = [input]
  }
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = local.name
  description          = "Shared cache of ${local.name}"
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = var.cache.node_type
  port                 = 6379
  parameter_group_name = aws_elasticache_parameter_group.this.name
  subnet_group_name    = aws_elasticache_subnet_group.this.name
  security_group_ids   = [aws_security_group.cache.id]

  num_cache_clusters         = 1 + var.cache.replicas
  automatic_failover_enabled = var.cache.replicas > 0
  multi_az_enabled           = var.cache.replicas > 0

  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  auth_token                 = terraform_data.cache_token.output
  auth_token_update_strategy = "ROTATE" # the old token works until the next rotation

  snapshot_retention_limit   = var.cache.snapshot_days
  snapshot_window            = "03:00-04:00"
  maintenance_window         = "sun:04:30-sun:05:30"
  auto_minor_version_upgrade = true
  apply_immediately          = !var.protect
}
