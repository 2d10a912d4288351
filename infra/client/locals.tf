locals {
  name = "${var.project}-${var.stage}"

  tags = {
    Project   = var.project
    Stage     = local.name
    Root      = "client"
    ManagedBy = "terraform"
  }

  account_id  = data.aws_caller_identity.current.account_id
  origin_name = "origin.${var.hostname}"
}

data "aws_caller_identity" "current" {}

data "aws_route53_zone" "this" {
  name         = var.zone_name
  private_zone = false
}

# Made by infra/server; the value is part of the distribution's configuration.
data "aws_secretsmanager_secret_version" "origin" {
  secret_id = "${var.project}/${var.stage}/origin-${var.origin_secret_generation % 2 == 1 ? "blue" : "green"}"
}
