# What tasks receive by ARN. Three owners, one each:
#   token-keys         born here as a random key, rotated by infra/rotate-token-keys
#   database-url       born unset, written by infra/database or infra/documentdb, or by hand
#   cache-url          written here, because its parts are made here
#   datadog-api-key    born unset, written by hand
#
# The first values are write-only: they never enter the state. They carry the extra label "initial", so that Secrets
# Manager never drops them as deprecated; were one lost all the same, Terraform would bring it back under that label
# only and leave AWSCURRENT, the value in use, alone.
locals {
  secret_prefix = "${var.project}/${var.stage}"

  first_values = merge(
    { "token-keys" = "first:${ephemeral.aws_secretsmanager_random_password.token_key.random_password}" },
    { "database-url" = "unset" },
    var.datadog.enabled ? { "datadog-api-key" = "unset" } : {},
  )
  first_value_names = toset(concat(["token-keys", "database-url"], var.datadog.enabled ? ["datadog-api-key"] : []))
}

ephemeral "aws_secretsmanager_random_password" "token_key" {
  password_length     = 64
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "first_value" {
  for_each = local.first_value_names

  name                    = "${local.secret_prefix}/${each.key}"
  recovery_window_in_days = var.protect ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "first_value" {
  for_each = local.first_value_names

  secret_id                = aws_secretsmanager_secret.first_value[each.key].id
  secret_string_wo         = local.first_values[each.key]
  secret_string_wo_version = 1
  version_stages           = ["initial"]

  lifecycle {
    ignore_changes = [version_stages] # the first version of a secret is AWSCURRENT too, until the next
  }
}

# --- the secret between edge and load balancer
#
# Both need its value in their configuration, so it is in the state whatever we do; the state bucket is encrypted and
# readable by the provisioning role alone. Two of them, so that one can be replaced while the other is in use: odd
# generations are blue, even ones green.

locals {
  origin_generations = {
    blue  = var.origin_secret_generation - (1 - var.origin_secret_generation % 2)
    green = var.origin_secret_generation - var.origin_secret_generation % 2
  }
}

data "aws_secretsmanager_random_password" "origin" {
  for_each = local.origin_generations

  password_length     = 48
  exclude_punctuation = true
}

resource "terraform_data" "origin_secret" {
  for_each = local.origin_generations

  input            = sensitive(data.aws_secretsmanager_random_password.origin[each.key].random_password)
  triggers_replace = each.value

  lifecycle {
    ignore_changes = [input] # every plan offers a new random value; a new generation takes one
  }
}

# Marked here, because an output forgets that its input was: plans are posted to pull requests.
locals {
  origin_secrets = { for colour, secret in terraform_data.origin_secret : colour => sensitive(secret.output) }
}

resource "aws_secretsmanager_secret" "origin" {
  for_each = local.origin_generations

  name                    = "${local.secret_prefix}/origin-${each.key}"
  recovery_window_in_days = var.protect ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "origin" {
  for_each = local.origin_generations

  secret_id     = aws_secretsmanager_secret.origin[each.key].id
  secret_string = local.origin_secrets[each.key]
}

# --- the cache's address with its token

resource "aws_secretsmanager_secret" "cache_url" {
  name                    = "${local.secret_prefix}/cache-url"
  recovery_window_in_days = var.protect ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "cache_url" {
  secret_id     = aws_secretsmanager_secret.cache_url.id
  secret_string = "rediss://:${urlencode(terraform_data.cache_token.output)}@${aws_elasticache_replication_group.this.primary_endpoint_address}:${aws_elasticache_replication_group.this.port}/0"
}

# --- what tasks were started with
#
# Version ids, not values. They go into a label of the task definition, so that an apply after a secret changed rolls
# the tasks; ECS reads secrets only when a task starts.

data "aws_secretsmanager_secret_versions" "task" {
  for_each = merge(
    { for name in ["token-keys", "database-url"] : name => aws_secretsmanager_secret.first_value[name].id },
    { "cache-url" = aws_secretsmanager_secret.cache_url.id },
  )

  secret_id = each.value

  depends_on = [aws_secretsmanager_secret_version.first_value, aws_secretsmanager_secret_version.cache_url]
}

locals {
  secret_versions = sha256(jsonencode({
    for name, secret in data.aws_secretsmanager_secret_versions.task : name => [
      for version in secret.versions : version.version_id if contains(version.version_stages, "AWSCURRENT")
    ]
  }))
}
